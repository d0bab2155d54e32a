"""Argo CD from its chart, in place of Flux.

Source: article, "Cluster bootstrapping"; values.yaml and templates of the charts at the versions below.
"""

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
TAG = "v3.4.4"  # the Argo CD that this version of the chart is made for
REDIS_TAG = "8.2.3-alpine"

APPLICATION = "cluster-manifests"
PROBE = {"enabled": True}


def argo_cd(*, registry: str, git: GitRepository) -> AddOn:
    """Controller, repository server, user interface and their cache, and the application that they keep in sync.

    No way in from outside or from other pods: the interface is reached with `kubectl port-forward`. A private
    repository's credentials are a secret that the operator makes; Argo CD finds it by its label.
    The chart's pods have read-only root file systems and no rights; here they get sizes, probes and a pool. What has
    no state runs twice, on different nodes where there are two: an update needs a place for a third.
    """
    twice = {"replicas": 2, "pdb": {"enabled": True, "maxUnavailable": 1}}
    probed = {"livenessProbe": PROBE, "readinessProbe": PROBE}
    values = {
        "global": {
            "image": {"repository": f"{registry}/{ARGO_CD.target}", "tag": TAG},
            "nodeSelector": dict(USER_NODES),
            "affinity": {"podAntiAffinity": "soft"},
            "networkPolicy": {"create": False},  # the chart's open the login page to every pod
        },
        # The chart can probe no more of its controller than whether it is ready.
        "controller": {"resources": same_size("250m", "256Mi")},
        "repoServer": {**twice, "resources": same_size("100m", "256Mi"), **probed},
        "server": {**twice, "resources": same_size("100m", "128Mi"), **probed},
        "redis": {
            "image": {"repository": f"{registry}/{REDIS.target}", "tag": REDIS_TAG},
            "resources": same_size("100m", "128Mi"),
            **probed,
        },
        "redisSecretInit": {"resources": same_size("100m", "128Mi")},  # makes the cache's password, inside the cluster
        # Sign-in by a third party, chat messages and generated applications: nobody asked for them.
        "dex": {"enabled": False},
        "notifications": {"enabled": False},
        "applicationSet": {"replicas": 0, "resources": same_size("100m", "128Mi"), **probed},
    }
    applications = {
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
                values=values,
            ),
            Chart(
                release="argocd-apps",
                name="argocd-apps",
                repository=CHART_REPOSITORY,
                version=APPS_CHART_VERSION,
                values=applications,
            ),
        ),
    )
