"""A hub, zones, a workspace and a vault of a central team. Requirement NET-04, and a registry without a replica."""

import json
import re

import pytest
from conftest import Synthesize
from test_roles import assignments
from test_stack_spoke import flows, security_rules

from aks_baseline.network.private_zones import MONITOR_ZONES, SERVICE_ZONES
from review.kubernetes import manifests, of_kind
from review.terraform import Body, Stacks, block, every, named, only, resolve
from tools.switches.samples import (
    KEY_VAULT,
    LOG_WORKSPACE,
    PRIVATE_ZONES,
    SPOKE_NETWORK,
    STORAGE_ACCOUNT,
    VIRTUAL_NETWORK,
)

HUB = {
    "hub.address_space": "10.0.0.0/16",
    "hub.existing.virtual_network_id": VIRTUAL_NETWORK,
    "hub.existing.firewall_private_ip": "10.0.1.4",
    "hub.existing.firewall_public_ips": ["20.1.2.3", "20.1.2.4"],
}
ZONES = {
    "dns.private_zones.registry": f"{PRIVATE_ZONES}/privatelink.azurecr.io",
    "dns.private_zones.key_vault": f"{PRIVATE_ZONES}/privatelink.vaultcore.azure.net",
}
ALL_ZONES = {f"dns.private_zones.{key}": f"{PRIVATE_ZONES}/{name}" for key, name in SERVICE_ZONES.items()}
WORKSPACE = {"logs.existing_workspace_id": LOG_WORKSPACE}
VAULT = {"secrets.existing_vault_id": KEY_VAULT}


def targets(stacks: Stacks) -> set[str]:
    """Stacks whose state another stack reads."""
    return set(re.findall(r"cross-stack-reference-input-([\w-]+)", json.dumps(stacks)))


def test_no_stack_is_made_for_an_existing_hub(synthesize: Synthesize) -> None:
    stacks = synthesize(**HUB)
    assert set(stacks) == {"spoke", "cluster", "bootstrap"}
    assert "hub" not in targets(stacks)


def test_the_spoke_leaves_through_the_existing_firewall(synthesize: Synthesize) -> None:
    stacks = synthesize(**HUB, **{"dns.use_hub": True})
    (route,) = only(stacks["spoke"], "azurerm_route_table")["route"]
    assert (route["next_hop_type"], route["next_hop_in_ip_address"]) == ("VirtualAppliance", "10.0.1.4")
    assert only(stacks["spoke"], "azurerm_virtual_network")["dns_servers"] == ["10.0.1.4"]
    links = every(stacks["spoke"], "azurerm_private_dns_zone_virtual_network_link").values()
    assert {each["name"] for each in links if each["virtual_network_id"] == VIRTUAL_NETWORK} == {"to_vnet-central"}
    ranges = block(only(stacks["cluster"], "azurerm_kubernetes_cluster")["api_server_access_profile"])
    assert ranges["authorized_ip_ranges"] == ["20.1.2.3/32", "20.1.2.4/32", "203.0.113.0/24"]
    assert not every(stacks["cluster"], "azurerm_firewall_policy_rule_collection_group")


def test_the_owner_of_the_hub_makes_its_side_of_the_peering(synthesize: Synthesize) -> None:
    spoke = synthesize(**HUB)["spoke"]
    peering = only(spoke, "azurerm_virtual_network_peering")
    assert (peering["name"], peering["remote_virtual_network_id"]) == ("to_vnet-central", VIRTUAL_NETWORK)
    assert peering["use_remote_gateways"] is False
    assert len(spoke["provider"]["azurerm"]) == 1
    command = spoke["output"]["hub_peering_command"]["value"]
    assert "--vnet-name vnet-central --subscription 00000000-0000-0000-0000-000000000009 " in command
    assert "--remote-vnet ${azurerm_virtual_network.network.id} " in command


SPOKE = HUB | {"spoke.existing.virtual_network_id": SPOKE_NETWORK}
OF_THE_NETWORK = ("subnet", "route", "network_security_group", "virtual_network", "nat_gateway", "network_watcher")


def test_an_existing_spoke_network_stays_as_it_is(synthesize: Synthesize) -> None:
    """NET-04: only links of our own zones refer to it, besides what joins its subnets."""
    spoke = synthesize(**SPOKE)["spoke"]
    made = {type_ for type_ in spoke["resource"] for part in OF_THE_NETWORK if type_.startswith(f"azurerm_{part}")}
    assert made == set()
    assert "hub_peering_command" not in spoke["output"]
    links = every(spoke, "azurerm_private_dns_zone_virtual_network_link").values()
    assert {(each["name"], each["virtual_network_id"]) for each in links} == {("to_vnet-shop", SPOKE_NETWORK)}


def test_what_is_made_joins_the_subnets_that_are_named(synthesize: Synthesize) -> None:
    stacks = synthesize(
        **SPOKE,
        **{
            "spoke.existing.subnets.nodes": "aks",
            "spoke.existing.subnets.ingress": "balancers",
            "spoke.existing.subnets.application_gateway": "gateway",
            "spoke.existing.subnets.private_endpoints": "endpoints",
            "spoke.existing.subnets.api_server": "servers",
            "api_server.private": True,
            "api_server.vnet_integration": True,
            "spoke.subnets.api_server": "10.240.7.0/28",
            "node_pools[1].subnet": "10.240.8.0/23",
        },
    )
    cluster, spoke = stacks["cluster"], stacks["spoke"]
    aks, pool = only(cluster, "azurerm_kubernetes_cluster"), only(cluster, "azurerm_kubernetes_cluster_node_pool")
    gateway = only(cluster, "azurerm_application_gateway")
    joined = {
        "system pool": block(aks["default_node_pool"])["vnet_subnet_id"],
        "user pool": pool["vnet_subnet_id"],
        "API server": block(aks["api_server_access_profile"])["subnet_id"],
        "gateway": block(gateway["gateway_ip_configuration"])["subnet_id"],
        "vault": only(cluster, "azurerm_private_endpoint")["subnet_id"],
        "registry": only(spoke, "azurerm_private_endpoint")["subnet_id"],
    }
    names = {each: id_.removeprefix(f"{SPOKE_NETWORK}/subnets/") for each, id_ in joined.items()}
    assert names == {
        "system pool": "aks",
        "user pool": "aks-npuser01",
        "API server": "servers",
        "gateway": "gateway",
        "vault": "endpoints",
        "registry": "endpoints",
    }
    managed = {scope for role, scope, _ in assignments(stacks) if role == "Network Contributor"}
    subnets = {scope.rpartition("/")[2] for scope in managed}
    assert subnets == {"aks", "aks-npuser01", "balancers", "servers"}
    services = of_kind(manifests(stacks["bootstrap"]), "Service")
    annotation = "service.beta.kubernetes.io/azure-load-balancer-internal-subnet"
    assert {each["metadata"].get("annotations", {}).get(annotation) for each in services} == {None, "balancers"}


def test_further_clusters_have_subnets_of_their_own(synthesize: Synthesize) -> None:
    """NET-04: the names end in that of the cluster."""
    green = {
        "spoke": {
            "subnets": {
                "nodes": "10.240.16.0/22",
                "ingress": "10.240.20.0/28",
                "application_gateway": "10.240.21.0/24",
            }
        },
        "ingress": {"load_balancer_ip": "10.240.20.4"},
    }
    shop = {"live": "blue", "first_cluster": "blue", "clusters": {"blue": {}, "green": green}}
    stacks = synthesize(**SPOKE, regions={"eastus2": {"first_spoke": "none", "spokes": {"shop": shop}}})
    pools = {
        name: block(only(stacks[name], "azurerm_kubernetes_cluster")["default_node_pool"])["vnet_subnet_id"]
        for name in stacks
        if name.startswith("cluster")
    }
    assert sorted(each.rpartition("/")[2] for each in pools.values()) == [
        "snet-clusternodes",
        "snet-clusternodes-green",
    ]


def test_both_sides_of_the_peering_can_be_made_here(synthesize: Synthesize) -> None:
    more = {"hub.existing.make_peering": True, "hub.existing.use_gateway": True}
    spoke = synthesize(**HUB, **more)["spoke"]
    theirs = named(spoke, "azurerm_virtual_network_peering", "to_vnet-spoke-BU0001A0008-00")
    assert (theirs["resource_group_name"], theirs["virtual_network_name"]) == ("rg-shared", "vnet-central")
    assert theirs["allow_gateway_transit"] is True
    assert theirs["provider"] == "azurerm.hub"
    aliased = next(each for each in spoke["provider"]["azurerm"] if each.get("alias") == "hub")
    assert aliased["subscription_id"] == "00000000-0000-0000-0000-000000000009"
    ours = named(spoke, "azurerm_virtual_network_peering", "to_vnet-central")
    assert ours["use_remote_gateways"] is True
    assert ours["depends_on"] == ["azurerm_virtual_network_peering.peering_from_hub_3DAFA0AE"] or ours["depends_on"]
    assert "hub_peering_command" not in spoke["output"]


@pytest.mark.parametrize(
    ("workspace", "expected"),
    [(LOG_WORKSPACE, f"spoke: {LOG_WORKSPACE}"), (None, "spoke: azurerm_log_analytics_workspace.logs.id")],
)
def test_diagnostics_of_the_network_go_to_the_hubs_workspace_or_our_own(
    synthesize: Synthesize, workspace: str | None, expected: str
) -> None:
    stacks = synthesize(**HUB, **{"hub.existing.workspace_id": workspace})
    settings = every(stacks["spoke"], "azurerm_monitor_diagnostic_setting").values()
    of_groups = [each for each in settings if "network_security_group" in each["target_resource_id"]]
    assert len(of_groups) == 4
    assert {resolve(stacks, "spoke", each["log_analytics_workspace_id"]) for each in of_groups} == {expected}


def test_nodes_accept_ssh_from_the_bastion_that_is_named(synthesize: Synthesize) -> None:
    def ssh(stacks: Stacks) -> list[str]:
        rules = flows(security_rules(stacks["spoke"], "snet-clusternodes"), "Inbound")
        return [source for _, _, source, _, port in rules if port == "22"]

    assert ssh(synthesize(**HUB)) == []
    assert ssh(synthesize(**HUB, **{"hub.existing.bastion_range": "10.0.2.0/26"})) == ["10.0.2.0/26"]


def test_zones_of_the_central_team_are_used_and_none_is_made(synthesize: Synthesize) -> None:
    """NET-32, NET-33: the endpoints write their records there; its owner links them."""
    stacks = synthesize(**ZONES)
    zones = {each["name"] for each in every(stacks["spoke"], "azurerm_private_dns_zone").values()}
    assert zones == {"aks-ingress.contoso.com"}
    assert len(every(stacks["spoke"], "azurerm_private_dns_zone_virtual_network_link")) == 1
    written = {
        zone
        for name in ("spoke", "cluster")
        for each in every(stacks[name], "azurerm_private_endpoint").values()
        for zone in block(each["private_dns_zone_group"])["private_dns_zone_ids"]
    }
    assert written == set(ZONES.values())


def test_every_private_endpoint_writes_into_the_zones_of_the_central_team(synthesize: Synthesize) -> None:
    """NET-32, NET-33. With the options that have endpoints: AKS backup, Azure Monitor and further ones."""
    further = {"name": "shop", "resource_id": STORAGE_ACCOUNT, "subresource": "blob", "zone": SERVICE_ZONES["blob"]}
    options = {
        "backup.mode": "aks_extension",
        "storage.disk_driver": True,
        "storage.snapshot_controller": True,
        "monitoring.private_link": "open",
        "spoke.subnets.private_endpoints": "10.240.4.64/27",
        "private_endpoints.further": [further],
    }
    stacks = synthesize(**ALL_ZONES, **options)
    zones = {each["name"] for each in every(stacks["spoke"], "azurerm_private_dns_zone").values()}
    assert zones == {"aks-ingress.contoso.com"}
    written = {
        block(each["private_service_connection"])["subresource_names"][0]: set(
            block(each["private_dns_zone_group"])["private_dns_zone_ids"]
        )
        for each in endpoints(stacks)
    }
    blob = f"{PRIVATE_ZONES}/{SERVICE_ZONES['blob']}"
    assert written == {
        "registry": {ALL_ZONES["dns.private_zones.registry"]},
        "vault": {ALL_ZONES["dns.private_zones.key_vault"]},
        "blob": {blob},
        "azuremonitor": {blob, *(ALL_ZONES[f"dns.private_zones.{each}"] for each in MONITOR_ZONES)},
    }
    assert len(endpoints(stacks)) == 5

    one = {"dns.private_zones.oms": ALL_ZONES["dns.private_zones.oms"], "private_endpoints.further": []}
    partly = synthesize(**options | one)
    made = {each["name"] for each in every(partly["spoke"], "azurerm_private_dns_zone").values()}
    assert made == {*SERVICE_ZONES.values(), "aks-ingress.contoso.com"} - {SERVICE_ZONES["oms"]}


def endpoints(stacks: Stacks) -> list[Body]:
    """Private endpoints of all stacks."""
    return [each for stack in stacks.values() for each in every(stack, "azurerm_private_endpoint").values()]


def test_an_existing_workspace_is_used_and_left_to_its_owner(synthesize: Synthesize) -> None:
    stacks = synthesize(**WORKSPACE)
    spoke, cluster = stacks["spoke"], stacks["cluster"]
    for type_ in ("azurerm_log_analytics_workspace", "azurerm_log_analytics_workspace_table"):
        assert not every(spoke, type_)
    assert not every(cluster, "azurerm_log_analytics_solution")
    assert not every(spoke, "azurerm_monitor_scheduled_query_rules_alert_v2")
    aks = only(cluster, "azurerm_kubernetes_cluster")
    assert block(aks["oms_agent"])["log_analytics_workspace_id"] == LOG_WORKSPACE
    rules = every(cluster, "azurerm_monitor_data_collection_rule").values()
    sent = [each for rule in rules for each in block(rule["destinations"]).get("log_analytics", ())]
    assert {each["workspace_resource_id"] for each in sent} == {LOG_WORKSPACE}


def test_an_existing_vault_gets_an_endpoint_and_the_roles(synthesize: Synthesize) -> None:
    stacks = synthesize(**VAULT)
    cluster = stacks["cluster"]
    assert not every(cluster, "azurerm_key_vault")
    endpoint = only(cluster, "azurerm_private_endpoint")
    assert block(endpoint["private_service_connection"])["private_connection_resource_id"] == KEY_VAULT
    roles = [role for role, scope, _ in assignments(stacks) if scope == f"cluster: {KEY_VAULT}"]
    assert sorted(roles) == [
        "Key Vault Certificates Officer",
        "Key Vault Reader",
        "Key Vault Reader",
        "Key Vault Secrets Officer",
        "Key Vault Secrets User",
        "Key Vault Secrets User",
    ]
    assert only(cluster, "azurerm_key_vault_certificate")["key_vault_id"] == KEY_VAULT
    imported = synthesize(**VAULT, **{"tls.gateway_certificate": "bicycle"})["cluster"]
    secret = block(only(imported, "azurerm_application_gateway")["ssl_certificate"])["key_vault_secret_id"]
    assert secret == "https://kv-central.vault.azure.net/secrets/bicycle"


def test_a_registry_can_do_without_a_replica(synthesize: Synthesize) -> None:
    registry = only(synthesize(**{"registry.replica": False})["spoke"], "azurerm_container_registry")
    assert "georeplications" not in registry
    assert registry["sku"] == "Premium"  # private endpoints need it
