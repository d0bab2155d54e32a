"""Alerts of a spoke."""

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.log_alert import log_alert
from aks_baseline.monitoring.log_alert_rules import data_cap_reached
from aks_baseline.monitoring.metric_alert import metric_alert
from aks_baseline.monitoring.metric_alert_rules import FIREWALL_ALERTS
from aks_baseline.monitoring.runbook import Runbooks
from config.model import BaselineConfig


def make_spoke_alerts(
    scope: Construct,
    *,
    config: BaselineConfig,
    workspace: str,
    at: Placement,
    workspace_id: str,
    firewall_id: str | None,
    action_group_id: str,
) -> None:
    """Make the alerts on the log workspace and on the hub's firewall.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
        workspace: Name of the log workspace.
        at: Resource group and region.
        workspace_id: The log workspace.
        firewall_id: Firewall of the hub. None: the owner of an existing hub watches it.
        action_group_id: Action group that is notified.
    """
    runbooks = Runbooks(base_url=config.alerts.runbook_base_url)
    if config.logs.existing_workspace_id is None:  # the owner of an existing workspace sets its cap
        log_alert(
            scope,
            "data_cap_alert",
            alert=data_cap_reached(workspace, runbooks=runbooks),
            name=f"Daily data cap breached for workspace {workspace} CIQ-1",
            at=at,
            workspace_id=workspace_id,
            action_group_id=action_group_id,
        )
    if firewall_id is None:
        return
    # The hub is made before there is an action group, so its firewall is watched from here.
    for id_, alert in FIREWALL_ALERTS.items():
        metric_alert(
            scope,
            id_,
            alert=alert,
            at=at,
            resource_id=firewall_id,
            action_group_id=action_group_id,
            runbooks=runbooks,
        )
