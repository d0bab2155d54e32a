"""Flagger, which rolls out a new version of a workload step by step and rolls back when it fails.

Source: article, "Workload and cluster deployment strategies"; values.yaml and templates of the chart at the version
below.
"""

from collections.abc import Sequence

from aks_baseline.add_ons.add_on import AddOn, Chart, same_size
from aks_baseline.foundation.images import CachedRepository
from aks_baseline.foundation.placement import USER_NODES
from aks_baseline.inside.network_policy import Flow, Peer

CHART_REPOSITORY = "https://flagger.app"
CHART_VERSION = "1.44.0"
NAMESPACE = "flagger"

FLAGGER = CachedRepository(rule="flagger", source="ghcr.io/fluxcd/flagger", target="fluxcd/flagger")
TAG = "1.44.0"

CONFINED = {
    "runAsNonRoot": True,
    "runAsUser": 10001,
    "readOnlyRootFilesystem": True,
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


def flagger(*, registry: str, workloads: Sequence[str]) -> AddOn:
    """Flagger with two controllers on different nodes, one of which leads.

    It does blue/green deployments with Kubernetes services, which need none of Traefik's kinds. Flagger cannot sign in
    to Azure's managed Prometheus, so webhooks decide whether a version is good. A metric template can name the address
    of another metrics server.

    Args:
        registry: Host name of the own registry.
        workloads: Namespaces whose pods answer Flagger's webhooks. Network policies there must allow Flagger.
    """
    values = {
        "image": {"repository": f"{registry}/{FLAGGER.target}", "tag": TAG},
        "meshProvider": "kubernetes",
        "resources": same_size("100m", "128Mi"),
        "leaderElection": {"enabled": True, "replicaCount": 2},
        "podDisruptionBudget": {"enabled": True, "minAvailable": 1},
        "securityContext": {"enabled": True, "context": CONFINED},
        "nodeSelector": dict(USER_NODES),
        "prometheus": {"install": False},
    }
    return AddOn(
        name="flagger",
        namespace=NAMESPACE,
        repositories=(FLAGGER,),
        metrics_port=8080,
        reaches=(Flow(peers=(Peer(namespaces=tuple(workloads)),)),),
        charts=(
            Chart(
                release="flagger",
                name="flagger",
                repository=CHART_REPOSITORY,
                version=CHART_VERSION,
                values=values,
            ),
        ),
    )
