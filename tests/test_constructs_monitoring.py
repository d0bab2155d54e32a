"""Every construct of `monitoring` builds alone in an empty stack, from plain values."""

from datetime import date

import pytest
from alone import GROUP_ID, SUBNET_ID, WORKSPACE_ID, ZONAL, made, synthesized
from cdktf import TerraformStack
from cdktf_cdktf_provider_azurerm.monitor_alert_prometheus_rule_group import MonitorAlertPrometheusRuleGroupRule
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork

from aks_baseline.monitoring.action_group import Receiver, action_group
from aks_baseline.monitoring.activity_alert import advisor_alert
from aks_baseline.monitoring.budget import Threshold, budget
from aks_baseline.monitoring.container_insights import ContainerInsights, workspace_solutions
from aks_baseline.monitoring.defender_plan import DefenderPlan
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.monitoring.grafana import Grafana, GrafanaUsers
from aks_baseline.monitoring.log_alert import LogAlert, log_alert
from aks_baseline.monitoring.log_workspace import LogWorkspace, WorkspaceLinks
from aks_baseline.monitoring.metric_alert import Dimension, MetricAlert, metric_alert
from aks_baseline.monitoring.private_link import MonitorScope
from aks_baseline.monitoring.private_link_scope import PrivateLinkScope, ScopeNetwork, link_to_scope
from aks_baseline.monitoring.prometheus import ManagedPrometheus
from aks_baseline.monitoring.prometheus_alerts import prometheus_alerts
from aks_baseline.monitoring.prometheus_recordings import prometheus_recordings
from aks_baseline.monitoring.prometheus_rule_group import Observed, rule_group
from aks_baseline.monitoring.queries import QUERIES
from aks_baseline.monitoring.query_pack import QueryPack
from aks_baseline.monitoring.runbook import Runbooks
from review.terraform import block, every, named, only

CLUSTER_ID = f"{GROUP_ID}/providers/Microsoft.ContainerService/managedClusters/aks-alone"
METRICS_ID = f"{GROUP_ID}/providers/Microsoft.Monitor/accounts/amw-alone"
TEAM_ID = f"{GROUP_ID}/providers/Microsoft.Insights/actionGroups/ag-alone"
OBSERVED = Observed(monitor_workspace_id=METRICS_ID, cluster_id=CLUSTER_ID, cluster_name="aks-alone")
RUNBOOKS = Runbooks(base_url="https://example.com")


def test_action_group() -> None:
    receivers = [Receiver(name="team", email="team@example.com"), Receiver(name="lead", email="lead@example.com")]
    body = synthesized(
        lambda stack: action_group(stack, "group", name="ag", short_name="app", at=ZONAL, receivers=receivers)
    )
    assert made(body) == {"monitor_action_group": 1}
    group = only(body, "azurerm_monitor_action_group")
    assert group["short_name"] == "app"
    assert all(each["use_common_alert_schema"] for each in group["email_receiver"])
    assert {each["name"]: each["email_address"] for each in group["email_receiver"]} == {
        "team": "team@example.com",
        "lead": "lead@example.com",
    }


def test_advisor_alert() -> None:
    body = synthesized(
        lambda stack: advisor_alert(stack, "advisor", at=ZONAL, action_group_id=TEAM_ID, runbooks=RUNBOOKS)
    )
    assert made(body) == {"monitor_activity_log_alert": 1}
    alert = only(body, "azurerm_monitor_activity_log_alert")
    assert (alert["scopes"], alert["location"]) == ([GROUP_ID], "global")
    assert block(alert["action"])["action_group_id"] == TEAM_ID


def test_budget() -> None:
    body = synthesized(
        lambda stack: budget(
            stack,
            "budget",
            name="budget",
            group_id=GROUP_ID,
            amount=500,
            start=date(2026, 12, 1),
            thresholds=[Threshold(percent=80, of="Forecasted"), Threshold(percent=100, of="Actual")],
            action_group_id=TEAM_ID,
        )
    )
    assert made(body) == {"consumption_budget_resource_group": 1}
    found = only(body, "azurerm_consumption_budget_resource_group")
    assert (found["amount"], block(found["time_period"])["start_date"]) == (500, "2026-12-01T00:00:00Z")
    assert [(each["threshold"], each["threshold_type"]) for each in found["notification"]] == [
        (80, "Forecasted"),
        (100, "Actual"),
    ]


def test_container_insights() -> None:
    workspace = WorkspaceLinks(id=WORKSPACE_ID, name="la-alone", resource_group="rg-logs")

    def build(stack: TerraformStack) -> None:
        insights = ContainerInsights(
            stack, "insights", name="insights", at=ZONAL, workspace=workspace, syslog_level="Error"
        )
        insights.collect_from(CLUSTER_ID)

    body = synthesized(build)
    assert made(body) == {
        "log_analytics_solution": 2,
        "monitor_data_collection_rule": 1,
        "monitor_data_collection_rule_association": 1,
        "monitor_diagnostic_setting": 1,
    }
    solutions = every(body, "azurerm_log_analytics_solution").values()
    assert {each["resource_group_name"] for each in solutions} == {"rg-logs"}
    rule = only(body, "azurerm_monitor_data_collection_rule")
    syslog = block(block(rule["data_sources"])["syslog"])
    assert syslog["log_levels"] == ["Error", "Critical", "Alert", "Emergency"]
    destination = block(block(rule["destinations"])["log_analytics"])
    assert (destination["name"], destination["workspace_resource_id"]) == ("la-alone", WORKSPACE_ID)
    assert only(body, "azurerm_monitor_data_collection_rule_association")["target_resource_id"] == CLUSTER_ID


def test_diagnostics_of_a_virtual_network() -> None:
    def build(stack: TerraformStack) -> None:
        network = VirtualNetwork(
            stack, "vnet", name="vnet", resource_group_name="rg", location="eastus2", address_space=["10.0.0.0/16"]
        )
        send_diagnostics(network, to=WORKSPACE_ID, extra=["VMProtectionAlerts"])

    setting = only(synthesized(build), "azurerm_monitor_diagnostic_setting")
    assert setting["log_analytics_workspace_id"] == WORKSPACE_ID
    assert block(setting["enabled_metric"])["category"] == "AllMetrics"
    assert block(setting["enabled_log"])["category"] == "VMProtectionAlerts"


@pytest.mark.parametrize(("measure", "method"), [(None, "Count"), ("Failed", "Average")])
def test_log_alert(measure: str | None, method: str) -> None:
    alert = LogAlert(
        title="Pods fail", description="Pods fail", query="Pods", severity=2, window="PT10M", threshold=3,
        measure=measure, failing_periods=2,
    )  # fmt: skip
    body = synthesized(
        lambda stack: log_alert(
            stack,
            "alert",
            alert=alert,
            name="PodsFail",
            at=ZONAL,
            workspace_id=WORKSPACE_ID,
            action_group_id=TEAM_ID,
            after=ResourceGroup(stack, "group", name="rg", location="eastus2"),
        )
    )
    assert made(body) == {"resource_group": 1, "monitor_scheduled_query_rules_alert_v2": 1}
    rule = only(body, "azurerm_monitor_scheduled_query_rules_alert_v2")
    assert (rule["scopes"], rule["depends_on"]) == ([WORKSPACE_ID], ["azurerm_resource_group.group"])
    assert block(rule["action"])["action_groups"] == [TEAM_ID]
    criteria = block(rule["criteria"])
    assert (criteria["query"], criteria["threshold"], criteria["time_aggregation_method"]) == ("Pods", 3, method)
    assert criteria.get("metric_measure_column") == measure
    assert block(criteria["failing_periods"])["minimum_failing_periods_to_trigger_alert"] == 2


def test_log_workspace() -> None:
    body = synthesized(
        lambda stack: LogWorkspace(
            stack,
            "logs",
            name="la-alone",
            at=ZONAL,
            retention_days=90,
            local_authentication=False,
            daily_quota_gb=5,
            basic_tables=("ContainerLogV2",),
        )
    )
    assert made(body) == {
        "log_analytics_workspace": 1,
        "log_analytics_workspace_table": 1,
        "monitor_diagnostic_setting": 1,
    }
    workspace = only(body, "azurerm_log_analytics_workspace")
    assert (workspace["retention_in_days"], workspace["daily_quota_gb"]) == (90, 5)
    assert workspace["local_authentication_enabled"] is False
    table = only(body, "azurerm_log_analytics_workspace_table")
    assert (table["name"], table["plan"], table["total_retention_in_days"]) == ("ContainerLogV2", "Basic", 90)


def test_metric_alert() -> None:
    alert = MetricAlert(
        name="CpuHigh",
        summary="CPU is high",
        resource_type="Microsoft.ContainerService/managedClusters",
        metric="node_cpu_usage_percentage",
        aggregation="Average",
        operator="GreaterThan",
        threshold=80,
        severity=2,
        dimension=Dimension(name="nodepool", values=("npuser01", "npuser02")),
    )
    body = synthesized(
        lambda stack: metric_alert(
            stack, "alert", alert=alert, at=ZONAL, resource_id=CLUSTER_ID, action_group_id=TEAM_ID, runbooks=RUNBOOKS
        )
    )
    assert made(body) == {"monitor_metric_alert": 1}
    rule = only(body, "azurerm_monitor_metric_alert")
    assert (rule["scopes"], block(rule["action"])["action_group_id"]) == ([CLUSTER_ID], TEAM_ID)
    assert rule["description"] == "CPU is high. Runbook: https://example.com/docs/alerts.md#cpuhigh"
    criteria = block(rule["criteria"])
    assert (criteria["operator"], criteria["threshold"]) == ("GreaterThan", 80)
    assert block(criteria["dimension"])["values"] == ["npuser01", "npuser02"]


def test_managed_prometheus() -> None:
    def build(stack: TerraformStack) -> None:
        prometheus = ManagedPrometheus(
            stack, "prometheus", workspace_name="amw", collection_name="collection", at=ZONAL, workspace_id=WORKSPACE_ID
        )
        prometheus.collect_from(CLUSTER_ID)

    body = synthesized(build)
    assert made(body) == {
        "monitor_workspace": 1,
        "monitor_data_collection_endpoint": 1,
        "monitor_data_collection_rule": 1,
        "monitor_data_collection_rule_association": 1,
        "monitor_diagnostic_setting": 1,
    }
    rule = only(body, "azurerm_monitor_data_collection_rule")
    destination = block(block(rule["destinations"])["monitor_account"])
    assert destination["monitor_account_id"] == "${azurerm_monitor_workspace.prometheus.id}"
    assert block(rule["data_flow"])["destinations"] == [destination["name"]]
    (endpoint,) = every(body, "azurerm_monitor_data_collection_endpoint")
    assert rule["data_collection_endpoint_id"] == f"${{azurerm_monitor_data_collection_endpoint.{endpoint}.id}}"
    assert only(body, "azurerm_monitor_data_collection_rule_association")["target_resource_id"] == CLUSTER_ID


@pytest.mark.parametrize(("backup_name", "groups"), [(None, 3), ("backup", 4)])
def test_prometheus_alerts(backup_name: str | None, groups: int) -> None:
    body = synthesized(
        lambda stack: prometheus_alerts(
            stack,
            "alerts",
            name_of=lambda level: f"{level}-alerts",
            at=ZONAL,
            observed=OBSERVED,
            action_group_id=TEAM_ID,
            runbooks=RUNBOOKS,
            backup_name=backup_name,
        )
    )
    assert made(body) == {"monitor_alert_prometheus_rule_group": groups}
    pods = named(body, "azurerm_monitor_alert_prometheus_rule_group", "pod-alerts")
    assert all(block(rule["action"])["action_group_id"] == TEAM_ID for rule in pods["rule"])
    assert all(rule["enabled"] is True for rule in pods["rule"])
    assert "pod-level-recommended-alerts" in block(pods["rule"][0]["annotations"])["description"]


def test_backup_alerts_name_no_microsoft_page() -> None:
    body = synthesized(
        lambda stack: prometheus_alerts(
            stack,
            "alerts",
            name_of=str,
            at=ZONAL,
            observed=OBSERVED,
            action_group_id=TEAM_ID,
            runbooks=RUNBOOKS,
            backup_name="backup",
        )
    )
    (rule,) = named(body, "azurerm_monitor_alert_prometheus_rule_group", "backup")["rule"]
    assert "aka.ms" not in rule["annotations"]["description"]
    assert rule["annotations"]["runbook_url"].startswith("https://example.com/")


def test_prometheus_recordings() -> None:
    body = synthesized(
        lambda stack: prometheus_recordings(
            stack, "recordings", name_of=lambda subject: f"{subject}-recordings", at=ZONAL, observed=OBSERVED
        )
    )
    assert made(body) == {"monitor_alert_prometheus_rule_group": 2}
    nodes = named(body, "azurerm_monitor_alert_prometheus_rule_group", "node-recordings")
    assert all(rule["record"] and rule["enabled"] for rule in nodes["rule"])


def test_rule_group() -> None:
    rule = MonitorAlertPrometheusRuleGroupRule(record="up:sum", expression="sum(up)", enabled=True)
    body = synthesized(
        lambda stack: rule_group(
            stack, "group", name="rules", description="Rules", at=ZONAL, observed=OBSERVED, rules=[rule]
        )
    )
    assert made(body) == {"monitor_alert_prometheus_rule_group": 1}
    group = only(body, "azurerm_monitor_alert_prometheus_rule_group")
    assert (group["scopes"], group["cluster_name"]) == ([METRICS_ID, CLUSTER_ID], "aks-alone")
    assert group["rule_group_enabled"] is True


def test_query_pack() -> None:
    body = synthesized(lambda stack: QueryPack(stack, "queries", name="pack", at=ZONAL))
    assert made(body) == {"log_analytics_query_pack": 1, "log_analytics_query_pack_query": len(QUERIES)}
    queries = every(body, "azurerm_log_analytics_query_pack_query").values()
    assert {each["display_name"] for each in queries} == {query.title for query in QUERIES}
    assert all(each["body"] == each["body"].strip() for each in queries)


def test_private_link_scope() -> None:
    body = synthesized(
        lambda stack: PrivateLinkScope(
            stack,
            "scope",
            name="ampls",
            at=ZONAL,
            network=ScopeNetwork(
                existing_zones={},
                subnet_id=SUBNET_ID,
                connection="to_spoke",
                zone_at=ZONAL,
                networks={},
                blob_zone_id="blobs",
            ),
            workspace_id=WORKSPACE_ID,
            private_only=True,
        )
    )
    assert made(body) == {
        "monitor_private_link_scope": 1,
        "monitor_private_link_scoped_service": 1,
        "private_dns_zone": 4,
        "private_endpoint": 1,
    }
    assert only(body, "azurerm_monitor_private_link_scoped_service")["linked_resource_id"] == WORKSPACE_ID


def test_link_to_scope() -> None:
    scope = MonitorScope(name="ampls", resource_group="rg-alone", private_only=True)
    body = synthesized(
        lambda stack: link_to_scope(stack, "link", name="collection", monitor_scope=scope, resource_id="endpoint")
    )
    service = only(body, "azurerm_monitor_private_link_scoped_service")
    assert (service["scope_name"], service["linked_resource_id"]) == ("ampls", "endpoint")


def test_defender_plan() -> None:
    body = synthesized(lambda stack: DefenderPlan(stack, "plan", email="team@contoso.com"))
    assert made(body) == {"security_center_subscription_pricing": 1, "security_center_contact": 1}


def test_workspace_solutions() -> None:
    workspace = WorkspaceLinks(id=WORKSPACE_ID, name="la-alone", resource_group="rg-logs")
    body = synthesized(lambda stack: workspace_solutions(stack, "solutions", at=ZONAL, workspace=workspace))
    assert made(body) == {"log_analytics_solution": 2}
    names = {each["solution_name"] for each in every(body, "azurerm_log_analytics_solution").values()}
    assert names == {"ContainerInsights", "KeyVaultAnalytics"}


def test_grafana() -> None:
    body = synthesized(
        lambda stack: Grafana(
            stack,
            "grafana",
            name="amg-alone",
            at=ZONAL,
            monitor_workspace_id="metrics",
            workspace_id=WORKSPACE_ID,
            users=GrafanaUsers(admins=["admins"], viewers=["one", "two"]),
        )
    )
    assert made(body) == {"dashboard_grafana": 1, "monitor_diagnostic_setting": 1, "role_assignment": 5}
    assert only(body, "azurerm_dashboard_grafana")["api_key_enabled"] is False
