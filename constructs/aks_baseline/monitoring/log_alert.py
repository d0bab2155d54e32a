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
    """A KQL query and when its result is worth waking someone.

    `severity`: 0 (worst) to 4. `window`, `frequency`: ISO 8601 durations. `measure`: column to average; None counts
    rows.
    `failing_periods`: how many windows, all of them failing.
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
    """Ask the workspace `alert.query` again and again, and call the action group when it exceeds the threshold."""
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
        skip_query_validation=True,  # tables appear with their first row
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
