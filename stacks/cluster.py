"""Cluster stack: the AKS cluster, its identities and what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformOutput
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.cluster.event_grid import ClusterTopic
from aks_baseline.foundation.names import Names
from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.roles import grant
from aks_baseline.network.firewall import ApiServerRule
from config.model import BaselineConfig
from stacks.access import grant_access
from stacks.base import BaselineStack
from stacks.cluster_monitoring import ClusterMonitoring
from stacks.edge import ClusterEdge
from stacks.flux import make_flux
from stacks.hub import HubLinks
from stacks.kubelogin import sign_in
from stacks.options import cluster_options
from stacks.policies import assign_policies
from stacks.spoke import SpokeLinks
from stacks.workload_identities import make_workload_identities


@dataclass(frozen=True, kw_only=True)
class ClusterLinks:
    """What the bootstrap stack needs of its cluster. Strings only: they become references to the cluster's state."""

    host: str
    ca_certificate: str
    tenant_id: str
    vault_name: str
    ingress_client_id: str
    ingress_certificate: str
    ingress_certificate_version: str


class ClusterStack(BaselineStack):
    """Policies, identities and roles, vault and gateway, the AKS cluster, its monitoring, Event Grid topic and Flux."""

    def __init__(
        self, scope: Construct, id_: str, *, config: BaselineConfig, names: Names, hub: HubLinks, spoke: SpokeLinks
    ) -> None:
        super().__init__(scope, id_, config=config, names=names, subscription_id=config.spoke.subscription_id)
        at = self.group("group", name=names.cluster_group)
        login = DataAzurermClientConfig(self, "login")
        control_plane = UserAssignedIdentity(
            self,
            "control_plane",
            name=names.control_plane_identity,
            resource_group_name=at.resource_group,
            location=at.location,
        )
        network_roles = [
            grant(
                self,
                f"control_plane_{part}",
                role="Network Contributor",
                on=subnet_id,
                to=control_plane.principal_id,
                why=f"AKS joins {what} to this subnet",
            )
            for part, subnet_id, what in (
                ("nodes", spoke.nodes_subnet_id, "nodes"),
                ("ingress", spoke.ingress_subnet_id, "internal load balancers"),
                *((f"pool_{pool}", subnet_id, "nodes") for pool, subnet_id in spoke.pool_subnet_ids.items()),
            )
        ]
        policies = assign_policies(self, at=at, registry=spoke.registry)
        deployer = config.operators.deployer_object_id or login.object_id
        edge = ClusterEdge(self, at=at, spoke=spoke, login=login, deployer=deployer)
        monitoring = ClusterMonitoring(self, at=at, spoke=spoke)
        cluster = self._cluster(
            at=at,
            hub=hub,
            spoke=spoke,
            login=login,
            identity_id=control_plane.id,
            after=[*network_roles, *policies, *edge.before_cluster, *monitoring.before_cluster],
        )
        monitoring.watch(cluster)
        edge.open(issuer_url=cluster.issuer_url, after=cluster.cluster)
        monitoring.watch_gateway(edge.gateway_id)
        make_workload_identities(self, at=at, issuer_url=cluster.issuer_url)
        pull_role = grant(
            self,
            "kubelet_registry",
            role="AcrPull",
            on=spoke.registry.id,
            to=cluster.kubelet_object_id,
            why="Nodes pull images",
        )
        grant(
            self,
            "kubelet_nodes",
            role="Virtual Machine Contributor",
            on=cluster.cluster.node_resource_group_id,
            to=cluster.kubelet_object_id,
            why="Nodes manage their own scale sets",
        )
        grant(
            self,
            "monitoring_metrics",
            role="Monitoring Metrics Publisher",
            on=cluster.id,
            to=cluster.monitoring_object_id,
            why="Container insights publishes metrics of the cluster",
        )
        grant_access(self, cluster_id=cluster.id, subscription_id=login.subscription_id, deployer=deployer)
        ClusterTopic(
            self,
            "events",
            at=at,
            name=names.cluster_topic,
            cluster_id=cluster.id,
            webhook_url=config.updates.event_subscription,
            workspace_id=spoke.workspace_id,
        )
        way_to_api_server = self._open_api_server(cluster, hub=hub)
        if config.bootstrap.method == "flux_extension":
            make_flux(self, cluster_id=cluster.id, after=[*cluster.pools_ready, pull_role, *way_to_api_server])
        self._outputs(cluster, at=at, control_plane_client_id=control_plane.client_id, bastion_id=hub.bastion_id)
        self.links = ClusterLinks(
            host=cluster.cluster.kube_config.get(0).host,
            ca_certificate=cluster.cluster.kube_config.get(0).cluster_ca_certificate,
            tenant_id=login.tenant_id,
            vault_name=edge.vault_name,
            ingress_client_id=edge.ingress_client_id,
            ingress_certificate=edge.ingress_certificate,
            ingress_certificate_version=edge.ingress_certificate_version,
        )

    def _cluster(
        self,
        *,
        at: Placement,
        hub: HubLinks,
        spoke: SpokeLinks,
        login: DataAzurermClientConfig,
        identity_id: str,
        after: Sequence[ITerraformDependable],
    ) -> AksCluster:
        config = self.config
        return AksCluster(
            self,
            "cluster",
            name=self.names.cluster,
            node_group_name=self.names.node_group,
            at=at,
            options=cluster_options(
                config,
                tenant_id=login.tenant_id,
                authorized_ip_ranges=[
                    *(f"{address}/32" for address in hub.firewall_public_ips),
                    # Azure page "Connect to AKS private cluster using Azure Bastion", "Additional requirements"
                    *([f"{hub.bastion_address}/32"] if hub.bastion_address else []),
                    *(str(r) for r in (*config.operators.ip_ranges, *config.api_server.authorized_ip_ranges)),
                ],
                nodes_subnet_id=spoke.nodes_subnet_id,
                pool_subnet_ids=spoke.pool_subnet_ids,
            ),
            identity_id=identity_id,
            workspace_id=spoke.workspace_id,
            tags=self.tags,
            allow_destroy=config.safety.allow_destroy,
            after=after,
        )

    def _open_api_server(self, cluster: AksCluster, *, hub: HubLinks) -> list[ITerraformDependable]:
        """Let pods through the hub's firewall to the API server. The owner of an existing policy does so."""
        if not (hub.firewall_policy_id and hub.node_ip_group_id):
            return []
        rule = ApiServerRule(
            self,
            "api_server_rule",
            name=self.names.api_server_rules,
            policy_id=hub.firewall_policy_id,
            node_ip_group_id=hub.node_ip_group_id,
            fqdn=cluster.cluster.fqdn,
            provider=self.hub_provider(),
        )
        return [rule.group]

    def _outputs(
        self, cluster: AksCluster, *, at: Placement, control_plane_client_id: str, bastion_id: str | None
    ) -> None:
        """What people need once the cluster stands."""
        config, where = self.config, f"--name {cluster.name} --resource-group {at.resource_group}"
        outputs: dict[str, tuple[str, str]] = {
            "cluster_name": (cluster.name, "Name of the cluster"),
            "cluster_id": (cluster.id, "Resource id of the cluster"),
            "credentials_command": (
                f"az aks get-credentials {where} && kubelogin convert-kubeconfig {' '.join(sign_in(config.operators))}",
                "Writes a kubeconfig that asks Entra who you are",
            ),
            "control_plane_client_id": (control_plane_client_id, "Client id of the cluster's own identity"),
            "access_groups": (
                ", ".join((*config.rbac.cluster_admin_groups, *config.rbac.namespace_reader_groups)),
                "Entra groups that reach the cluster: put them under access review",
            ),
        }
        if bastion_id:
            outputs["bastion_command"] = (
                f"az aks bastion tunnel {where} --bastion {bastion_id}",
                "Opens a shell whose kubectl reaches the API server through Bastion, from outside operators.ip_ranges",
            )
        for name, (value, description) in outputs.items():
            TerraformOutput(self, name, value=value, description=description)
