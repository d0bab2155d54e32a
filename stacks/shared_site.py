"""The site of the stacks that all regions of a fleet share."""

from dataclasses import dataclass

from config.fleet import Fleet
from config.model import Shared
from stacks.shared_names import SharedNames
from stacks.site import Site, global_site


@dataclass(frozen=True, kw_only=True)
class SharedSite:
    """Where the shared resources are, and how they are called.

    Args:
        site: Region, tags, state and protection.
        names: Names of the shared resources.
        shared: The section `shared`.
        retention_days: Days that logs are kept.
    """

    site: Site
    names: SharedNames
    shared: Shared
    retention_days: int


def shared_site(fleet: Fleet) -> SharedSite:
    """The site of the shared stacks. Naming, environment and tags are those at the top level of the file."""
    config = fleet.shared
    assert config, "there are shared resources"
    shared, naming = config.shared, config.naming
    assert shared.location, "checked in config/rules/"
    return SharedSite(
        site=global_site(config, location=shared.location),
        names=SharedNames(
            organization=naming.organization,
            application=naming.application,
            environment=config.environment,
            subscription_id=shared.subscription_id,
        ),
        shared=shared,
        retention_days=config.logs.retention_days,
    )
