"""The registry of a spoke: made with its policies, or existing before."""

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.foundation.registry import Registry, RegistryLinks, Replica
from aks_baseline.policy.assignment import assign
from aks_baseline.policy.policy import with_effects
from aks_baseline.policy.registry_policies import REGISTRY_POLICIES
from config.facts.regions import has_zones, pair_of
from config.model import BaselineConfig
from stacks.names import Names

# Stack of the registry that all spokes of a fleet share.
SHARED_REGISTRY = "global-registry"


def make_registry(
    scope: Construct, *, config: BaselineConfig, names: Names, at: Placement, workspace_id: str
) -> RegistryLinks:
    """Make the registry and assign its policies, or answer the existing one.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
        names: Names of the resources.
        at: Resource group, region and availability zones.
        workspace_id: Log Analytics workspace for logs and metrics.
    """
    existing = config.registry.existing_id
    if existing:
        return RegistryLinks(id=existing, name=existing.rsplit("/", 1)[-1])
    name = config.registry.name or names.registry
    replica = (config.geo_redundancy_location or pair_of(config.location)) if config.registry.replica else None
    policies = with_effects(REGISTRY_POLICIES, config.policy.overrides)
    return Registry(
        scope,
        "registry",
        name=name,
        at=at,
        replicas=[Replica(location=replica, zone_redundant=has_zones(replica))] if replica else [],
        after=[assign(scope, policy, to=at, subject=name) for policy in policies],
        workspace_id=workspace_id,
        lifecycle=protection(allow_destroy=config.safety.allow_destroy),
    ).links
