"""Rules on the subnets of pods, and on settings of the kubelet and the operating system."""

from config.model import AnyPool, BaselineConfig, NodePool
from config.problem import Problem
from config.reading.wording import listed, shown
from config.rules.rule import Findings, refuses_each, warns

# Azure page "Custom Node Configuration Parameters for Azure Kubernetes Service (AKS)".
IMAGE_GC_HIGH, IMAGE_GC_LOW = 85, 80


@refuses_each("node_pools")
def node_settings_are_for_linux(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """The keys `kubelet` and `linux_os` are only set for Linux nodes. CMP-16."""
    # The page above: Windows has four settings of the kubelet. azurerm 4.55 always sends others along with them.
    for field in ("kubelet", "linux_os"):
        if pool.windows and getattr(pool, field) is not None:
            need = f"nothing with os_sku: {pool.os_sku}, as its settings are for Linux"
            yield Problem(path=f"{path}.{field}", got="settings", need=need, fix="delete the key")


@refuses_each("node_pools")
def swap_needs_a_kubelet_that_allows_it(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """With `swap_file_size_mb`, the key `kubelet` is set: only then azurerm tells the kubelet to start with swap."""
    # azurerm 4.55, kubernetes_cluster_node_pool_resource.go, `expandAgentPoolKubeletConfig`: failSwapOn.
    if pool.linux_os and pool.linux_os.swap_file_size_mb and pool.kubelet is None:
        need = "settings, at least {}, with linux_os.swap_file_size_mb"
        yield Problem(path=f"{path}.kubelet", got="nothing", need=need, fix="set kubelet: {}")


@refuses_each("node_pools")
def image_collection_has_an_end(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """The key `image_gc_low_threshold` is not above `image_gc_high_threshold`."""
    if pool.kubelet is None:
        return
    high, low = pool.kubelet.image_gc_high_threshold, pool.kubelet.image_gc_low_threshold
    if (low or IMAGE_GC_LOW) > (most := high or IMAGE_GC_HIGH):
        need = f"at most {most}, the image_gc_high_threshold" + ("" if high else " of AKS")
        fix = "lower it, or raise image_gc_high_threshold"
        got = shown(low) if low else f"nothing, so {IMAGE_GC_LOW}"
        yield Problem(path=f"{path}.kubelet.image_gc_low_threshold", got=got, need=need, fix=fix)


@refuses_each("node_pools")
def port_ranges_have_two_ends(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """The two ends of the range of local ports are set together and in order."""
    # azurerm 4.55, kubernetes_cluster_node_pool_resource.go, `expandAgentPoolSysctlConfig`.
    if pool.linux_os is None or pool.linux_os.sysctls is None:
        return
    sysctls = pool.linux_os.sysctls
    first, last = sysctls.net_ipv4_ip_local_port_range_min, sysctls.net_ipv4_ip_local_port_range_max
    here = f"{path}.linux_os.sysctls.net_ipv4_ip_local_port_range_max"
    if (first is None) != (last is None):
        need = "both ends of the range, or neither"
        yield Problem(path=here, got=shown(last), need=need, fix="set the other one too, or delete both")
    elif first is not None and last is not None and first > last:
        need = f"at least net_ipv4_ip_local_port_range_min {first}"
        yield Problem(path=here, got=shown(last), need=need, fix="raise it, or lower the first port")


@refuses_each("node_pools")
def pods_have_one_kind_of_address(config: BaselineConfig, pool: AnyPool, path: str) -> Findings:
    """A pool has no `pod_subnet` in overlay networking, where pods have addresses of `network.pod_cidr`. CMP-15."""
    # Azure page "Azure CNI Overlay networking overview": pods have addresses of a private range, not of a subnet.
    if pool.pod_subnet is not None and config.network.model == "overlay":
        need, fix = "nothing with network.model: overlay", "set network.model: azure_cni, or delete the key"
        yield Problem(path=f"{path}.pod_subnet", got=str(pool.pod_subnet), need=need, fix=fix)


@warns
def all_pods_have_subnets_or_none(config: BaselineConfig) -> Findings:
    """Either all pools have a `pod_subnet`, or none has. CMP-15."""
    # Azure page "Configure Azure CNI Pod Subnet - Dynamic IP Allocation and enhanced subnet support".
    without = [pool.name for pool in config.node_pools if pool.pod_subnet is None]
    if without and len(without) < len(config.node_pools):
        need = "a pod_subnet for every pool: Azure's pages describe no cluster with both kinds of pool"
        yield Problem(path="node_pools", got=f"none for {listed(without, 'and')}", need=need, fix="give each pool one")
