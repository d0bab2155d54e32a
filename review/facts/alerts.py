"""Alert rules and the action groups that they notify."""

from dataclasses import dataclass
from typing import Any

from review.synthesis import Output, Resource, shown, value_at


@dataclass(frozen=True, kw_only=True, eq=False)
class Alert:
    """An alert rule and the action groups that it notifies."""

    resource: Resource
    name: str
    reason: str
    severity: int | None
    tells: tuple[Resource | None, ...]


def alerts(made: Output) -> tuple[Alert, ...]:
    """Every alert rule: on Prometheus metrics, logs, platform metrics and the Azure activity log."""
    single = made.every(
        "azurerm_monitor_scheduled_query_rules_alert_v2",
        "azurerm_monitor_metric_alert",
        "azurerm_monitor_activity_log_alert",
    )
    grouped = made.every("azurerm_monitor_alert_prometheus_rule_group")
    rules = ((group, rule) for group in grouped for rule in group.blocks("rule") if rule.get("alert"))
    return (
        *(_alert(made, each, each.body) for each in single),
        *(_alert(made, group, rule) for group, rule in rules),
    )


def _alert(made: Output, resource: Resource, rule: dict[str, Any]) -> Alert:
    actions = rule.get("action") or ()
    actions = actions if isinstance(actions, list) else [actions]
    ids = [id_ for each in actions for id_ in (each.get("action_groups") or [each.get("action_group_id")])]
    reason = rule.get("description") or value_at(rule, "annotations.description") or ""
    return Alert(
        resource=resource,
        name=rule.get("alert") or rule.get("name") or shown(resource.name),
        reason=reason,
        severity=rule.get("severity"),
        tells=tuple(made.target(resource.stack, id_) for id_ in ids if id_),
    )
