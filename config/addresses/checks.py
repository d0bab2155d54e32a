"""What is wrong with planned addresses, and which addresses would be right.

Each check takes `known`, which tells the user's values from stand-ins, and passes over what is not known.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network

from config.addresses.arithmetic import (
    AZURE_RESERVED,
    LARGEST_SERVICE_RANGE,
    NOT_FOR_CLUSTERS,
    POD_BLOCK_PREFIX,
    AddressRange,
    PlannedSubnet,
    assignable,
    free_block,
    pod_range_prefix,
)
from config.addresses.demand import count_field, pool_consumers, pool_reads
from config.model import BaselineConfig
from config.problem import Problem

PRIVATE_RANGES = (IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"))  # RFC 1918

# Stands for a prefix that the file leaves out: no virtual network holds it, so it is found a place like any misfit.
ABSENT = IPv4Network("0.0.0.0/32")


@dataclass(frozen=True)
class Known:
    """Answers whether the values at some paths can be judged: none is an `unknown` path, holds one or lies in one."""

    unknown: frozenset[str]

    def __call__(self, *paths: str) -> bool:
        return not any(_related(path, other) for path in paths for other in self.unknown)


def _related(one: str, other: str) -> bool:
    return all(step == counterpart for step, counterpart in zip(_steps(one), _steps(other), strict=False))


def _steps(path: str) -> list[str]:
    """`node_pools[0].surge` is node_pools, 0, surge."""
    return re.findall(r"[^.\[\]]+", path)


def uncounted_pools(config: BaselineConfig, known: Known) -> Iterator[Problem]:
    """Pools without the number that is planned with; an autoscaled one needs `max_count` in any case. IP-07."""
    for position, pool in enumerate(config.node_pools):
        path = f"node_pools[{position}]"
        fields = {count_field(pool, config.ip_plan), "max_count"} if pool.autoscale else {"node_count"}
        for field in sorted(fields):
            reads = [f"{path}.{field}", f"{path}.autoscale", f"{path}.name"]
            reads += ["ip_plan.scale_percent"] if field == "min_count" else []
            if getattr(pool, field) is None and known(*reads):
                yield Problem(
                    path=f"{path}.{field}",
                    got="nothing",
                    need=f"a number of nodes, as {pool.name} has autoscale: {str(pool.autoscale).lower()}",
                    fix=f"set {field}, which the address plan counts with",
                )


def short_pod_range(config: BaselineConfig, ranges: Sequence[AddressRange], known: Known) -> Iterator[Problem]:
    """In overlay, a pod range without a block for every node, the temporary ones included. IP-22."""
    pods, pools = config.network.pod_cidr, tuple(pool_consumers(config, config.node_pools))
    nodes, blocks = sum(pool.addresses for pool in pools), 2**POD_BLOCK_PREFIX >> pods.prefixlen
    if config.network.model == "overlay" and known("network.pod_cidr", *pool_reads(config)) and nodes > blocks:
        length = pod_range_prefix(nodes)
        yield Problem(
            path="network.pod_cidr",
            got=f"{pods} ({blocks} blocks of /{POD_BLOCK_PREFIX})",
            need=f"/{length} or larger for {nodes} nodes, a block each ({', '.join(map(str, pools))})",
            fix=f"use {_free_range(length, ranges, known)}",
        )


def oversized_service_range(config: BaselineConfig, ranges: Sequence[AddressRange], known: Known) -> Iterator[Problem]:
    services = config.network.service_cidr
    if known("network.service_cidr") and services.prefixlen < LARGEST_SERVICE_RANGE:
        yield Problem(
            path="network.service_cidr",
            got=str(services),
            need=f"/{LARGEST_SERVICE_RANGE} or smaller, the most that AKS takes",
            fix=f"use {_free_range(16, ranges, known)}, and move network.dns_service_ip along",
        )


def overlapping_ranges(ranges: Sequence[AddressRange], known: Known) -> Iterator[Problem]:
    """Ranges over an earlier one or over one that Azure refuses. IP-20.

    `ranges` goes from hard to move to easy to move: of two that overlap, the later one is reported, and only that.
    Ranges in use elsewhere come first and are facts: they may overlap one another.
    """
    ranges = [each for each in ranges if known(each.path, *each.reads)]
    for position, each in enumerate(ranges):
        if each.path.startswith("network.on_premises_ranges"):
            continue
        earlier = [other for other in ranges[:position] if other.prefix.overlaps(each.prefix)]
        refused = [f"{other} ({why})" for other, why in each.unusable.items() if other.overlaps(each.prefix)]
        if earlier or refused:
            clear_of = " and ".join([*(f"{other.path} {other.prefix}" for other in earlier), *refused])
            free = _free_range(max(each.prefix.prefixlen, LARGEST_SERVICE_RANGE), ranges, known)
            yield Problem(
                path=each.path,
                got=str(each.prefix),
                need=f"a range clear of {clear_of}",
                fix=f"use {free}" + (f", and move {each.moves} along" if each.moves else ""),
            )


def misfit_subnets(space: AddressRange, subnets: Sequence[PlannedSubnet], known: Known) -> Iterator[Problem]:
    """Subnets outside `space`, too small or over another one, each with a prefix that would do. IP-01, IP-23."""
    subnets = [each for each in subnets if known(each.path) and (each.prefix != ABSENT or known(*each.reads))]
    settled: list[PlannedSubnet] = []
    proposed: list[IPv4Network] = []
    for planned in subnets:
        counted = known(*planned.reads)
        subnet = planned if counted else replace(planned, consumers=())
        given = f"nothing for {subnet.purpose}" if subnet.prefix == ABSENT else str(subnet.prefix)
        mistakes = []
        if known(space.path) and not subnet.prefix.subnet_of(space.prefix):
            mistakes.append((given, f"a prefix inside {space.path} {space.prefix}"))
        else:
            if subnet.free < 0:
                mistakes.append((f"{given} ({subnet.usable} usable)", _shortage(subnet)))
            clashes = [f"{other.path} {other.prefix}" for other in settled if other.prefix.overlaps(subnet.prefix)]
            if clashes:
                mistakes.append((given, f"a prefix clear of {' and '.join(clashes)}"))
        if not mistakes:
            settled.append(subnet)
        else:
            length = subnet.smallest_prefix if counted else min(subnet.smallest_prefix, subnet.prefix.prefixlen)
            fix = f"use a free /{length}"
            if known(space.path):
                others = [other.prefix for other in subnets if other is not planned] + proposed
                place = _place(subnet.prefix, length, space.prefix, others)
                proposed += [place] if place else []
                fix = f"use {place}" if place else f"make room for a /{length}: {space.path} has none free"
            yield from (Problem(path=subnet.path, got=got, need=need, fix=fix) for got, need in mistakes)


def misfit_dns_address(config: BaselineConfig, known: Known) -> Iterator[Problem]:
    """A DNS service address that no service can have. IP-20.

    "Configure Azure CNI networking": the first address is the API server's; a network's own and its last are nobody's.
    """
    services, dns = config.network.service_cidr, config.network.dns_service_ip
    if not known("network.service_cidr", "network.dns_service_ip"):
        return
    if not 2 <= int(dns) - int(services.network_address) <= services.num_addresses - 2:
        choice = next((services[host] for host in (10, 2) if host <= services.num_addresses - 2), None)
        yield Problem(
            path="network.dns_service_ip",
            got=str(dns),
            need=f"an address inside network.service_cidr {services}, neither its first two nor its last",
            fix=f"use {choice}" if choice else "make network.service_cidr a /16, and take the tenth address of it",
        )


def misfit_load_balancer(config: BaselineConfig, known: Known) -> Iterator[Problem]:
    """A static address of the ingress controller that Azure would not give it in its subnet. IP-17."""
    address, subnet = config.ingress.load_balancer_ip, config.spoke.subnets.ingress
    if known("ingress.load_balancer_ip", "spoke.subnets.ingress") and not assignable(address, subnet):
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
    """Where a subnet can be: grown in place, so that its addresses stay; else as large as now; else just sufficient."""
    if length < current.prefixlen:
        grown = current.supernet(new_prefix=length)
        if grown.subnet_of(space) and not any(grown.overlaps(other) for other in others):
            return grown
    return free_block(space, min(length, current.prefixlen), others) or free_block(space, length, others)


def _free_range(prefix: int, ranges: Sequence[AddressRange], known: Known) -> str:
    """A private range that none of the others touches, or words for it."""
    taken = [*NOT_FOR_CLUSTERS, *(each.prefix for each in ranges if known(each.path, *each.reads))]
    blocks = (free_block(space, prefix, taken) for space in PRIVATE_RANGES)
    return next((f"{block} or another free range" for block in blocks if block), f"a free /{prefix}")
