"""Prometheus rule group: alerts or recording rules that an Azure Monitor workspace evaluates."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.monitor_alert_prometheus_rule_group import (
    MonitorAlertPrometheusRuleGroup,
    MonitorAlertPrometheusRuleGroupRule,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement


@dataclass(frozen=True, kw_only=True)
class Observed:
    """Whose metrics a rule group reads: `cluster_name` and `cluster_id`, kept in the workspace `monitor_workspace_id`.

    Both ids are a group's scopes; the workspace must be in the group's own region.
    """

    monitor_workspace_id: str
    cluster_id: str
    cluster_name: str


def rule_group(
    scope: Construct,
    id_: str,
    *,
    name: str,
    description: str,
    at: Placement,
    observed: Observed,
    rules: Sequence[MonitorAlertPrometheusRuleGroupRule],
) -> MonitorAlertPrometheusRuleGroup:
    """Evaluate the rules every minute, in their order. Left out, azurerm sends false for `rule_group_enabled`."""
    return MonitorAlertPrometheusRuleGroup(
        scope,
        id_,
        name=name,
        resource_group_name=at.resource_group,
        location=at.location,
        description=description,
        scopes=[observed.monitor_workspace_id, observed.cluster_id],
        cluster_name=observed.cluster_name,
        interval="PT1M",
        rule_group_enabled=True,
        rule=list(rules),
    )
