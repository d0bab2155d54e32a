"""Views of a configuration. A region has one hub and one or more spokes; a spoke has one or more clusters.

Stacks are built from views, so a stack does not depend on the number of regions, spokes or clusters. A file currently
describes one region, one spoke and one cluster.
"""

from dataclasses import dataclass

from config.addresses.plan import RegionPlan, SpokePlan, plan
from config.model import BaselineConfig


@dataclass(frozen=True, kw_only=True)
class ClusterView:
    """A cluster.

    Args:
        name: Name of the cluster in the fleet.
        config: The configuration for this cluster.
    """

    name: str
    config: BaselineConfig


@dataclass(frozen=True, kw_only=True)
class SpokeView:
    """A spoke and its clusters.

    Args:
        name: Name of the spoke in the fleet.
        config: The configuration for this spoke.
        plan: Addresses of its network.
        clusters: Its clusters.
    """

    name: str
    config: BaselineConfig
    plan: SpokePlan
    clusters: tuple[ClusterView, ...]


@dataclass(frozen=True, kw_only=True)
class RegionView:
    """A region: its hub and the spokes that are peered with the hub.

    Args:
        name: Azure's name of the region.
        config: The configuration for the hub of this region.
        plan: Addresses of the hub.
        spokes: Its spokes.
    """

    name: str
    config: BaselineConfig
    plan: RegionPlan
    spokes: tuple[SpokeView, ...]


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Everything that one file describes.

    Args:
        regions: The regions, in the order of the file.
    """

    regions: tuple[RegionView, ...]


def fleet(config: BaselineConfig) -> Fleet:
    """Return the fleet of a valid configuration: one region, one spoke and one cluster."""
    addresses = plan(config)
    cluster = ClusterView(name="cluster", config=config)
    spoke = SpokeView(name="spoke", config=config, plan=addresses.spoke, clusters=(cluster,))
    return Fleet(regions=(RegionView(name=config.location, config=config, plan=addresses.region, spokes=(spoke,)),))
