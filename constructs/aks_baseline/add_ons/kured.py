"""Kured, which restarts nodes that wait for a restart, one at a time.

Source: article, "Cluster bootstrapping"; values.yaml and templates of the chart at the version below.
"""

from aks_baseline.add_ons.add_on import AddOn, Chart, same_size
from aks_baseline.add_ons.reboot_window import RebootWindow
from aks_baseline.foundation.images import CachedRepository

CHART_REPOSITORY = "https://kubereboot.github.io/charts"
CHART_VERSION = "6.1.0"
NAMESPACE = "kured"

KURED = CachedRepository(rule="kured", source="ghcr.io/kubereboot/kured", target="kubereboot/kured")
TAG = "1.23.0"  # the kured that this version of the chart is made for

# Linux writes it when an update wants a restart.
SENTINEL = "/var/run/reboot-required"


def kured(*, registry: str, window: RebootWindow) -> AddOn:
    """A pod on every node, system nodes included. It restarts nodes inside `window` only.

    It enters the node's own process space to look for the sentinel and to restart, so it is privileged and sees the
    node's processes: the initiative on pod security must not deny in its namespace. It mounts no path of the node, and
    so passes every other policy.
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
