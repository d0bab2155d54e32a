"""AKS cluster."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesCluster,
    KubernetesClusterApiServerAccessProfile,
    KubernetesClusterAutoScalerProfile,
    KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl,
    KubernetesClusterIdentity,
    KubernetesClusterKeyVaultSecretsProvider,
    KubernetesClusterMaintenanceWindowAutoUpgrade,
    KubernetesClusterMaintenanceWindowNodeOs,
    KubernetesClusterMicrosoftDefender,
    KubernetesClusterMonitorMetrics,
    KubernetesClusterNetworkProfile,
    KubernetesClusterOmsAgent,
    KubernetesClusterStorageProfile,
    KubernetesClusterWorkloadAutoscalerProfile,
)
from constructs import Construct

from aks_baseline.cluster.node_pool import NodePool, system_pool, user_pool
from aks_baseline.cluster.options import (
    ApiServerAccess,
    ClusterNetwork,
    ClusterOptions,
    MaintenanceWindow,
    SignIn,
    StorageDrivers,
    Upkeep,
)
from aks_baseline.foundation.placement import Placement

# AKS's own defaults, stated so that an upgrade of provider or service cannot change them unseen. The provider sends
# false for skip_nodes_with_local_storage where it is left out. Source: article, "Cluster autoscaler"; Azure page "Use
# the cluster autoscaler".
AUTOSCALER = KubernetesClusterAutoScalerProfile(
    balance_similar_node_groups=False,
    empty_bulk_delete_max="10",
    expander="random",
    max_graceful_termination_sec="600",
    max_node_provisioning_time="15m",
    max_unready_nodes=3,
    max_unready_percentage=45,
    new_pod_scale_up_delay="0s",
    scale_down_delay_after_add="10m",
    scale_down_delay_after_delete="20s",
    scale_down_delay_after_failure="3m",
    scale_down_unneeded="10m",
    scale_down_unready="20m",
    scale_down_utilization_threshold="0.5",
    scan_interval="10s",
    skip_nodes_with_local_storage=True,
    skip_nodes_with_system_pods=True,
)


class AksCluster(Construct):
    """The AKS cluster with its node pools.

    Sign-in goes through Entra only, and local accounts are off. The control plane has one identity of its own. AKS
    manages the add-ons. Source: article, from "Configure compute for the base cluster" to "Security monitoring".

    Args:
        name: Name of the cluster, and its DNS prefix.
        node_group_name: Name of the resource group that AKS makes for the nodes.
        at: Resource group and region.
        options: Pools, networking, versions, sign-in and add-ons.
        identity_id: User-assigned identity of the control plane.
        workspace_id: Log Analytics workspace for Container insights and Defender.
        tags: Tags of the system pool's machines.
        allow_destroy: False makes Terraform refuse a plan that would delete or replace the cluster.
        after: Roles, policies and rules that must be in force before the first node.

    Attributes:
        pools_ready: The user pools. Extensions and workloads wait for them.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        node_group_name: str,
        at: Placement,
        options: ClusterOptions,
        identity_id: str,
        workspace_id: str,
        tags: Mapping[str, str],
        allow_destroy: bool,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        add_ons, upkeep = options.add_ons, options.upkeep
        version = upkeep.kubernetes_version
        self.cluster = KubernetesCluster(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            node_resource_group=node_group_name,
            dns_prefix=name,
            sku_tier=options.sku_tier,
            support_plan="KubernetesOfficial",
            kubernetes_version=version,
            automatic_upgrade_channel=upkeep.cluster_channel,
            node_os_upgrade_channel=upkeep.node_os_channel,
            maintenance_window_node_os=KubernetesClusterMaintenanceWindowNodeOs(**_window(upkeep.node_os_window)),
            maintenance_window_auto_upgrade=(
                KubernetesClusterMaintenanceWindowAutoUpgrade(**_window(upkeep.cluster_window))
                if upkeep.cluster_window
                else None
            ),
            default_node_pool=system_pool(options.pools.system, kubernetes_version=version, tags=tags),
            auto_scaler_profile=AUTOSCALER,
            network_profile=_network_profile(options.network),
            identity=KubernetesClusterIdentity(type="UserAssigned", identity_ids=[identity_id]),
            role_based_access_control_enabled=True,
            local_account_disabled=True,
            azure_active_directory_role_based_access_control=_sign_in(options.sign_in),
            oidc_issuer_enabled=True,
            workload_identity_enabled=True,
            **_api_server(options.api_server),
            azure_policy_enabled=True,
            image_cleaner_enabled=True,
            image_cleaner_interval_hours=120,
            key_vault_secrets_provider=KubernetesClusterKeyVaultSecretsProvider(
                secret_rotation_enabled=add_ons.secret_rotation_interval is not None,
                secret_rotation_interval=add_ons.secret_rotation_interval,
            ),
            oms_agent=KubernetesClusterOmsAgent(
                log_analytics_workspace_id=workspace_id, msi_auth_for_monitoring_enabled=True
            ),
            monitor_metrics=KubernetesClusterMonitorMetrics(),
            microsoft_defender=(
                KubernetesClusterMicrosoftDefender(log_analytics_workspace_id=workspace_id)
                if add_ons.defender
                else None
            ),
            storage_profile=_storage_profile(add_ons.storage_drivers),
            workload_autoscaler_profile=(
                None if add_ons.keda is None else KubernetesClusterWorkloadAutoscalerProfile(keda_enabled=add_ons.keda)
            ),
            cost_analysis_enabled=add_ons.cost_analysis,
            lifecycle=TerraformResourceLifecycle(
                prevent_destroy=None if allow_destroy else True,
                ignore_changes=_changed_by_azure(options.pools.system, upkeep, prefix="default_node_pool[0]."),
            ),
            depends_on=list(after),
        )
        self.name = name
        self.id = self.cluster.id
        self.pools_ready = tuple(
            user_pool(
                self,
                pool,
                cluster_id=self.id,
                kubernetes_version=version,
                ignore_changes=_changed_by_azure(pool, upkeep),
            )
            for pool in options.pools.users
        )

    @property
    def kubelet_object_id(self) -> str:
        """Object id of the identity by which nodes pull images."""
        return self.cluster.kubelet_identity.object_id

    @property
    def monitoring_object_id(self) -> str:
        """Object id of the identity of Container insights."""
        return self.cluster.oms_agent.oms_agent_identity.get(0).object_id

    @property
    def issuer_url(self) -> str:
        """Issuer of the tokens of service accounts, for workload identities."""
        return self.cluster.oidc_issuer_url


def _changed_by_azure(pool: NodePool, upkeep: Upkeep, *, prefix: str = "") -> list[str]:
    """Attributes that the autoscaler or the upgrade channel changes: Terraform must not set them back."""
    count = [f"{prefix}node_count"] if pool.autoscales else []
    version = [f"{prefix}orchestrator_version"] if upkeep.cluster_channel else []
    return count + version + (["kubernetes_version"] if upkeep.cluster_channel and prefix else [])


def _api_server(access: ApiServerAccess) -> dict[str, Any]:
    """Arguments for the way to the API server. A private one takes no ranges, and is named in a zone.

    Source: Azure pages "Create a private Azure Kubernetes Service (AKS) cluster", "Use API Server VNet Integration".
    """
    private: dict[str, Any] = {}
    if access.private:
        private = {
            "private_cluster_enabled": True,
            "private_dns_zone_id": access.private_dns_zone,
            "private_cluster_public_fqdn_enabled": access.public_name,
        }
    profile = None
    if access.authorized_ip_ranges or access.subnet_id:
        profile = KubernetesClusterApiServerAccessProfile(
            authorized_ip_ranges=list(access.authorized_ip_ranges) or None,
            virtual_network_integration_enabled=True if access.subnet_id else None,
            subnet_id=access.subnet_id,
        )
    return {"api_server_access_profile": profile, "run_command_enabled": access.run_command, **private}


def _network_profile(network: ClusterNetwork) -> KubernetesClusterNetworkProfile:
    return KubernetesClusterNetworkProfile(
        network_plugin="azure",
        network_plugin_mode="overlay" if network.pod_cidr else None,
        network_policy=network.policy_engine,
        network_data_plane="cilium" if network.policy_engine == "cilium" else "azure",
        pod_cidr=network.pod_cidr,
        service_cidr=network.service_cidr,
        dns_service_ip=network.dns_service_ip,
        outbound_type="userDefinedRouting",
        load_balancer_sku="standard",
    )


def _window(window: MaintenanceWindow) -> dict[str, Any]:
    return {
        "frequency": window.frequency,
        "interval": window.interval,
        "day_of_week": window.day,
        "start_time": window.start,
        "duration": window.hours,
        "utc_offset": window.utc_offset,
    }


def _sign_in(sign_in: SignIn) -> KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl:
    return KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl(
        tenant_id=sign_in.tenant_id,
        azure_rbac_enabled=sign_in.azure_rbac,
        admin_group_object_ids=None if sign_in.azure_rbac else list(sign_in.admin_group_ids),
    )


def _storage_profile(drivers: StorageDrivers) -> KubernetesClusterStorageProfile:
    return KubernetesClusterStorageProfile(
        blob_driver_enabled=drivers.blob,
        disk_driver_enabled=drivers.disk,
        file_driver_enabled=drivers.file,
        snapshot_controller_enabled=drivers.snapshot,
    )
