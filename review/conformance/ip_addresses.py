"""Article, "Plan the IP addresses": the synthesized networks are held against the address arithmetic."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import combinations
from math import ceil

from config.addresses.arithmetic import AZURE_RESERVED, pod_addresses, pool_addresses, surge_nodes
from review.facts import Pool, Subnet, clusters, pools, subnets
from review.requirement import Findings, chosen, requirement
from review.synthesis import Deviation, Synthesis


def overlay(pool: Pool) -> bool:
    return bool(pool.cluster and pool.cluster.at("network_profile.network_plugin_mode") == "overlay")


def pods_elsewhere(pool: Pool) -> bool:
    """Whether the pods of a pool have no addresses of the nodes' subnet."""
    return overlay(pool) or pool.at("pod_subnet_id") is not None


def by_subnet(made: Synthesis) -> Iterator[tuple[Subnet, list[Pool]]]:
    """Every subnet that nodes are in, with the pools in it."""
    for subnet in subnets(made):
        inside = [p for p in pools(made) if made.target(p.resource.stack, p.at("vnet_subnet_id")) is subnet.resource]
        if inside:
            yield subnet, inside


def surge(pool: Pool) -> int:
    if pool.spot:  # Azure has no temporary nodes for it
        return 0
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
    for planned in made.subnets:
        if planned.free < 0:
            yield made.configured(planned.path, found=planned.prefix, wanted=f"{planned.required} addresses")


@requirement("IP-02")
def every_consumer_is_counted(made: Synthesis) -> Findings:
    """Everything that receives traffic is counted in the subnet it takes an address of."""
    spare = "spoke.subnets.private_endpoints" if made.config.private_endpoints.location == "hub" else ""
    for planned in made.subnets:
        if not planned.consumers and planned.path != spare:
            yield made.configured(planned.path, found=None, wanted="what takes its addresses")
    counted = {planned.name for planned in made.subnets}
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
        flat = [pool for pool in inside if not pods_elsewhere(pool)]
        needed = sum((pool.most_nodes + surge(pool)) * (1 + int(pool.at("max_pods"))) for pool in flat)
        yield from short(subnet, needed, "nodes with their pods, and those of upgrades")


@requirement("IP-05")
def temporary_pods_have_addresses(made: Synthesis) -> Findings:
    """The temporary pods of a rolling update have addresses."""
    share = 0.0 if made.config.ip_plan.pod_update_strategy == "replace" else made.config.ip_plan.pod_surge
    for subnet, inside in by_subnet(made):
        yield from short(subnet, sum(_flat(pool, share) for pool in inside), "nodes, pods and rolling updates")


def _flat(pool: Pool, share: float) -> int:
    if pods_elsewhere(pool):
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
    """In flat Azure CNI each pod has an address of its subnet, so every node counts with all its pods."""
    for subnet, inside in by_subnet(made):
        flat = [pool for pool in inside if not pods_elsewhere(pool)]
        needed = sum(pool.most_nodes * (1 + int(pool.at("max_pods"))) for pool in flat)
        yield from short(subnet, needed, "nodes and their pods")
    for pool in pools(made):
        target = made.target(pool.resource.stack, pool.at("pod_subnet_id")) if pool.at("pod_subnet_id") else None
        for subnet in subnets(made):
            if subnet.resource is target:
                needed = pod_addresses(nodes=pool.most_nodes, surge=surge(pool), max_pods=int(pool.at("max_pods")))
                yield from short(subnet, needed, f"the pods of {pool.name}")


@requirement("IP-10")
def pods_per_node_are_planned(made: Synthesis) -> Findings:
    """Each pool states how many pods a node runs, the number that the addresses are planned with."""
    planned = {pool.name: pool.max_pods for pool in made.config.node_pools}
    for pool in pools(made):
        yield from pool.expects("max_pods", planned.get(pool.name, pool.at("max_pods") or "a number"))


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
