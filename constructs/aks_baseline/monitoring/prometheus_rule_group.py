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
    """Cluster whose metrics a rule group reads.

    Args:
        monitor_workspace_id: Azure Monitor workspace of the metrics, in the region of the rule group.
        cluster_id: The cluster.
        cluster_name: Name of the cluster.
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
    """Make a rule group, whose rules Azure evaluates every minute in their order.

    Source: Azure page "Azure Monitor managed service for Prometheus rule groups".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the group.
        description: Description of the group.
        at: Resource group and region, the region of the Azure Monitor workspace.
        observed: The cluster and its Azure Monitor workspace.
        rules: Alert rules or recording rules.
    """
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
        rule_group_enabled=True,  # azurerm sends false when it is left out
        rule=list(rules),
    )
