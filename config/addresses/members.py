"""Checks of the addresses of a fleet: networks that may meet do not overlap, and shared subnets hold all clusters.

Overlay pods and services keep clear of all networks of their region. Clusters may have the same ranges of pods, as pods
leave a node under the node's address (Azure page "Azure CNI Overlay networking overview").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from config.addresses.arithmetic import AddressRange, PlannedSubnet
from config.addresses.checks import free_range, misfit_subnets
from config.fleet import ClusterView, Fleet, RegionView, SpokeView
from config.problem import Problem

Found = Iterator[tuple[str, Problem]]
"""Path of a member, and a problem with a path inside the member."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A range that a member has.

    Args:
        region: Path of its region.
        member: Path of the member.
        range: The range.
    """

    region: str
    member: str
    range: AddressRange

    @property
    def path(self) -> str:
        """Path in the file."""
        return ".".join(filter(None, (self.member, self.range.path)))


def overlapping_networks(fleet: Fleet) -> Found:
    """Reports a hub or spoke that overlaps a network of another member, or a range that a region has elsewhere."""
    elsewhere = [each for region in fleet.regions for each in _elsewhere(region)]
    networks: list[Held] = []
    for held in _networks(fleet):
        outside = [each for each in elsewhere if each.region != held.region]  # its own are checked already
        earlier = [each for each in (*outside, *networks) if each.range.prefix.overlaps(held.range.prefix)]
        networks.append(held)
        if earlier:
            yield held.member, _overlap(held, earlier, taken=[*elsewhere, *_networks(fleet)])


def overlapping_pods_and_services(fleet: Fleet) -> Found:
    """Reports pods and services on addresses of another network of the region: nobody in the cluster would reach it."""
    for region in fleet.regions:
        networks = list(_networks(Fleet(regions=(region,))))
        for cluster in (each for spoke in region.spokes for each in spoke.clusters):
            own = (cluster.plan.region.space.prefix, cluster.plan.spoke.space.prefix)
            others = [each for each in networks if each.range.prefix not in own]
            for each in cluster.plan.ranges:
                if each.path.startswith("network.") and not each.path.startswith("network.on_premises_ranges"):
                    held = Held(region=region.path, member=cluster.path, range=each)
                    if met := [other for other in others if other.range.prefix.overlaps(each.prefix)]:
                        yield cluster.path, _overlap(held, met, taken=networks)


def overlapping_clusters(fleet: Fleet) -> Found:
    """Reports subnets of a cluster that overlap those of an earlier cluster of the same spoke."""
    for spoke in fleet.spokes:
        settled: list[tuple[ClusterView, PlannedSubnet]] = []
        for cluster in spoke.clusters:
            own = [each for each in cluster.plan.spoke.subnets if each.path != spoke.private_endpoints.path]
            for subnet in own:
                clashes = [(other, each) for other, each in settled if each.prefix.overlaps(subnet.prefix)]
                if clashes:
                    clear_of = " and ".join(f"{other.path}.{each.path} {each.prefix}" for other, each in clashes)
                    fix = f"use a free /{subnet.smallest_prefix} of {spoke.config.spoke.address_space}"
                    need = f"a prefix clear of {clear_of}"
                    yield cluster.path, Problem(path=subnet.path, got=str(subnet.prefix), need=need, fix=fix)
            settled += [(cluster, each) for each in own]


def short_endpoint_subnets(fleet: Fleet) -> Found:
    """Reports a subnet that is too small for the private endpoints of all clusters of a spoke, or spokes of a hub."""
    for region in fleet.regions:
        for spoke in region.spokes:
            if len(spoke.clusters) > 1:
                yield from _short(spoke, spoke.private_endpoints, space=spoke.space)
        shared = region.plan.private_endpoints
        if shared and len(region.spokes) > 1:
            each = [spoke.clusters[0].plan.region.private_endpoints for spoke in region.spokes]
            consumers = tuple(consumer for subnet in each if subnet for consumer in subnet.consumers or ())
            yield from _short(region, replace(shared, consumers=consumers), space=region.plan.space)


def _short(view: RegionView | SpokeView, subnet: PlannedSubnet, *, space: AddressRange) -> Found:
    others = view.plan.subnets if isinstance(view, RegionView) else view.subnets
    rest = [each for each in others if each.path != subnet.path]
    for problem in misfit_subnets(space, [*rest, subnet]):
        if problem.path == subnet.path:
            yield view.path, problem


def _networks(fleet: Fleet) -> Iterator[Held]:
    for region in fleet.regions:
        yield Held(region=region.path, member=region.path, range=region.plan.space)
        for spoke in region.spokes:
            yield Held(region=region.path, member=spoke.path, range=spoke.space)


def _elsewhere(region: RegionView) -> Iterator[Held]:
    for each in region.spokes[0].clusters[0].plan.ranges:
        if each.path.startswith("network.on_premises_ranges"):
            yield Held(region=region.path, member=region.path, range=each)


def _overlap(held: Held, earlier: Sequence[Held], *, taken: Sequence[Held]) -> Problem:
    clear_of = " and ".join(dict.fromkeys(f"{each.path} {each.range.prefix}" for each in earlier))
    moved = f", and move {held.range.moves} along" if held.range.moves else ""
    return Problem(
        path=held.range.path,
        got=str(held.range.prefix),
        need=f"a range clear of {clear_of}",
        fix=f"use {free_range(held.range.prefix.prefixlen, [each.range for each in taken])}{moved}",
    )


MEMBER_CHECKS = (overlapping_networks, overlapping_pods_and_services, overlapping_clusters, short_endpoint_subnets)
