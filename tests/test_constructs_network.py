"""Every construct of `network` builds alone in an empty stack, from plain values."""

from ipaddress import IPv4Network

from alone import SUBNET_ID, WORKSPACE_ID, ZONAL, made, synthesized
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup

from aks_baseline.network.api_server_rule import ApiServerRule
from aks_baseline.network.bastion import Bastion
from aks_baseline.network.cluster_subnets import ClusterPrefixes
from aks_baseline.network.firewall import EgressFirewall
from aks_baseline.network.firewall_policy import EgressPolicy
from aks_baseline.network.firewall_rules import NetworkRule, RuleCollection
from aks_baseline.network.flow_log import TrafficAnalytics, flow_log
from aks_baseline.network.hub_network import HubNetwork, HubPrefixes
from aks_baseline.network.inbound_rule import InboundRule
from aks_baseline.network.nat_gateway import EgressNatGateway
from aks_baseline.network.peering import HubSpokePeering, Peer
from aks_baseline.network.private_dns_zone import PrivateZone
from aks_baseline.network.private_endpoint import EndpointPlace, private_endpoint
from aks_baseline.network.public_address import PublicAddress
from aks_baseline.network.security_group import SecurityGroup
from aks_baseline.network.security_rules import BASTION
from aks_baseline.network.spoke_network import SpokeNetwork
from aks_baseline.network.virtual_network_gateway import HubGateway
from review.terraform import block, every, named, only


def test_bastion() -> None:
    body = synthesized(
        lambda stack: Bastion(
            stack,
            "bastion",
            name="ab",
            address_name="pip-ab",
            at=ZONAL,
            subnet_id=SUBNET_ID,
            after=ResourceGroup(stack, "group", name="rg", location="eastus2"),
            workspace_id=WORKSPACE_ID,
            lifecycle=None,
        )
    )
    assert made(body) == {"resource_group": 1, "bastion_host": 1, "public_ip": 1, "monitor_diagnostic_setting": 2}
    assert only(body, "azurerm_bastion_host")["depends_on"] == ["azurerm_resource_group.group"]


def test_egress_firewall() -> None:
    body = synthesized(
        lambda stack: EgressFirewall(
            stack,
            "firewall",
            name="fw",
            address_names=["pip-0", "pip-1"],
            at=ZONAL,
            subnet_id=SUBNET_ID,
            policy_id="policy",
            workspace_id=WORKSPACE_ID,
            lifecycle=None,
        )
    )
    assert made(body) == {"firewall": 1, "public_ip": 2, "monitor_diagnostic_setting": 3}
    first, second = only(body, "azurerm_firewall")["ip_configuration"]
    assert (first["name"], first["subnet_id"]) == ("pip-0", SUBNET_ID)
    assert (second["name"], second.get("subnet_id")) == ("pip-1", None)


def test_a_rule_for_one_api_server() -> None:
    body = synthesized(
        lambda stack: ApiServerRule(
            stack,
            "rule",
            name="aks-api-server",
            policy_id="policy",
            node_ip_group_id="nodes",
            fqdn="aks.hcp.eastus2.azmk8s.io",
        )
    )
    (collection,) = only(body, "azurerm_firewall_policy_rule_collection_group")["network_rule_collection"]
    (rule,) = collection["rule"]
    assert (rule["destination_fqdns"], rule["source_ip_groups"]) == (["aks.hcp.eastus2.azmk8s.io"], ["nodes"])


def test_egress_policy() -> None:
    rule = NetworkRule(name="time", reason="Clocks", protocol="UDP", destinations=("203.0.113.1",), ports=(123,))
    body = synthesized(
        lambda stack: EgressPolicy(
            stack,
            "policy",
            name="policy",
            ip_group_name="nodes",
            at=ZONAL,
            node_prefixes=["10.2.0.0/22"],
            network_collections=[RuleCollection(name="Clock", priority=200, rules=(rule,))],
            application_collections=[],
            retention_days=30,
            workspace_id=WORKSPACE_ID,
        )
    )
    assert made(body) == {"firewall_policy": 1, "firewall_policy_rule_collection_group": 2, "ip_group": 1}
    assert only(body, "azurerm_ip_group")["cidrs"] == ["10.2.0.0/22"]
    group = named(body, "azurerm_firewall_policy_rule_collection_group", "DefaultNetworkRuleCollectionGroup")
    (collection,) = group["network_rule_collection"]
    assert [each["name"] for each in collection["rule"]] == ["time"]
    applications = named(body, "azurerm_firewall_policy_rule_collection_group", "DefaultApplicationRuleCollectionGroup")
    (before,) = applications["depends_on"]
    assert "network_rules" in before, "Azure answers 409 to two groups of a policy at once"


def test_hub_network() -> None:
    prefixes = HubPrefixes(
        firewall=IPv4Network("10.1.0.0/26"),
        gateway=IPv4Network("10.1.0.64/27"),
        bastion=IPv4Network("10.1.0.128/26"),
        private_endpoints=IPv4Network("10.1.0.96/28"),
    )
    body = synthesized(
        lambda stack: HubNetwork(
            stack,
            "network",
            name="vnet-hub",
            bastion_security_name="nsg-bastion",
            endpoint_security_name="nsg-endpoints",
            at=ZONAL,
            address_space=IPv4Network("10.1.0.0/24"),
            prefixes=prefixes,
            workspace_id=WORKSPACE_ID,
        )
    )
    assert {subnet["name"]: subnet["address_prefixes"] for subnet in every(body, "azurerm_subnet").values()} == {
        "AzureFirewallSubnet": ["10.1.0.0/26"],
        "GatewaySubnet": ["10.1.0.64/27"],
        "AzureBastionSubnet": ["10.1.0.128/26"],
        "snet-privatelinkendpoints": ["10.1.0.96/28"],
    }
    groups = every(body, "azurerm_network_security_group").values()
    assert {group["name"] for group in groups} == {"nsg-bastion", "nsg-endpoints"}


def test_hub_spoke_peering() -> None:
    body = synthesized(
        lambda stack: HubSpokePeering(
            stack,
            "peering",
            hub=Peer(resource_group="rg-hub", name="vnet-hub", id="hub-id", title="hub"),
            spoke=Peer(resource_group="rg-spoke", name="vnet-spoke", id="spoke-id", title="spoke"),
        )
    )
    assert made(body) == {"virtual_network_peering": 2}
    from_hub = named(body, "azurerm_virtual_network_peering", "to_spoke")
    assert (from_hub["virtual_network_name"], from_hub["remote_virtual_network_id"]) == ("vnet-hub", "spoke-id")
    to_hub = named(body, "azurerm_virtual_network_peering", "to_hub")
    assert (to_hub["virtual_network_name"], to_hub["remote_virtual_network_id"]) == ("vnet-spoke", "hub-id")


def test_private_zone() -> None:
    body = synthesized(
        lambda stack: PrivateZone(
            stack, "zone", name="example.com", at=ZONAL, networks={"spoke": ("vnet-spoke", "spoke-id")}
        )
    )
    assert made(body) == {"private_dns_zone": 1, "private_dns_zone_virtual_network_link": 1}
    link = only(body, "azurerm_private_dns_zone_virtual_network_link")
    assert (link["name"], link["virtual_network_id"]) == ("to_vnet-spoke", "spoke-id")


def test_private_endpoint() -> None:
    body = synthesized(
        lambda stack: private_endpoint(
            stack,
            "endpoint",
            name="pe-acr",
            at=ZONAL,
            place=EndpointPlace(subnet_id=SUBNET_ID, zone_id="zone", connection="to_vnet"),
            resource_id="registry-id",
            subresource="registry",
            after=[ResourceGroup(stack, "group", name="rg", location="eastus2")],
        )
    )
    assert made(body) == {"private_endpoint": 1, "resource_group": 1}
    endpoint = only(body, "azurerm_private_endpoint")
    assert endpoint["depends_on"] == ["azurerm_resource_group.group"]
    assert endpoint["subnet_id"] == SUBNET_ID
    connection = block(endpoint["private_service_connection"])
    assert (connection["name"], connection["private_connection_resource_id"]) == ("to_vnet", "registry-id")
    assert connection["subresource_names"] == ["registry"]
    assert block(endpoint["private_dns_zone_group"])["private_dns_zone_ids"] == ["zone"]


def test_public_address() -> None:
    body = synthesized(
        lambda stack: PublicAddress(stack, "address", name="pip", at=ZONAL, workspace_id=WORKSPACE_ID, lifecycle=None)
    )
    assert made(body) == {"public_ip": 1, "monitor_diagnostic_setting": 1}
    assert only(body, "azurerm_public_ip")["zones"] == ["1", "2", "3"]


def test_security_group() -> None:
    body = synthesized(
        lambda stack: SecurityGroup(
            stack, "group", name="nsg", at=ZONAL, subnet_id=SUBNET_ID, rules=BASTION, workspace_id=WORKSPACE_ID
        )
    )
    assert made(body) == {
        "network_security_group": 1,
        "subnet_network_security_group_association": 1,
        "monitor_diagnostic_setting": 1,
    }
    rules = only(body, "azurerm_network_security_group")["security_rule"]
    assert [rule["name"] for rule in rules] == [rule.name for rule in BASTION]


def test_spoke_network() -> None:
    prefixes = ClusterPrefixes(
        nodes=IPv4Network("10.2.0.0/22"),
        ingress=IPv4Network("10.2.4.0/28"),
        application_gateway=IPv4Network("10.2.5.0/24"),
        pools={"npuser02": IPv4Network("10.2.8.0/22")},
    )
    second = ClusterPrefixes(
        label="green",
        nodes=IPv4Network("10.2.16.0/22"),
        ingress=IPv4Network("10.2.20.0/28"),
        application_gateway=IPv4Network("10.2.21.0/24"),
        pods=IPv4Network("192.168.0.0/16"),
    )
    body = synthesized(
        lambda stack: SpokeNetwork(
            stack,
            "network",
            name="vnet-spoke",
            route_table_name="routes",
            at=ZONAL,
            address_space=IPv4Network("10.2.0.0/16"),
            clusters=[prefixes, second],
            private_endpoints=IPv4Network("10.2.4.32/28"),
            bastion="10.1.0.128/26",
            next_hop_ip="10.1.0.4",
            workspace_id=WORKSPACE_ID,
        )
    )
    assert {subnet["name"]: subnet["address_prefixes"] for subnet in every(body, "azurerm_subnet").values()} == {
        "snet-clusternodes": ["10.2.0.0/22"],
        "snet-clusternodes-npuser02": ["10.2.8.0/22"],
        "snet-clusteringressservices": ["10.2.4.0/28"],
        "snet-applicationgateway": ["10.2.5.0/24"],
        "snet-privatelinkendpoints": ["10.2.4.32/28"],
        "snet-green-clusternodes": ["10.2.16.0/22"],
        "snet-green-clusteringressservices": ["10.2.20.0/28"],
        "snet-green-applicationgateway": ["10.2.21.0/24"],
    }
    assert only(body, "azurerm_route_table")["route"][0]["next_hop_in_ip_address"] == "10.1.0.4"
    assert len(every(body, "azurerm_subnet_route_table_association")) == 5
    assert len(every(body, "azurerm_subnet_network_security_group_association")) == 8
    rules = named(body, "azurerm_network_security_group", "nsg-vnet-spoke-green-nodepools")["security_rule"]
    sources = {rule["source_address_prefix"] for rule in rules if rule["name"].startswith("AllowNodesAndPods")}
    assert sources == {"10.2.16.0/22", "192.168.0.0/16"}, "the nodes of another cluster do not reach these"


def test_hub_gateway() -> None:
    body = synthesized(
        lambda stack: HubGateway(
            stack,
            "gateway",
            name="vgw",
            address_name="pip-vgw",
            kind="vpn",
            at=ZONAL,
            subnet_id=SUBNET_ID,
            workspace_id=WORKSPACE_ID,
            lifecycle=None,
        )
    )
    assert made(body) == {"virtual_network_gateway": 1, "public_ip": 1, "monitor_diagnostic_setting": 2}
    assert only(body, "azurerm_virtual_network_gateway")["sku"] == "VpnGw1AZ"


def test_egress_nat_gateway() -> None:
    body = synthesized(
        lambda stack: EgressNatGateway(
            stack,
            "nat",
            name="ng",
            address_names=["pip-0", "pip-1"],
            at=ZONAL,
            subnets={"nodes": SUBNET_ID},
            workspace_id=WORKSPACE_ID,
            lifecycle=None,
        )
    )
    assert made(body) == {
        "nat_gateway": 1,
        "public_ip": 2,
        "monitor_diagnostic_setting": 2,
        "nat_gateway_public_ip_association": 2,
        "subnet_nat_gateway_association": 1,
    }
    assert only(body, "azurerm_subnet_nat_gateway_association")["subnet_id"] == SUBNET_ID


def test_flow_log() -> None:
    body = synthesized(
        lambda stack: flow_log(
            stack,
            "log",
            name="vnet-flows",
            location="eastus2",
            watcher="NetworkWatcher_eastus2",
            watcher_group="NetworkWatcherRG",
            network_id="vnet",
            storage_account_id="store",
            retention_days=30,
            analytics=TrafficAnalytics(workspace_id=WORKSPACE_ID, workspace_guid="guid", interval_minutes=60),
            after=ResourceGroup(stack, "group", name="rg", location="eastus2"),
        )
    )
    assert made(body) == {"network_watcher_flow_log": 1, "resource_group": 1}
    log = only(body, "azurerm_network_watcher_flow_log")
    assert (log["target_resource_id"], log["version"], log["enabled"]) == ("vnet", 2, True)


def test_inbound_rule() -> None:
    body = synthesized(
        lambda stack: InboundRule(
            stack,
            "inbound",
            name="aks-ingress",
            policy_id="policy",
            firewall_address="20.1.2.3",
            gateway_address="10.2.5.4",
        )
    )
    assert made(body) == {"firewall_policy_rule_collection_group": 1}
    (collection,) = only(body, "azurerm_firewall_policy_rule_collection_group")["nat_rule_collection"]
    (rule,) = collection["rule"]
    assert (rule["destination_address"], rule["destination_ports"]) == ("20.1.2.3", ["443"])
    assert (rule["translated_address"], rule["translated_port"]) == ("10.2.5.4", 443)
