"""The site of the stacks that all regions of a fleet share."""

from dataclasses import dataclass

from config.fleet import Fleet
from config.model import Shared
from stacks.shared_names import SharedNames
from stacks.site import Site, hub_site


@dataclass(frozen=True, kw_only=True)
class SharedSite:
    """Where the shared resources are, and how they are called.

    Args:
        site: Region, tags, state and protection. Its names are those of a hub and are not used.
        names: Names of the shared resources.
        shared: The section `shared`.
        retention_days: Days that logs are kept.
    """

    site: Site
    names: SharedNames
    shared: Shared
    retention_days: int


def shared_site(fleet: Fleet) -> SharedSite:
    """The site of the shared stacks. Naming, environment and tags are those of the first region."""
    config = fleet.regions[0].config
    shared, naming = config.shared, config.naming
    assert shared.location, "checked in config/rules/"
    home = "-".join((naming.organization, naming.application, config.environment, "global")).lower()
    return SharedSite(
        site=hub_site(fleet.regions[0]).elsewhere(location=shared.location, state_key=home),
        names=SharedNames(
            organization=naming.organization,
            application=naming.application,
            environment=config.environment,
            subscription_id=shared.subscription_id,
        ),
        shared=shared,
        retention_days=config.logs.retention_days,
    )
