"""Spoke stack. Requirements NET-02, NET-24 to NET-37, FLOW-16, FLOW-17, IMG-01 to IMG-08, BC-20, BC-21, MON-01."""

import json

import pytest
from conftest import Synthesize

from config.rules.node_pools import MOST_NODE_PREFIXES
from review.terraform import Body, Stacks, block, every, named, only, resolve

SUBNETS = {
    "snet-clusternodes": "10.240.0.0/22",
    "snet-clusteringressservices": "10.240.4.0/28",
    "snet-privatelinkendpoints": "10.240.4.32/28",
    "snet-applicationgateway": "10.240.5.0/24",
}
EXISTING = "/subscriptions/s/resourceGroups/rg-central/providers/Microsoft.ContainerRegistry/registries/acrCentral"


@pytest.fixture(scope="module")
def spoke(stacks: Stacks) -> Body:
    return stacks["spoke"]


def subnet_of(spoke: Body, reference: str) -> str:
    """Name of the subnet that a `${azurerm_subnet.….id}` points to."""
    name: str = every(spoke, "azurerm_subnet")[reference.split(".")[1]]["name"]
    return name


def security_rules(spoke: Body, subnet: str) -> list[Body]:
    for association in every(spoke, "azurerm_subnet_network_security_group_association").values():
        if subnet_of(spoke, association["subnet_id"]) == subnet:
            group = every(spoke, "azurerm_network_security_group")[
                association["network_security_group_id"].split(".")[1]
            ]
            return sorted(group["security_rule"], key=lambda rule: (rule["direction"], rule["priority"]))
    raise AssertionError(f"{subnet} has no network security group")


def flows(rules: list[Body], direction: str) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            rule["access"],
            rule["protocol"],
            rule["source_address_prefix"],
            rule["destination_address_prefix"],
            rule["destination_port_range"],
        )
        for rule in rules
        if rule["direction"] == direction
    ]


def test_four_subnets_without_default_outbound_access(spoke: Body) -> None:
    """NET-24, IP-21."""
    subnets = every(spoke, "azurerm_subnet").values()
    assert {subnet["name"]: subnet["address_prefixes"] for subnet in subnets} == {
        name: [prefix] for name, prefix in SUBNETS.items()
    }
    assert not any(subnet["default_outbound_access_enabled"] for subnet in subnets)
    assert only(spoke, "azurerm_virtual_network")["address_space"] == ["10.240.0.0/16"]


@pytest.mark.parametrize("subnet", SUBNETS)
def test_every_subnet_has_a_security_group_that_ends_in_a_deny(subnet: str, spoke: Body) -> None:
    """NET-37."""
    rules = security_rules(spoke, subnet)
    assert flows(rules, "Inbound")[-1] == ("Deny", "*", "*", "*", "*")
    assert all(rule["source_port_range"] == "*" for rule in rules)
    assert all(20 <= len(rule["description"]) <= 140 for rule in rules)


def test_gateway_subnet_allows_clients_and_azure(spoke: Body) -> None:
    """NET-37, FLOW-01."""
    rules = security_rules(spoke, "snet-applicationgateway")
    assert flows(rules, "Inbound") == [
        ("Allow", "Tcp", "Internet", "VirtualNetwork", "443"),
        ("Allow", "*", "GatewayManager", "*", "65200-65535"),
        ("Allow", "*", "AzureLoadBalancer", "*", "*"),
        ("Deny", "*", "*", "*", "*"),
    ]
    assert flows(rules, "Outbound") == [("Allow", "*", "*", "*", "*")]


def test_endpoint_subnet_allows_https_from_the_network_and_nothing_out(spoke: Body) -> None:
    """NET-36."""
    rules = security_rules(spoke, "snet-privatelinkendpoints")
    assert flows(rules, "Inbound") == [
        ("Allow", "Tcp", "VirtualNetwork", "VirtualNetwork", "443"),
        ("Deny", "*", "*", "*", "*"),
    ]
    assert flows(rules, "Outbound") == [("Deny", "*", "*", "*", "*")]
    endpoints = named(spoke, "azurerm_subnet", "snet-privatelinkendpoints")
    assert endpoints["private_endpoint_network_policies"] == "NetworkSecurityGroupEnabled"


def test_only_the_gateway_reaches_the_ingress_subnet(spoke: Body) -> None:
    """ING-09, NET-29."""
    assert flows(security_rules(spoke, "snet-clusteringressservices"), "Inbound") == [
        ("Allow", "Tcp", "10.240.5.0/24", "10.240.4.0/28", "443"),
        ("Allow", "*", "AzureLoadBalancer", "*", "*"),
        ("Deny", "*", "*", "*", "*"),
    ]


def test_nodes_accept_traffic_from_nodes_gateway_and_bastion(spoke: Body, synthesize: Synthesize) -> None:
    """NET-37; pods of an overlay have addresses of their own."""
    expected = [
        ("Allow", "*", "10.240.0.0/22", "*", "*"),
        ("Allow", "Tcp", "10.240.5.0/24", "10.240.4.0/28", "443"),
        ("Allow", "*", "AzureLoadBalancer", "*", "*"),
        ("Allow", "Tcp", "10.200.0.128/26", "*", "22"),
        ("Deny", "*", "*", "*", "*"),
    ]
    assert flows(security_rules(spoke, "snet-clusternodes"), "Inbound") == expected
    overlay = synthesize(**{"network.model": "overlay"})["spoke"]
    pods = ("Allow", "*", "192.168.0.0/16", "*", "*")
    assert flows(security_rules(overlay, "snet-clusternodes"), "Inbound") == [expected[0], pods, *expected[1:]]


def test_nodes_and_load_balancers_leave_through_the_firewall(stacks: Stacks, spoke: Body) -> None:
    """FLOW-16, FLOW-17, NET-10."""
    route = block(only(spoke, "azurerm_route_table")["route"])
    assert (route["address_prefix"], route["next_hop_type"]) == ("0.0.0.0/0", "VirtualAppliance")
    next_hop = resolve(stacks, "spoke", route["next_hop_in_ip_address"])
    assert next_hop == "hub: azurerm_firewall.firewall.ip_configuration[0].private_ip_address"
    routed = {
        subnet_of(spoke, association["subnet_id"])
        for association in every(spoke, "azurerm_subnet_route_table_association").values()
    }
    assert routed == {"snet-clusternodes", "snet-clusteringressservices"}


def test_peered_with_the_hub_in_both_directions(stacks: Stacks, spoke: Body) -> None:
    """NET-02."""
    peerings = {each["name"]: each for each in every(spoke, "azurerm_virtual_network_peering").values()}
    assert set(peerings) == {"to_vnet-eastus2-hub", "to_vnet-spoke-BU0001A0008-00"}
    out, back = peerings["to_vnet-eastus2-hub"], peerings["to_vnet-spoke-BU0001A0008-00"]
    assert resolve(stacks, "spoke", out["remote_virtual_network_id"]) == "hub: azurerm_virtual_network.network.id"
    assert back["remote_virtual_network_id"] == "${azurerm_virtual_network.network.id}"
    assert resolve(stacks, "spoke", back["virtual_network_name"]) == "hub: azurerm_virtual_network.network.name"
    for peering in peerings.values():
        assert peering["allow_virtual_network_access"] is True
        for closed in ("allow_forwarded_traffic", "allow_gateway_transit", "use_remote_gateways"):
            assert peering[closed] is False, closed


def test_hub_in_another_subscription_gets_a_provider_of_its_own(synthesize: Synthesize) -> None:
    """NET-08."""
    one, other = "00000000-1111-2222-3333-000000000001", "00000000-1111-2222-3333-000000000002"
    stacks = synthesize(**{"hub.subscription_id": one, "spoke.subscription_id": other})
    assert stacks["hub"]["provider"]["azurerm"][0]["subscription_id"] == one
    providers = {each.get("alias"): each["subscription_id"] for each in stacks["spoke"]["provider"]["azurerm"]}
    assert providers == {None: other, "hub": one}
    back = named(stacks["spoke"], "azurerm_virtual_network_peering", "to_vnet-spoke-BU0001A0008-00")
    assert back["provider"] == "azurerm.hub"


def test_a_hub_without_a_subscription_is_in_that_of_the_login(synthesize: Synthesize) -> None:
    """NET-08. The spoke's own subscription has no such network."""
    spoke = synthesize(**{"spoke.subscription_id": "00000000-1111-2222-3333-000000000002"})["spoke"]
    (hub,) = (each for each in spoke["provider"]["azurerm"] if each.get("alias") == "hub")
    assert "subscription_id" not in hub
    back = named(spoke, "azurerm_virtual_network_peering", "to_vnet-spoke-BU0001A0008-00")
    assert back["provider"] == "azurerm.hub"


def test_registry_is_premium_private_and_replicated(spoke: Body) -> None:
    """IMG-01, IMG-02, IMG-04, IMG-05, BC-14, BC-20, BC-21, ACR-08."""
    registry = only(spoke, "azurerm_container_registry")
    assert registry["sku"] == "Premium"
    for switched_off in (
        "admin_enabled",
        "anonymous_pull_enabled",
        "public_network_access_enabled",
        "quarantine_policy_enabled",
        "trust_policy_enabled",
    ):
        assert registry[switched_off] is False, switched_off
    assert registry["zone_redundancy_enabled"] is True
    assert registry["data_endpoint_enabled"] is True
    assert registry["retention_policy_in_days"] == 15
    assert registry["network_rule_bypass_option"] == "AzureServices"
    assert block(registry["network_rule_set"])["default_action"] == "Deny"
    assert block(registry["georeplications"]) == {
        "location": "centralus",
        "regional_endpoint_enabled": True,
        "zone_redundancy_enabled": True,
    }


def test_the_replica_is_zone_redundant_where_its_region_has_zones(synthesize: Synthesize) -> None:
    zoneless = synthesize(geo_redundancy_location="westus")["spoke"]
    assert block(only(zoneless, "azurerm_container_registry")["georeplications"])["zone_redundancy_enabled"] is False


def test_replica_is_in_the_paired_region_by_default(synthesize: Synthesize) -> None:
    """BC-23, BC-24."""
    paired = synthesize(location="northeurope", geo_redundancy_location=None)["spoke"]
    assert block(only(paired, "azurerm_container_registry")["georeplications"])["location"] == "westeurope"
    chosen = synthesize(geo_redundancy_location="westus3")["spoke"]
    assert block(only(chosen, "azurerm_container_registry")["georeplications"])["location"] == "westus3"


def test_registry_policies_are_in_force_before_the_registry(spoke: Body) -> None:
    """POL-06, ACR-04, ACR-05."""
    policies = every(spoke, "azurerm_resource_group_policy_assignment")
    assert {each["policy_definition_id"].rsplit("/", 1)[1] for each in policies.values()} == {
        "9f2dea28-e834-476c-99c5-3507b4728395",
        "dc921057-6b28-4fbe-9b83-f7bec05db6c2",
    }
    for policy in policies.values():
        assert json.loads(policy["parameters"]) == {"effect": {"value": "Deny"}}
        assert policy["resource_group_id"] == "${azurerm_resource_group.shared_group.id}"
        assert policy["display_name"].startswith("[acraks")
    waits_for = only(spoke, "azurerm_container_registry")["depends_on"]
    assert set(waits_for) == {f"azurerm_resource_group_policy_assignment.{name}" for name in policies}


def test_registry_is_reached_through_a_private_endpoint(spoke: Body) -> None:
    """NET-32, NET-34."""
    endpoint = only(spoke, "azurerm_private_endpoint")
    connection = block(endpoint["private_service_connection"])
    assert connection["subresource_names"] == ["registry"]
    assert connection["is_manual_connection"] is False
    assert connection["private_connection_resource_id"] == "${azurerm_container_registry.registry.id}"
    assert subnet_of(spoke, endpoint["subnet_id"]) == "snet-privatelinkendpoints"
    zones = block(endpoint["private_dns_zone_group"])["private_dns_zone_ids"]
    assert zones == ["${azurerm_private_dns_zone.registry_zone.id}"]


def test_private_zones_resolve_in_the_spoke_only(spoke: Body, synthesize: Synthesize) -> None:
    """NET-11, NET-32, NET-33, FLOW-13."""
    zones = {"privatelink.azurecr.io", "privatelink.vaultcore.azure.net", "aks-ingress.contoso.com"}
    assert {zone["name"] for zone in every(spoke, "azurerm_private_dns_zone").values()} == zones
    links = every(spoke, "azurerm_private_dns_zone_virtual_network_link").values()
    assert len(links) == 3
    assert {each["virtual_network_id"] for each in links} == {"${azurerm_virtual_network.network.id}"}
    assert not any(each["registration_enabled"] for each in links)

    through_hub = synthesize(**{"dns.use_hub": True})
    links = every(through_hub["spoke"], "azurerm_private_dns_zone_virtual_network_link").values()
    assert {resolve(through_hub, "spoke", each["virtual_network_id"]) for each in links} == {
        "hub: azurerm_virtual_network.network.id",
        "spoke: azurerm_virtual_network.network.id",
    }
    servers = only(through_hub["spoke"], "azurerm_virtual_network")["dns_servers"]
    assert [resolve(through_hub, "spoke", each) for each in servers] == [
        "hub: azurerm_firewall.firewall.ip_configuration[0].private_ip_address"
    ]
    assert "dns_servers" not in only(spoke, "azurerm_virtual_network")


def test_endpoints_can_live_in_the_hub(synthesize: Synthesize) -> None:
    """NET-35."""
    stacks = synthesize(**{"private_endpoints.location": "hub", "hub.subnets.private_endpoints": "10.200.0.96/28"})
    assert named(stacks["hub"], "azurerm_subnet", "snet-privatelinkendpoints")["address_prefixes"] == ["10.200.0.96/28"]
    endpoint = only(stacks["spoke"], "azurerm_private_endpoint")
    assert resolve(stacks, "spoke", endpoint["subnet_id"]).startswith("hub: azurerm_subnet.")


def test_an_existing_registry_can_be_used(synthesize: Synthesize) -> None:
    """IMG-08."""
    stacks = synthesize(**{"registry.existing_id": EXISTING})
    assert not every(stacks["spoke"], "azurerm_container_registry")
    endpoint = only(stacks["spoke"], "azurerm_private_endpoint")
    assert block(endpoint["private_service_connection"])["private_connection_resource_id"] == EXISTING
    pulls = [
        role
        for role in every(stacks["cluster"], "azurerm_role_assignment").values()
        if role.get("role_definition_name") == "AcrPull"
    ]
    assert [role["scope"] for role in pulls] == [EXISTING]


def test_public_images_come_through_cache_rules(spoke: Body) -> None:
    """IMG-03, IMG-06."""
    rules = every(spoke, "azurerm_container_registry_cache_rule").values()
    assert {rule["source_repo"]: rule["target_repo"] for rule in rules} == {
        "public.ecr.aws/docker/library/traefik": "library/traefik",
        "mcr.microsoft.com/dotnet/samples": "dotnet/samples",
    }
    assert {rule["container_registry_id"] for rule in rules} == {"${azurerm_container_registry.registry.id}"}


def test_cluster_workspace_outlives_the_cluster(spoke: Body, synthesize: Synthesize) -> None:
    """MON-01, COST-07, ACR-01, ACR-02."""
    workspace = only(spoke, "azurerm_log_analytics_workspace")
    assert (workspace["sku"], workspace["retention_in_days"], workspace["daily_quota_gb"]) == ("PerGB2018", 30, -1)
    assert workspace["name"].startswith("la-aks-")
    assert workspace["local_authentication_enabled"] is True  # else Container insights can stay without data
    table = only(spoke, "azurerm_log_analytics_workspace_table")
    assert (table["name"], table["plan"], table["total_retention_in_days"]) == ("ContainerLogV2", "Basic", 30)
    assert "retention_in_days" not in table
    capped = synthesize(**{"logs.daily_quota_gb": 5, "logs.basic_tables": []})["spoke"]
    assert only(capped, "azurerm_log_analytics_workspace")["daily_quota_gb"] == 5
    assert not every(capped, "azurerm_log_analytics_workspace_table")


def test_the_data_cap_raises_an_alert(spoke: Body) -> None:
    """ACR-03, MON-04."""
    alert = only(spoke, "azurerm_monitor_scheduled_query_rules_alert_v2")
    assert (alert["severity"], alert["evaluation_frequency"], alert["window_duration"]) == (1, "PT5M", "PT5M")
    criteria = block(alert["criteria"])
    assert (criteria["time_aggregation_method"], criteria["operator"], criteria["threshold"]) == (
        "Count",
        "GreaterThan",
        0,
    )
    assert "OverQuota" in criteria["query"]
    assert "metric_measure_column" not in criteria
    assert block(alert["action"])["action_groups"] == ["${azurerm_monitor_action_group.alerts.id}"]
    group = only(spoke, "azurerm_monitor_action_group")
    assert [each["email_address"] for each in group["email_receiver"]] == ["platform-team@contoso.com"]
    assert len(group["short_name"]) <= 12


def test_gateway_has_a_static_zonal_address(spoke: Body) -> None:
    """NET-27, BC-14, SPK-15."""
    address = only(spoke, "azurerm_public_ip")
    assert (address["name"], address["sku"], address["allocation_method"]) == (
        "pip-BU0001A0008-00",
        "Standard",
        "Static",
    )
    assert address["zones"] == ["1", "2", "3"]


def test_the_largest_number_of_node_prefixes_fits_before_the_other_rules(synthesize: Synthesize) -> None:
    system = {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS2_v2", "min_count": 3, "max_count": 4}
    pools: list[dict[str, object]] = [system]
    for number in range(MOST_NODE_PREFIXES - 1):
        fixed = {"name": f"np{number:02}", "mode": "user", "vm_size": "Standard_DS4_v2", "autoscale": False}
        pools.append({**fixed, "node_count": 2, "subnet": f"10.240.{8 + number}.0/24"})
    spoke = synthesize(node_pools=pools)["spoke"]
    for group in every(spoke, "azurerm_network_security_group").values():
        places = [(rule["direction"], rule["priority"]) for rule in group["security_rule"]]
        assert len(places) == len(set(places)), group["name"]
