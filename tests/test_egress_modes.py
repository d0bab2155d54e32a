"""Ways out of the cluster besides Azure Firewall, and ways past it. FLOW-18 to FLOW-20, FLOW-26, FLOW-27."""

from base64 import b64decode
from pathlib import Path

import pytest
from conftest import BASELINE, Synthesize, configuration
from test_roles import assignments
from test_stack_spoke import subnet_of

from config.load import load
from review.terraform import Body, Stacks, block, every, named, only, resolve

NVA = {"egress.mode": "nva", "egress.next_hop_ip": "10.200.0.70", "egress.public_ips": ["20.1.2.3"]}
NAT = {"egress.mode": "nat_gateway", "egress.nat_public_ip_count": 2}
ISOLATED = {"egress.mode": "none", "api_server.private": True, "bootstrap.method": "pipeline"}
CA = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
PROXY = {
    "egress.mode": "http_proxy",
    "egress.proxy.http": "http://proxy.contoso.com:3128",
    "egress.proxy.no_proxy": ["contoso.internal"],
    "egress.proxy.trusted_ca": CA,
}
STORAGE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts"
ZONE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/privatelink.file.core.windows.net"


def cluster_of(stacks: Stacks) -> Body:
    return only(stacks["cluster"], "azurerm_kubernetes_cluster")


def outbound_type(stacks: Stacks) -> str:
    kind: str = block(cluster_of(stacks)["network_profile"])["outbound_type"]
    return kind


def ranges(stacks: Stacks) -> list[str]:
    profile = block(cluster_of(stacks)["api_server_access_profile"])
    return [resolve(stacks, "cluster", each) for each in profile["authorized_ip_ranges"]]


@pytest.mark.parametrize("settings", [NVA, NAT], ids=["nva", "nat_gateway"])
def test_without_a_firewall_the_hub_has_none(synthesize: Synthesize, settings: dict[str, object]) -> None:
    stacks = synthesize(**settings)
    for type_ in ("azurerm_firewall", "azurerm_firewall_policy", "azurerm_firewall_policy_rule_collection_group"):
        assert not every(stacks["hub"], type_)
        assert not every(stacks["cluster"], type_)
    assert {each["name"] for each in every(stacks["hub"], "azurerm_public_ip").values()} == {"pip-ab-eastus2"}
    alerts = {each["name"] for each in every(stacks["spoke"], "azurerm_monitor_metric_alert").values()}
    assert not any("irewall" in name for name in alerts)


def test_an_appliance_is_the_next_hop(synthesize: Synthesize) -> None:
    """FLOW-18."""
    stacks = synthesize(**NVA)
    (route,) = only(stacks["spoke"], "azurerm_route_table")["route"]
    assert (route["next_hop_type"], route["next_hop_in_ip_address"]) == ("VirtualAppliance", "10.200.0.70")
    assert outbound_type(stacks) == "userDefinedRouting"
    assert "cluster: 20.1.2.3/32" in ranges(stacks)


def test_a_nat_gateway_is_bound_to_every_node_subnet(synthesize: Synthesize) -> None:
    """FLOW-19: before the cluster, which is in a stack of its own."""
    pools = [
        {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS2_v2", "min_count": 3, "max_count": 4},
        {"name": "npuser01", "mode": "user", "vm_size": "Standard_DS4_v2", "min_count": 2, "max_count": 5}
        | {"subnet": "10.240.8.0/22"},
    ]
    stacks = synthesize(**NAT, node_pools=pools)
    spoke = stacks["spoke"]
    bound = every(spoke, "azurerm_subnet_nat_gateway_association").values()
    assert {subnet_of(spoke, each["subnet_id"]) for each in bound} == {
        "snet-clusternodes",
        "snet-clusternodes-npuser01",
    }
    assert not every(spoke, "azurerm_route_table")
    addresses = [each for each in every(spoke, "azurerm_public_ip").values() if "-ng-" in each["name"]]
    assert [each["lifecycle"]["prevent_destroy"] for each in addresses] == [True, True]
    assert len(every(spoke, "azurerm_nat_gateway_public_ip_association")) == 2
    assert outbound_type(stacks) == "userAssignedNATGateway"
    assert sum("nat_gateway_address" in each for each in ranges(stacks)) == 2


def test_a_proxy_is_asked_for_everything_but_our_own(synthesize: Synthesize) -> None:
    """FLOW-20: AKS itself adds the API server, Azure's DNS and the metadata service."""
    stacks = synthesize(**PROXY)
    proxy = block(cluster_of(stacks)["http_proxy_config"])
    assert proxy["http_proxy"] == proxy["https_proxy"] == "http://proxy.contoso.com:3128"
    assert b64decode(proxy["trusted_ca"]).decode() == CA
    assert {
        "10.240.0.0/16",
        "10.240.0.0/22",
        "172.16.0.0/16",
        "acraksbbabb9.azurecr.io",
        "acraksbbabb9.eastus2.data.azurecr.io",
        "acraksbbabb9.centralus.data.azurecr.io",
        "kv-aks-bbabb9.vault.azure.net",
        "contoso.internal",
        "localhost",
    } <= set(proxy["no_proxy"])
    assert not any(each.startswith(("*", ".")) for each in proxy["no_proxy"])  # AKS takes neither
    assert outbound_type(stacks) == "userDefinedRouting"
    assert every(stacks["hub"], "azurerm_firewall")


def test_the_firewall_lets_nodes_ask_the_proxy(synthesize: Synthesize) -> None:
    groups = every(synthesize(**PROXY)["hub"], "azurerm_firewall_policy_rule_collection_group").values()
    rules = [rule for each in groups for found in each.get("network_rule_collection", ()) for rule in found["rule"]]
    (rule,) = [each for each in rules if each["name"] == "http-proxy"]
    assert (rule["destination_fqdns"], rule["destination_ports"]) == (["proxy.contoso.com"], ["3128"])


def test_an_isolated_cluster_starts_from_our_registry(synthesize: Synthesize) -> None:
    """The nodes' identity may pull before the cluster is made, as AKS asks with a registry of one's own."""
    stacks = synthesize(**ISOLATED)
    cluster = cluster_of(stacks)
    assert outbound_type(stacks) == "none"
    bootstrap = block(cluster["bootstrap_profile"])
    assert bootstrap["artifact_source"] == "Cache"
    assert resolve(stacks, "cluster", bootstrap["container_registry_id"]) == (
        "spoke: azurerm_container_registry.registry.id"
    )
    rule = named(stacks["spoke"], "azurerm_container_registry_cache_rule", "aks-managed-mcr")
    assert (rule["source_repo"], rule["target_repo"]) == ("mcr.microsoft.com/*", "aks-managed-repository/*")
    nodes = "azurerm_user_assigned_identity.kubelet"
    assert block(cluster["kubelet_identity"])["user_assigned_identity_id"] == f"${{{nodes}.id}}"
    granted = {(role, scope, to) for role, scope, to in assignments(stacks) if "kubelet" in scope + to}
    control_plane = "cluster: azurerm_user_assigned_identity.control_plane.principal_id"
    assert ("Managed Identity Operator", f"cluster: {nodes}.id", control_plane) in granted
    pulls = [(scope, to) for role, scope, to in assignments(stacks) if role == "AcrPull"]
    assert pulls == [("spoke: azurerm_container_registry.registry.id", f"cluster: {nodes}.principal_id")]
    assert {
        "azurerm_role_assignment.kubelet_bootstrap",
        "azurerm_role_assignment.control_plane_kubelet",
    } <= set(cluster["depends_on"])


def test_nobody_else_caches_all_of_microsofts_images(stacks: Stacks) -> None:
    rules = every(stacks["spoke"], "azurerm_container_registry_cache_rule").values()
    assert not any("*" in each["source_repo"] for each in rules)
    assert "bootstrap_profile" not in cluster_of(stacks)
    assert "kubelet_identity" not in cluster_of(stacks)


def test_service_endpoints_are_those_of_the_subnet(synthesize: Synthesize) -> None:
    """FLOW-27."""
    settings = {
        "network.service_endpoints.nodes": ["Microsoft.Storage", "Microsoft.Sql"],
        "network.service_endpoints.application_gateway": ["Microsoft.Web"],
    }
    made = every(synthesize(**settings)["spoke"], "azurerm_subnet").values()
    assert {each["name"]: each.get("service_endpoints") for each in made} == {
        "snet-clusternodes": ["Microsoft.Storage", "Microsoft.Sql"],
        "snet-clusteringressservices": None,
        "snet-applicationgateway": ["Microsoft.Web"],
        "snet-privatelinkendpoints": None,
    }


def test_further_endpoints_share_zones(synthesize: Synthesize) -> None:
    """FLOW-26, IP-11."""
    further = [
        {"name": "shop", "resource_id": f"{STORAGE}/stshop", "subresource": "blob"}
        | {"zone": "privatelink.blob.core.windows.net"},
        {"name": "logs", "resource_id": f"{STORAGE}/stlogs", "subresource": "blob"}
        | {"zone": "privatelink.blob.core.windows.net", "addresses": 2},
        {"name": "files", "resource_id": f"{STORAGE}/stshop", "subresource": "file", "zone": ZONE},
    ]
    stacks = synthesize(**{"private_endpoints.further": further})
    spoke = stacks["spoke"]
    zones = {each["name"] for each in every(spoke, "azurerm_private_dns_zone").values()}
    assert zones == {
        "aks-ingress.contoso.com",
        "privatelink.azurecr.io",
        "privatelink.blob.core.windows.net",
        "privatelink.vaultcore.azure.net",
    }
    files = named(spoke, "azurerm_private_endpoint", "pe-files")
    assert block(files["private_dns_zone_group"])["private_dns_zone_ids"] == [ZONE]
    connection = block(files["private_service_connection"])
    assert (connection["subresource_names"], connection["private_connection_resource_id"]) == (
        ["file"],
        f"{STORAGE}/stshop",
    )
    assert subnet_of(spoke, files["subnet_id"]) == "snet-privatelinkendpoints"


def test_further_endpoints_take_addresses_of_the_plan(tmp_path: Path) -> None:
    further = [
        {"name": "shop", "resource_id": f"{STORAGE}/stshop", "subresource": "blob", "zone": ZONE, "addresses": 2}
    ]
    file = configuration(tmp_path / "config.yaml", {"private_endpoints.further": further})
    plain = load(BASELINE).plan.spoke.private_endpoints
    assert load(file).plan.spoke.private_endpoints.needed == plain.needed + 2
