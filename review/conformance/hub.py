"""Article, "Hub" and the hub's subnets."""

from review.facts import firewalls, security_rules, subnets
from review.requirement import Findings, chosen, requirement
from review.synthesis import Synthesis

HUB_SUBNETS = {"AzureFirewallSubnet", "GatewaySubnet", "AzureBastionSubnet"}
# "Working with NSG access and Azure Bastion": what Bastion needs, and nothing else.
BASTION_SOURCES = {"Internet", "GatewayManager", "AzureLoadBalancer", "VirtualNetwork"}


@requirement("NET-12")
def the_firewall_is_in_the_hub(made: Synthesis) -> Findings:
    """Azure Firewall Premium runs in the hub's virtual network."""
    for firewall in (yield from firewalls(made)):
        yield from firewall.expects("sku_name", "AZFW_VNet")
        yield from firewall.expects("sku_tier", "Premium")


@requirement("NET-13")
def a_policy_drives_the_firewall(made: Synthesis) -> Findings:
    """A firewall policy holds the firewall's rules; there are no classic rules."""
    for firewall in (yield from firewalls(made)):
        yield from firewall.expects_some("firewall_policy_id", "the id of a firewall policy")
    for kind in ("application", "network", "nat"):
        for classic in made.every(f"azurerm_firewall_{kind}_rule_collection"):
            yield classic.deviates("", "a rule of the firewall policy")


@requirement("NET-14")
def a_parent_policy_can_be_inherited(made: Synthesis) -> Findings:
    """The firewall policy can inherit from one of the whole organization."""
    wanted = made.config.firewall.base_policy_id
    chosen(wanted, "a parent policy")
    for policy in made.every("azurerm_firewall_policy"):
        yield from policy.expects("base_policy_id", wanted)


@requirement("NET-15")
def a_central_policy_can_be_reused(made: Synthesis) -> Findings:
    """One central firewall policy can drive several firewalls: then none is made here."""
    wanted = made.config.firewall.policy_id
    chosen(wanted, "a central firewall policy")
    for policy in made.every("azurerm_firewall_policy"):
        yield policy.deviates("name", "no firewall policy beside the central one")
    for firewall in made.every("azurerm_firewall"):
        yield from firewall.expects("firewall_policy_id", wanted)


@requirement("NET-16")
def bastion_is_the_way_to_machines(made: Synthesis) -> Findings:
    """Azure Bastion gives remote access to machines, tunnels included, from its own subnet."""
    for bastion in (yield from made.needed("azurerm_bastion_host", part="hub")):
        yield from bastion.expects("sku", "Standard", "Premium")
        yield from bastion.expects("tunneling_enabled", True)
        subnet = made.target(bastion.stack, bastion.at("ip_configuration.subnet_id"))
        if subnet is None or subnet.name != "AzureBastionSubnet":
            yield bastion.deviates("ip_configuration.subnet_id", "AzureBastionSubnet")


@requirement("NET-17")
def the_hub_is_observed(made: Synthesis) -> Findings:
    """Azure Monitor observes the hub: network, firewall, security groups and public addresses log to its workspace."""
    yield from made.needed("azurerm_log_analytics_workspace", part="hub")
    settings = made.every("azurerm_monitor_diagnostic_setting", part="hub")
    observed = {made.follow(each, "target_resource_id") for each in settings}
    watched = ("virtual_network", "firewall", "bastion_host", "network_security_group", "public_ip")
    for resource in made.every(*(f"azurerm_{each}" for each in watched), part="hub"):
        if resource not in observed:
            yield resource.deviates("", "a diagnostic setting")


@requirement("NET-18")
def the_hub_has_three_subnets(made: Synthesis) -> Findings:
    """The hub has three subnets: for the firewall, a gateway and Bastion."""
    yield from made.needed("azurerm_subnet", part="hub")
    for stack in made.parts("hub"):
        found = {each.name for each in subnets(made, "hub") if each.resource.stack == stack}
        for network in made.every("azurerm_virtual_network", part="hub"):
            if network.stack == stack and HUB_SUBNETS - found:
                yield network.deviates("name", f"also {', '.join(sorted(HUB_SUBNETS - found))}")
    endpoints = made.config.private_endpoints.location == "hub"
    for subnet in subnets(made, "hub"):
        if subnet.name not in HUB_SUBNETS and not endpoints:
            yield subnet.resource.deviates("name", f"one of {', '.join(sorted(HUB_SUBNETS))}")


@requirement("NET-19")
def the_firewall_has_its_own_subnet(made: Synthesis) -> Findings:
    """The firewall has a subnet of its own, /26 or larger."""
    for firewall in (yield from firewalls(made)):
        ids = [each.get("subnet_id") for each in firewall.blocks("ip_configuration") if each.get("subnet_id")]
        subnet = made.target(firewall.stack, ids[0]) if len(ids) == 1 else None
        if subnet is None or subnet.name != "AzureFirewallSubnet":
            yield firewall.deviates("ip_configuration", "one configuration in AzureFirewallSubnet")
    yield from _sized(made, "AzureFirewallSubnet", 26)


@requirement("NET-20")
def a_gateway_subnet_is_reserved(made: Synthesis) -> Findings:
    """A subnet is reserved for a gateway; without `gateway.type` there is no gateway in it."""
    for stack in made.parts("hub"):
        names = [each.name for each in subnets(made, "hub") if each.resource.stack == stack]
        if "GatewaySubnet" not in names:
            yield made.configured("hub.subnets.gateway", found=None, wanted=f"a GatewaySubnet in {stack}")
    if made.config.gateway.type == "none":
        for gateway in made.every("azurerm_virtual_network_gateway"):
            yield gateway.deviates("type", "no gateway")


@requirement("NET-21")
def a_gateway_can_be_deployed(made: Synthesis) -> Findings:
    """A zone-redundant VPN or ExpressRoute gateway can be deployed in its subnet, and spokes use it."""
    gateways = made.every("azurerm_virtual_network_gateway")
    chosen(gateways, "a virtual network gateway")
    for gateway in gateways:
        yield from gateway.expects("type", "Vpn", "ExpressRoute")
        if not str(gateway.at("sku")).lower().endswith("az"):
            yield gateway.deviates("sku", "a size that ends in AZ")
    hubs = made.every("azurerm_virtual_network", part="hub")
    for peering in made.every("azurerm_virtual_network_peering"):
        if made.follow(peering, "virtual_network_name") in hubs:
            yield from peering.expects("allow_gateway_transit", True)


@requirement("NET-22")
def a_bastion_subnet_is_reserved(made: Synthesis) -> Findings:
    """A subnet of /26 or larger is reserved for Bastion, and nothing else is in it."""
    yield from _sized(made, "AzureBastionSubnet", 26)
    bastion = [each.resource for each in subnets(made, "hub") if each.name == "AzureBastionSubnet"]
    for other in made.every("azurerm_private_endpoint", "azurerm_application_gateway"):
        path = "subnet_id" if other.type == "azurerm_private_endpoint" else "gateway_ip_configuration.subnet_id"
        if made.follow(other, path) in bastion:
            yield other.deviates(path, "another subnet than AzureBastionSubnet")


@requirement("NET-23")
def only_bastions_flows_pass_its_subnet(made: Synthesis) -> Findings:
    """Bastion's subnet lets in its users and Azure's control and health flows, lets out SSH and RDP, and no more."""
    for subnet in subnets(made, "hub"):
        if subnet.name != "AzureBastionSubnet":
            continue
        if subnet.security_group is None:
            yield subnet.resource.deviates("", "a network security group")
            continue
        rules = security_rules(made, subnet.security_group)
        for inbound in (True, False):
            last = [rule for rule in rules if rule.inbound == inbound][-1:]
            if not last or last[0].allows or last[0].sources != ("*",) or last[0].ports != ("*",):
                way = "inbound" if inbound else "outbound"
                yield subnet.security_group.deviates("security_rule", f"a last {way} rule that denies everything")
        for rule in rules:
            if rule.inbound and rule.allows and not set(rule.sources) <= BASTION_SOURCES:
                yield subnet.security_group.deviates("security_rule", f"no other source than Bastion's in {rule.name}")
        let_out = {port for rule in rules if not rule.inbound and rule.allows for port in rule.ports}
        if not {"22", "3389"} <= let_out or "*" in let_out:
            yield subnet.security_group.deviates("security_rule", "outbound rules for ports 22 and 3389, none for all")


def _sized(made: Synthesis, name: str, prefix: int) -> Findings:
    found = [each for each in subnets(made, "hub") if each.name == name]
    if made.parts("hub") and not found:
        yield made.configured("hub.subnets", found=None, wanted=name)
    for subnet in found:
        if subnet.prefix.prefixlen > prefix:
            yield subnet.resource.deviates("address_prefixes", f"/{prefix} or larger")
