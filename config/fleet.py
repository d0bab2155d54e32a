"""Views of a configuration: regions with a hub each, their spokes, and the clusters of a spoke.

Stacks are built from views, so none of them knows how many there are. A file describes one of each today.
"""

from dataclasses import dataclass

from config.addresses.plan import RegionPlan, SpokePlan, plan
from config.model import BaselineConfig


@dataclass(frozen=True, kw_only=True)
class ClusterView:
    """A cluster.

    Args:
        name: Name of the cluster in the fleet.
        config: The configuration as it holds for this cluster.
    """

    name: str
    config: BaselineConfig


@dataclass(frozen=True, kw_only=True)
class SpokeView:
    """A spoke and its clusters.

    Args:
        name: Name of the spoke in the fleet.
        config: The configuration as it holds for this spoke.
        plan: Addresses of its network.
        clusters: Its clusters.
    """

    name: str
    config: BaselineConfig
    plan: SpokePlan
    clusters: tuple[ClusterView, ...]


@dataclass(frozen=True, kw_only=True)
class RegionView:
    """A region: its hub and the spokes on it.

    Args:
        name: Azure's name of the region.
        config: The configuration as it holds for this region's hub.
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
    """The fleet of a configuration without problems: one region, one spoke, one cluster."""
    addresses = plan(config)
    cluster = ClusterView(name="cluster", config=config)
    spoke = SpokeView(name="spoke", config=config, plan=addresses.spoke, clusters=(cluster,))
    return Fleet(regions=(RegionView(name=config.location, config=config, plan=addresses.region, spokes=(spoke,)),))
