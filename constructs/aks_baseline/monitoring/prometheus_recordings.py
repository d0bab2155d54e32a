"""Prometheus rule groups: recorded series of the cluster's metrics."""

from collections.abc import Callable

from cdktf_cdktf_provider_azurerm.monitor_alert_prometheus_rule_group import MonitorAlertPrometheusRuleGroupRule
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.prometheus_recording_rules import RECORDING_RULES, RecordingRule
from aks_baseline.monitoring.prometheus_rule_group import Observed, rule_group


def prometheus_recordings(
    scope: Construct, id_: str, *, name_of: Callable[[str], str], at: Placement, observed: Observed
) -> None:
    """Make a rule group for nodes and one for Kubernetes. Azure's default dashboards need the recorded series.

    Source: article, "Monitor and collect metrics"; Azure page "Default Prometheus metrics configuration in Azure
    Monitor".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name_of: Name of the rule group of a subject: node or kubernetes.
        at: Resource group and region.
        observed: The cluster and its Azure Monitor workspace.
    """
    groups = Construct(scope, id_)
    for subject, rules in RECORDING_RULES.items():
        rule_group(
            groups,
            subject,
            name=name_of(subject),
            description=f"{subject.capitalize()} Recording Rules Rule Group",
            at=at,
            observed=observed,
            rules=[_rule(rule) for rule in rules],
        )


def _rule(rule: RecordingRule) -> MonitorAlertPrometheusRuleGroupRule:
    return MonitorAlertPrometheusRuleGroupRule(
        record=rule.name,
        enabled=True,  # azurerm sends false when it is left out
        expression=rule.expression,
        labels={"workload_type": rule.workload_type} if rule.workload_type else None,
    )
