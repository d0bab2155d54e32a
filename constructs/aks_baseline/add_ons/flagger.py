"""Flagger, which lets a new version of a workload take over step by step, or goes back.

Source: article, "Workload and cluster deployment strategies"; values.yaml and templates of the chart at the version
below.
"""

from aks_baseline.add_ons.add_on import AddOn, Chart, same_size
from aks_baseline.foundation.images import CachedRepository

CHART_REPOSITORY = "https://flagger.app"
CHART_VERSION = "1.44.0"
NAMESPACE = "flagger"

FLAGGER = CachedRepository(rule="flagger", source="ghcr.io/fluxcd/flagger", target="fluxcd/flagger")
TAG = "1.44.0"


def flagger(*, registry: str, pool: str) -> AddOn:
    """Two controllers, of which one leads, kept apart by the chart's own affinity.

    Canaries are blue and green ones by Kubernetes services, which needs no kinds of Traefik's own. Azure's managed
    Prometheus wants a sign-in that Flagger does not have, so webhooks judge them; whoever has a metrics server of
    another kind names its address in the metric template that asks it.
    """
    return AddOn(
        name="flagger",
        namespace=NAMESPACE,
        repositories=(FLAGGER,),
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
                    "nodeSelector": {"agentpool": pool},
                    "prometheus": {"install": False},
                },
            ),
        ),
    )
