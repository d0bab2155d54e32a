"""Prometheus rule groups: alerts on the cluster's metrics."""

from collections.abc import Callable
from functools import partial

from cdktf_cdktf_provider_azurerm.monitor_alert_prometheus_rule_group import (
    MonitorAlertPrometheusRuleGroupRule,
    MonitorAlertPrometheusRuleGroupRuleAction,
    MonitorAlertPrometheusRuleGroupRuleAlertResolution,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.prometheus_alert_rules import ALERT_RULES, BACKUP_RULES, AlertRule
from aks_baseline.monitoring.prometheus_rule_group import Observed, rule_group
from aks_baseline.monitoring.runbook import Runbooks


def prometheus_alerts(
    scope: Construct,
    id_: str,
    *,
    name_of: Callable[[str], str],
    at: Placement,
    observed: Observed,
    action_group_id: str,
    runbooks: Runbooks,
    backup_name: str | None,
) -> None:
    """Make a rule group for every level of `ALERT_RULES`, and one of `BACKUP_RULES` where Velero backs the cluster up.

    Source: article, "Monitor and collect metrics"; Azure page "Recommended alert rules for Kubernetes clusters".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name_of: Name of the rule group of a level: cluster, node or pod.
        at: Resource group and region.
        observed: The cluster and its Azure Monitor workspace.
        action_group_id: Action group that every alert goes to.
        runbooks: Links to the runbooks of the alerts.
        backup_name: Name of the rule group on Velero's backups. None: Velero does not run.
    """
    group = partial(rule_group, Construct(scope, id_), at=at, observed=observed)
    rule = partial(_rule, action_group_id=action_group_id, runbooks=runbooks)
    for level, rules in ALERT_RULES.items():
        group(
            level,
            name=name_of(level),
            description="Kubernetes Alert RuleGroup-RecommendedMetricAlerts - 0.1",
            rules=[rule(each, level=level) for each in rules],
        )
    if backup_name:
        group(
            "backup",
            name=backup_name,
            description="Backups of the cluster by Velero",
            rules=[rule(each, level=None) for each in BACKUP_RULES],
        )


def _rule(
    rule: AlertRule, *, level: str | None, action_group_id: str, runbooks: Runbooks
) -> MonitorAlertPrometheusRuleGroupRule:
    more = f" Microsoft on it: https://aka.ms/aks-alerts/{level}-level-recommended-alerts" if level else ""
    return MonitorAlertPrometheusRuleGroupRule(
        alert=rule.name,
        enabled=True,  # azurerm sends false when it is left out
        expression=rule.expression,
        for_=f"PT{rule.minutes}M",
        severity=rule.severity,
        labels={"severity": "warning"},
        annotations={"description": f"{rule.summary}.{more}", "runbook_url": runbooks.of(rule.name)},
        alert_resolution=MonitorAlertPrometheusRuleGroupRuleAlertResolution(
            auto_resolved=True, time_to_resolve=f"PT{rule.resolve}M"
        ),
        action=[MonitorAlertPrometheusRuleGroupRuleAction(action_group_id=action_group_id)],
    )
