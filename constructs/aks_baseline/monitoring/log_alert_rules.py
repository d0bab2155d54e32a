"""Log alerts, as KQL. Each has a runbook in docs/alerts.md."""

from aks_baseline.monitoring.log_alert import LogAlert
from aks_baseline.monitoring.runbook import Runbooks

DATA_CAP_ALERT = "DailyDataCapBreached"
POD_FAILED_ALERT = "PodFailedScheduledQuery"
SCHEDULING_ALERT = "PodSchedulingFailed"


def data_cap_reached(workspace: str, *, runbooks: Runbooks) -> LogAlert:
    """Log alert on a workspace that has reached its daily cap.

    Azure drops all further logs of the day, so other log alerts cannot fire.

    Args:
        workspace: Name of the workspace.
        runbooks: Links to the runbooks of the alerts.
    """
    return LogAlert(
        title=f"Daily data cap breached for workspace {workspace} CIQ-1",
        description=(
            "The workspace has reached its daily cap and drops logs until tomorrow."
            f" Runbook: {runbooks.of(DATA_CAP_ALERT)}"
        ),
        severity=1,
        window="PT5M",
        query="\n".join(
            (
                "_LogOperation",
                '| where Operation =~ "Data collection Status"',
                '| where Detail has "OverQuota"',
            )
        ),
    )


def pods_failed(cluster: str, *, runbooks: Runbooks) -> LogAlert:
    """Log alert on more than three failed pods on average in two windows in a row.

    KubePodInventory has a row for every container in every snapshot.

    Args:
        cluster: Name of the cluster.
        runbooks: Links to the runbooks of the alerts.
    """
    return LogAlert(
        title=f"[{cluster}] Scheduled Query for Pod Failed Alert",
        description=f"More than three pods are in phase Failed. Runbook: {runbooks.of(POD_FAILED_ALERT)}",
        severity=3,
        window="PT10M",
        threshold=3,
        measure="AggregatedValue",
        failing_periods=2,
        query="\n".join(
            (
                "KubePodInventory",
                f'| where TimeGenerated > ago(1h) and ClusterName =~ "{cluster}"',
                "| distinct TimeGenerated, PodUid, PodStatus",
                "| summarize",
                "    Snapshots = dcount(TimeGenerated),",
                '    Pending = countif(PodStatus == "Pending"),',
                '    Running = countif(PodStatus == "Running"),',
                '    Succeeded = countif(PodStatus == "Succeeded"),',
                '    Failed = countif(PodStatus == "Failed"),',
                '    Unknown = countif(PodStatus !in ("Pending", "Running", "Succeeded", "Failed"))',
                "    by bin(TimeGenerated, 1m)",
                "| summarize AggregatedValue = avg(todouble(Failed) / Snapshots) by bin(TimeGenerated, 1m)",
            )
        ),
    )


def scheduling_failed(cluster: str, *, runbooks: Runbooks) -> LogAlert:
    """Log alert on pods that fit on no node, for clusters with pools of fixed size.

    Source: article, "Node and pod scalability".

    Args:
        cluster: Name of the cluster.
        runbooks: Links to the runbooks of the alerts.
    """
    return LogAlert(
        title=f"[{cluster}] Pods find no node",
        description=f"Pods find no node with room for them. Runbook: {runbooks.of(SCHEDULING_ALERT)}",
        severity=2,
        window="PT10M",
        failing_periods=2,  # a roll-out can fail one window
        query="\n".join(
            (
                "KubeEvents",
                f'| where ClusterName =~ "{cluster}"',
                '| where Reason == "FailedScheduling"',
            )
        ),
    )
