"""Kured, which restarts nodes one at a time when an update needs it.

Source: article, "Cluster bootstrapping"; values.yaml and templates of the chart at the version below.
"""

from aks_baseline.add_ons.add_on import AddOn, Chart, same_size
from aks_baseline.add_ons.reboot_window import RebootWindow
from aks_baseline.foundation.images import CachedRepository

CHART_REPOSITORY = "https://kubereboot.github.io/charts"
CHART_VERSION = "6.1.0"
NAMESPACE = "kured"

KURED = CachedRepository(rule="kured", source="ghcr.io/kubereboot/kured", target="kubereboot/kured")
TAG = "1.23.0"  # kured version of the chart's appVersion

# Linux makes this file when an update needs a restart.
SENTINEL = "/var/run/reboot-required"


def kured(*, registry: str, window: RebootWindow) -> AddOn:
    """Kured with a pod on every node.

    The pods are privileged and use the process namespace of the node, to look for the sentinel and to restart. The
    initiative on pod security must not deny in their namespace. They mount no path of the node, so they meet all other
    policies.

    Args:
        registry: Host name of the own registry.
        window: Days and hours when nodes can restart.
    """
    return AddOn(
        name="kured",
        namespace=NAMESPACE,
        repositories=(KURED,),
        metrics_port=8080,
        pod_security="privileged",
        charts=(
            Chart(
                release="kured",
                name="kured",
                repository=CHART_REPOSITORY,
                version=CHART_VERSION,
                values={
                    "image": {"repository": f"{registry}/{KURED.target}", "tag": TAG},
                    "resources": same_size("50m", "64Mi"),
                    "containerSecurityContext": {"privileged": True, "readOnlyRootFilesystem": True},
                    "configuration": {
                        "useRebootSentinelHostPath": False,
                        "rebootSentinelCommand": f"test -f {SENTINEL}",
                        "concurrency": 1,
                        "logFormat": "json",
                        "rebootDays": list(window.days),
                        "startTime": window.start,
                        "endTime": window.end,
                        "timeZone": "UTC",
                    },
                    "nodeSelector": {"kubernetes.io/os": "linux"},
                    "tolerations": [{"key": "CriticalAddonsOnly", "operator": "Exists"}],
                },
            ),
        ),
    )
