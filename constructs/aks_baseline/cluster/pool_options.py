"""Options of a node pool: plain values, apart from the Terraform resources in `node_pool`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Spare capacity that Azure may take back. Source: Azure page "Add an Azure Spot node pool to an AKS cluster".

    Args:
        eviction_policy: What becomes of a node that Azure takes back.
        max_price: Most US dollars an hour for a node. -1: the price of a regular node.
    """

    eviction_policy: Literal["Delete", "Deallocate"] = "Delete"
    max_price: float = -1


@dataclass(frozen=True, kw_only=True)
class UpgradeSettings:
    """How an upgrade replaces the nodes of a pool. Source: Azure page "Configure rolling upgrades for AKS node pools".

    Args:
        surge: Temporary nodes: a share such as 33% or a number such as 2.
        drain_timeout: Minutes to wait for the pods of a node. None: Azure waits 30.
        soak_time: Minutes to wait after a node was drained. None: none.
        undrainable_nodes: What happens to a node whose pods do not end. None: the upgrade fails, as with Schedule.
    """

    surge: str
    drain_timeout: int | None = None
    soak_time: int | None = None
    undrainable_nodes: Literal["Cordon", "Schedule"] | None = None


@dataclass(frozen=True, kw_only=True)
class Kubelet:
    """Settings of the kubelet on Linux nodes. None leaves a setting to AKS.

    Source: Azure page "Custom Node Configuration Parameters for Azure Kubernetes Service (AKS)".

    Args:
        cpu_manager_policy: static gives pods of class Guaranteed with whole CPUs their own.
        cpu_cfs_quota: True holds containers to their CPU limit.
        cpu_cfs_quota_period: Period of the limit, such as 100ms.
        image_gc_high_threshold: Percentage of the disk above which unused images are deleted.
        image_gc_low_threshold: Percentage of the disk down to which they are deleted.
        topology_manager_policy: How CPUs and devices of a pod are placed on NUMA nodes.
        allowed_unsafe_sysctls: Kernel settings that pods may set and that can harm other pods.
        container_log_max_size_mb: Size in MB at which a log is rotated.
        container_log_max_files: Most log files of a container.
        pod_max_pids: Most processes of a pod.
    """

    cpu_manager_policy: Literal["none", "static"] | None = None
    cpu_cfs_quota: bool = True
    cpu_cfs_quota_period: str | None = None
    image_gc_high_threshold: int | None = None
    image_gc_low_threshold: int | None = None
    topology_manager_policy: Literal["none", "best-effort", "restricted", "single-numa-node"] | None = None
    allowed_unsafe_sysctls: Sequence[str] = ()
    container_log_max_size_mb: int | None = None
    container_log_max_files: int | None = None
    pod_max_pids: int | None = None


@dataclass(frozen=True, kw_only=True)
class LinuxOs:
    """Settings of the operating system on Linux nodes. Source: the same page.

    Args:
        swap_file_size_mb: Size in MB of a swap file on the temporary disk; needs settings of the kubelet. None: none.
        sysctls: Kernel settings by azurerm's names, such as net_core_somaxconn.
    """

    swap_file_size_mb: int | None = None
    sysctls: Mapping[str, int | bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NodePool:
    """A pool of equal virtual machines.

    Args:
        name: Name of the pool, at most 12 characters, or 6 with Windows.
        vm_size: Azure size, such as Standard_DS4_v2.
        nodes: (fewest, most) under the autoscaler, or a fixed number.
        max_pods: Most pods on a node. In flat Azure CNI a node keeps an address for each.
        upgrades: How an upgrade replaces the nodes. A spot pool ignores it: Azure gives it no temporary nodes.
        os_disk_size_gb: Size of the disk of a node. None: the default of the VM size.
        os_disk_type: Managed, or Ephemeral on the local disk of the machine.
        os_sku: Operating system. azurerm 4.55 has no Windows2025.
        zones: Availability zones. None where the region has none.
        subnet_id: Subnet of the nodes.
        pod_subnet_id: Subnet of the pods, delegated to AKS. None: pods have addresses of the nodes' subnet, or of the
            overlay's range.
        host_encryption: True encrypts temporary disks and caches on the host (Azure page "Host-based encryption on
            AKS"). The subscription needs the feature EncryptionAtHost.
        fips: True uses an image with cryptography validated by FIPS 140 (Azure page "Enable Federal Information
            Processing Standard (FIPS) for Azure Kubernetes Service (AKS) Node Pools").
        gpu_driver: Whether AKS installs the driver of GPUs. None: it does on sizes with a GPU (Azure page "Use GPUs on
            Azure Kubernetes Service (AKS)").
        spot: Spare capacity for a user pool. None: regular machines.
        kubelet: Settings of the kubelet. None: AKS decides.
        linux_os: Settings of the operating system. None: the node's image decides.
        labels: Kubernetes labels of the nodes, beside `pool-role`.
        taints: Kubernetes taints of the nodes of a user pool, as key=value:effect.
    """

    name: str
    vm_size: str
    nodes: tuple[int, int] | int
    max_pods: int
    upgrades: UpgradeSettings
    os_disk_size_gb: int | None
    os_disk_type: Literal["Managed", "Ephemeral"]
    os_sku: Literal["AzureLinux", "Ubuntu", "Windows2022"]
    zones: Sequence[str] | None
    subnet_id: str
    pod_subnet_id: str | None = None
    host_encryption: bool = False
    fips: bool = False
    gpu_driver: Literal["Install", "None"] | None = None
    spot: Spot | None = None
    kubelet: Kubelet | None = None
    linux_os: LinuxOs | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    taints: Sequence[str] = ()

    @property
    def autoscales(self) -> bool:
        """Whether the autoscaler decides how many nodes there are."""
        return isinstance(self.nodes, tuple)

    @property
    def windows(self) -> bool:
        """Whether the nodes run Windows."""
        return self.os_sku.startswith("Windows")
