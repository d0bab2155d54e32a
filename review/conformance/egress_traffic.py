"""Article, "Egress traffic flow"."""

from ipaddress import IPv4Network

from review.conformance.ingress_resources import INTERNAL, annotations
from review.conformance.spoke import SPOKE_SUBNETS
from review.egress_proof import egress_proof
from review.facts import clusters, firewall_rules, firewalls, load_balancers, policies, subnets
from review.requirement import Findings, chosen, requirement
from review.synthesis import Deviation, Resource, Synthesis

INTERNAL_ONLY = "3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e"  # Azure's built-in policy on internal load balancers
EVERYWHERE = "0.0.0.0/0"


def with_firewall(made: Synthesis) -> None:
    """Not chosen where the rules are somebody else's."""
    egress = made.config.egress
    elsewhere = made.config.firewall.policy_id or made.config.hub.existing or not egress.has_firewall
    chosen(not elsewhere, "firewall rules of your own")


def outbound(made: Synthesis, *types: str) -> list[Resource]:
    """Clusters that leave the network in one of these ways."""
    return [c for c in made.every("azurerm_kubernetes_cluster") if c.at("network_profile.outbound_type") in types]


@requirement("FLOW-15")
def routes_of_ours_lead_out(made: Synthesis) -> Findings:
    """All traffic that leaves the cluster follows routes of ours."""
    chosen(made.config.egress.mode not in ("nat_gateway", "none"), "routes of your own")
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("network_profile.outbound_type", "userDefinedRouting")


@requirement("FLOW-16")
def the_way_out_is_the_firewall(made: Synthesis) -> Findings:
    """The default route leads to the firewall's private address."""
    chosen(made.config.egress.mode != "nat_gateway", "routes of your own")
    chosen(made.config.spoke.existing is None, "a network of its own")
    for table in (yield from made.needed("azurerm_route_table", part="spoke")):
        defaults = [each for each in table.blocks("route") if each.get("address_prefix") == EVERYWHERE]
        if not defaults:
            yield table.deviates("route", f"a route for {EVERYWHERE}")
        for route in defaults:
            if route.get("next_hop_type") != "VirtualAppliance" or not route.get("next_hop_in_ip_address"):
                yield table.deviates("route", "next hop VirtualAppliance with the firewall's address")


@requirement("FLOW-17")
def routes_bind_every_cluster_subnet(made: Synthesis) -> Findings:
    """The routes hold for node and ingress subnets before the cluster exists, and never for the gateway's."""
    for subnet in subnets(made, "spoke"):
        nodes = subnet.name in (SPOKE_SUBNETS["nodes"], SPOKE_SUBNETS["ingress"])
        if nodes and subnet.route_table is None and made.config.egress.mode != "nat_gateway":
            yield subnet.resource.deviates("name", "a route table bound to it")
        if subnet.name == SPOKE_SUBNETS["application gateway"] and subnet.route_table is not None:
            yield subnet.resource.deviates("name", "no route table, which would cut the gateway off from Azure")
        yield from subnet.resource.expects("default_outbound_access_enabled", False)


@requirement("FLOW-18")
def another_appliance_can_lead_out(made: Synthesis) -> Findings:
    """An appliance of your own can take the firewall's place."""
    foreign = [
        table
        for table in made.every("azurerm_route_table")
        for route in table.blocks("route")
        if route.get("address_prefix") == EVERYWHERE and "${" not in str(route.get("next_hop_in_ip_address") or "${")
    ]
    chosen(foreign and made.parts("hub"), "an appliance of your own")
    for firewall in made.every("azurerm_firewall"):
        yield firewall.deviates("name", "no firewall beside the appliance")


@requirement("FLOW-19")
def a_nat_gateway_can_lead_out(made: Synthesis) -> Findings:
    """A NAT gateway can lead out instead, which inspects nothing and is not recommended."""
    mine = outbound(made, "userAssignedNATGateway", "managedNATGateway")
    chosen(mine, "a NAT gateway")
    bound = made.every("azurerm_subnet_nat_gateway_association")
    for cluster in outbound(made, "userAssignedNATGateway") if not bound else ():
        yield cluster.deviates("network_profile.outbound_type", "a NAT gateway bound to the node subnet")


@requirement("FLOW-20")
def a_proxy_can_lead_out(made: Synthesis) -> Findings:
    """An HTTP proxy can lead out instead; it is not recommended."""
    mine = [each for each in made.every("azurerm_kubernetes_cluster") if each.at("http_proxy_config")]
    chosen(mine, "an HTTP proxy")
    for cluster in mine:
        if not cluster.at("http_proxy_config.http_proxy") and not cluster.at("http_proxy_config.https_proxy"):
            yield cluster.deviates("http_proxy_config", "the address of the proxy")
        yield from cluster.expects_all("http_proxy_config.no_proxy", [str(made.config.spoke.subnets.nodes)])


@requirement("FLOW-21")
def only_named_destinations_are_allowed(made: Synthesis) -> Findings:
    """The firewall allows named destinations that somebody needs, and no rule allows everything."""
    with_firewall(made)
    yield from made.needed("azurerm_firewall_policy_rule_collection_group", part="hub")
    for excess in egress_proof(made).excess:
        wanted = "a destination by name" if excess.everywhere else "nothing, as nobody needs it"
        yield Deviation(
            stack=excess.rule.group.stack,
            address=excess.rule.group.address,
            attribute=f"rule {excess.rule.name}",
            found=f"{excess.destination} on port {excess.port}",
            wanted=wanted,
        )
    for rule in firewall_rules(made):
        if rule.allows and not rule.destinations:
            yield rule.group.deviates("name", f"a destination in {rule.name}")


@requirement("FLOW-22")
def threats_are_filtered(made: Synthesis) -> Findings:
    """The firewall denies known malicious addresses and intrusions."""
    with_firewall(made)
    for policy in (yield from made.needed("azurerm_firewall_policy", part="hub")):
        yield from policy.expects("threat_intelligence_mode", "Deny")
        yield from policy.expects("intrusion_detection.mode", "Deny")


@requirement("FLOW-23")
def what_aks_needs_is_allowed(made: Synthesis) -> Findings:
    """The firewall allows what AKS and every add-on that is on need."""
    with_firewall(made)
    chosen(made.parts("hub"), "a hub of its own")
    for need in egress_proof(made).missing:
        wanted = f"{need.destination} on port {need.port} for {need.who}, which {need.why}"
        yield made.configured("firewall", found="no rule", wanted=wanted)


@requirement("FLOW-24")
def no_load_balancer_is_public(made: Synthesis) -> Findings:
    """No service gets a public load balancer, and Azure Policy refuses one."""
    for service in load_balancers(made):
        if annotations(service).get(INTERNAL) != "true":
            yield service.deviates("metadata.annotations", f"{INTERNAL}: true")
    if not any(each.definition == INTERNAL_ONLY and each.denies for each in policies(made)):
        yield made.configured("policy", found=None, wanted="internal-load-balancers in Deny")


@requirement("FLOW-25")
def the_way_in_can_pass_the_firewall(made: Synthesis) -> Findings:
    """Requests can pass the firewall on the way in; it is not recommended."""
    groups = made.every("azurerm_firewall_policy_rule_collection_group")
    nat = [(group, each) for group in groups for each in group.blocks("nat_rule_collection")]
    chosen(nat, "ingress through the firewall")
    for group, collection in nat:
        if collection.get("action") != "Dnat":
            yield group.deviates("nat_rule_collection", "action Dnat")
    private = {
        each.get("private_ip_address")
        for gateway in made.every("azurerm_application_gateway")
        for each in gateway.blocks("frontend_ip_configuration")
    }
    for group, rule in ((group, rule) for group, collection in nat for rule in collection.get("rule", ())):
        if rule.get("translated_address") not in private:
            yield group.deviates("nat_rule_collection", "the private address of Application Gateway")


@requirement("FLOW-26")
def services_are_reached_privately(made: Synthesis) -> Findings:
    """Other Azure services are reached through private endpoints with names of their own."""
    for endpoint in made.every("azurerm_private_endpoint"):
        yield from endpoint.expects_some("private_service_connection.subresource_names", "what is connected to")
        yield from endpoint.expects_some("private_dns_zone_group.private_dns_zone_ids", "a private DNS zone")
    if not made.every("azurerm_private_endpoint"):
        yield made.configured("private_endpoints", found=None, wanted="private endpoints")


@requirement("FLOW-27")
def service_endpoints_can_be_used(made: Synthesis) -> Findings:
    """Services without private endpoints can be reached through service endpoints of a subnet."""
    mine = [each for each in made.every("azurerm_subnet") if each.at("service_endpoints")]
    chosen(mine, "service endpoints")
    for subnet in mine:
        if not all(str(each).startswith("Microsoft.") for each in subnet.at("service_endpoints")):
            yield subnet.deviates("service_endpoints", "names such as Microsoft.Storage")


@requirement("FLOW-28")
def public_endpoints_can_be_allowed(made: Synthesis) -> Findings:
    """Services with nothing but a public endpoint can be allowed at the firewall, each with its reason."""
    wanted = made.config.egress.extra_rules
    chosen(wanted, "further egress rules")
    with_firewall(made)
    found = {rule.name: rule for rule in firewall_rules(made)}
    for position, rule in enumerate(wanted):
        if rule.name not in found or not found[rule.name].reason:
            yield made.configured(f"egress.extra_rules[{position}]", found=rule.name, wanted="a rule with its reason")


@requirement("FLOW-29")
def the_firewalls_addresses_are_known(made: Synthesis) -> Findings:
    """The firewall's public addresses stay the same, and the hub hands them out for allow lists elsewhere."""
    for firewall in (yield from firewalls(made)):
        ids = [each.get("public_ip_address_id") for each in firewall.blocks("ip_configuration")]
        for address in filter(None, (made.target(firewall.stack, id_) for id_ in ids)):
            yield from address.expects("allocation_method", "Static")
        outputs = made.stacks[firewall.stack].get("output", {}).items()
        if not any("ip_address" in str(each["value"]) for name, each in outputs if "cross-stack" not in name):
            yield firewall.deviates("ip_configuration", "an output with its public addresses")


@requirement("FLOW-30")
def rules_name_their_sources(made: Synthesis) -> Findings:
    """Firewall rules hold for the subnets that need them, not for everybody."""
    with_firewall(made)
    for rule in firewall_rules(made):
        if not rule.allows:
            continue
        if not rule.sources or {"*", EVERYWHERE} & set(rule.sources):
            yield rule.group.deviates("name", f"source addresses in {rule.name}")
        elif any(IPv4Network(each).prefixlen < 16 for each in rule.sources if each[:1].isdigit()):
            yield rule.group.deviates("name", f"sources no wider than a /16 in {rule.name}")


@requirement("FLOW-31")
def the_firewall_has_ports_enough(made: Synthesis) -> Findings:
    """The firewall has as many public addresses as were planned, so that ports do not run out."""
    for firewall in (yield from firewalls(made)):
        configurations = firewall.blocks("ip_configuration")
        wanted = made.config.firewall.public_ip_count
        if len(configurations) != wanted or len([each for each in configurations if each.get("subnet_id")]) != 1:
            yield firewall.deviates("ip_configuration", f"{wanted} public addresses, one of them with the subnet")
        if wanted < 2:
            yield made.configured("firewall.public_ip_count", found=wanted, wanted="several addresses")
