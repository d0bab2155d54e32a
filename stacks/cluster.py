"""Cluster stack: the AKS cluster, its identities and what they may do."""

from dataclasses import dataclass
from functools import partial

from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.cluster.event_grid import ClusterTopic
from aks_baseline.foundation.awaited import awaited
from config.fleet import ClusterView
from stacks.access import grant_access
from stacks.agic import grant_gateway
from stacks.api_server import api_server_access, api_server_name, grant_api_server, open_api_server
from stacks.base import BaselineStack
from stacks.changes import protect_running_pools
from stacks.cluster_egress import cluster_egress
from stacks.edge import IngressLinks, make_edge
from stacks.flux import make_flux
from stacks.hub import HubLinks
from stacks.inbound import let_clients_in
from stacks.insight import insight_providers, make_insight
from stacks.monitoring import Watch, make_collection
from stacks.node_roles import grant_disk_encryption, grant_networks, grant_nodes
from stacks.options import cluster_options
from stacks.outputs import cluster_outputs
from stacks.policies import assign_policies
from stacks.router_links import RouterLinks
from stacks.site import Site
from stacks.spoke import SpokeLinks
from stacks.vault import make_vault
from stacks.windows import windows_password
from stacks.workload_identities import make_workload_identities


@dataclass(frozen=True, kw_only=True)
class ClusterLinks:
    """Values of the cluster that its bootstrap stack uses. They are strings, which become references to its state."""

    stack: str
    host: str
    ca_certificate: str
    tenant_id: str
    vault_name: str
    ingress: IngressLinks | None
    gateway_certificate: str


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
        super().__init__(
            scope,
            id_,
            part="cluster",
            site=site,
            subscription_id=config.spoke.subscription_id,
            further_providers=insight_providers(config),
        )
        hub, after_hub = awaited(self, "hub", hub, stack=hub.stack)
        spoke, after_spoke = awaited(self, "spoke", spoke, stack=spoke.stack)
        router, after_router = awaited(self, "router", router, stack=router.stack) if router else (None, [])
        at = self.group("group", name=names.cluster_group, after=[*after_hub, *after_spoke, *after_router])
        login = DataAzurermClientConfig(self, "login")
        deployer = config.operators.deployer_object_id or login.object_id
        control_plane = UserAssignedIdentity(
            self,
            "control_plane",
            name=names.control_plane_identity,
            resource_group_name=at.resource_group,
            location=at.location,
        )
        roles = [
            *grant_networks(self, spoke=spoke, control_plane=control_plane.principal_id),
            *grant_api_server(self, config=config, spoke=spoke, control_plane=control_plane.principal_id),
            *grant_disk_encryption(self, config=config, control_plane=control_plane.principal_id),
        ]
        egress = cluster_egress(
            self, config=config, names=names, at=at, spoke=spoke, control_plane=control_plane.principal_id
        )
        inbound = let_clients_in(self, config=config, names=names, hub=hub)
        policies = assign_policies(self, config=config, names=names, at=at, registry=spoke.registry)
        vault = make_vault(
            self, config=config, names=names, at=at, spoke=spoke, tenant_id=login.tenant_id, deployer=deployer
        )
        collection = make_collection(self, config=config, names=names, at=at, spoke=spoke)
        edge_behind = partial(
            make_edge,
            self,
            config=config,
            names=names,
            at=at,
            spoke=spoke,
            vault=vault,
            router=router,
            firewall_address=hub.firewall_public_ips[0] if config.ingress.via_firewall else None,
        )
        first = edge_behind(aks=None) if config.ingress.controller == "agic" else None
        aks = AksCluster(
            self,
            "cluster",
            name=names.cluster,
            node_group_name=names.node_group,
            at=at,
            options=cluster_options(
                config,
                tenant_id=login.tenant_id,
                api_server=api_server_access(config, hub=hub, spoke=spoke),
                nodes_subnet_id=spoke.nodes_subnet_id,
                pool_subnet_ids=spoke.pool_subnet_ids,
                pod_subnet_ids=spoke.pod_subnet_ids,
                windows_password=windows_password(self) if config.windows else None,
                gateway_id=first.gateway_id if first else None,
                egress=egress,
            ),
            identity_id=control_plane.id,
            workspace_id=spoke.workspace_id,
            tags=site.tags,
            allow_destroy=site.allow_destroy,
            after=[*roles, *egress.ready, *inbound, *policies, *vault.before_cluster, *collection.before_cluster],
        )
        protect_running_pools(self, cluster)
        watch = Watch(scope=self, config=config, at=at, spoke=spoke, collection=collection)
        watch.cluster(aks, names=names)
        edge = first or edge_behind(aks=aks)
        if config.ingress.controller == "agic":
            grant_gateway(self, aks=aks, edge=edge, spoke=spoke, gateway_identity_id=vault.gateway_identity_id)
        watch.gateway(edge.gateway_id)
        make_workload_identities(
            self, identities=config.workload_identities, names=names, at=at, issuer_url=aks.issuer_url
        )
        make_insight(
            self,
            config=config,
            at=at,
            aks=aks,
            prometheus=collection.prometheus,
            workspace_id=spoke.workspace_id,
        )
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
        if config.bootstrap.method == "flux_extension":
            make_flux(
                self,
                git=config.bootstrap.git,
                cluster_id=aks.id,
                after=[*aks.pools_ready, *pull_role, *way_to_api_server],
            )
        if spoke.backup and config.backup.mode == "aks_extension":
            from aks_baseline.cluster.backup import BackedUpCluster
            from stacks.backup import back_up  # imported here: few deployments have such a backup

            back_up(
                self,
                config=config,
                cluster=BackedUpCluster(
                    name=names.cluster,
                    id=aks.id,
                    principal_id=control_plane.principal_id,
                    location=at.location,
                    tenant_id=login.tenant_id,
                    subscription_id=login.subscription_id,
                ),
                links=spoke.backup,
                after=[*aks.pools_ready, *pull_role, *way_to_api_server],
            )
        where = f"--name {aks.name} --resource-group {at.resource_group}"
        cluster_outputs(
            self,
            config=config,
            aks=aks,
            where=where,
            control_plane_client_id=control_plane.client_id,
            bastion_id=hub.bastion_id,
        )
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
