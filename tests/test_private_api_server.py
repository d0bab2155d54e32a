"""A private API server, in its own subnet or behind a private endpoint. Requirements FLOW-42, FLOW-43, IDN-06."""

import json

import pytest
from conftest import Synthesize
from test_roles import CONTROL_PLANE, assignments, subnet
from test_stack_spoke import flows, security_rules, subnet_of

from review.terraform import Body, Stacks, block, every, named, only, resolve

ZONE = "/subscriptions/s/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones"
BEHIND_ENDPOINT = {"api_server.private": True}
INSIDE = {
    "api_server.private": True,
    "api_server.vnet_integration": True,
    "api_server.private_dns_zone": "own",
    "api_server.private_ranges": ["10.9.0.0/16"],
    "spoke.subnets.api_server": "10.240.7.0/28",
}


def cluster_of(stacks: Stacks) -> Body:
    return only(stacks["cluster"], "azurerm_kubernetes_cluster")


def test_a_private_api_server_has_no_public_address_and_no_ranges(synthesize: Synthesize) -> None:
    cluster = cluster_of(synthesize(**BEHIND_ENDPOINT))
    assert cluster["private_cluster_enabled"] is True
    assert cluster["private_dns_zone_id"] == "System"
    assert cluster["private_cluster_public_fqdn_enabled"] is True
    assert "api_server_access_profile" not in cluster
    assert cluster["run_command_enabled"] is False


def test_an_integrated_api_server_has_a_subnet_that_is_delegated_guarded_and_routed(synthesize: Synthesize) -> None:
    stacks = synthesize(**INSIDE)
    spoke, profile = stacks["spoke"], block(cluster_of(stacks)["api_server_access_profile"])
    made = named(spoke, "azurerm_subnet", "snet-apiserver")
    assert profile["virtual_network_integration_enabled"] is True
    assert "authorized_ip_ranges" not in profile
    assert resolve(stacks, "cluster", profile["subnet_id"]) == subnet(stacks, "snet-apiserver")
    assert made["address_prefixes"] == ["10.240.7.0/28"]
    assert block(block(made["delegation"])["service_delegation"]) == {
        "name": "Microsoft.ContainerService/managedClusters",
        "actions": ["Microsoft.Network/virtualNetworks/subnets/join/action"],
    }
    routed = {
        subnet_of(spoke, each["subnet_id"]) for each in every(spoke, "azurerm_subnet_route_table_association").values()
    }
    assert "snet-apiserver" in routed


def test_nodes_and_operators_inside_reach_the_api_server_and_nobody_else(synthesize: Synthesize) -> None:
    """Azure page "Use API Server VNet Integration": 443 and 4443 from nodes, and the load balancer's probes."""
    rules = security_rules(synthesize(**INSIDE, **{"network.model": "overlay"})["spoke"], "snet-apiserver")
    allowed = {
        (rule["source_address_prefix"], tuple(rule["destination_port_ranges"] or [rule["destination_port_range"]]))
        for rule in rules
        if rule["direction"] == "Inbound" and rule["access"] == "Allow"
    }
    assert allowed == {
        ("10.240.0.0/22", ("443", "4443")),
        ("192.168.0.0/16", ("443", "4443")),
        ("10.200.0.0/24", ("443",)),
        ("10.9.0.0/16", ("443",)),
        ("AzureLoadBalancer", ("*",)),
    }


def test_the_api_server_reaches_kubelets_and_webhooks(synthesize: Synthesize) -> None:
    """Without a tunnel it calls nodes and pods from its own subnet."""
    called = ("Allow", "Tcp", "10.240.7.0/28", "*", "*")
    assert called in flows(security_rules(synthesize(**INSIDE)["spoke"], "snet-clusternodes"), "Inbound")
    assert called not in flows(security_rules(synthesize(**BEHIND_ENDPOINT)["spoke"], "snet-clusternodes"), "Inbound")


def roles_of_control_plane(stacks: Stacks) -> set[tuple[str, str]]:
    return {(role, scope) for role, scope, to in assignments(stacks) if to == CONTROL_PLANE}


def test_the_control_plane_may_use_its_subnet_and_its_zone(synthesize: Synthesize, stacks: Stacks) -> None:
    """IDN-06: before the cluster is made."""
    inside = synthesize(**INSIDE)
    assert roles_of_control_plane(inside) - roles_of_control_plane(stacks) == {
        ("Network Contributor", subnet(inside, "snet-apiserver")),
        ("Private DNS Zone Contributor", "spoke: azurerm_private_dns_zone.api_server_zone.id"),
        ("Private DNS Zone Contributor", "spoke: azurerm_virtual_network.network.id"),
    }
    assert {f"azurerm_role_assignment.control_plane_{part}" for part in ("api_server", "zone", "zone_link")} <= set(
        cluster_of(inside)["depends_on"]
    )
    assert roles_of_control_plane(synthesize(**BEHIND_ENDPOINT)) == roles_of_control_plane(stacks)


@pytest.mark.parametrize(
    ("settings", "networks"),
    [
        (INSIDE, {"to_vnet-spoke-BU0001A0008-00"}),
        (
            {"api_server.private": True, "api_server.private_dns_zone": "own", "dns.use_hub": True},
            {"to_vnet-spoke-BU0001A0008-00", "to_vnet-eastus2-hub"},
        ),
    ],
    ids=["inside", "endpoint"],
)
def test_a_zone_of_our_own_is_linked_to_whoever_resolves(
    synthesize: Synthesize, settings: dict[str, object], networks: set[str]
) -> None:
    stacks = synthesize(**settings)
    assert named(stacks["spoke"], "azurerm_private_dns_zone", "privatelink.eastus2.azmk8s.io")
    assert resolve(stacks, "cluster", cluster_of(stacks)["private_dns_zone_id"]) == (
        "spoke: azurerm_private_dns_zone.api_server_zone.id"
    )
    links = every(stacks["spoke"], "azurerm_private_dns_zone_virtual_network_link").values()
    assert {each["name"] for each in links if "api_server_zone" in each["private_dns_zone_name"]} == networks


def test_a_zone_of_the_central_team_is_used_and_none_is_made(synthesize: Synthesize) -> None:
    given = f"{ZONE}/privatelink.eastus2.azmk8s.io"
    stacks = synthesize(**BEHIND_ENDPOINT, **{"api_server.private_dns_zone": given})
    assert cluster_of(stacks)["private_dns_zone_id"] == given
    assert ("Private DNS Zone Contributor", f"cluster: {given}") in roles_of_control_plane(stacks)
    assert "azmk8s" not in json.dumps(stacks["spoke"])


def test_no_firewall_rule_leads_to_a_private_api_server(synthesize: Synthesize) -> None:
    """Its address lies in the network, so no call to it comes to the firewall."""
    for settings in (INSIDE, BEHIND_ENDPOINT):
        assert not every(synthesize(**settings)["cluster"], "azurerm_firewall_policy_rule_collection_group")


def test_terraform_calls_the_name_that_resolves_where_it_runs(synthesize: Synthesize) -> None:
    stacks = synthesize(**BEHIND_ENDPOINT)
    host = stacks["bootstrap"]["provider"]["kubernetes"][0]["host"]
    assert host == "https://${local.cluster_host}:443"
    waited_for = stacks["bootstrap"]["locals"]["cluster_host"]
    assert "https" not in waited_for  # Terraform reads it as an argument, so it is a reference and no text
    assert "clusterfqdn" in waited_for
    secret = synthesize(**BEHIND_ENDPOINT, **{"api_server.public_name": False})
    assert cluster_of(secret)["private_cluster_public_fqdn_enabled"] is False
    assert "kube_config" in resolve(secret, "bootstrap", secret["bootstrap"]["provider"]["kubernetes"][0]["host"])


def test_people_are_told_the_way_in(synthesize: Synthesize) -> None:
    output = synthesize(**BEHIND_ENDPOINT, **{"api_server.run_command": True})["cluster"]["output"]
    assert "--public-fqdn && kubelogin" in output["credentials_command"]["value"]
    assert output["run_command"]["value"].startswith("az aks command invoke --name aks-bbabb9 ")
    assert "run_command" not in synthesize(**BEHIND_ENDPOINT)["cluster"]["output"]
