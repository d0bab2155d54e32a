"""The one place where the stacks meet: hub → spoke → cluster → bootstrap."""

from cdktf import App

from config.fleet import Fleet
from stacks.base import tag_everything
from stacks.bootstrap import BootstrapStack
from stacks.cluster import ClusterStack
from stacks.hub import HubStack
from stacks.site import cluster_site, hub_site, spoke_site
from stacks.spoke import SpokeStack


def compose(app: App, fleet: Fleet) -> None:
    """Make the stacks of every region, spoke and cluster."""
    for region in fleet.regions:
        at = hub_site(region)
        hub = HubStack(app, region.stack, site=at, region=region)
        tag_everything(hub, at.tags)
        for spoke in region.spokes:
            at = spoke_site(spoke)
            landing = SpokeStack(app, spoke.stack, site=at, region=region, spoke=spoke, hub=hub.links)
            tag_everything(landing, at.tags)
            for cluster in spoke.clusters:
                at = cluster_site(cluster)
                aks = ClusterStack(app, cluster.stack, site=at, cluster=cluster, hub=hub.links, spoke=landing.links)
                inside = BootstrapStack(
                    app, cluster.bootstrap_stack, site=at, cluster=cluster, spoke=landing.links, aks=aks.links
                )
                for stack in (aks, inside):
                    tag_everything(stack, at.tags)
