"""The one place where the stacks meet: hub → spoke → cluster → bootstrap."""

from cdktf import App

from config.fleet import Fleet
from stacks.base import tag_everything
from stacks.bootstrap import BootstrapStack
from stacks.cluster import ClusterStack
from stacks.hub import HubStack
from stacks.site import site
from stacks.spoke import SpokeStack


def compose(app: App, fleet: Fleet) -> None:
    """Make the stacks of every region, spoke and cluster."""
    for region in fleet.regions:
        at = site(region.config)
        hub = HubStack(app, "hub", site=at, region=region)
        tag_everything(hub, at.tags)
        for spoke in region.spokes:
            at = site(spoke.config)
            landing = SpokeStack(app, "spoke", site=at, region=region, spoke=spoke, hub=hub.links)
            tag_everything(landing, at.tags)
            for cluster in spoke.clusters:
                at = site(cluster.config)
                aks = ClusterStack(app, "cluster", site=at, cluster=cluster, hub=hub.links, spoke=landing.links)
                inside = BootstrapStack(app, "bootstrap", site=at, cluster=cluster, spoke=landing.links, aks=aks.links)
                for stack in (aks, inside):
                    tag_everything(stack, at.tags)
