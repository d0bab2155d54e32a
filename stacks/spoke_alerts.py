"""Alerts of a spoke, and whom they notify."""

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.action_group import Receiver, action_group
from aks_baseline.monitoring.log_alert import log_alert
from aks_baseline.monitoring.log_alert_rules import data_cap_reached
from aks_baseline.monitoring.metric_alert import metric_alert
from aks_baseline.monitoring.metric_alert_rules import FIREWALL_ALERTS
from aks_baseline.monitoring.runbook import Runbooks
from config.model import BaselineConfig
from stacks.names import Names


def make_spoke_alerts(
    scope: Construct,
    *,
    config: BaselineConfig,
    names: Names,
    at: Placement,
    workspace_id: str,
    firewall_id: str | None,
) -> str:
    """Make the action group of the spoke, and the alerts on the log workspace and on the hub's firewall.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
        names: Names of the resources.
        at: Resource group and region.
        workspace_id: The log workspace.
        firewall_id: Firewall of the hub. None: the owner of an existing hub watches it.

    Returns:
        The id of the action group.
    """
    action_group_id = action_group(
        scope,
        "alerts",
        name=names.action_group,
        short_name=names.application,
        at=at,
        receivers=[Receiver(name=each.name, email=each.email) for each in config.alerts.receivers],
    ).id
    if config.logs.existing_workspace_id is None:  # the owner of an existing one sets its cap
        name = names.cluster_workspace
        _watch_workspace(
            scope, config=config, name=name, at=at, workspace_id=workspace_id, action_group_id=action_group_id
        )
    if firewall_id:
        _watch_firewall(scope, config=config, at=at, firewall_id=firewall_id, action_group_id=action_group_id)
    return action_group_id


def _watch_workspace(
    scope: Construct, *, config: BaselineConfig, name: str, at: Placement, workspace_id: str, action_group_id: str
) -> None:
    """Make the alert on the workspace's daily cap."""
    log_alert(
        scope,
        "data_cap_alert",
        alert=data_cap_reached(name, runbooks=Runbooks(base_url=config.alerts.runbook_base_url)),
        name=f"Daily data cap breached for workspace {name} CIQ-1",
        at=at,
        workspace_id=workspace_id,
        action_group_id=action_group_id,
    )


def _watch_firewall(
    scope: Construct, *, config: BaselineConfig, at: Placement, firewall_id: str, action_group_id: str
) -> None:
    """Make the alerts on the firewall here: the hub is made before there is an action group."""
    runbooks = Runbooks(base_url=config.alerts.runbook_base_url)
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
