"""Settings of the kubelet and of the Linux kernel on the nodes of a pool.

Bounds are those of Azure page "Custom Node Configuration Parameters for Azure Kubernetes Service (AKS)", within those
of azurerm 4.55, which cannot send 0.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from config.model.base import Section
from config.model.text import form

UnsafeSysctl = Annotated[
    str,
    form(
        r"^(kernel\.(shm[a-z_]*\*?|msg[a-z_]*\*?|sem)|fs\.mqueue\.([a-z_]+|\*)|net\.([a-z0-9_.]+|[a-z0-9_.]*\*))$",
        "a setting among kernel.shm*, kernel.msg*, kernel.sem, fs.mqueue.* and net.*, or such a pattern",
        "net.core.somaxconn",
    ),
]
Period = Annotated[str, form(r"^([1-9][0-9]{0,2}|1000)ms$", "1ms to 1000ms", "100ms")]


class Kubelet(Section):
    cpu_manager_policy: Literal["none", "static"] | None = Field(
        default=None,
        description="Optional. static gives pods of class Guaranteed with whole CPUs their own. Left out, it is none.",
    )
    cpu_cfs_quota: bool = Field(
        default=True, description="Optional. Holds containers to their CPU limit. false lets them use idle CPUs."
    )
    cpu_cfs_quota_period: Period | None = Field(
        default=None, description="Optional. Period of the CPU limit. Left out, it is 100ms."
    )
    image_gc_high_threshold: int | None = Field(
        default=None,
        ge=1,
        le=100,
        description="Optional. Percentage of the disk above which unused images are deleted; 100 never deletes any. "
        "Left out, it is 85.",
    )
    image_gc_low_threshold: int | None = Field(
        default=None,
        ge=1,
        le=100,
        description="Optional. Percentage of the disk down to which unused images are deleted. Left out, it is 80.",
    )
    topology_manager_policy: Literal["none", "best-effort", "restricted", "single-numa-node"] | None = Field(
        default=None,
        description="Optional. How CPUs and devices of a pod are placed on NUMA nodes. Left out, it is none.",
    )
    allowed_unsafe_sysctls: tuple[UnsafeSysctl, ...] = Field(
        default=(), description="Optional. Kernel settings that pods may set and that can harm other pods."
    )
    container_log_max_size_mb: int | None = Field(
        default=None,
        ge=1,
        description="Optional. Size in MB at which a log of a container is rotated. Left out, it is 50.",
    )
    container_log_max_files: int | None = Field(
        default=None, ge=2, description="Optional. Most log files of a container. Left out, it is 5."
    )
    pod_max_pids: int | None = Field(
        default=None, ge=1, description="Optional. Most processes of a pod. Left out, there is no limit."
    )


def _setting(name: str, lowest: int, highest: int) -> Any:
    return Field(
        default=None,
        ge=lowest,
        le=highest,
        description=f"Optional. Kernel setting {name}. Left out, the node's image decides.",
    )


class Sysctls(Section):
    """Kernel settings, by azurerm's names."""

    fs_aio_max_nr: int | None = _setting("fs.aio-max-nr", 65536, 6553500)
    fs_file_max: int | None = _setting("fs.file-max", 8192, 12000500)
    fs_inotify_max_user_watches: int | None = _setting("fs.inotify.max_user_watches", 781250, 2097152)
    fs_nr_open: int | None = _setting("fs.nr_open", 8192, 20000500)
    kernel_threads_max: int | None = _setting("kernel.threads-max", 20, 513785)
    net_core_netdev_max_backlog: int | None = _setting("net.core.netdev_max_backlog", 1000, 3240000)
    net_core_optmem_max: int | None = _setting("net.core.optmem_max", 20480, 4194304)
    net_core_rmem_default: int | None = _setting("net.core.rmem_default", 212992, 134217728)
    net_core_rmem_max: int | None = _setting("net.core.rmem_max", 212992, 134217728)
    net_core_somaxconn: int | None = _setting("net.core.somaxconn", 4096, 3240000)
    net_core_wmem_default: int | None = _setting("net.core.wmem_default", 212992, 134217728)
    net_core_wmem_max: int | None = _setting("net.core.wmem_max", 212992, 134217728)
    net_ipv4_ip_local_port_range_min: int | None = _setting("net.ipv4.ip_local_port_range, first port", 1024, 60999)
    net_ipv4_ip_local_port_range_max: int | None = _setting("net.ipv4.ip_local_port_range, last port", 32768, 65535)
    net_ipv4_neigh_default_gc_thresh1: int | None = _setting("net.ipv4.neigh.default.gc_thresh1", 128, 80000)
    net_ipv4_neigh_default_gc_thresh2: int | None = _setting("net.ipv4.neigh.default.gc_thresh2", 512, 90000)
    net_ipv4_neigh_default_gc_thresh3: int | None = _setting("net.ipv4.neigh.default.gc_thresh3", 1024, 100000)
    net_ipv4_tcp_fin_timeout: int | None = _setting("net.ipv4.tcp_fin_timeout", 5, 120)
    net_ipv4_tcp_keepalive_intvl: int | None = _setting("net.ipv4.tcp_keepalive_intvl", 10, 90)
    net_ipv4_tcp_keepalive_probes: int | None = _setting("net.ipv4.tcp_keepalive_probes", 1, 15)
    net_ipv4_tcp_keepalive_time: int | None = _setting("net.ipv4.tcp_keepalive_time", 30, 432000)
    net_ipv4_tcp_max_syn_backlog: int | None = _setting("net.ipv4.tcp_max_syn_backlog", 128, 3240000)
    net_ipv4_tcp_max_tw_buckets: int | None = _setting("net.ipv4.tcp_max_tw_buckets", 8000, 1440000)
    net_ipv4_tcp_tw_reuse: bool = Field(
        default=False,
        description="Optional. Kernel setting net.ipv4.tcp_tw_reuse. azurerm always sends it with other settings.",
    )
    net_netfilter_nf_conntrack_buckets: int | None = _setting("net.netfilter.nf_conntrack_buckets", 65536, 524288)
    net_netfilter_nf_conntrack_max: int | None = _setting("net.netfilter.nf_conntrack_max", 131072, 2097152)
    vm_max_map_count: int | None = _setting("vm.max_map_count", 65530, 262144)
    vm_swappiness: int | None = _setting("vm.swappiness", 1, 100)
    vm_vfs_cache_pressure: int | None = _setting("vm.vfs_cache_pressure", 1, 100)


class LinuxOs(Section):
    swap_file_size_mb: int | None = Field(
        default=None,
        ge=1,
        description="Optional. Size in MB of a swap file on the temporary disk of `vm_size`; needs `kubelet`. Left "
        "out, there is none.",
    )
    sysctls: Sysctls | None = Field(
        default=None, description="Optional. Settings of the kernel. Left out, the node's image decides."
    )
