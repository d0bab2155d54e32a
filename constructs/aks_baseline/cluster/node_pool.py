"""Node pools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

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


@dataclass(frozen=True, kw_only=True)
class NodePool:
    """A pool of equal virtual machines.

    `nodes`: (fewest, most) under the autoscaler, or a fixed number. `surge`: temporary nodes during an upgrade, `33%`
    or `2`.
    `os_disk_size_gb`: None is the size's own default.
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
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def autoscales(self) -> bool:
        return isinstance(self.nodes, tuple)

    @property
    def min_count(self) -> int | None:
        return self.nodes[0] if isinstance(self.nodes, tuple) else None

    @property
    def max_count(self) -> int | None:
        return self.nodes[1] if isinstance(self.nodes, tuple) else None

    @property
    def node_count(self) -> int | None:
        """None under the autoscaler, which starts at the fewest and would be undone by a count."""
        return None if isinstance(self.nodes, tuple) else self.nodes

    @property
    def rotation_name(self) -> str:
        """Name of the pool that stands in while this one is replaced, at most twelve characters."""
        return f"{self.name[:9]}tmp"


def system_pool(
    pool: NodePool, *, kubernetes_version: str, tags: Mapping[str, str]
) -> KubernetesClusterDefaultNodePool:
    """The cluster's first pool, which only takes AKS's own pods. Source: article, "Configure compute for the base
    cluster".
    """
    return KubernetesClusterDefaultNodePool(
        name=pool.name,
        type="VirtualMachineScaleSets",
        vm_size=pool.vm_size,
        os_disk_size_gb=pool.os_disk_size_gb,
        os_disk_type=pool.os_disk_type,
        os_sku=pool.os_sku,
        auto_scaling_enabled=pool.autoscales,
        min_count=pool.min_count,
        max_count=pool.max_count,
        node_count=pool.node_count,
        max_pods=pool.max_pods,
        zones=pool.zones,
        vnet_subnet_id=pool.subnet_id,
        orchestrator_version=kubernetes_version,
        only_critical_addons_enabled=True,
        fips_enabled=False,
        host_encryption_enabled=False,
        node_public_ip_enabled=False,
        node_labels={"pool-role": "system", **pool.labels},
        temporary_name_for_rotation=pool.rotation_name,
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
    """A pool for workloads, apart from AKS's own pods. Source: article, "Configure compute for the base cluster"."""
    return KubernetesClusterNodePool(
        scope,
        pool.name,
        name=pool.name,
        kubernetes_cluster_id=cluster_id,
        mode="User",
        vm_size=pool.vm_size,
        os_type="Linux",
        os_disk_size_gb=pool.os_disk_size_gb,
        os_disk_type=pool.os_disk_type,
        os_sku=pool.os_sku,
        auto_scaling_enabled=pool.autoscales,
        min_count=pool.min_count,
        max_count=pool.max_count,
        node_count=pool.node_count,
        max_pods=pool.max_pods,
        zones=pool.zones,
        vnet_subnet_id=pool.subnet_id,
        orchestrator_version=kubernetes_version,
        fips_enabled=False,
        host_encryption_enabled=False,
        node_public_ip_enabled=False,
        node_labels={"pool-role": "user", **pool.labels},
        temporary_name_for_rotation=pool.rotation_name,
        upgrade_settings=KubernetesClusterNodePoolUpgradeSettings(max_surge=pool.surge),
        lifecycle=TerraformResourceLifecycle(ignore_changes=list(ignore_changes)) if ignore_changes else None,
    )
