"""Node pools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

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

from aks_baseline.foundation.placement import POOL_ROLE


@dataclass(frozen=True, kw_only=True)
class NodePool:
    """A pool of equal virtual machines.

    Args:
        name: Name of the pool, at most 12 characters.
        vm_size: Azure size, such as Standard_DS4_v2.
        nodes: (fewest, most) under the autoscaler, or a fixed number.
        max_pods: Most pods on a node. In flat Azure CNI a node keeps an address for each.
        surge: Temporary nodes during an upgrade: a share such as 33% or a number such as 2.
        os_disk_size_gb: Size of the disk of a node. None: the default of the VM size.
        os_disk_type: Managed, or Ephemeral on the local disk of the machine.
        os_sku: Operating system.
        zones: Availability zones. None where the region has none.
        subnet_id: Subnet of the nodes.
        host_encryption: True encrypts temporary disks and caches on the host (Azure page "Host-based encryption on
            AKS"). The subscription needs the feature EncryptionAtHost.
        labels: Kubernetes labels of the nodes, beside `pool-role`.
    """

    name: str
    vm_size: str
    nodes: tuple[int, int] | int
    max_pods: int
    surge: str
    os_disk_size_gb: int | None
    os_disk_type: Literal["Managed", "Ephemeral"]
    os_sku: Literal["AzureLinux", "Ubuntu"]
    zones: Sequence[str] | None
    subnet_id: str
    host_encryption: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def autoscales(self) -> bool:
        """Whether the autoscaler decides how many nodes there are."""
        return isinstance(self.nodes, tuple)


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
        upgrade_settings=KubernetesClusterDefaultNodePoolUpgradeSettings(max_surge=pool.surge),
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
        **_common(pool, role="user", kubernetes_version=kubernetes_version),
        kubernetes_cluster_id=cluster_id,
        mode="User",
        os_type="Linux",
        upgrade_settings=KubernetesClusterNodePoolUpgradeSettings(max_surge=pool.surge),
        lifecycle=TerraformResourceLifecycle(ignore_changes=list(ignore_changes)) if ignore_changes else None,
    )


def _common(pool: NodePool, *, role: Literal["system", "user"], kubernetes_version: str) -> dict[str, Any]:
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
        "orchestrator_version": kubernetes_version,
        "fips_enabled": False,
        "host_encryption_enabled": pool.host_encryption,
        "node_public_ip_enabled": False,
        "node_labels": {**pool.labels, POOL_ROLE: role},
        # The pool that stands in while this one is replaced; Azure takes twelve characters.
        "temporary_name_for_rotation": f"{pool.name[:9]}tmp",
    }
