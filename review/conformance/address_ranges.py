"""Article, "Plan the IP addresses": endpoints, ingress, the gateway, and ranges as a whole."""

from ipaddress import IPv4Address, IPv4Network
from itertools import combinations

from config.addresses.arithmetic import assignable, registry_addresses
from review.conformance.ip_addresses import short
from review.conformance.spoke import spoke_subnet
from review.facts import clusters, gateways, registries, subnets
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import Deviation, Synthesis

SMALLEST = {"AzureFirewallSubnet": 26, "AzureBastionSubnet": 26, "GatewaySubnet": 27}
# The published companion plan: subnets by the configuration's names.
COMPANION = {
    "hub.subnets.firewall": "10.200.0.0/26",
    "hub.subnets.gateway": "10.200.0.64/27",
    "hub.subnets.bastion": "10.200.0.128/26",
    "spoke.subnets.nodes": "10.240.0.0/22",
    "spoke.subnets.ingress": "10.240.4.0/28",
    "spoke.subnets.private_endpoints": "10.240.4.32/28",
    "spoke.subnets.application_gateway": "10.240.5.0/24",
}

CONNECTED = "private_service_connection.private_connection_resource_id"


@requirement("IP-11")
def private_endpoints_are_counted(made: Synthesis) -> Findings:
    """The private endpoints of registry and vault are counted, and further ones too."""
    endpoints = made.every("azurerm_private_endpoint")
    if len(endpoints) < 2:
        yield made.configured("private_endpoints", found=len(endpoints), wanted="endpoints of registry and vault")
    for subnet in subnets(made):
        inside = [each for each in endpoints if made.follow(each, "subnet_id") is subnet.resource]
        yield from short(subnet, len(inside), "private endpoints")


@requirement("IP-12")
def a_registry_takes_an_address_a_region(made: Synthesis) -> Findings:
    """A registry's endpoint counts with one address, and one more for each region the registry is in."""
    for registry in (yield from registries(made)):
        needed = registry_addresses(replicas=len(registry.blocks("georeplications")))
        for endpoint in made.pointing(registry, CONNECTED, "azurerm_private_endpoint"):
            home = made.follow(endpoint, "subnet_id")
            others = len(made.pointing(home, "subnet_id", "azurerm_private_endpoint")) - 1
            for subnet in subnets(made):
                if subnet.resource is home:
                    yield from short(subnet, needed + others, "the registry's regions and the other endpoints")


@requirement("IP-13")
def azures_own_addresses_are_left_alone(made: Synthesis) -> Findings:
    """No static address is one of the five that Azure keeps in every subnet, and no subnet is smaller than /29."""
    for subnet in subnets(made):
        if subnet.prefix.prefixlen > 29:
            yield subnet.resource.deviates("address_prefixes", "/29 or larger")
    for record in made.every("azurerm_private_dns_a_record"):
        for address in map(IPv4Address, (each for each in record.at("records") or () if "$" not in each)):
            home = [each.prefix for each in subnets(made) if address in each.prefix]
            if home and not assignable(address, home[0]):
                yield record.deviates("records", f"an address of {home[0]} that Azure does not keep")


@requirement("IP-16")
def further_ingress_controllers_have_addresses(made: Synthesis) -> Findings:
    """Addresses can be kept for the load balancers of several ingress controllers."""
    wanted = made.config.ingress.controllers
    chosen(wanted > 1, "several ingress controllers")
    for subnet in subnets(made, "spoke"):
        if subnet.resource in spoke_subnet(made, "ingress"):
            yield from short(subnet, wanted, "load balancers of ingress controllers")


@requirement("IP-17")
def the_ingress_address_can_be_assigned(made: Synthesis) -> Findings:
    """The ingress controller's static address lies in the ingress subnet and is not one that Azure keeps."""
    prefixes = [each.prefix for each in subnets(made, "spoke") if each.resource in spoke_subnet(made, "ingress")]
    if made.config.spoke.existing:
        prefixes = [made.config.spoke.subnets.ingress]
    for service in made.of_kind("Service"):
        address = (service.at("metadata.annotations") or {}).get("service.beta.kubernetes.io/azure-load-balancer-ipv4")
        if address and not any(assignable(IPv4Address(address), prefix) for prefix in prefixes):
            yield service.deviates("metadata.annotations", "an address of the ingress subnet that Azure does not keep")


@requirement("IP-18")
def gateway_instances_are_counted(made: Synthesis) -> Findings:
    """Application Gateway counts with its maximum of instances."""
    for gateway in (yield from gateways(made)):
        private = [each for each in gateway.blocks("frontend_ip_configuration") if not each.get("public_ip_address_id")]
        most = gateway.at("autoscale_configuration.max_capacity") or gateway.at("sku.capacity") or 0
        target = made.target(gateway.stack, gateway.at("gateway_ip_configuration.subnet_id"))
        for subnet in subnets(made):
            if subnet.resource is target:
                yield from short(subnet, int(most) + len(private), "instances of the gateway at its maximum")


@requirement("IP-19")
def platform_subnets_are_large_enough(made: Synthesis) -> Findings:
    """Firewall and Bastion have at least a /26, a gateway has at least a /27."""
    for subnet in subnets(made, "hub"):
        if subnet.prefix.prefixlen > SMALLEST.get(subnet.name, 32):
            yield subnet.resource.deviates("address_prefixes", f"/{SMALLEST[subnet.name]} or larger")


@requirement("IP-20")
def ranges_do_not_overlap(made: Synthesis) -> Findings:
    """Hub, spokes, pods, services and networks on premises do not overlap; the DNS service is among the services."""
    spaces = {
        f"{network.stack}: {network.address}": IPv4Network(space)
        for network in made.every("azurerm_virtual_network")
        for space in network.at("address_space")
    }
    elsewhere = {f"on premises {each}": each for each in made.config.network.on_premises_ranges}
    for cluster in (yield from clusters(made)):
        ranges = spaces | elsewhere
        for path in ("network_profile.service_cidr", "network_profile.pod_cidr"):
            for name, other in ranges.items():
                if cluster.at(path) and IPv4Network(cluster.at(path)).overlaps(other):
                    yield cluster.deviates(path, f"no overlap with {name}")
        services, server = cluster.at("network_profile.service_cidr"), cluster.at("network_profile.dns_service_ip")
        if services and server and IPv4Address(server) not in IPv4Network(services):
            yield cluster.deviates("network_profile.dns_service_ip", f"an address of {services}")
    for (one, here), (another, there) in combinations((spaces | elsewhere).items(), 2):
        if here.overlaps(there):
            yield Deviation(
                stack=one.partition(":")[0], address=one, found=str(here), wanted=f"no overlap with {another}"
            )


@requirement("IP-21")
def subnets_follow_the_published_plan(made: Synthesis) -> Findings:
    """Subnets have the sizes of the published companion plan, wherever they lie."""
    planned = {each.path: each.prefix for each in made.subnets}
    for path, published in COMPANION.items():
        if path in planned and planned[path].prefixlen > IPv4Network(published).prefixlen:
            yield made.configured(path, found=planned[path], wanted=f"at least a /{IPv4Network(published).prefixlen}")


documented(
    "IP-23",
    "A plan that does not fit is refused with the subnet, what it needs and why, and a prefix that fits.",
    file="README.md",
    heading="Configure",
    source=__name__,
)
documented(
    "IP-24",
    "The plan stands in a table with each subnet, its purpose and the arithmetic.",
    file="docs/topology.md",
    heading="Spoke",
    source=__name__,
)
