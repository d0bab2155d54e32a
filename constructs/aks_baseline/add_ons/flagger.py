"""Flagger, which lets a new version of a workload take over step by step, or goes back.

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


def flagger(*, registry: str, workloads: Sequence[str]) -> AddOn:
    """Two controllers, of which one leads, kept apart by the chart's own affinity.

    Canaries are blue and green ones by Kubernetes services, which needs no kinds of Traefik's own. Azure's managed
    Prometheus wants a sign-in that Flagger does not have, so webhooks judge them; whoever has a metrics server of
    another kind names its address in the metric template that asks it.
    Required. `workloads`: namespaces in which webhooks may answer; their own network policies must let Flagger in.
    """
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
                values={
                    "image": {"repository": f"{registry}/{FLAGGER.target}", "tag": TAG},
                    "meshProvider": "kubernetes",
                    "resources": same_size("100m", "128Mi"),
                    "leaderElection": {"enabled": True, "replicaCount": 2},
                    "podDisruptionBudget": {"enabled": True, "minAvailable": 1},
                    "securityContext": {
                        "enabled": True,
                        "context": {
                            "runAsNonRoot": True,
                            "runAsUser": 10001,
                            "readOnlyRootFilesystem": True,
                            "allowPrivilegeEscalation": False,
                            "capabilities": {"drop": ["ALL"]},
                            "seccompProfile": {"type": "RuntimeDefault"},
                        },
                    },
                    "nodeSelector": dict(USER_NODES),
                    "prometheus": {"install": False},
                },
            ),
        ),
    )
