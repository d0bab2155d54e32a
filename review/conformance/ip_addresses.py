"""Article, "Plan the IP addresses": the synthesized networks are held against the address arithmetic."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from itertools import combinations
from math import ceil

from config.addresses.arithmetic import AZURE_RESERVED, assignable, pool_addresses, registry_addresses, surge_nodes
from review.conformance.spoke import spoke_subnet
from review.facts import Pool, Subnet, clusters, gateways, pools, registries, subnets
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


def overlay(pool: Pool) -> bool:
    return bool(pool.cluster and pool.cluster.at("network_profile.network_plugin_mode") == "overlay")


def by_subnet(made: Synthesis) -> Iterator[tuple[Subnet, list[Pool]]]:
    """Every subnet that nodes are in, with the pools in it."""
    for subnet in subnets(made):
        inside = [p for p in pools(made) if made.target(p.resource.stack, p.at("vnet_subnet_id")) is subnet.resource]
        if inside:
            yield subnet, inside


def surge(pool: Pool) -> int:
    return surge_nodes(str(pool.at("upgrade_settings.max_surge") or "1"), pool.most_nodes)


def short(subnet: Subnet, needed: int, what: str) -> Iterator[Deviation]:
    """A deviation if a subnet has fewer addresses than needed beside Azure's own."""
    if needed + AZURE_RESERVED > subnet.prefix.num_addresses:
        yield subnet.resource.deviates("address_prefixes", f"room for {needed} addresses ({what}) and Azure's five")


@requirement("IP-01")
def every_subnet_fits(made: Synthesis) -> Findings:
    """Each subnet lies in its network, overlaps no other, and holds what is planned for it."""
    for subnet in subnets(made):
        spaces = [IPv4Network(each) for each in (subnet.network.at("address_space") if subnet.network else ())]
        if spaces and not any(subnet.prefix.subnet_of(space) for space in spaces):
            yield subnet.resource.deviates("address_prefixes", f"a part of {', '.join(map(str, spaces))}")
    for one, other in combinations(subnets(made), 2):
        if one.network is other.network and one.prefix.overlaps(other.prefix):
            yield other.resource.deviates("address_prefixes", f"no overlap with {one.name}")
    for planned in (*made.plan.region.subnets, *made.plan.spoke.subnets):
        if planned.free < 0:
            yield made.configured(planned.path, found=planned.prefix, wanted=f"{planned.required} addresses")


@requirement("IP-02")
def every_consumer_is_counted(made: Synthesis) -> Findings:
    """Everything that receives traffic is counted in the subnet it takes an address of."""
    spare = "spoke.subnets.private_endpoints" if made.config.private_endpoints.location == "hub" else ""
    for planned in (*made.plan.region.subnets, *made.plan.spoke.subnets):
        if not planned.consumers and planned.path != spare:
            yield made.configured(planned.path, found=None, wanted="what takes its addresses")
    counted = {planned.name for planned in (*made.plan.region.subnets, *made.plan.spoke.subnets)}
    for subnet in subnets(made):
        if subnet.name not in counted:
            yield subnet.resource.deviates("name", "a subnet of the address plan")


@requirement("IP-03")
def temporary_nodes_have_addresses(made: Synthesis) -> Findings:
    """The temporary nodes of an upgrade have addresses in the node subnet."""
    for subnet, inside in by_subnet(made):
        nodes = sum(pool.most_nodes + surge(pool) for pool in inside)
        yield from short(subnet, nodes, "nodes at the maximum and during upgrades")


@requirement("IP-04")
def pods_on_temporary_nodes_have_addresses(made: Synthesis) -> Findings:
    """In flat Azure CNI the pods on the temporary nodes of an upgrade have addresses too."""
    for subnet, inside in by_subnet(made):
        flat = [pool for pool in inside if not overlay(pool)]
        needed = sum((pool.most_nodes + surge(pool)) * (1 + int(pool.at("max_pods"))) for pool in flat)
        yield from short(subnet, needed, "nodes with their pods, and those of upgrades")


@requirement("IP-05")
def temporary_pods_have_addresses(made: Synthesis) -> Findings:
    """The temporary pods of a rolling update have addresses."""
    share = 0.0 if made.config.ip_plan.pod_update_strategy == "replace" else made.config.ip_plan.pod_surge
    for subnet, inside in by_subnet(made):
        yield from short(subnet, sum(_flat(pool, share) for pool in inside), "nodes, pods and rolling updates")


def _flat(pool: Pool, share: float) -> int:
    if overlay(pool):
        return pool.most_nodes + surge(pool)
    nodes, pods = pool.most_nodes, int(pool.at("max_pods"))
    return pool_addresses(nodes=nodes, surge=surge(pool), max_pods=pods, pod_surge=share)


@requirement("IP-06")
def replaced_pods_need_no_addresses(made: Synthesis) -> Findings:
    """Where an update replaces pods, the old pods' addresses are used again and none are added."""
    chosen(made.config.ip_plan.pod_update_strategy == "replace", "updates that replace pods")
    for subnet, inside in by_subnet(made):
        yield from short(subnet, sum(_flat(pool, 0.0) for pool in inside), "nodes and pods")


@requirement("IP-07")
def the_plan_is_for_the_maximum(made: Synthesis) -> Findings:
    """Addresses are planned for the autoscaler's maximum of every pool, which each pool therefore states."""
    for pool in pools(made):
        if pool.at("auto_scaling_enabled"):
            yield from pool.expects_some("max_count", "the most nodes that are planned for")
        else:
            yield from pool.expects_some("node_count", "the number of nodes that is planned for")


@requirement("IP-08")
def growth_can_be_a_percentage(made: Synthesis) -> Findings:
    """Growth can be given as a percentage of the starting nodes instead: 400 plans for four times as many."""
    percent = made.config.ip_plan.scale_percent
    chosen(percent, "growth as a percentage")
    for subnet, inside in by_subnet(made):
        nodes = sum(ceil(pool.fewest_nodes * int(percent or 100) / 100) for pool in inside)
        yield from short(subnet, nodes, f"{percent} % of the starting nodes")


@requirement("IP-09")
def pods_take_addresses_of_the_subnet(made: Synthesis) -> Findings:
    """In flat Azure CNI each pod has an address of the node subnet, so every node counts with all its pods."""
    for subnet, inside in by_subnet(made):
        flat = [pool for pool in inside if not overlay(pool)]
        needed = sum(pool.most_nodes * (1 + int(pool.at("max_pods"))) for pool in flat)
        yield from short(subnet, needed, "nodes and their pods")


@requirement("IP-10")
def pods_per_node_are_planned(made: Synthesis) -> Findings:
    """Each pool states how many pods a node runs, the number that the addresses are planned with."""
    planned = {pool.name: pool.max_pods for pool in made.config.node_pools}
    for pool in pools(made):
        yield from pool.expects("max_pods", planned.get(pool.name, pool.at("max_pods") or "a number"))


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


@requirement("IP-14")
def other_consumers_can_be_declared(made: Synthesis) -> Findings:
    """Addresses can be kept free in a subnet for consumers that the plan does not know."""
    extra = made.config.ip_plan.extra
    wanted = {name: getattr(extra, name) for name in type(extra).model_fields if getattr(extra, name)}
    chosen(wanted, "further consumers of addresses")
    for planned in made.plan.spoke.subnets:
        number = wanted.get(planned.path.rpartition(".")[2], 0)
        if number and all(each.addresses < number for each in planned.consumers or ()):
            yield made.configured(planned.path, found=planned.needed, wanted=f"{number} further addresses")


@requirement("IP-15")
def pools_can_have_subnets_of_their_own(made: Synthesis) -> Findings:
    """Isolated pools can have smaller subnets of their own, each planned by itself."""
    own = {pool.name: pool.subnet for pool in made.config.node_pools if pool.subnet}
    chosen(own, "subnets of pools")
    for pool in pools(made):
        subnet = made.target(pool.resource.stack, pool.at("vnet_subnet_id"))
        prefix = own.get(pool.name)
        if prefix and (subnet is None or str(prefix) not in subnet.at("address_prefixes")):
            yield pool.deviates("vnet_subnet_id", f"the subnet {prefix}")


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
    planned = {each.path: each.prefix for each in (*made.plan.region.subnets, *made.plan.spoke.subnets)}
    for path, published in COMPANION.items():
        if path in planned and planned[path].prefixlen > IPv4Network(published).prefixlen:
            yield made.configured(path, found=planned[path], wanted=f"at least a /{IPv4Network(published).prefixlen}")


@requirement("IP-22")
def in_overlay_pods_have_a_range_of_their_own(made: Synthesis) -> Findings:
    """In overlay mode only nodes take addresses of the subnet, and the pods' range holds a /24 for each node."""
    modes = [pool for pool in pools(made) if overlay(pool)]
    chosen(modes, "overlay networking")
    for cluster in (yield from clusters(made)):
        nodes = sum(pool.most_nodes + surge(pool) for pool in modes if pool.cluster is cluster)
        room = 2 ** (24 - IPv4Network(cluster.at("network_profile.pod_cidr") or "0.0.0.0/24").prefixlen)
        if nodes > room:
            yield cluster.deviates("network_profile.pod_cidr", f"a /24 for each of {nodes} nodes")


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
