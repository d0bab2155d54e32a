"""Prometheus rule groups: recorded series of the cluster's metrics."""

from cdktf_cdktf_provider_azurerm.monitor_alert_prometheus_rule_group import MonitorAlertPrometheusRuleGroupRule
from constructs import Construct

from aks_baseline.foundation.names import Names
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.prometheus_recording_rules import RECORDING_RULES, RecordingRule
from aks_baseline.monitoring.prometheus_rule_group import Observed, rule_group


def prometheus_recordings(scope: Construct, id_: str, *, at: Placement, names: Names, observed: Observed) -> None:
    """One rule group for the nodes and one for Kubernetes. Without them dashboards that ask recorded series are empty.

    Source: article, "Monitor and collect metrics"; Azure page "Default Prometheus metrics configuration in Azure
    Monitor".
    """
    groups = Construct(scope, id_)
    for subject, rules in RECORDING_RULES.items():
        rule_group(
            groups,
            subject,
            name=names.recording_group(subject),
            description=f"{subject.capitalize()} Recording Rules Rule Group",
            at=at,
            observed=observed,
            rules=[_rule(rule) for rule in rules],
        )


def _rule(rule: RecordingRule) -> MonitorAlertPrometheusRuleGroupRule:
    return MonitorAlertPrometheusRuleGroupRule(
        record=rule.name,
        enabled=True,  # left out, azurerm sends false
        expression=rule.expression,
        labels={"workload_type": rule.workload_type} if rule.workload_type else None,
    )
