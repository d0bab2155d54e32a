"""Cluster stack: the AKS cluster, its identities and what they may do."""

from functools import partial

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from constructs import Construct

from aks_baseline.cluster.event_grid import ClusterTopic
from aks_baseline.foundation.awaited import awaited
from config.fleet import ClusterView
from stacks.access import grant_access
from stacks.agic import grant_gateway
from stacks.aks import make_aks
from stacks.api_server import api_server_name, open_api_server
from stacks.backup_of_cluster import back_up_cluster
from stacks.base import BaselineStack
from stacks.changes import protect_running_pools
from stacks.cluster_egress import cluster_egress
from stacks.cluster_links import ClusterLinks
from stacks.control_plane import make_control_plane
from stacks.edge import make_edge
from stacks.flux import make_flux
from stacks.hub_links import HubLinks
from stacks.inbound import let_clients_in
from stacks.insight import insight_providers, make_insight
from stacks.monitoring import Watch, make_collection
from stacks.node_roles import grant_nodes
from stacks.outputs import cluster_outputs
from stacks.policies import assign_policies
from stacks.router_links import RouterLinks
from stacks.site import Site
from stacks.spoke_links import SpokeLinks
from stacks.vault import make_vault
from stacks.workload_identities import make_workload_identities


class ClusterStack(BaselineStack):
    """Policies, identities and roles, vault and gateway, the AKS cluster, its monitoring, Event Grid topic and Flux.

    Args:
        site: Names, region, tags, state and protection.
        cluster: Cluster with its configuration.
        hub: Values of the hub.
        spoke: Values of the spoke.
        router: Values of the global router. None: there is none.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        site: Site,
        cluster: ClusterView,
        hub: HubLinks,
        spoke: SpokeLinks,
        router: RouterLinks | None,
    ) -> None:
        config, names = cluster.config, site.names
        subscription, providers = config.spoke.subscription_id, insight_providers(config)
        super().__init__(
            scope, id_, part="cluster", site=site, subscription_id=subscription, further_providers=providers
        )
        hub, spoke, router, after = self._awaited(hub, spoke, router)
        at = self.group("group", name=names.cluster_group, after=after)
        login = DataAzurermClientConfig(self, "login")
        deployer = config.operators.deployer_object_id or login.object_id

        control_plane = make_control_plane(self, config=config, names=names, at=at, spoke=spoke)
        egress = cluster_egress(
            self, config=config, names=names, at=at, spoke=spoke, control_plane=control_plane.principal_id
        )
        inbound = let_clients_in(self, config=config, names=names, hub=hub)
        policies = assign_policies(self, config=config, names=names, at=at, registry=spoke.registry)
        vault = make_vault(
            self, config=config, names=names, at=at, spoke=spoke, tenant_id=login.tenant_id, deployer=deployer
        )
        collection = make_collection(self, config=config, names=names, at=at, spoke=spoke)

        agic = config.ingress.controller == "agic"
        edge_around = partial(
            make_edge, self, config=config, names=names, at=at, hub=hub, spoke=spoke, vault=vault, router=router
        )
        edge_before = edge_around(aks=None) if agic else None
        aks = make_aks(
            self,
            config=config,
            site=site,
            at=at,
            hub=hub,
            spoke=spoke,
            tenant_id=login.tenant_id,
            control_plane=control_plane,
            egress=egress,
            gateway_id=edge_before.gateway_id if edge_before else None,
            after=[*inbound, *policies, *vault.before_cluster, *collection.before_cluster],
        )
        protect_running_pools(self, cluster)
        watch = Watch(scope=self, config=config, at=at, spoke=spoke, collection=collection)
        watch.cluster(aks, names=names)
        edge = edge_before or edge_around(aks=aks)
        if agic:
            grant_gateway(self, aks=aks, edge=edge, spoke=spoke, gateway_identity_id=vault.gateway_identity_id)
        watch.gateway(edge.gateway_id)

        identities = config.workload_identities
        make_workload_identities(self, identities=identities, names=names, at=at, issuer_url=aks.issuer_url)
        make_insight(self, config=config, at=at, aks=aks, collection=collection, workspace_id=spoke.workspace_id)
        pull_role = grant_nodes(self, aks, registry_id=None if egress.isolation else spoke.registry.id)
        grant_access(self, config=config, cluster_id=aks.id, subscription_id=login.subscription_id, deployer=deployer)
        ClusterTopic(
            self,
            "events",
            at=at,
            name=names.cluster_topic,
            cluster_id=aks.id,
            webhook_url=config.updates.event_subscription,
            workspace_id=spoke.workspace_id,
        )
        way_to_api_server = open_api_server(self, config=config, names=names, hub=hub, fqdn=aks.cluster.fqdn)
        pods_run = [*aks.pools_ready, *pull_role, *way_to_api_server]
        make_flux(self, bootstrap=config.bootstrap, cluster_id=aks.id, after=pods_run)
        back_up_cluster(
            self, config=config, at=at, aks=aks, control_plane=control_plane, login=login, spoke=spoke, after=pods_run
        )
        cluster_outputs(self, config=config, at=at, aks=aks, control_plane=control_plane, bastion_id=hub.bastion_id)
        self.cluster_id = aks.id
        self.links = ClusterLinks(
            stack=id_,
            host=api_server_name(config, aks.cluster),
            ca_certificate=aks.cluster.kube_config.get(0).cluster_ca_certificate,
            tenant_id=login.tenant_id,
            vault_name=vault.vault.name,
            ingress=edge.ingress,
            gateway_certificate=edge.gateway_certificate,
        )

    def _awaited(
        self, hub: HubLinks, spoke: SpokeLinks, router: RouterLinks | None
    ) -> tuple[HubLinks, SpokeLinks, RouterLinks | None, list[ITerraformDependable]]:
        """Values of stacks that may not be applied yet, and what this stack waits for."""
        hub, after_hub = awaited(self, "hub", hub, stack=hub.stack)
        spoke, after_spoke = awaited(self, "spoke", spoke, stack=spoke.stack)
        router, after_router = awaited(self, "router", router, stack=router.stack) if router else (None, [])
        return hub, spoke, router, [*after_hub, *after_spoke, *after_router]
