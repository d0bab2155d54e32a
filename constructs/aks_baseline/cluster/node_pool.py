"""Node pools."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesClusterDefaultNodePool,
    KubernetesClusterDefaultNodePoolUpgradeSettings,
)
from cdktf_cdktf_provider_azurerm.kubernetes_cluster_node_pool import (
    KubernetesClusterNodePool,
    KubernetesClusterNodePoolUpgradeSettings,
)
from constructs import Construct

from aks_baseline.cluster.pool_names import stand_in_name
from aks_baseline.cluster.pool_options import Kubelet, LinuxOs, NodePool, UpgradeSettings
from aks_baseline.foundation.placement import POOL_ROLE

# AKS gives both to the nodes of a spot pool. azurerm plans their removal for ever if they are not stated.
SPOT = "kubernetes.azure.com/scalesetpriority"


def system_pool(
    pool: NodePool, *, kubernetes_version: str, tags: Mapping[str, str]
) -> KubernetesClusterDefaultNodePool:
    """The cluster's first pool, which takes only AKS's own pods.

    Source: article, "Configure compute for the base cluster".

    Args:
        pool: The pool.
        kubernetes_version: Version of its nodes.
        tags: Tags of its machines.
    """
    return KubernetesClusterDefaultNodePool(
        **_common(pool, role="system", kubernetes_version=kubernetes_version),
        type="VirtualMachineScaleSets",
        only_critical_addons_enabled=True,
        upgrade_settings=KubernetesClusterDefaultNodePoolUpgradeSettings(**_upgrades(pool.upgrades)),
        tags=dict(tags),
    )


def user_pool(
    scope: Construct,
    pool: NodePool,
    *,
    cluster_id: str,
    kubernetes_version: str,
    ignore_changes: Sequence[str],
) -> KubernetesClusterNodePool:
    """A pool for workloads, apart from AKS's own pods.

    Source: article, "Configure compute for the base cluster".

    Args:
        scope: Parent construct; the construct id is the name of the pool.
        pool: The pool.
        cluster_id: Cluster that the pool belongs to.
        kubernetes_version: Version of its nodes.
        ignore_changes: Attributes that Azure changes and Terraform must not set back.
    """
    return KubernetesClusterNodePool(
        scope,
        pool.name,
        **_common(pool, role="windows" if pool.windows else "user", kubernetes_version=kubernetes_version),
        **_spot(pool),
        kubernetes_cluster_id=cluster_id,
        mode="User",
        os_type="Windows" if pool.windows else "Linux",
        node_taints=[*([f"{SPOT}=spot:NoSchedule"] if pool.spot else []), *pool.taints] or None,
        # Azure has none for a spot pool, and azurerm would plan them for ever: `flattenAgentPoolUpgradeSettings` of
        # kubernetes_cluster_node_pool_resource.go.
        upgrade_settings=None if pool.spot else KubernetesClusterNodePoolUpgradeSettings(**_upgrades(pool.upgrades)),
        lifecycle=TerraformResourceLifecycle(ignore_changes=list(ignore_changes)) if ignore_changes else None,
    )


def _common(pool: NodePool, *, role: str, kubernetes_version: str) -> dict[str, Any]:
    """Arguments that the system pool and user pools share."""
    fewest, most = pool.nodes if isinstance(pool.nodes, tuple) else (None, None)
    return {
        "name": pool.name,
        "vm_size": pool.vm_size,
        "os_disk_size_gb": pool.os_disk_size_gb,
        "os_disk_type": pool.os_disk_type,
        "os_sku": pool.os_sku,
        "auto_scaling_enabled": pool.autoscales,
        "min_count": fewest,
        "max_count": most,
        # The autoscaler starts at the fewest; a count would undo its work.
        "node_count": None if isinstance(pool.nodes, tuple) else pool.nodes,
        "max_pods": pool.max_pods,
        "zones": pool.zones,
        "vnet_subnet_id": pool.subnet_id,
        "pod_subnet_id": pool.pod_subnet_id,
        "orchestrator_version": kubernetes_version,
        "fips_enabled": pool.fips,
        "gpu_driver": pool.gpu_driver,
        "host_encryption_enabled": pool.host_encryption,
        "kubelet_config": _kubelet(pool.kubelet) if pool.kubelet else None,
        "linux_os_config": _linux_os(pool.linux_os) if pool.linux_os else None,
        "node_public_ip_enabled": False,
        "node_labels": {**pool.labels, **({SPOT: "spot"} if pool.spot else {}), POOL_ROLE: role},
        "temporary_name_for_rotation": stand_in_name(pool.name, windows=pool.windows),
    }


def _spot(pool: NodePool) -> dict[str, Any]:
    if pool.spot is None:
        return {}
    return {
        "priority": "Spot",
        "eviction_policy": pool.spot.eviction_policy,
        "spot_max_price": pool.spot.max_price,
    }


def _kubelet(kubelet: Kubelet) -> dict[str, Any]:
    return {
        "cpu_manager_policy": kubelet.cpu_manager_policy,
        "cpu_cfs_quota_enabled": kubelet.cpu_cfs_quota,
        "cpu_cfs_quota_period": kubelet.cpu_cfs_quota_period,
        "image_gc_high_threshold": kubelet.image_gc_high_threshold,
        "image_gc_low_threshold": kubelet.image_gc_low_threshold,
        "topology_manager_policy": kubelet.topology_manager_policy,
        "allowed_unsafe_sysctls": list(kubelet.allowed_unsafe_sysctls) or None,
        "container_log_max_size_mb": kubelet.container_log_max_size_mb,
        "container_log_max_line": kubelet.container_log_max_files,  # azurerm 4.55 calls files lines
        "pod_max_pid": kubelet.pod_max_pids,
    }


def _linux_os(settings: LinuxOs) -> dict[str, Any]:
    return {
        "swap_file_size_mb": settings.swap_file_size_mb,
        "sysctl_config": dict(settings.sysctls) or None,
    }


def _upgrades(settings: UpgradeSettings) -> dict[str, Any]:
    return {
        "max_surge": settings.surge,
        "drain_timeout_in_minutes": settings.drain_timeout,
        "node_soak_duration_in_minutes": settings.soak_time,
        "undrainable_node_behavior": settings.undrainable_nodes,
    }
