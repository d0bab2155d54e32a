"""What the stacks of one deployment have in common: names, region, tags, state and protection."""

from collections.abc import Mapping
from dataclasses import dataclass

from config import model
from config.facts.regions import has_zones
from config.fleet import ClusterView, RegionView, SpokeView
from config.model import BaselineConfig
from stacks.names import Names
from stacks.suffix import unique_suffix


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where a stack's resources are, how they are called, and where the stack keeps its state.

    Args:
        names: Names of the resources.
        location: Azure region.
        zones: Availability zones; empty where the region has none.
        tags: Tags of every resource that takes tags.
        state: Backend of the state.
        state_key: Folder of the state.
        label: Label of the cluster, behind the part of the state's name. Empty for a hub, a spoke and a first cluster.
        allow_destroy: True lets a plan destroy resources that hold data.
    """

    names: Names
    location: str
    zones: tuple[str, ...]
    tags: Mapping[str, str]
    state: model.State
    state_key: str
    label: str
    allow_destroy: bool


def hub_site(region: RegionView) -> Site:
    """The site of a hub."""
    return _regional_site(region.config, subscription_id=region.config.hub.subscription_id)


def spoke_site(spoke: SpokeView) -> Site:
    """The site of a spoke."""
    return _regional_site(spoke.config, subscription_id=spoke.config.spoke.subscription_id, spoke=spoke.label)


def cluster_site(cluster: ClusterView) -> Site:
    """The site of a cluster and of its contents."""
    config, spoke = cluster.config, cluster.spoke_label
    return _regional_site(config, subscription_id=config.spoke.subscription_id, spoke=spoke, cluster=cluster.label)


def global_site(config: BaselineConfig, *, location: str) -> Site:
    """The site of a stack that all regions share. Its resources have names of their own.

    Args:
        config: The configuration for what all regions share.
        location: Region of the shared resources.
    """
    naming = config.naming
    return _site(
        config,
        location=location,
        zones=("1", "2", "3") if has_zones(location) else (),
        state_key="-".join((naming.organization, naming.application, config.environment, "global")).lower(),
        subscription_id=config.shared.subscription_id,
    )


def _regional_site(config: BaselineConfig, *, subscription_id: str | None, spoke: str = "", cluster: str = "") -> Site:
    return _site(
        config,
        location=config.location,
        zones=config.zones,
        state_key="-".join(filter(None, (config.home, spoke))),
        subscription_id=subscription_id,
        spoke=spoke,
        cluster=cluster,
    )


def _site(
    config: BaselineConfig,
    *,
    location: str,
    zones: tuple[str, ...],
    state_key: str,
    subscription_id: str | None,
    spoke: str = "",
    cluster: str = "",
) -> Site:
    naming = config.naming
    suffix = naming.suffix or unique_suffix(
        organization=naming.organization,
        application=naming.application,
        environment=config.environment,
        location=location,
        subscription_id=subscription_id,
        labels=(spoke, cluster),
    )
    return Site(
        names=Names(
            organization=naming.organization,
            application=naming.application,
            environment=config.environment,
            location=location,
            suffix=suffix,
            region_in_groups=naming.region_in_groups,
            spoke=spoke,
            cluster_label=cluster,
        ),
        location=location,
        zones=zones,
        tags={
            "Business unit": naming.organization,
            "Application identifier": naming.application,
            "Environment": config.environment,
            **config.tags,
        },
        state=config.state,
        state_key=state_key,
        label=cluster,
        allow_destroy=config.safety.allow_destroy,
    )
