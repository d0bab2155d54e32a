"""The one place where the stacks meet: hub → spoke → cluster → bootstrap, and what all regions share around them."""

from cdktf import App

from aks_baseline.foundation.registry import RegistryLinks
from config.fleet import ClusterView, Fleet, RegionView
from stacks.base import tag_everything
from stacks.bootstrap import BootstrapStack
from stacks.cluster import ClusterStack
from stacks.existing_hub import existing_hub
from stacks.hub import HubStack
from stacks.hub_links import HubLinks
from stacks.router_links import RouterLinks
from stacks.shared import Landing, fleet_manager, router, shared_registry
from stacks.site import cluster_site, hub_site, spoke_site
from stacks.spoke import SpokeStack


def compose(app: App, fleet: Fleet) -> None:
    """Make the stacks of every region, spoke and cluster, and those that they share."""
    landings = _networks(app, fleet, registry=shared_registry(app, fleet))
    routes = router(app, fleet, landings)
    clusters = {
        cluster.stack: _cluster(app, cluster, landings[cluster.stack], routes(cluster)) for cluster in fleet.clusters
    }
    fleet_manager(app, fleet, clusters)


def _networks(app: App, fleet: Fleet, *, registry: RegistryLinks | None) -> dict[str, Landing]:
    """Make hubs and spokes. Return where each cluster lands, by the name of its stack."""
    landings: dict[str, Landing] = {}
    for region in fleet.regions:
        hub = _hub(app, region)
        for spoke in region.spokes:
            at = spoke_site(spoke)
            made = SpokeStack(app, spoke.stack, site=at, spoke=spoke, hub=hub, registry=registry)
            tag_everything(made, at.tags)
            landings |= {cluster.stack: Landing(hub=hub, spoke=made.links[cluster.label]) for cluster in spoke.clusters}
    return landings


def _hub(app: App, region: RegionView) -> HubLinks:
    """Make the hub of a region, unless a central team has one."""
    if region.config.hub.existing:
        return existing_hub(region.config.hub.existing)
    at = hub_site(region)
    hub = HubStack(app, region.stack, site=at, region=region)
    tag_everything(hub, at.tags)
    return hub.links


def _cluster(app: App, cluster: ClusterView, landing: Landing, route: RouterLinks | None) -> ClusterStack:
    at, spoke = cluster_site(cluster), landing.spoke
    aks = ClusterStack(app, cluster.stack, site=at, cluster=cluster, hub=landing.hub, spoke=spoke, router=route)
    inside = BootstrapStack(app, cluster.bootstrap_stack, site=at, cluster=cluster, spoke=spoke, aks=aks.links)
    for stack in (aks, inside):
        tag_everything(stack, at.tags)
    return aks
