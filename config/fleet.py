"""Views of a file. A region has one hub and one or more spokes; a spoke has one or more clusters.

Stacks are built from views, so a stack does not depend on the number of regions, spokes or clusters. A file without
`regions`, `spokes` and `clusters` has one of each.

Names of stacks say which member they belong to, and may change when the fleet grows. Labels do not change: they are
parts of resource names, construct ids and state keys. The first spoke of a region and the first cluster of a spoke have
no label, so that they keep what they had when they were alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network

from config.addresses.arithmetic import AddressRange, PlannedSubnet
from config.addresses.plan import AddressPlan, RegionPlan, plan
from config.addresses.subnets import of_vaults
from config.levels import Level
from config.model import BaselineConfig
from config.reading.members import Member
from config.reading.own_values import readable
from config.reading.wording import Loc, path_of


@dataclass(frozen=True, kw_only=True)
class ClusterView:
    """A cluster.

    Args:
        name: Name of the cluster in the fleet.
        path: Path of the cluster in the file. Empty if the file has one cluster.
        stack: Name of its stack.
        bootstrap_stack: Name of the stack with its contents.
        spoke_label: Label of its spoke.
        label: Label of the cluster. Empty for the first cluster of its spoke.
        beside_others: Whether the file lists the clusters of its spoke, so that there can be several.
        live: Whether the cluster gets the traffic of its spoke.
        config: The configuration for this cluster.
        plan: Addresses of the cluster, its spoke and its hub.
    """

    name: str
    path: str
    stack: str
    bootstrap_stack: str
    spoke_label: str
    label: str
    beside_others: bool
    live: bool
    config: BaselineConfig
    plan: AddressPlan

    @property
    def place(self) -> str:
        """Place in the fleet, such as eastus2-shop-green. It stays when the fleet grows."""
        return "-".join(filter(None, (self.config.location, self.spoke_label, self.label)))

    @property
    def id(self) -> str:
        """Construct id in the stacks of its spoke and its hub."""
        if not self.label:
            return f"{self.spoke_label}_cluster" if self.spoke_label else "cluster"
        return f"{self.spoke_label or 'cluster'}_{self.label}"


@dataclass(frozen=True, kw_only=True)
class SpokeView:
    """A spoke and its clusters.

    Args:
        name: Name of the spoke in the fleet.
        path: Path of the spoke in the file. Empty if the file has one spoke.
        stack: Name of its stack.
        label: Label of the spoke. Empty for the first spoke of its region.
        config: The configuration for this spoke. Reading a field of a single cluster raises NotJudged.
        clusters: Its clusters.
    """

    name: str
    path: str
    stack: str
    label: str
    config: BaselineConfig
    clusters: tuple[ClusterView, ...]

    @property
    def id(self) -> str:
        """Construct id in the stack of its hub."""
        return self.label or "spoke"

    @property
    def space(self) -> AddressRange:
        """Address space of its network."""
        return self.clusters[0].plan.spoke.space

    @property
    def private_endpoints(self) -> PlannedSubnet:
        """Subnet of the private endpoints, which the clusters share. Each cluster has a key vault."""
        planned = self.clusters[0].plan.spoke.private_endpoints
        return of_vaults(planned, len(self.clusters))

    @property
    def subnets(self) -> tuple[PlannedSubnet, ...]:
        """All subnets of its network."""
        own = (each for cluster in self.clusters for each in cluster.plan.spoke.subnets)
        by_name = {each.name: each for each in own}
        return tuple((by_name | {self.private_endpoints.name: self.private_endpoints}).values())

    @property
    def node_prefixes(self) -> tuple[IPv4Network, ...]:
        """Prefixes of all node subnets, for the firewall's IP group."""
        return tuple(prefix for cluster in self.clusters for prefix in cluster.plan.spoke.node_prefixes)


@dataclass(frozen=True, kw_only=True)
class RegionView:
    """A region: its hub and the spokes that are peered with the hub.

    Args:
        name: Azure's name of the region.
        path: Path of the region in the file. Empty if the file has one region.
        stack: Name of the hub's stack.
        config: The configuration for the hub of this region. Reading a field of a spoke or cluster raises NotJudged.
        plan: Addresses of the hub.
        spokes: Its spokes.
    """

    name: str
    path: str
    stack: str
    config: BaselineConfig
    plan: RegionPlan
    spokes: tuple[SpokeView, ...]

    @property
    def stacks(self) -> tuple[str, ...]:
        """Names of all stacks of the region."""
        clusters = [cluster for spoke in self.spokes for cluster in spoke.clusters]
        inside = [name for cluster in clusters for name in (cluster.stack, cluster.bootstrap_stack)]
        return (self.stack, *(spoke.stack for spoke in self.spokes), *inside)


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Everything that one file describes.

    Args:
        regions: The regions, in the order of the file.
        shared: The configuration for what all regions share. Reading a field of a region, spoke or cluster raises
            NotJudged. None: they share nothing.
    """

    regions: tuple[RegionView, ...]
    shared: BaselineConfig | None = None

    @property
    def spokes(self) -> tuple[SpokeView, ...]:
        """All spokes, in the order of the file."""
        return tuple(spoke for region in self.regions for spoke in region.spokes)

    @property
    def clusters(self) -> tuple[ClusterView, ...]:
        """All clusters, in the order of the file."""
        return tuple(cluster for spoke in self.spokes for cluster in spoke.clusters)

    def environment_of(self, stack: str) -> str:
        """Stage of a stack, by its name. A stack that all regions share has the stage of the first region."""
        views: tuple[RegionView | SpokeView | ClusterView, ...] = (*self.regions, *self.spokes, *self.clusters)
        inside = {each.bootstrap_stack: each.config.environment for each in self.clusters}
        stages = {each.stack: each.config.environment for each in views} | inside
        return stages.get(stack, self.regions[0].config.environment)


def fleet(whole: Member, configs: Mapping[Loc, BaselineConfig]) -> Fleet:
    """Return the fleet of a valid file.

    Args:
        whole: The file.
        configs: Configurations of its regions, spokes and clusters, by their paths.
    """
    many = len(whole.clusters) > 1
    regions = tuple(_region(each, configs, many=many) for each in whole.inside("region"))
    shared = configs.get(whole.loc)
    return Fleet(regions=regions, shared=readable(shared, "fleet") if shared and shared.shared.used else None)


def _region(member: Member, configs: Mapping[Loc, BaselineConfig], *, many: bool) -> RegionView:
    config = configs[member.loc]
    place = f"-{config.location}" if many else ""
    inside = member.inside("spoke")
    spokes = tuple(_spoke(each, configs, place=f"{place}-{each.name}" if len(inside) > 1 else place) for each in inside)
    return RegionView(
        name=config.location,
        path=path_of(member.loc),
        stack=f"hub{place}",
        config=readable(config, "region"),
        plan=spokes[0].clusters[0].plan.region,
        spokes=spokes,
    )


def _spoke(member: Member, configs: Mapping[Loc, BaselineConfig], *, place: str) -> SpokeView:
    config = configs[member.loc]
    label = _label(member, "spoke", first=config.first_spoke)
    inside = member.inside("cluster")
    clusters = tuple(
        _cluster(
            each,
            configs[each.loc],
            place=f"{place}-{each.name}" if len(inside) > 1 else place,
            spoke_label=label,
            live=len(inside) == 1 or each.name == config.live,
        )
        for each in inside
    )
    return SpokeView(
        name=member.name if member.level == "spoke" else "spoke",
        path=path_of(member.loc),
        stack=f"spoke{place}",
        label=label,
        config=readable(config, "spoke"),
        clusters=clusters,
    )


def _cluster(member: Member, config: BaselineConfig, *, place: str, spoke_label: str, live: bool) -> ClusterView:
    label = _label(member, "cluster", first=config.first_cluster)
    addresses = plan(config)
    return ClusterView(
        name=member.name if member.level == "cluster" else "cluster",
        path=path_of(member.loc),
        stack=f"cluster{place}",
        bootstrap_stack=f"bootstrap{place}",
        spoke_label=spoke_label,
        label=label,
        beside_others=member.level == "cluster",
        live=live,
        config=config,
        plan=replace(addresses, spoke=addresses.spoke.labelled(label)),
    )


def _label(member: Member, level: Level, *, first: str | None) -> str:
    return member.name if member.level == level and member.name != first else ""
