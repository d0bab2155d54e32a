"""Alert on a platform metric, which Azure collects without configuration."""

from dataclasses import dataclass
from typing import Literal

from cdktf_cdktf_provider_azurerm.monitor_metric_alert import (
    MonitorMetricAlert,
    MonitorMetricAlertAction,
    MonitorMetricAlertCriteria,
    MonitorMetricAlertCriteriaDimension,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.runbook import Runbooks


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """Dimension of a metric. The alert compares every value by itself.

    Args:
        name: Azure's name of the dimension.
        values: Values to compare.
    """

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MetricAlert:
    """Metric, and when it fires an alert.

    Args:
        name: Name of the alert, and heading of its section in docs/alerts.md.
        summary: A sentence that says what is wrong.
        resource_type: Azure's type of the resource, which is the namespace of its metrics.
        metric: Name of the metric in Azure's REST API.
        aggregation: How the samples of `window` become one value. Azure offers a metric only some of them: page
            "Supported metrics" of the resource type.
        operator: How that value compares with `threshold` when the alert fires.
        threshold: In the metric's own unit.
        severity: 0 (worst) to 4.
        window: ISO 8601 duration, longer than `frequency`.
        frequency: ISO 8601 duration between two evaluations.
        dimension: Dimension whose values are compared one by one. None: all values are aggregated.
    """

    name: str
    summary: str
    resource_type: str
    metric: str
    aggregation: Literal["Average", "Maximum", "Total"]
    operator: Literal["GreaterThan", "LessThan"]
    threshold: float
    severity: int
    window: str = "PT5M"
    frequency: str = "PT1M"
    dimension: Dimension | None = None


def metric_alert(
    scope: Construct,
    id_: str,
    *,
    alert: MetricAlert,
    at: Placement,
    resource_id: str,
    action_group_id: str,
    runbooks: Runbooks,
) -> MonitorMetricAlert:
    """Make an alert rule on a metric. It notifies the action group when the alert fires and when it is resolved.

    Source: Azure page "Create or edit a metric alert rule".

    Args:
        scope: Parent construct.
        id_: Construct id.
        alert: Metric and threshold.
        at: Resource group of the alert, in the subscription of the action group: Azure refuses another one
            (MicrosoftDocs/azure-docs issue 44112). Metric alerts are in no region.
        resource_id: Resource of the metric.
        action_group_id: Action group that is notified.
        runbooks: Links to the runbooks of the alerts.
    """
    return MonitorMetricAlert(
        scope,
        id_,
        name=alert.name,
        resource_group_name=at.resource_group,
        scopes=[resource_id],
        description=f"{alert.summary}. Runbook: {runbooks.of(alert.name)}",
        enabled=True,
        auto_mitigate=True,
        severity=alert.severity,
        frequency=alert.frequency,
        window_size=alert.window,
        criteria=[
            MonitorMetricAlertCriteria(
                metric_namespace=alert.resource_type,
                metric_name=alert.metric,
                aggregation=alert.aggregation,
                operator=alert.operator,
                threshold=alert.threshold,
                dimension=_included(alert.dimension) if alert.dimension else None,
            )
        ],
        action=[MonitorMetricAlertAction(action_group_id=action_group_id)],
    )


def _included(dimension: Dimension) -> list[MonitorMetricAlertCriteriaDimension]:
    values = list(dimension.values)
    return [MonitorMetricAlertCriteriaDimension(name=dimension.name, operator="Include", values=values)]
