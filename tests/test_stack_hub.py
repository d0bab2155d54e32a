"""Hub stack. Requirements NET-10 to NET-23, FLOW-21 to FLOW-31, BC-12."""

import pytest
from conftest import Synthesize
from options import VELERO

from review.terraform import Body, Stacks, block, every, named, only, resolve

GROUP = "azurerm_firewall_policy_rule_collection_group"
# Source, destination and ports of every Bastion rule (Azure page "Working with NSG access and Azure Bastion").
BASTION_RULES = {
    "AllowWebExperienceInbound": (100, "Inbound", "Allow", "Tcp", "Internet", "*", ["443"]),
    "AllowControlPlaneInbound": (110, "Inbound", "Allow", "Tcp", "GatewayManager", "*", ["443"]),
    "AllowHealthProbesInbound": (120, "Inbound", "Allow", "Tcp", "AzureLoadBalancer", "*", ["443"]),
    "AllowBastionHostToHostInbound": (
        130,
        "Inbound",
        "Allow",
        "*",
        "VirtualNetwork",
        "VirtualNetwork",
        ["8080", "5701"],
    ),
    "DenyAllInbound": (1000, "Inbound", "Deny", "*", "*", "*", ["*"]),
    "AllowSshToVnetOutbound": (100, "Outbound", "Allow", "Tcp", "*", "VirtualNetwork", ["22"]),
    "AllowRdpToVnetOutbound": (110, "Outbound", "Allow", "Tcp", "*", "VirtualNetwork", ["3389"]),
    "AllowControlPlaneOutbound": (120, "Outbound", "Allow", "Tcp", "*", "AzureCloud", ["443"]),
    "AllowBastionHostToHostOutbound": (
        130,
        "Outbound",
        "Allow",
        "*",
        "VirtualNetwork",
        "VirtualNetwork",
        ["443", "8080", "5701"],
    ),
    "AllowBastionCertificateValidationOutbound": (140, "Outbound", "Allow", "*", "*", "Internet", ["80"]),
    "DenyAllOutbound": (1000, "Outbound", "Deny", "*", "*", "*", ["*"]),
}


@pytest.fixture(scope="module")
def hub(stacks: Stacks) -> Body:
    return stacks["hub"]


def flow(rule: Body) -> tuple[object, ...]:
    ports = rule.get("destination_port_ranges") or [rule["destination_port_range"]]
    return (
        rule["priority"],
        rule["direction"],
        rule["access"],
        rule["protocol"],
        rule["source_address_prefix"],
        rule["destination_address_prefix"],
        ports,
    )


def test_three_subnets_without_default_outbound_access(hub: Body) -> None:
    """NET-18, NET-19, NET-20, NET-22, IP-21."""
    subnets = {subnet["name"]: subnet for subnet in every(hub, "azurerm_subnet").values()}
    assert {name: subnet["address_prefixes"] for name, subnet in subnets.items()} == {
        "AzureFirewallSubnet": ["10.200.0.0/26"],
        "GatewaySubnet": ["10.200.0.64/27"],
        "AzureBastionSubnet": ["10.200.0.128/26"],
    }
    assert not any(subnet["default_outbound_access_enabled"] for subnet in subnets.values())
    assert only(hub, "azurerm_virtual_network")["address_space"] == ["10.200.0.0/24"]


def test_only_bastion_traffic_is_allowed_in_its_subnet(hub: Body) -> None:
    """NET-23, HUB-03."""
    group = only(hub, "azurerm_network_security_group")
    assert {rule["name"]: flow(rule) for rule in group["security_rule"]} == BASTION_RULES
    assert all(rule["source_port_range"] == "*" and rule["description"] for rule in group["security_rule"])
    association = only(hub, "azurerm_subnet_network_security_group_association")
    assert "AzureBastionSubnet" in association["subnet_id"]


def test_bastion_is_standard_with_tunnels_and_waits_for_its_security_group(hub: Body) -> None:
    """NET-16, BC-14."""
    bastion = only(hub, "azurerm_bastion_host")
    assert (bastion["sku"], bastion["tunneling_enabled"], bastion["zones"]) == ("Standard", True, ["1", "2", "3"])
    assert "AzureBastionSubnet" in block(bastion["ip_configuration"])["subnet_id"]
    assert any("subnet_network_security_group_association" in each for each in bastion["depends_on"])


def test_one_premium_firewall_over_all_zones(hub: Body) -> None:
    """NET-10, NET-12, NET-13, BC-12."""
    firewall = only(hub, "azurerm_firewall")
    assert (firewall["sku_name"], firewall["sku_tier"], firewall["zones"]) == ("AZFW_VNet", "Premium", ["1", "2", "3"])
    assert firewall["firewall_policy_id"] == "${azurerm_firewall_policy.firewall_policy.id}"
    assert {each.split(".")[0] for each in firewall["depends_on"]} == {GROUP}
    groups = {f"{GROUP}.{key}" for key in every(hub, GROUP)}
    assert set(firewall["depends_on"]) == groups
    assert groups


def test_firewall_has_three_addresses_of_which_the_first_carries_the_subnet(hub: Body) -> None:
    """FLOW-29, FLOW-31."""
    configurations = only(hub, "azurerm_firewall")["ip_configuration"]
    assert [each["name"] for each in configurations] == [f"pip-fw-eastus2-0{number}" for number in range(3)]
    assert ["subnet_id" in each for each in configurations] == [True, False, False]
    assert len({each["public_ip_address_id"] for each in configurations}) == 3
    for address in every(hub, "azurerm_public_ip").values():
        assert (address["sku"], address["allocation_method"]) == ("Standard", "Static")
        assert address["zones"] == ["1", "2", "3"]


def test_policy_denies_known_threats_and_resolves_names(hub: Body) -> None:
    """FLOW-22, NET-11."""
    policy = only(hub, "azurerm_firewall_policy")
    assert block(policy["lifecycle"])["create_before_destroy"] is True, "the firewall leaves it before it goes"
    assert policy["sku"] == "Premium"
    assert policy["threat_intelligence_mode"] == "Deny"
    assert block(policy["intrusion_detection"]) == {"mode": "Deny"}
    assert block(policy["dns"]) == {"proxy_enabled": True}
    assert block(policy["insights"]) == {
        "enabled": True,
        "retention_in_days": 30,
        "default_log_analytics_workspace_id": "${azurerm_log_analytics_workspace.logs.id}",
    }


def rules(hub: Body, kind: str) -> list[Body]:
    return [
        {**rule, "collection": collection["name"], "action": collection["action"]}
        for group in every(hub, GROUP).values()
        for collection in group.get(f"{kind}_rule_collection", [])
        for rule in collection["rule"]
    ]


def test_every_rule_starts_at_the_nodes_and_says_why(hub: Body) -> None:
    """FLOW-30."""
    group = only(hub, "azurerm_ip_group")
    assert group["cidrs"] == ["10.240.0.0/22"]
    for rule in rules(hub, "network") + rules(hub, "application"):
        assert [each.split(".")[0] for each in rule["source_ip_groups"]] == ["${azurerm_ip_group"]
        assert "source_addresses" not in rule
        assert len(rule["description"]) > 20
        assert rule["action"] == "Allow"


def test_the_only_network_rule_leads_to_the_api_server_of_the_cluster(stacks: Stacks, hub: Body) -> None:
    """FLOW-21, FLOW-23, HUB-18: no address of the region, no name server of somebody's choice."""
    assert rules(hub, "network") == []
    (rule,) = rules(stacks["cluster"], "network")
    assert (rule["protocols"], rule["destination_ports"]) == (["TCP"], ["443"])
    assert rule["destination_fqdns"] == ["${azurerm_kubernetes_cluster.cluster.fqdn}"]
    assert "destination_addresses" not in rule
    (source,) = rule["source_ip_groups"]
    assert resolve(stacks, "cluster", source).startswith("hub: azurerm_ip_group.")
    group = only(stacks["cluster"], GROUP)
    assert resolve(stacks, "cluster", group["firewall_policy_id"]).startswith("hub: azurerm_firewall_policy.")
    # Names in network rules are looked up through the proxy.
    assert block(only(hub, "azurerm_firewall_policy")["dns"]) == {"proxy_enabled": True}
    taken = {each["priority"] for each in every(hub, GROUP).values()}
    assert group["priority"] not in {*taken, 200, 300}


def test_flux_waits_until_its_pods_reach_the_api_server(stacks: Stacks) -> None:
    (address,) = every(stacks["cluster"], GROUP)
    extension = only(stacks["cluster"], "azurerm_kubernetes_cluster_extension")
    assert f"{GROUP}.{address}" in extension["depends_on"]


def test_the_way_to_the_api_server_is_made_in_the_hubs_subscription(synthesize: Synthesize) -> None:
    hub, spoke = (f"{digit * 8}-2222-3333-4444-555555555555" for digit in "ab")
    cluster = synthesize(**{"hub.subscription_id": hub, "spoke.subscription_id": spoke})["cluster"]
    assert only(cluster, GROUP)["provider"] == "azurerm.hub"
    assert hub in {each.get("subscription_id") for each in cluster["provider"]["azurerm"]}


def test_an_existing_policy_gets_no_rules(synthesize: Synthesize) -> None:
    policy = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/firewallPolicies/fwpolicy"
    cluster = synthesize(**{"firewall.policy_id": policy})["cluster"]
    assert not every(cluster, GROUP)


def test_application_rules_cover_what_aks_and_its_addons_need(hub: Body) -> None:
    """FLOW-21, FLOW-23, HUB-19."""
    found = {rule["name"]: rule for rule in rules(hub, "application")}
    assert found["service-requirements"]["destination_fqdn_tags"] == ["AzureKubernetesService"]
    needed = {
        "azure-monitor-addon": {
            "*.ods.opinsights.azure.com",
            "*.oms.opinsights.azure.com",
            "eastus2.monitoring.azure.com",
            "*.metrics.ingest.monitor.azure.com",
        },
        "azure-policy-addon": {"data.policy.core.windows.net", "store.policy.core.windows.net"},
        "add-on-telemetry": {"dc.services.visualstudio.com"},
        "defender-sensor": {"*.cloud.defender.microsoft.com"},
        "git-github.com": {"github.com"},
        "flux-extension-runtime-requirements": {
            "eastus2.dp.kubernetesconfiguration.azure.com",
            "mcr.microsoft.com",
            "management.azure.com",
            "login.microsoftonline.com",
            "*.blob.core.windows.net",
            "azurearcfork8s.azurecr.io",
        },
    }
    assert set(found) == {*needed, "service-requirements"}
    for name, fqdns in needed.items():
        assert fqdns <= set(found[name]["destination_fqdns"]), name
    for rule in found.values():
        assert rule["protocols"] == [{"port": 443, "type": "Https"}]
        assert "*" not in rule.get("destination_fqdns", [])


def test_a_feature_that_is_off_opens_no_rule(synthesize: Synthesize) -> None:
    """FLOW-21: without Defender, Flux and a repository, the firewall lets none of their traffic out."""
    hub = synthesize(**{"defender.cluster_profile": False, "bootstrap.method": "pipeline"})["hub"]
    assert {rule["collection"] for rule in rules(hub, "application")} == {"AKS-Global-Requirements"}
    assert "defender-sensor" not in {rule["name"] for rule in rules(hub, "application")}


def test_a_feature_that_is_on_opens_its_own_rules(synthesize: Synthesize) -> None:
    """FLOW-23: patches between images, backups, and a repository on a port of its own."""
    settings = {**VELERO, "updates.node_os_channel": "SecurityPatch", "updates.window.frequency": "Daily"}
    hub = synthesize(**settings, **{"bootstrap.git.url": "https://git.example.org:8443/team/aks"})["hub"]
    found = {rule["name"]: rule for rule in rules(hub, "application")}
    assert found["security-patches"]["destination_fqdns"] == ["snapshot.ubuntu.com"]
    assert found["backup-stbackups"]["destination_fqdns"] == ["stbackups.blob.core.windows.net"]
    assert found["git-git.example.org"]["destination_fqdns"] == ["git.example.org"]
    assert found["git-git.example.org"]["protocols"] == [{"port": 8443, "type": "Https"}]


@pytest.mark.parametrize(
    ("url", "port", "kind", "to"),
    [
        ("git@github.com:team/aks", "22", "destination_fqdns", "github.com"),
        ("ssh://git@git.example.org:7999/team/aks", "7999", "destination_fqdns", "git.example.org"),
        ("ssh://git@198.51.100.7/team/aks", "22", "destination_addresses", "198.51.100.7"),
    ],
)
def test_a_repository_over_ssh_is_reached_by_a_network_rule(
    url: str, port: str, kind: str, to: str, synthesize: Synthesize
) -> None:
    """OPS-05, FLOW-21: that server and that port, and nothing else."""
    hub = synthesize(**{"bootstrap.git.url": url, "bootstrap.git.auth": "ssh"})["hub"]
    (rule,) = rules(hub, "network")
    assert (rule["protocols"], rule["destination_ports"], rule[kind]) == (["TCP"], [port], [to])
    assert len([key for key in rule if key.startswith("destination_")]) == 2


def test_network_rule_groups_have_the_first_priority(synthesize: Synthesize) -> None:
    """A group of network rules is there for rules on addresses alone."""
    extra = [{"name": "ledger", "reason": "Payments are booked there", "addresses": ["8.8.8.8"]}]
    groups = every(synthesize(**{"egress.extra_rules": extra})["hub"], GROUP).values()
    assert {group["name"]: group["priority"] for group in groups} == {
        "DefaultNetworkRuleCollectionGroup": 200,
        "DefaultApplicationRuleCollectionGroup": 300,
    }


def test_workspace_takes_entra_sign_in_only(hub: Body) -> None:
    """NET-17, HUB-01."""
    workspace = only(hub, "azurerm_log_analytics_workspace")
    assert (workspace["sku"], workspace["retention_in_days"], workspace["daily_quota_gb"]) == ("PerGB2018", 30, -1)
    assert workspace["local_authentication_enabled"] is False


def test_no_gateway_unless_asked_for(hub: Body, synthesize: Synthesize) -> None:
    """NET-20, NET-21."""
    assert not every(hub, "azurerm_virtual_network_gateway")
    for kind, type_, sku in (("vpn", "Vpn", "VpnGw1AZ"), ("expressroute", "ExpressRoute", "ErGw1AZ")):
        with_gateway = synthesize(**{"gateway.type": kind})
        gateway = only(with_gateway["hub"], "azurerm_virtual_network_gateway")
        assert (gateway["type"], gateway["sku"]) == (type_, sku)
        assert "GatewaySubnet" in block(gateway["ip_configuration"])["subnet_id"]
        peerings = every(with_gateway["spoke"], "azurerm_virtual_network_peering")
        assert {
            each["name"]: (each["allow_gateway_transit"], each["use_remote_gateways"]) for each in peerings.values()
        } == {
            "to_vnet-spoke-BU0001A0008-00": (True, False),
            "to_vnet-eastus2-hub": (False, True),
        }


def test_bastion_can_be_left_out_but_its_subnet_stays(synthesize: Synthesize) -> None:
    """NET-22."""
    hub = synthesize(**{"bastion.enabled": False})["hub"]
    assert not every(hub, "azurerm_bastion_host")
    assert named(hub, "azurerm_subnet", "AzureBastionSubnet")


def test_policy_can_inherit_or_be_an_existing_one(synthesize: Synthesize) -> None:
    """NET-14, NET-15."""
    theirs = "/subscriptions/s/resourceGroups/rg-central/providers/Microsoft.Network/firewallPolicies/central"
    inheriting = synthesize(**{"firewall.base_policy_id": theirs})["hub"]
    assert only(inheriting, "azurerm_firewall_policy")["base_policy_id"] == theirs
    borrowing = synthesize(**{"firewall.policy_id": theirs})["hub"]
    assert not every(borrowing, "azurerm_firewall_policy")
    assert not every(borrowing, GROUP)
    assert only(borrowing, "azurerm_firewall")["firewall_policy_id"] == theirs


def test_own_destinations_become_rules_of_their_own_collection(synthesize: Synthesize) -> None:
    """FLOW-28."""
    hub = synthesize(
        **{
            "egress.extra_rules": [
                {"name": "payments", "reason": "Cards are charged there", "fqdns": ["api.payments.example"]},
                {"name": "ledger", "reason": "Bookings are kept there", "addresses": ["192.0.2.10"], "ports": [5432]},
            ]
        }
    )["hub"]
    (application,) = [rule for rule in rules(hub, "application") if rule["collection"] == "Workload-Requirements"]
    assert (application["name"], application["destination_fqdns"]) == ("payments", ["api.payments.example"])
    (network,) = [rule for rule in rules(hub, "network") if rule["collection"] == "Workload-Requirements"]
    assert (network["destination_addresses"], network["destination_ports"]) == (["192.0.2.10"], ["5432"])


def test_more_addresses_for_more_snat_ports(synthesize: Synthesize) -> None:
    """FLOW-31; the API server lets all of them in."""
    stacks = synthesize(**{"firewall.public_ip_count": 5})
    assert len(only(stacks["hub"], "azurerm_firewall")["ip_configuration"]) == 5
    cluster = only(stacks["cluster"], "azurerm_kubernetes_cluster")
    ranges = block(cluster["api_server_access_profile"])["authorized_ip_ranges"]
    sources = [resolve(stacks, "cluster", each) for each in ranges]
    assert [f"hub: azurerm_public_ip.firewall_address_{number}" in each for number, each in enumerate(sources[:5])] == (
        [True] * 5
    )
