"""Stacks that all regions of a fleet share. Their modules are imported only where they are on, which takes time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cdktf import App

from aks_baseline.foundation.registry import RegistryLinks
from config.fleet import ClusterView, Fleet
from stacks.base import tag_everything
from stacks.cluster import ClusterStack
from stacks.hub_links import HubLinks
from stacks.registry import SHARED_REGISTRY
from stacks.router_links import RouterLinks
from stacks.spoke_links import SpokeLinks


@dataclass(frozen=True, kw_only=True)
class Landing:
    """Where a cluster lands.

    Args:
        hub: Values of its hub.
        spoke: Values of its spoke.
    """

    hub: HubLinks
    spoke: SpokeLinks


def shared_registry(app: App, fleet: Fleet) -> RegistryLinks | None:
    """Make the stack of the shared registry, if there is one."""
    config = fleet.shared
    if not config or not config.shared.registry:
        return None
    from stacks.shared_registry import SharedRegistryStack
    from stacks.shared_site import shared_site

    shared = shared_site(fleet)
    clusters = [cluster.config for cluster in fleet.clusters]
    stack = SharedRegistryStack(app, SHARED_REGISTRY, shared=shared, config=clusters[0], clusters=clusters)
    tag_everything(stack, shared.site.tags)
    return stack.links


def router(app: App, fleet: Fleet, landings: Mapping[str, Landing]) -> Callable[[ClusterView], RouterLinks | None]:
    """Make the stack of the router, if there is one. Return the values for each cluster."""
    if not fleet.shared or fleet.shared.shared.router == "none":
        return lambda _: None
    from stacks.router import Gateway, RouterStack
    from stacks.shared_site import shared_site

    shared = shared_site(fleet)
    gateways = [
        Gateway(
            cluster=cluster,
            stack=landings[cluster.stack].spoke.stack,
            address_id=landings[cluster.stack].spoke.gateway_address_id,
            address=landings[cluster.stack].spoke.gateway_address,
        )
        for cluster in fleet.clusters
    ]
    stack = RouterStack(app, "global-router", shared=shared, gateways=gateways)
    tag_everything(stack, shared.site.tags)
    return stack.links


def fleet_manager(app: App, fleet: Fleet, clusters: Mapping[str, ClusterStack]) -> None:
    """Make the stack of Fleet Manager, if it is on."""
    if not fleet.shared or not fleet.shared.shared.fleet_manager:
        return
    from stacks.fleet_manager import FleetManagerStack
    from stacks.shared_site import shared_site

    shared = shared_site(fleet)
    cluster_ids = {name: stack.cluster_id for name, stack in clusters.items()}
    stack = FleetManagerStack(app, "global-fleet", shared=shared, fleet=fleet, cluster_ids=cluster_ids)
    tag_everything(stack, shared.site.tags)
