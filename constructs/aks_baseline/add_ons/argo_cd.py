"""Argo CD from its chart, instead of Flux.

Source: article, "Cluster bootstrapping"; values.yaml and templates of the charts at the versions below.
"""

from typing import Any

from aks_baseline.add_ons.add_on import AddOn, Chart, repository_flow, same_size
from aks_baseline.cluster.flux import GitRepository
from aks_baseline.foundation.images import CachedRepository
from aks_baseline.foundation.placement import USER_NODES

CHART_REPOSITORY = "https://argoproj.github.io/argo-helm"
CHART_VERSION = "10.1.1"
APPS_CHART_VERSION = "2.0.5"
NAMESPACE = "argocd"

ARGO_CD = CachedRepository(rule="argocd", source="quay.io/argoproj/argocd", target="argoproj/argocd")
REDIS = CachedRepository(rule="redis", source="public.ecr.aws/docker/library/redis", target="library/redis")
TAG = "v3.4.4"  # Argo CD version of the chart's appVersion
REDIS_TAG = "8.2.3-alpine"

APPLICATION = "cluster-manifests"
PROBE = {"enabled": True}


def argo_cd(*, registry: str, git: GitRepository) -> AddOn:
    """Argo CD with its controller, repository server, user interface and cache, and one application.

    Nothing outside its namespace reaches it. Open the user interface with `kubectl port-forward`. For a private
    repository the operator makes a secret with the credentials, which Argo CD finds by its label.
    The chart gives its pods read-only root file systems and drops all capabilities. The values add sizes, probes and a
    node pool. The repository server and the user interface have two pods, if possible on different nodes. An update
    needs room for a third pod.

    Args:
        registry: Host name of the own registry.
        git: Repository that the application follows.
    """
    return AddOn(
        name="argocd",
        namespace=NAMESPACE,
        repositories=(ARGO_CD, REDIS),
        metrics_port=None,
        reaches=(repository_flow(git.url),),
        charts=(
            Chart(
                release="argocd",
                name="argo-cd",
                repository=CHART_REPOSITORY,
                version=CHART_VERSION,
                values=_values(registry),
            ),
            Chart(
                release="argocd-apps",
                name="argocd-apps",
                repository=CHART_REPOSITORY,
                version=APPS_CHART_VERSION,
                values=_applications(git),
            ),
        ),
    )


def _values(registry: str) -> dict[str, Any]:
    twice = {"replicas": 2, "pdb": {"enabled": True, "maxUnavailable": 1}}
    probed = {"livenessProbe": PROBE, "readinessProbe": PROBE}
    return {
        "global": {
            "image": {"repository": f"{registry}/{ARGO_CD.target}", "tag": TAG},
            "nodeSelector": dict(USER_NODES),
            "affinity": {"podAntiAffinity": "soft"},
            "networkPolicy": {"create": False},  # the chart's policies open the login page to every pod
        },
        # The chart has only a readiness probe for the controller.
        "controller": {"resources": same_size("250m", "256Mi")},
        "repoServer": {**twice, "resources": same_size("100m", "256Mi"), **probed},
        "server": {**twice, "resources": same_size("100m", "128Mi"), **probed},
        "redis": {
            "image": {"repository": f"{registry}/{REDIS.target}", "tag": REDIS_TAG},
            "resources": same_size("100m", "128Mi"),
            **probed,
        },
        "redisSecretInit": {"resources": same_size("100m", "128Mi")},  # makes the password of the cache in the cluster
        # Sign-in through Dex, notifications and application sets are not used.
        "dex": {"enabled": False},
        "notifications": {"enabled": False},
        "applicationSet": {"replicas": 0, "resources": same_size("100m", "128Mi"), **probed},
    }


def _applications(git: GitRepository) -> dict[str, Any]:
    return {
        "applications": {
            APPLICATION: {
                "namespace": NAMESPACE,
                "project": "default",
                "source": {
                    "repoURL": git.url,
                    "targetRevision": git.reference_value,
                    "path": git.path.removeprefix("./"),
                },
                "destination": {"server": "https://kubernetes.default.svc"},
                "syncPolicy": {"automated": {"prune": True, "selfHeal": True}},
            }
        }
    }
