"""The registry of a spoke: made with its policies, existing before, or shared with other spokes."""

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.foundation.registry import Registry, RegistryLinks, Replica, cache_images
from aks_baseline.network.private_endpoint import private_endpoint
from aks_baseline.policy.assignment import assign
from aks_baseline.policy.policy import with_effects
from aks_baseline.policy.registry_policies import REGISTRY_POLICIES
from config.facts.regions import has_zones, pair_of
from config.fleet import SpokeView
from config.model import BaselineConfig
from stacks.add_ons import cached_repositories
from stacks.names import Names
from stacks.private_network import PrivateNetwork
from stacks.providers import registry_provider

# Stack of the registry that all spokes of a fleet share.
SHARED_REGISTRY = "global-registry"


def connect_registry(
    scope: Construct,
    *,
    spoke: SpokeView,
    names: Names,
    at: Placement,
    shared: RegistryLinks | None,
    private: PrivateNetwork,
    zone_id: str,
    workspace_id: str,
) -> RegistryLinks:
    """Make the registry of a spoke with its cache rules, unless spokes share one, and its private endpoint.

    Args:
        scope: The stack.
        spoke: Spoke with its clusters, whose images the registry caches.
        names: Names of the resources.
        at: Resource group, region and availability zones.
        shared: Registry that all spokes share. None: the spoke has its own.
        private: Subnet of the endpoint.
        zone_id: Private DNS zone of the registry.
        workspace_id: Log Analytics workspace for logs and metrics.
    """
    config = spoke.config
    registry = shared or _registry(scope, config=config, names=names, at=at, workspace_id=workspace_id)
    private_endpoint(
        scope,
        "registry_endpoint",
        name=f"pe-{registry.name}",
        at=at,
        place=private.endpoint(zone_id=zone_id),
        resource_id=registry.id,
        subresource="registry",
    )
    if shared is None:
        cache_images(
            scope,
            provider=registry_provider(scope, config=config),
            registry_id=registry.id,
            repositories=cached_repositories(cluster.config for cluster in spoke.clusters),
            docker_hub_credential_set_id=config.registry.docker_hub_credential_set_id,
        )
    return registry


def _registry(
    scope: Construct, *, config: BaselineConfig, names: Names, at: Placement, workspace_id: str
) -> RegistryLinks:
    """Make the registry and assign its policies, or answer the existing one."""
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
