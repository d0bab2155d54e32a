"""Article, "Network topology"."""

from collections import Counter
from itertools import combinations

from review.facts import exposures, firewalls, gateways, networks, peerings, pools
from review.requirement import Findings, chosen, requirement
from review.synthesis import Resource, Synthesis

EDGE = {
    "azurerm_application_gateway", "azurerm_bastion_host", "azurerm_firewall", "azurerm_nat_gateway",
    "azurerm_virtual_network_gateway",
}  # fmt: skip

REMOTE = "remote_virtual_network_id"


@requirement("NET-01")
def hub_and_spoke_are_networks_of_their_own(made: Synthesis) -> Findings:
    """Hub and spoke are two virtual networks with names and address spaces of their own."""
    chosen(made.config.spoke.existing is None, "a network of its own")
    yield from made.needed("azurerm_virtual_network", part="spoke")
    for one, other in combinations(networks(made), 2):
        shared = set(one.space) & set(other.space)
        if shared or (one.resource.part != other.resource.part and one.name == other.name):
            yield other.resource.deviates("address_space" if shared else "name", f"another than that of {one.name}")


@requirement("NET-02")
def the_networks_are_peered_both_ways(made: Synthesis) -> Findings:
    """Each spoke is peered with the hub in both directions, and remote gateways are used only if the hub has one."""
    chosen(made.config.spoke.existing is None, "a network of its own")
    yield from made.needed("azurerm_virtual_network_peering", part="spoke")
    ways = {(each.here, each.there) for each in peerings(made)}
    for each in peerings(made):
        theirs = made.config.hub.existing is not None  # the owner of the hub makes its side
        if (each.there, each.here) not in ways and not theirs:
            yield each.resource.deviates(REMOTE, "a peering that leads back")
        yield from each.resource.expects("allow_virtual_network_access", True, None)
        if each.resource.at("use_remote_gateways") and not theirs and not made.every("azurerm_virtual_network_gateway"):
            yield each.resource.deviates("use_remote_gateways", False)


@requirement("NET-03")
def every_stack_is_managed_by_itself(made: Synthesis) -> Findings:
    """Hub, spoke and cluster have resource groups and Terraform state of their own, for least privilege per team."""
    for part in ("spoke", "cluster"):
        yield from made.needed("azurerm_resource_group", part=part)
    names = Counter((each.name, each.at("location")) for each in made.every("azurerm_resource_group"))
    for group in made.every("azurerm_resource_group"):
        if names[group.name, group.at("location")] > 1:
            yield group.deviates("name", "a name that no other stack uses")
    states = {stack: str(content["terraform"].get("backend")) for stack, content in made.stacks.items()}
    for stack, state in states.items():
        if list(states.values()).count(state) > 1:
            yield Resource(stack=stack, address="terraform.backend", body={"at": state}).deviates(
                "at", "a state of its own"
            )


@requirement("NET-04")
def the_hub_may_exist_already(made: Synthesis) -> Findings:
    """A hub that a platform team already owns can be used: then none is made, and the spoke joins that one."""
    chosen(not made.parts("hub"), "a hub that exists already")
    if made.config.spoke.existing:  # its owner has peered it
        return
    for peering in (yield from made.needed("azurerm_virtual_network_peering", part="spoke")):
        if made.follow(peering, "virtual_network_name"):
            yield from peering.expects_some(REMOTE, "the id of the existing hub's network")


@requirement("NET-05")
def only_the_edge_is_public(made: Synthesis) -> Findings:
    """Only firewall, application gateway, Bastion and network gateways own public addresses; no node has one."""
    for exposure in exposures(made):
        if exposure.owner is None or exposure.owner.type not in EDGE:
            owner = exposure.owner.address if exposure.owner else "nobody"
            yield exposure.address.deviates("name", f"an owner at the edge, not {owner}")
    for pool in pools(made):
        yield from pool.expects("node_public_ip_enabled", False, None)


@requirement("NET-06")
def a_hub_serves_one_region(made: Synthesis) -> Findings:
    """Everything of a stack is in one Azure region, the spoke's in that of its hub."""
    for stack in (each for each in made.stacks if not each.startswith("global")):
        found = [each for each in made.resources if each.stack == stack and each.at("location") not in (None, "global")]
        region = next((each.at("location") for each in found if each.type == "azurerm_resource_group"), None)
        wanted = region if len(made.parts("hub")) > 1 else made.config.location
        for each in found:
            yield from each.expects("location", wanted)


@requirement("NET-07")
def web_traffic_passes_a_firewall_for_web_applications(made: Synthesis) -> Findings:
    """All web traffic from outside passes a web application firewall."""
    for gateway in (yield from gateways(made)):
        if made.follow(gateway, "firewall_policy_id") is None:
            yield from gateway.expects_some("firewall_policy_id", "the id of a web application firewall policy")


@requirement("NET-08")
def hub_and_spoke_may_be_in_different_subscriptions(made: Synthesis) -> Findings:
    """Hub and spoke can be in different subscriptions."""
    wanted = {"hub": made.config.hub.subscription_id, "spoke": made.config.spoke.subscription_id}
    chosen(any(wanted.values()), "subscriptions of their own")
    for part, subscription in wanted.items():
        for stack in made.parts(part) if subscription else ():
            provider = Resource(
                stack=stack, address="provider.azurerm", body=made.stacks[stack]["provider"]["azurerm"][0]
            )
            yield from provider.expects("subscription_id", subscription)


@requirement("NET-09")
def further_spokes_join_the_hub(made: Synthesis) -> Findings:
    """Further spokes can join the hub without a change of its design."""
    spokes = made.every("azurerm_virtual_network", part="spoke")
    chosen(len(spokes) > 1, "further spokes")
    for spoke in spokes:
        if len(made.pointing(spoke, "virtual_network_name", "azurerm_virtual_network_peering")) != 1:
            yield spoke.deviates("name", "a peering with the hub")


@requirement("NET-10")
def spokes_share_the_firewall_of_the_hub(made: Synthesis) -> Findings:
    """One firewall in the hub serves every spoke: all default routes lead to it."""
    found = yield from firewalls(made)
    for stack in made.parts("hub"):
        for extra in [each for each in found if each.stack == stack][1:]:
            yield extra.deviates("", "one firewall a hub")
    for table in made.every("azurerm_route_table"):
        for route in table.blocks("route"):
            given = route.get("next_hop_in_ip_address")
            hop = made.target(table.stack, given)
            if (hop is None or hop.type != "azurerm_firewall") and given != _firewall_elsewhere(made):
                yield table.deviates("route", "a next hop that is the hub's firewall")


@requirement("NET-11")
def the_hub_may_resolve_names(made: Synthesis) -> Findings:
    """The spoke can resolve names through the hub: its network then asks the firewall's DNS proxy."""
    servers = [each for each in made.every("azurerm_virtual_network", part="spoke") if each.at("dns_servers")]
    chosen(servers or made.config.dns.use_hub, "DNS of the hub")
    for network in made.every("azurerm_virtual_network", part="spoke"):
        (given,) = network.at("dns_servers") or [None]
        target = made.target(network.stack, given)
        if (target is None or target.type != "azurerm_firewall") and given != _firewall_elsewhere(made):
            yield network.deviates("dns_servers", "the private address of the firewall")
    for policy in made.every("azurerm_firewall_policy"):
        yield from policy.expects("dns.proxy_enabled", True)


def _firewall_elsewhere(made: Synthesis) -> str:
    """Private address of an existing hub's firewall, or of an appliance; empty if the firewall is made here."""
    existing = made.config.hub.existing
    return str((existing.firewall_private_ip if existing else made.config.egress.next_hop_ip) or "")
