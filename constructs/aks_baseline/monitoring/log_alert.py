"""Alert on a log query."""

from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.monitor_scheduled_query_rules_alert_v2 import (
    MonitorScheduledQueryRulesAlertV2,
    MonitorScheduledQueryRulesAlertV2Action,
    MonitorScheduledQueryRulesAlertV2Criteria,
    MonitorScheduledQueryRulesAlertV2CriteriaFailingPeriods,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement


@dataclass(frozen=True, kw_only=True)
class LogAlert:
    """KQL query, and when its result fires an alert.

    Args:
        title: Display name.
        description: What is wrong, with a link to the runbook.
        query: KQL query.
        severity: 0 (worst) to 4.
        window: ISO 8601 duration that the query looks back.
        frequency: ISO 8601 duration between two runs of the query.
        threshold: The alert fires when the result is greater.
        measure: Column whose average is compared. None: the number of rows is compared.
        failing_periods: Number of windows in a row that must exceed the threshold.
    """

    title: str
    description: str
    query: str
    severity: int
    window: str
    frequency: str = "PT5M"
    threshold: float = 0
    measure: str | None = None
    failing_periods: int = 1


def log_alert(
    scope: Construct,
    id_: str,
    *,
    alert: LogAlert,
    name: str,
    at: Placement,
    workspace_id: str,
    action_group_id: str,
    after: ITerraformDependable | None = None,
) -> MonitorScheduledQueryRulesAlertV2:
    """Make an alert rule that runs a query in a workspace and notifies an action group.

    Source: Azure page "Create or edit a log search alert rule".

    Args:
        scope: Parent construct.
        id_: Construct id.
        alert: Query and threshold.
        name: Name of the rule.
        at: Resource group and region of the rule.
        workspace_id: Log Analytics workspace.
        action_group_id: Action group that is notified.
        after: Resource to wait for.
    """
    return MonitorScheduledQueryRulesAlertV2(
        scope,
        id_,
        name=name,
        display_name=alert.title,
        description=alert.description,
        resource_group_name=at.resource_group,
        location=at.location,
        scopes=[workspace_id],
        severity=alert.severity,
        enabled=True,
        auto_mitigation_enabled=True,
        evaluation_frequency=alert.frequency,
        window_duration=alert.window,
        skip_query_validation=True,  # a table exists only after its first row
        criteria=[
            MonitorScheduledQueryRulesAlertV2Criteria(
                query=alert.query,
                operator="GreaterThan",
                threshold=alert.threshold,
                time_aggregation_method="Average" if alert.measure else "Count",
                metric_measure_column=alert.measure,
                failing_periods=MonitorScheduledQueryRulesAlertV2CriteriaFailingPeriods(
                    minimum_failing_periods_to_trigger_alert=alert.failing_periods,
                    number_of_evaluation_periods=alert.failing_periods,
                ),
            )
        ],
        action=MonitorScheduledQueryRulesAlertV2Action(action_groups=[action_group_id]),
        depends_on=[after] if after else None,
    )
