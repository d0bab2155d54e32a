"""Checks of the address plan. Each finding proposes addresses that fit.

The checks also run on a configuration with refused fields. They skip a range or subnet whose fields were refused. If
the consumers of a subnet cannot be counted, they check only its place.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from ipaddress import IPv4Network

from config.addresses import pool_subnets, ranges, subnets
from config.addresses.arithmetic import (
    AZURE_RESERVED,
    LARGEST_SERVICE_RANGE,
    NETWORK_RANGES,
    NOT_FOR_CLUSTERS,
    POD_BLOCK_PREFIX,
    PRIVATE_RANGES,
    AddressRange,
    PlannedSubnet,
    assignable,
    free_block,
    pod_range_prefix,
)
from config.addresses.pools import pool_consumers
from config.addresses.subnets import ABSENT
from config.model import BaselineConfig
from config.problem import Problem
from config.reading.partial import judged, known
from config.reading.wording import listed

Findings = Iterator[Problem]

# --- What can be planned ----------------------------------------------------------------------------------------------


def known_ranges(config: BaselineConfig) -> list[AddressRange]:
    """All ranges, from hardest to easiest to move. Ranges in use elsewhere come first and cannot move."""
    single = (ranges.hub_space, ranges.spoke_space, ranges.service_range)
    return [
        *judged(ranges.on_premises_ranges(config)),
        *known(partial(make, config) for make in single),
        *judged(ranges.pod_range(config)),
    ]


def known_hub_subnets(config: BaselineConfig) -> list[PlannedSubnet]:
    makers = (subnets.firewall_subnet, subnets.gateway_subnet, subnets.bastion_subnet, subnets.hub_endpoint_subnet)
    return [subnet for subnet in known(partial(make, config) for make in makers) if subnet]


def known_spoke_subnets(config: BaselineConfig) -> list[PlannedSubnet]:
    """Subnets of the spoke. Subnets of pools come last: of two that overlap, the later one must move."""
    makers = (
        subnets.node_subnet,
        subnets.ingress_subnet,
        subnets.application_gateway_subnet,
        subnets.spoke_endpoint_subnet,
        subnets.api_server_subnet,
    )
    return [subnet for subnet in (*known(partial(make, config) for make in makers), *_pool_subnets(config)) if subnet]


def _pool_subnets(config: BaselineConfig) -> Iterator[PlannedSubnet | None]:
    for position in judged(position for position, _ in enumerate(config.node_pools)):
        makers = (pool_subnets.pool_subnet, pool_subnets.pod_subnet)
        yield from known(partial(make, config, position) for make in makers)
    for position in judged(position for position, _ in enumerate(config.retired_pools)):
        makers = (pool_subnets.retired_subnet, pool_subnets.retired_pod_subnet)
        yield from known(partial(make, config, position) for make in makers)


# --- What is wrong ----------------------------------------------------------------------------------------------------


def short_pod_range(config: BaselineConfig) -> Findings:
    """Reports an overlay pod range without a block for every node, including temporary nodes. IP-22."""
    if config.network.model != "overlay":
        return
    pods, pools = config.network.pod_cidr, tuple(pool_consumers(config, config.node_pools))
    nodes, blocks = sum(pool.addresses for pool in pools), 2**POD_BLOCK_PREFIX >> pods.prefixlen
    if nodes > blocks:
        length = pod_range_prefix(nodes)
        yield Problem(
            path="network.pod_cidr",
            got=f"{pods} ({blocks} blocks of /{POD_BLOCK_PREFIX})",
            need=f"/{length} or larger for {nodes} nodes, a block each ({', '.join(map(str, pools))})",
            fix=f"use {free_range(length, known_ranges(config))}",
        )


def oversized_service_range(config: BaselineConfig) -> Findings:
    services = config.network.service_cidr
    if services.prefixlen < LARGEST_SERVICE_RANGE:
        yield Problem(
            path="network.service_cidr",
            got=str(services),
            need=f"/{LARGEST_SERVICE_RANGE} or smaller, the most that AKS takes",
            fix=f"use {free_range(16, known_ranges(config))}, and move network.dns_service_ip along",
        )


def overlapping_ranges(config: BaselineConfig) -> Findings:
    """Reports ranges that overlap an earlier range or a range that Azure refuses. IP-20.

    Of two ranges that overlap, only the later one is reported. Ranges in use elsewhere may overlap one another.
    """
    ranges = known_ranges(config)
    for position, each in enumerate(ranges):
        if each.path.startswith("network.on_premises_ranges"):
            continue
        earlier = [other for other in ranges[:position] if other.prefix.overlaps(each.prefix)]
        refused = [f"{other} ({why})" for other, why in each.unusable.items() if other.overlaps(each.prefix)]
        if earlier or refused:
            clear_of = " and ".join([*(f"{other.path} {other.prefix}" for other in earlier), *refused])
            free = free_range(max(each.prefix.prefixlen, LARGEST_SERVICE_RANGE), ranges)
            yield Problem(
                path=each.path,
                got=str(each.prefix),
                need=f"a range clear of {clear_of}",
                fix=f"use {free}" + (f", and move {each.moves} along" if each.moves else ""),
            )


def public_ranges(config: BaselineConfig) -> Findings:
    """Reports our ranges that are not private. The network could no longer reach their owner on the internet. IP-20.

    Class E, 240.0.0.0/4, is not private either: firewalls and machines drop its packets.
    """
    ranges = known_ranges(config)
    for each in ranges:
        ours = not each.path.startswith("network.on_premises_ranges")
        if ours and not any(each.prefix.subnet_of(private) for private in NETWORK_RANGES):
            fix = f"use {free_range(max(each.prefix.prefixlen, LARGEST_SERVICE_RANGE), ranges)}"
            moved = f", and move {each.moves} along" if each.moves else ""
            need = f"a private range, inside {listed(NETWORK_RANGES)}"
            yield Problem(path=each.path, got=str(each.prefix), need=need, fix=fix + moved)


def misfit_hub_subnets(config: BaselineConfig) -> Findings:
    if config.hub.existing:
        return
    space = next(known([partial(ranges.hub_space, config)]), None)
    yield from misfit_subnets(space, known_hub_subnets(config))


def misfit_spoke_subnets(config: BaselineConfig) -> Findings:
    space = next(known([partial(ranges.spoke_space, config)]), None)
    yield from misfit_subnets(space, known_spoke_subnets(config))


def misfit_subnets(space: AddressRange | None, subnets: Sequence[PlannedSubnet]) -> Findings:
    """Reports subnets that are outside `space`, too small or overlapping, and proposes prefixes. IP-01, IP-23.

    Args:
        space: Range of the network. None if it was refused: the check then covers only size and overlaps.
        subnets: Subnets of the network. Of two that overlap, the later one is reported.
    """
    settled: list[PlannedSubnet] = []
    proposed: list[IPv4Network] = []
    for subnet in subnets:
        mistakes = list(_mistakes(subnet, space, settled))
        if not mistakes:
            settled.append(subnet)
            continue
        fix = f"use a free /{subnet.smallest_prefix}"
        if space:
            others = [other.prefix for other in subnets if other is not subnet] + proposed
            place = _place(subnet.prefix, subnet.smallest_prefix, space.prefix, others)
            proposed += [place] if place else []
            fix = f"use {place}" if place else f"make room for a /{subnet.smallest_prefix}: {space.path} has none free"
        yield from (Problem(path=subnet.path, got=got, need=need, fix=fix) for got, need in mistakes)


def _mistakes(
    subnet: PlannedSubnet, space: AddressRange | None, settled: Sequence[PlannedSubnet]
) -> Iterator[tuple[str, str]]:
    """The given value and the needed one, for each mistake in a subnet's place and size."""
    given = f"nothing for {subnet.purpose}" if subnet.prefix == ABSENT else str(subnet.prefix)
    if space and not subnet.prefix.subnet_of(space.prefix):
        yield given, f"a prefix inside {space.path} {space.prefix}"
        return
    if subnet.free < 0:
        yield f"{given} ({subnet.usable} usable)", _shortage(subnet)
    clashes = [f"{other.path} {other.prefix}" for other in settled if other.prefix.overlaps(subnet.prefix)]
    if clashes:
        yield given, f"a prefix clear of {' and '.join(clashes)}"


def misfit_dns_address(config: BaselineConfig) -> Findings:
    """Reports a DNS service address that no service can have. IP-20.

    "Configure Azure CNI networking": the API server has the first address. The network address and the last address
    are not assigned.
    """
    services, dns = config.network.service_cidr, config.network.dns_service_ip
    if not 2 <= int(dns) - int(services.network_address) <= services.num_addresses - 2:
        choice = next((services[host] for host in (10, 2) if host <= services.num_addresses - 2), None)
        yield Problem(
            path="network.dns_service_ip",
            got=str(dns),
            need=f"an address inside network.service_cidr {services}, neither its first two nor its last",
            fix=f"use {choice}" if choice else "make network.service_cidr a /16, and take the tenth address of it",
        )


def misfit_load_balancer(config: BaselineConfig) -> Findings:
    """Reports a static address of the ingress controller that Azure cannot assign in its subnet. IP-17."""
    address, subnet = config.ingress.load_balancer_ip, config.spoke.subnets.ingress
    if not assignable(address, subnet):
        yield Problem(
            path="ingress.load_balancer_ip",
            got=str(address),
            need=f"an address inside spoke.subnets.ingress {subnet}, neither its first four nor its last",
            fix=f"use {subnet.network_address + 4}",
        )


def _shortage(subnet: PlannedSubnet) -> str:
    breakdown = f" ({', '.join(map(str, subnet.consumers))})" if subnet.consumers else ""
    addresses = f"{subnet.needed} addresses{breakdown} plus Azure's {AZURE_RESERVED}"
    return f"/{subnet.smallest_prefix} or larger for {addresses}, short by {-subnet.free}"


def _place(current: IPv4Network, length: int, space: IPv4Network, others: Sequence[IPv4Network]) -> IPv4Network | None:
    """A free place for a subnet: grown in place if possible, else at least as large as now, else just sufficient."""
    if length < current.prefixlen:
        grown = current.supernet(new_prefix=length)
        if grown.subnet_of(space) and not any(grown.overlaps(other) for other in others):
            return grown
    return free_block(space, min(length, current.prefixlen), others) or free_block(space, length, others)


def free_range(prefix: int, ranges: Sequence[AddressRange]) -> str:
    """A private range that overlaps none of `ranges`, or only its length if none is free."""
    taken = [*NOT_FOR_CLUSTERS, *(each.prefix for each in ranges)]
    blocks = (free_block(space, prefix, taken) for space in PRIVATE_RANGES)
    return next((f"{block} or another free range" for block in blocks if block), f"a free /{prefix}")
