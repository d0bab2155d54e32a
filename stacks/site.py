"""What the stacks of one deployment have in common: names, region, tags, state and protection."""

from collections.abc import Mapping
from dataclasses import dataclass

from config import model
from config.model import BaselineConfig
from stacks.names import Names, unique_suffix


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where a stack's resources are, how they are called, and where the stack keeps its state.

    Args:
        names: Names of the resources.
        location: Azure region.
        zones: Availability zones; empty where the region has none.
        tags: Tags of every resource that takes tags.
        state: Backend of the state.
        state_key: Folder of the state, before the name of the stack.
        allow_destroy: True lets a plan destroy resources that hold data.
    """

    names: Names
    location: str
    zones: tuple[str, ...]
    tags: Mapping[str, str]
    state: model.State
    state_key: str
    allow_destroy: bool


def site(config: BaselineConfig) -> Site:
    """The site of a configuration."""
    naming = config.naming
    suffix = naming.suffix or unique_suffix(
        organization=naming.organization,
        application=naming.application,
        environment=config.environment,
        location=config.location,
        subscription_id=config.spoke.subscription_id,
    )
    return Site(
        names=Names(
            organization=naming.organization,
            application=naming.application,
            environment=config.environment,
            location=config.location,
            suffix=suffix,
            region_in_groups=naming.region_in_groups,
        ),
        location=config.location,
        zones=config.zones,
        tags={
            "Business unit": naming.organization,
            "Application identifier": naming.application,
            "Environment": config.environment,
            **config.tags,
        },
        state=config.state,
        state_key=config.home,
        allow_destroy=config.safety.allow_destroy,
    )
