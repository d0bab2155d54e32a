"""AKS cluster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

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
from aks_baseline.foundation.names import Names
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


@dataclass(frozen=True, kw_only=True)
class ClusterNetwork:
    """Networking inside the cluster. `pod_cidr`: only for overlay; without it every pod takes an address of the node
    subnet.
    """

    policy_engine: Literal["azure", "calico", "cilium"]
    service_cidr: str
    dns_service_ip: str
    pod_cidr: str | None = None


@dataclass(frozen=True, kw_only=True)
class MaintenanceWindow:
    """When Azure may update. `day`: for weekly windows. `start`: HH:mm at `utc_offset` (+00:00). `hours`: 4 to 24."""

    frequency: Literal["Daily", "Weekly"]
    interval: int
    day: str | None
    start: str
    hours: int
    utc_offset: str


@dataclass(frozen=True, kw_only=True)
class Upkeep:
    """Versions and how they change. `cluster_channel`: None keeps Kubernetes at `kubernetes_version` until somebody
    raises it.
    """

    kubernetes_version: str
    node_os_channel: Literal["NodeImage", "SecurityPatch"]
    node_os_window: MaintenanceWindow
    cluster_channel: Literal["patch", "stable", "rapid"] | None = None
    cluster_window: MaintenanceWindow | None = None


@dataclass(frozen=True, kw_only=True)
class StorageDrivers:
    """CSI drivers for state in the cluster; all off, for the workload keeps none."""

    blob: bool = False
    disk: bool = False
    file: bool = False
    snapshot: bool = False


class AksCluster(Construct):
    """The cluster with its pools: Entra sign-in only, one control-plane identity, no local account, add-ons managed
    by AKS.

    Required. `authorized_ip_ranges`: public ranges that reach the API server. Among them are the firewall's own
    addresses, from which nodes call it, and Bastion's, from which tunnels do. `after`: roles and policies that must be
    in force before the first node.
    Conditional. `admin_group_ids`: required where Kubernetes RBAC decides (`azure_rbac` false), ignored by Azure RBAC.
    `pools_ready`: the user pools, which extensions and workloads wait for.
    Source: article, from "Configure compute for the base cluster" to "Security monitoring".
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        at: Placement,
        names: Names,
        sku_tier: Literal["Free", "Standard", "Premium"],
        system: NodePool,
        users: Sequence[NodePool],
        network: ClusterNetwork,
        upkeep: Upkeep,
        identity_id: str,
        tenant_id: str,
        azure_rbac: bool,
        admin_group_ids: Sequence[str],
        authorized_ip_ranges: Sequence[str],
        secret_rotation_interval: str | None,
        storage_drivers: StorageDrivers,
        defender: bool,
        keda: bool,
        cost_analysis: bool,
        workspace_id: str,
        tags: Mapping[str, str],
        allow_destroy: bool,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        version = upkeep.kubernetes_version
        self.cluster = KubernetesCluster(
            self,
            "Default",
            name=names.cluster,
            resource_group_name=at.resource_group,
            location=at.location,
            node_resource_group=names.node_group,
            dns_prefix=names.cluster,
            sku_tier=sku_tier,
            support_plan="KubernetesOfficial",
            kubernetes_version=version,
            automatic_upgrade_channel=upkeep.cluster_channel,
            node_os_upgrade_channel=upkeep.node_os_channel,
            maintenance_window_node_os=_node_os_window(upkeep.node_os_window),
            maintenance_window_auto_upgrade=_cluster_window(upkeep.cluster_window),
            default_node_pool=system_pool(system, kubernetes_version=version, tags=tags),
            auto_scaler_profile=AUTOSCALER,
            network_profile=_network_profile(network),
            identity=KubernetesClusterIdentity(type="UserAssigned", identity_ids=[identity_id]),
            role_based_access_control_enabled=True,
            local_account_disabled=True,
            azure_active_directory_role_based_access_control=(
                KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl(
                    tenant_id=tenant_id,
                    azure_rbac_enabled=azure_rbac,
                    admin_group_object_ids=None if azure_rbac else list(admin_group_ids),
                )
            ),
            oidc_issuer_enabled=True,
            workload_identity_enabled=True,
            api_server_access_profile=KubernetesClusterApiServerAccessProfile(
                authorized_ip_ranges=list(authorized_ip_ranges)
            ),
            run_command_enabled=False,
            azure_policy_enabled=True,
            image_cleaner_enabled=True,
            image_cleaner_interval_hours=120,
            key_vault_secrets_provider=KubernetesClusterKeyVaultSecretsProvider(
                secret_rotation_enabled=secret_rotation_interval is not None,
                secret_rotation_interval=secret_rotation_interval,
            ),
            oms_agent=KubernetesClusterOmsAgent(
                log_analytics_workspace_id=workspace_id, msi_auth_for_monitoring_enabled=True
            ),
            monitor_metrics=KubernetesClusterMonitorMetrics(),
            microsoft_defender=(
                KubernetesClusterMicrosoftDefender(log_analytics_workspace_id=workspace_id) if defender else None
            ),
            storage_profile=KubernetesClusterStorageProfile(
                blob_driver_enabled=storage_drivers.blob,
                disk_driver_enabled=storage_drivers.disk,
                file_driver_enabled=storage_drivers.file,
                snapshot_controller_enabled=storage_drivers.snapshot,
            ),
            workload_autoscaler_profile=KubernetesClusterWorkloadAutoscalerProfile(keda_enabled=True) if keda else None,
            cost_analysis_enabled=cost_analysis,
            lifecycle=TerraformResourceLifecycle(
                prevent_destroy=None if allow_destroy else True,
                ignore_changes=_changed_by_azure(system, upkeep, prefix="default_node_pool[0]."),
            ),
            depends_on=list(after),
        )
        self.name = names.cluster
        self.id = self.cluster.id
        self.pools_ready = tuple(
            user_pool(
                self,
                pool,
                cluster_id=self.id,
                kubernetes_version=version,
                ignore_changes=_changed_by_azure(pool, upkeep),
            )
            for pool in users
        )

    @property
    def kubelet_object_id(self) -> str:
        return self.cluster.kubelet_identity.object_id

    @property
    def monitoring_object_id(self) -> str:
        return self.cluster.oms_agent.oms_agent_identity.get(0).object_id

    @property
    def issuer_url(self) -> str:
        return self.cluster.oidc_issuer_url


def _changed_by_azure(pool: NodePool, upkeep: Upkeep, *, prefix: str = "") -> list[str]:
    """Attributes that the autoscaler or the upgrade channel changes: Terraform must not set them back."""
    count = [f"{prefix}node_count"] if pool.autoscales else []
    version = [f"{prefix}orchestrator_version"] if upkeep.cluster_channel else []
    return count + version + (["kubernetes_version"] if upkeep.cluster_channel and prefix else [])


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


def _node_os_window(window: MaintenanceWindow) -> KubernetesClusterMaintenanceWindowNodeOs:
    return KubernetesClusterMaintenanceWindowNodeOs(
        frequency=window.frequency,
        interval=window.interval,
        day_of_week=window.day,
        start_time=window.start,
        duration=window.hours,
        utc_offset=window.utc_offset,
    )


def _cluster_window(window: MaintenanceWindow | None) -> KubernetesClusterMaintenanceWindowAutoUpgrade | None:
    if window is None:
        return None
    return KubernetesClusterMaintenanceWindowAutoUpgrade(
        frequency=window.frequency,
        interval=window.interval,
        day_of_week=window.day,
        start_time=window.start,
        duration=window.hours,
        utc_offset=window.utc_offset,
    )
