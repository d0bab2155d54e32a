"""DDoS protection, flow logs, and Azure Monitor over private addresses."""

import pytest
from conftest import Synthesize

from review.terraform import Stacks, block, every, only, resolve

PLAN = (
    "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-shared/providers"
    "/Microsoft.Network/ddosProtectionPlans/ddos"
)
MONITOR = {"spoke.subnets.private_endpoints": "10.240.4.64/27"}


def test_an_own_plan_protects_both_networks(synthesize: Synthesize) -> None:
    made = synthesize(**{"ddos.plan": "own"})
    for stack in ("hub", "spoke"):
        protection = block(only(made[stack], "azurerm_virtual_network")["ddos_protection_plan"])
        assert protection["enable"] is True
        assert resolve(made, stack, protection["id"]) == "hub: azurerm_network_ddos_protection_plan.ddos_plan.id"


def test_an_existing_plan_protects_both_networks(synthesize: Synthesize) -> None:
    made = synthesize(**{"ddos.plan": "existing", "ddos.plan_id": PLAN})
    assert not every(made["hub"], "azurerm_network_ddos_protection_plan")
    for stack in ("hub", "spoke"):
        assert block(only(made[stack], "azurerm_virtual_network")["ddos_protection_plan"])["id"] == PLAN


def test_without_a_plan_no_network_names_one(stacks: Stacks) -> None:
    for stack in ("hub", "spoke"):
        assert "ddos_protection_plan" not in only(stacks[stack], "azurerm_virtual_network")


@pytest.mark.parametrize("stack", ["hub", "spoke"])
def test_flows_of_a_network_are_logged_and_analysed(stack: str, synthesize: Synthesize) -> None:
    made = synthesize(flow_logs={"enabled": True, "retention_days": 90, "interval_minutes": 10})
    log = only(made[stack], "azurerm_network_watcher_flow_log")
    network = resolve(made, stack, log["target_resource_id"])
    assert network.startswith(f"{stack}: azurerm_virtual_network.")
    assert log["depends_on"] == [network.removeprefix(f"{stack}: ").removesuffix(".id")]
    assert (log["network_watcher_name"], log["resource_group_name"]) == ("NetworkWatcher_eastus2", "NetworkWatcherRG")
    assert block(log["retention_policy"]) == {"enabled": True, "days": 90}
    analytics = block(log["traffic_analytics"])
    assert (analytics["enabled"], analytics["interval_in_minutes"]) == (True, 10)
    assert analytics["workspace_id"].endswith(".workspace_id}")
    assert resolve(made, stack, analytics["workspace_resource_id"]).startswith(
        f"{stack}: azurerm_log_analytics_workspace."
    )
    account = only(made[stack], "azurerm_storage_account")
    assert block(account["network_rules"])["default_action"] == "Deny"
    assert account["shared_access_key_enabled"] is True  # Network Watcher has no other way with azurerm 4.55
    assert resolve(made, stack, log["storage_account_id"]) == f"{stack}: azurerm_storage_account.flow_storage.id"


@pytest.mark.parametrize(
    ("mode", "ingestion", "public"), [("open", "Open", True), ("private_only", "PrivateOnly", False)]
)
def test_agents_reach_azure_monitor_through_a_private_link_scope(
    mode: str, ingestion: str, public: bool, synthesize: Synthesize
) -> None:
    made = synthesize(**{"monitoring.private_link": mode}, **MONITOR)
    scope = only(made["spoke"], "azurerm_monitor_private_link_scope")
    assert (scope["ingestion_access_mode"], scope["query_access_mode"]) == (ingestion, "Open")
    assert only(made["spoke"], "azurerm_log_analytics_workspace")["internet_ingestion_enabled"] is public
    collection = only(made["cluster"], "azurerm_monitor_data_collection_endpoint")
    assert collection["public_network_access_enabled"] is public
    linked = {
        resolve(made, stack, body["linked_resource_id"]).partition(".")[0]
        for stack in ("spoke", "cluster")
        for body in every(made[stack], "azurerm_monitor_private_link_scoped_service").values()
    }
    assert linked == {
        "spoke: azurerm_log_analytics_workspace",
        "cluster: azurerm_monitor_data_collection_endpoint",
    }


def test_the_scope_resolves_in_every_zone_that_azure_monitor_uses(synthesize: Synthesize) -> None:
    made = synthesize(**{"monitoring.private_link": "open"}, **MONITOR)
    names = {f"${{azurerm_private_dns_zone.{key}.id}}": body["name"] for key, body in zones(made).items()}
    (endpoint,) = (
        body
        for body in every(made["spoke"], "azurerm_private_endpoint").values()
        if block(body["private_service_connection"])["subresource_names"] == ["azuremonitor"]
    )
    used = {names[each] for each in block(endpoint["private_dns_zone_group"])["private_dns_zone_ids"]}
    assert used == {
        "privatelink.monitor.azure.com",
        "privatelink.oms.opinsights.azure.com",
        "privatelink.ods.opinsights.azure.com",
        "privatelink.agentsvc.azure-automation.net",
        "privatelink.blob.core.windows.net",
    }
    links = every(made["spoke"], "azurerm_private_dns_zone_virtual_network_link").values()
    falling_back = [body for body in links if body.get("resolution_policy") == "NxDomainRedirect"]
    assert len(falling_back) == len(used)


def zones(made: Stacks) -> dict[str, dict[str, str]]:
    return dict(every(made["spoke"], "azurerm_private_dns_zone"))


def test_rules_and_settings_go_through_the_collection_endpoint(synthesize: Synthesize) -> None:
    """An agent behind a private link scope fetches its settings from an endpoint, and each rule names one."""
    cluster = synthesize(**{"monitoring.private_link": "open"}, **MONITOR)["cluster"]
    endpoint = "${azurerm_monitor_data_collection_endpoint.prometheus_endpoint_"
    for rule in every(cluster, "azurerm_monitor_data_collection_rule").values():
        assert rule["data_collection_endpoint_id"].startswith(endpoint)
    (settings,) = (
        body
        for body in every(cluster, "azurerm_monitor_data_collection_rule_association").values()
        if "data_collection_endpoint_id" in body
    )
    assert settings["data_collection_endpoint_id"].startswith(endpoint)
    assert "name" not in settings  # azurerm gives Azure's own name


def test_backup_and_azure_monitor_share_the_zone_of_blobs(synthesize: Synthesize) -> None:
    made = synthesize(
        **{
            "monitoring.private_link": "open",
            "backup.mode": "aks_extension",
            "storage.disk_driver": True,
            "storage.snapshot_controller": True,
        },
        **MONITOR,
    )
    names = [body["name"] for body in zones(made).values()]
    assert len(names) == len(set(names))
