"""Monitoring: what is collected of the cluster, where it goes, the queries kept for it, and the budget."""

import json
import re
from typing import Any

import pytest
from conftest import Synthesize

from config.problem import ConfigError
from review.terraform import Body, Stacks, block, every, named, only, resolve

WORKSPACE = "spoke: azurerm_log_analytics_workspace.logs.id"
CLUSTER = "${azurerm_kubernetes_cluster.cluster.id}"
STREAMS = {
    "Microsoft-ContainerLogV2",
    "Microsoft-KubeEvents",
    "Microsoft-KubePodInventory",
    "Microsoft-KubeNodeInventory",
    "Microsoft-KubePVInventory",
    "Microsoft-KubeServices",
    "Microsoft-KubeMonAgentEvents",
    "Microsoft-InsightsMetrics",
    "Microsoft-ContainerInventory",
    "Microsoft-ContainerNodeInventory",
    "Microsoft-Perf",
}
FACILITIES = {"auth", "authpriv", "cron", "daemon", "mark", "kern", "lpr", "mail", "news", "syslog", "user", "uucp"}
FACILITIES |= {f"local{number}" for number in range(8)}
SYSLOG_LEVELS = ["Debug", "Info", "Notice", "Warning", "Error", "Critical", "Alert", "Emergency"]
CATEGORIES = {"cluster-autoscaler", "kube-controller-manager", "kube-audit-admin", "guard"}
# azurerm 4.55.0, log_analytics_query_pack_query
QUERY_CATEGORIES = {
    "applications", "audit", "container", "databases", "desktopanalytics", "management", "monitor", "network",
    "resources", "security", "virtualmachines", "windowsvirtualdesktop", "workloads",
}  # fmt: skip


def names(stacks: Stacks) -> tuple[str, str]:
    cluster = only(stacks["cluster"], "azurerm_kubernetes_cluster")
    return cluster["name"], cluster["location"]


def rule(stacks: Stacks, prefix: str) -> tuple[str, Body]:
    """A data collection rule and its reference."""
    name, location = names(stacks)
    for key, body in every(stacks["cluster"], "azurerm_monitor_data_collection_rule").items():
        if body["name"] == f"{prefix}-{location}-{name}":
            return f"azurerm_monitor_data_collection_rule.{key}", body
    raise AssertionError(prefix)


def diagnostics(stacks: Stacks, target: str) -> Body:
    settings = every(stacks["cluster"], "azurerm_monitor_diagnostic_setting").values()
    (found,) = (each for each in settings if each["target_resource_id"] == f"${{{target}.id}}")
    return found


def categories(setting: Body) -> set[str]:
    return {each["category"] for each in setting["enabled_log"]}


def test_container_insights_and_defender_are_on(stacks: Stacks) -> None:
    """MON-02, SECMON-01."""
    cluster = only(stacks["cluster"], "azurerm_kubernetes_cluster")
    agent, defender = block(cluster["oms_agent"]), block(cluster["microsoft_defender"])
    assert agent["msi_auth_for_monitoring_enabled"] is True
    assert resolve(stacks, "cluster", agent["log_analytics_workspace_id"]) == WORKSPACE
    assert resolve(stacks, "cluster", defender["log_analytics_workspace_id"]) == WORKSPACE


def test_container_insights_rule(stacks: Stacks) -> None:
    """MON-03, inventory CLU-06."""
    _, body = rule(stacks, "MSCI")
    workspace = only(stacks["spoke"], "azurerm_log_analytics_workspace")["name"]
    sources, destinations = block(body["data_sources"]), block(body["destinations"])
    assert body["kind"] == "Linux"
    assert "data_collection_endpoint_id" not in body
    assert set(sources) == {"syslog", "extension"}

    syslog = block(sources["syslog"])
    assert (syslog["name"], syslog["streams"]) == ("sysLogsDataSource", ["Microsoft-Syslog"])
    assert syslog["log_levels"] == SYSLOG_LEVELS[1:]
    assert set(syslog["facility_names"]) == FACILITIES

    extension = block(sources["extension"])
    assert (extension["name"], extension["extension_name"]) == ("ContainerInsightsExtension", "ContainerInsights")
    assert set(extension["streams"]) == STREAMS
    assert json.loads(extension["extension_json"]) == {
        "dataCollectionSettings": {
            "interval": "1m",
            "namespaceFilteringMode": "Exclude",
            "namespaces": ["kube-system", "gatekeeper-system"],
            "enableContainerLogV2": True,
        }
    }
    logs = block(destinations["log_analytics"])
    assert logs["name"] == workspace
    assert resolve(stacks, "cluster", logs["workspace_resource_id"]) == WORKSPACE
    syslog_flow, insights_flow = body["data_flow"]
    assert (syslog_flow["streams"], syslog_flow["destinations"]) == (["Microsoft-Syslog"], [workspace])
    assert (set(insights_flow["streams"]), insights_flow["destinations"]) == (STREAMS, [workspace])


@pytest.mark.parametrize("position", range(len(SYSLOG_LEVELS)))
def test_syslog_is_collected_from_a_minimum_level(synthesize: Synthesize, position: int) -> None:
    """A collection rule takes exactly the levels it lists: a lone minimum would lose every error."""
    stacks = synthesize(**{"logs.syslog_level": SYSLOG_LEVELS[position]})
    syslog = block(block(rule(stacks, "MSCI")[1]["data_sources"])["syslog"])
    assert syslog["log_levels"] == SYSLOG_LEVELS[position:]


def test_prometheus_rule(stacks: Stacks) -> None:
    """MON-05, inventory CLU-01 to CLU-03."""
    cluster = stacks["cluster"]
    name, location = names(stacks)
    _, body = rule(stacks, "MSProm")
    workspace = only(cluster, "azurerm_monitor_workspace")
    endpoint = only(cluster, "azurerm_monitor_data_collection_endpoint")
    assert only(cluster, "azurerm_kubernetes_cluster")["monitor_metrics"] == {}
    assert workspace["name"] == f"amw-{name}"
    assert workspace["public_network_access_enabled"] is True
    assert workspace["lifecycle"]["prevent_destroy"] is True
    assert endpoint["name"] == f"MSProm-{location}-{name}"
    assert (endpoint["kind"], endpoint["public_network_access_enabled"]) == ("Linux", True)
    assert body["kind"] == "Linux"
    assert body["data_collection_endpoint_id"].startswith("${azurerm_monitor_data_collection_endpoint.")
    assert block(block(body["data_sources"])["prometheus_forwarder"]) == {
        "name": "PrometheusDataSource",
        "streams": ["Microsoft-PrometheusMetrics"],
    }
    assert block(block(body["destinations"])["monitor_account"]) == {
        "name": f"amw-{name}",
        "monitor_account_id": "${azurerm_monitor_workspace.prometheus.id}",
    }
    assert block(body["data_flow"]) == {"streams": ["Microsoft-PrometheusMetrics"], "destinations": [f"amw-{name}"]}


@pytest.mark.parametrize("prefix", ["MSCI", "MSProm"])
def test_collection_rules_are_associated_and_report_errors(stacks: Stacks, prefix: str) -> None:
    """MON-03, MON-05, inventory CLU-04, CLU-05, CLU-07, CLU-08."""
    reference, body = rule(stacks, prefix)
    association = named(stacks["cluster"], "azurerm_monitor_data_collection_rule_association", body["name"])
    assert association["target_resource_id"] == CLUSTER
    assert association["data_collection_rule_id"] == f"${{{reference}.id}}"
    setting = diagnostics(stacks, reference)
    assert categories(setting) == {"LogErrors"}
    assert "enabled_metric" not in setting
    assert resolve(stacks, "cluster", setting["log_analytics_workspace_id"]) == WORKSPACE


def test_solutions(stacks: Stacks) -> None:
    """Inventory CLU-11, CLU-12. Azure wants them in the workspace's resource group."""
    solutions = every(stacks["cluster"], "azurerm_log_analytics_solution").values()
    assert {each["solution_name"] for each in solutions} == {"ContainerInsights", "KeyVaultAnalytics"}
    workspace = only(stacks["spoke"], "azurerm_log_analytics_workspace")
    for each in solutions:
        assert block(each["plan"]) == {"publisher": "Microsoft", "product": f"OMSGallery/{each['solution_name']}"}
        assert each["workspace_name"] == workspace["name"]
        assert resolve(stacks, "cluster", each["workspace_resource_id"]) == WORKSPACE
        assert f"${{{resolve(stacks, 'cluster', each['resource_group_name'])[7:]}}}" == workspace["resource_group_name"]


def test_collection_is_ready_before_the_cluster(stacks: Stacks) -> None:
    """Inventory 14: rules and solutions first, associations after."""
    after = only(stacks["cluster"], "azurerm_kubernetes_cluster")["depends_on"]
    for type_ in ("azurerm_monitor_data_collection_rule", "azurerm_log_analytics_solution"):
        for name in every(stacks["cluster"], type_):
            assert f"{type_}.{name}" in after


def test_control_plane_logs(stacks: Stacks) -> None:
    """MON-07 to MON-11, inventory CLU-42."""
    setting = diagnostics(stacks, "azurerm_kubernetes_cluster.cluster")
    assert setting["name"] == "default"
    assert categories(setting) == CATEGORIES
    assert "enabled_metric" not in setting
    assert resolve(stacks, "cluster", setting["log_analytics_workspace_id"]) == WORKSPACE


def test_firewall_logs_are_sent_once(stacks: Stacks) -> None:
    """Into a table for each category, which policy analytics and our query read: Azure Structured Firewall Logs."""
    (firewall,) = every(stacks["hub"], "azurerm_firewall")
    settings = every(stacks["hub"], "azurerm_monitor_diagnostic_setting").values()
    (setting,) = (each for each in settings if each["target_resource_id"] == f"${{azurerm_firewall.{firewall}.id}}")
    assert setting["log_analytics_destination_type"] == "Dedicated"
    assert len(categories(setting)) == 12
    assert all(category.startswith("AZFW") for category in categories(setting))
    queries = every(stacks["cluster"], "azurerm_log_analytics_query_pack_query").values()
    (denied,) = (query["body"] for query in queries if query["display_name"].startswith("Egress that the firewall"))
    tables = set(re.findall(r"AZFW\w+", denied))
    assert tables == {"AZFWNetworkRule", "AZFWApplicationRule", "AZFWThreatIntel", "AZFWIdpsSignature"}
    assert tables <= categories(setting)
    assert "AzureDiagnostics" not in denied


@pytest.mark.parametrize(
    ("extra", "wanted"),
    [
        (["kube-scheduler"], CATEGORIES | {"kube-scheduler"}),
        (["kube-audit"], CATEGORIES - {"kube-audit-admin"} | {"kube-audit"}),
        (["kube-audit-admin"], CATEGORIES),
    ],
)
def test_extra_control_plane_logs(synthesize: Synthesize, extra: list[str], wanted: set[str]) -> None:
    """MON-11, MON-12."""
    stacks = synthesize(**{"diagnostics.extra_categories": extra})
    setting = diagnostics(stacks, "azurerm_kubernetes_cluster.cluster")
    assert categories(setting) == wanted
    assert len(setting["enabled_log"]) == len(wanted)


def test_both_audit_logs_are_refused(synthesize: Synthesize) -> None:
    """MON-11."""
    with pytest.raises(ConfigError, match=r"diagnostics\.extra_categories: got kube-audit and kube-audit-admin"):
        synthesize(**{"diagnostics.extra_categories": ["kube-audit", "kube-audit-admin"]})


def test_query_pack(stacks: Stacks) -> None:
    """MON-13, inventory CLU-09, CLU-10."""
    cluster = stacks["cluster"]
    assert only(cluster, "azurerm_log_analytics_query_pack")["name"] == "AKS baseline bundled queries"
    queries = every(cluster, "azurerm_log_analytics_query_pack_query").values()
    assert len({query["display_name"] for query in queries}) == len(queries) > 5
    for query in queries:
        assert query["query_pack_id"] == "${azurerm_log_analytics_query_pack.queries.id}"
        assert query["description"]
        assert set(query["categories"]) <= QUERY_CATEGORIES
        table, *rest = query["body"].split("\n")
        assert table.isidentifier(), "a query begins with its table, at the margin"
        assert all(line.lstrip().startswith("|") or line.startswith("    ") for line in rest)
    (prometheus,) = (query for query in queries if query["display_name"] == "All collected Prometheus information")
    assert prometheus["body"] == 'InsightsMetrics\n| where Namespace == "prometheus"'
    assert prometheus["categories"] == ["container"]


def test_there_is_no_budget_without_an_amount(stacks: Stacks) -> None:
    """COST-10."""
    assert not every(stacks["cluster"], "azurerm_consumption_budget_resource_group")


def test_budget(synthesize: Synthesize) -> None:
    """COST-10."""
    stacks = synthesize(**{"cost.budget_amount": 2500, "cost.budget_start": "2026-11-01"})
    budget = only(stacks["cluster"], "azurerm_consumption_budget_resource_group")
    assert budget["resource_group_id"] == "${azurerm_kubernetes_cluster.cluster.node_resource_group_id}"
    assert (budget["amount"], budget["time_grain"]) == (2500, "Monthly")
    assert block(budget["time_period"]) == {"start_date": "2026-11-01T00:00:00Z"}
    notifications = budget["notification"]
    assert [(each["threshold"], each["threshold_type"]) for each in notifications] == [
        (80, "Actual"),
        (100, "Actual"),
        (110, "Forecasted"),
    ]
    for each in notifications:
        assert (each["enabled"], each["operator"]) == (True, "GreaterThanOrEqualTo")
        (group,) = each["contact_groups"]
        assert resolve(stacks, "cluster", group) == "spoke: azurerm_monitor_action_group.alerts.id"


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"cost.budget_amount": 10}, "cost.budget_start: got nothing"),
        ({"cost.budget_amount": 10, "cost.budget_start": "2026-11-15"}, "cost.budget_start: got 2026-11-15"),
        ({"cost.budget_amount": 0}, "cost.budget_amount: got 0"),
    ],
)
def test_impossible_budgets_are_refused(synthesize: Synthesize, settings: dict[str, Any], problem: str) -> None:
    """COST-10."""
    with pytest.raises(ConfigError, match=problem):
        synthesize(**settings)
