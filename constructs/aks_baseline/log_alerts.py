"""Log alerts, as KQL. Each has a runbook in docs/alerts.md."""

from aks_baseline.log_alert import LogAlert


def data_cap_reached(workspace: str) -> LogAlert:
    """Azure drops what comes after the workspace's daily cap: logs, and with them alerts, go blind."""
    return LogAlert(
        title=f"Daily data cap breached for workspace {workspace} CIQ-1",
        description="The workspace has reached its daily cap and drops logs until tomorrow. Runbook: docs/alerts.md",
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
