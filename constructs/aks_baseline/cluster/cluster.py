"""AKS cluster."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesCluster,
    KubernetesClusterIdentity,
    KubernetesClusterIngressApplicationGateway,
    KubernetesClusterKeyVaultSecretsProvider,
    KubernetesClusterMaintenanceWindowAutoUpgrade,
    KubernetesClusterMaintenanceWindowNodeOs,
    KubernetesClusterMicrosoftDefender,
    KubernetesClusterMonitorMetrics,
    KubernetesClusterOmsAgent,
)
from constructs import Construct

from aks_baseline.cluster.node_pool import system_pool, user_pool
from aks_baseline.cluster.options import ClusterOptions, Upkeep
from aks_baseline.cluster.pool_options import NodePool
from aks_baseline.cluster.profiles import (
    api_server_arguments,
    autoscaler_profile,
    custom_ca_arguments,
    etcd_key_arguments,
    isolation_arguments,
    istio_arguments,
    maintenance_window,
    network_profile,
    proxy_arguments,
    sign_in_profile,
    storage_profile,
    windows_profile,
    workload_autoscaler_profile,
)
from aks_baseline.foundation.placement import Placement


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
            support_plan="AKSLongTermSupport" if upkeep.long_term_support else "KubernetesOfficial",
            kubernetes_version=version,
            automatic_upgrade_channel=upkeep.cluster_channel,
            node_os_upgrade_channel=upkeep.node_os_channel,
            maintenance_window_node_os=(
                KubernetesClusterMaintenanceWindowNodeOs(**maintenance_window(upkeep.node_os_window))
                if upkeep.node_os_window
                else None
            ),
            maintenance_window_auto_upgrade=(
                KubernetesClusterMaintenanceWindowAutoUpgrade(**maintenance_window(upkeep.cluster_window))
                if upkeep.cluster_window
                else None
            ),
            default_node_pool=system_pool(options.pools.system, kubernetes_version=version, tags=tags),
            auto_scaler_profile=autoscaler_profile(options.autoscaler),
            network_profile=network_profile(options.network),
            windows_profile=windows_profile(options.windows) if options.windows else None,
            disk_encryption_set_id=options.disk_encryption_set_id,
            identity=KubernetesClusterIdentity(type="UserAssigned", identity_ids=[identity_id]),
            role_based_access_control_enabled=True,
            local_account_disabled=True,
            azure_active_directory_role_based_access_control=sign_in_profile(options.sign_in),
            oidc_issuer_enabled=True,
            workload_identity_enabled=True,
            **api_server_arguments(options.api_server),
            **proxy_arguments(options.proxy),
            **isolation_arguments(options.isolation),
            **etcd_key_arguments(options.etcd_key),
            **custom_ca_arguments(options.custom_ca_certificates),
            **istio_arguments(options.istio_revisions),
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
            ingress_application_gateway=(
                KubernetesClusterIngressApplicationGateway(gateway_id=add_ons.gateway_id)
                if add_ons.gateway_id
                else None
            ),
            storage_profile=storage_profile(add_ons.storage_drivers),
            workload_autoscaler_profile=workload_autoscaler_profile(add_ons),
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
    def gateway_controller_object_id(self) -> str:
        """Object id of the identity of Application Gateway Ingress Controller, where it runs."""
        add_on = self.cluster.ingress_application_gateway
        return add_on.ingress_application_gateway_identity.get(0).object_id

    @property
    def issuer_url(self) -> str:
        """Issuer of the tokens of service accounts, for workload identities."""
        return self.cluster.oidc_issuer_url


def _changed_by_azure(pool: NodePool, upkeep: Upkeep, *, prefix: str = "") -> list[str]:
    """Attributes that the autoscaler or the upgrade channel changes: Terraform must not set them back."""
    count = [f"{prefix}node_count"] if pool.autoscales else []
    version = [f"{prefix}orchestrator_version"] if upkeep.cluster_channel else []
    return count + version + (["kubernetes_version"] if upkeep.cluster_channel and prefix else [])
