"""Rules on special node pools: spot, GPUs, Windows, FIPS and taints."""

from aks_baseline.cluster.pool_names import LONGEST_WINDOWS
from config.facts.vm_sizes import has_gpu, has_unsupported_gpu, is_arm
from config.model import AnyPool, BaselineConfig, NodePool
from config.problem import Problem
from config.reading.wording import listed, shown
from config.rules.node_pools import RESERVED_LABEL_DOMAINS
from config.rules.rule import Findings, refuses, refuses_each, warns_each

# Azure page "Best Practices for Windows Containers on Azure Kubernetes Service (AKS)": Windows Server 2022 is not
# supported in Kubernetes 1.37 and later. azurerm 4.55 does not know Windows Server 2025.
LAST_MINOR_WITH_WINDOWS = 36

# Azure REST reference, managed clusters, `ManagedClusterWindowsProfile.adminUsername`.
NOT_FOR_ADMINISTRATORS = (
    "a", "actuser", "adm", "admin", "admin1", "admin2", "administrator", "aspnet", "backup", "console", "david",
    "guest", "john", "owner", "root", "server", "sql", "support", "support_388945a0", "sys", "test", "test1", "test2",
    "test3", "user", "user1", "user2", "user3", "user4", "user5",
)  # fmt: skip


@refuses_each("node_pools")
def system_pools_are_plain(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """A system pool has Linux nodes, is not a spot pool and has no taints of its own. CMP-16, COST-04, BC-03."""
    # Azure pages "Create Node Pools in Azure Kubernetes Service (AKS)" and "Add an Azure Spot node pool to an Azure
    # Kubernetes Service (AKS) cluster", "Limitations"; azurerm 4.55: a default node pool has no taints.
    if pool.mode != "system":
        return
    fix = "set mode: user, or delete the key"
    if pool.windows:
        yield Problem(path=f"{path}.os_sku", got=pool.os_sku, need="Linux with mode: system", fix=fix)
    if pool.spot:
        yield Problem(path=f"{path}.spot", got="true", need="false with mode: system, which AKS itself needs", fix=fix)
    if pool.taints:
        need = "none with mode: system, as AKS sets CriticalAddonsOnly there and azurerm no other"
        yield Problem(path=f"{path}.taints", got=listed(pool.taints, "and"), need=need, fix=fix)


@refuses_each("node_pools")
def taints_are_not_reserved(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """Taints of pools do not use the reserved domains of Kubernetes and AKS."""
    for position, taint in enumerate(pool.taints):
        domain = taint.partition("=")[0].rpartition("/")[0]
        if any(domain == reserved or domain.endswith(f".{reserved}") for reserved in RESERVED_LABEL_DOMAINS):
            need = f"a name outside of {listed(RESERVED_LABEL_DOMAINS, 'and')}, which belong to Kubernetes and AKS"
            fix = "use a domain of yours, or none; AKS sets the taint of a spot pool by itself"
            yield Problem(path=f"{path}.taints[{position}]", got=shown(taint), need=need, fix=fix)


@refuses_each("node_pools")
def spot_settings_are_for_spot_pools(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """The keys `eviction_policy` and `spot_max_price` are only set with `spot`. COST-04."""
    for field in ("eviction_policy", "spot_max_price"):
        value = getattr(pool, field)
        if value is not None and not pool.spot:
            fix = "set spot: true, or delete the key"
            yield Problem(path=f"{path}.{field}", got=shown(value), need="nothing without spot: true", fix=fix)


@refuses_each("node_pools")
def spot_prices_are_possible(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """The key `spot_max_price` is -1, or a price above 0 with at most five decimals. COST-04."""
    # Azure page "Add an Azure Spot node pool to an Azure Kubernetes Service (AKS) cluster", "Limitations".
    price = pool.spot_max_price
    if price is not None and price != -1 and (price <= 0 or round(price, 5) != price):
        need = "-1 for the price of a regular node, or US dollars above 0 with at most five decimals"
        yield Problem(path=f"{path}.spot_max_price", got=shown(price), need=need, fix="set -1 or such a price")


@refuses_each("node_pools")
def spot_pools_are_not_drained(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """A spot pool has no `drain_timeout`, `soak_time` and `undrainable_nodes`: Azure does not drain its nodes."""
    # Azure page "Add an Azure Spot node pool to an Azure Kubernetes Service (AKS) cluster", "Upgrade a Spot node pool".
    for field in ("drain_timeout", "soak_time", "undrainable_nodes"):
        value = getattr(pool, field)
        if pool.spot and value is not None:
            need = "nothing with spot: true, as an upgrade evicts the pods of such nodes at once"
            yield Problem(path=f"{path}.{field}", got=shown(value), need=need, fix="delete the key")


@warns_each("node_pools")
def spot_pools_scale(_: BaselineConfig, pool: AnyPool, path: str) -> Findings:
    """A spot pool scales by itself, as a fixed one shrinks with each node that Azure takes back. COST-04."""
    if pool.spot and not pool.autoscale:
        need = "true with spot: true: nobody replaces the nodes that Azure takes back otherwise"
        yield Problem(path=f"{path}.autoscale", got="false", need=need, fix="set min_count and max_count")


@refuses_each("node_pools")
def drivers_are_for_gpus(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """The key `gpu_driver` is only set with a VM size that has a GPU. CMP-07."""
    if pool.gpu_driver is not None and not has_gpu(pool.vm_size):
        need, fix = f"nothing with {pool.vm_size}, which has no GPU", "choose a size with a GPU, or delete the key"
        yield Problem(path=f"{path}.gpu_driver", got=pool.gpu_driver, need=need, fix=fix)


@refuses_each("node_pools")
def gpus_are_supported(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """VM sizes with a GPU are ones that AKS supports, on Linux nodes. CMP-07."""
    # Azure pages "Use GPUs on Azure Kubernetes Service (AKS)" and "Use GPUs for Windows node pools on Azure Kubernetes
    # Service (AKS) (preview)".
    if has_unsupported_gpu(pool.vm_size):
        need, fix = "another series than NVv4, whose GPUs AKS does not support", "use Standard_NC4as_T4_v3 or larger"
        yield Problem(path=f"{path}.vm_size", got=pool.vm_size, need=need, fix=fix)
    elif has_gpu(pool.vm_size) and pool.windows:
        need = "Ubuntu or AzureLinux with a GPU: on Windows nodes GPUs are a preview"
        yield Problem(path=f"{path}.os_sku", got=pool.os_sku, need=need, fix="change os_sku or vm_size")


@warns_each("node_pools")
def gpus_are_kept_for_those_who_need_them(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """A pool with GPUs has a taint, so that other pods do not take its nodes. CMP-07."""
    if pool.mode == "user" and has_gpu(pool.vm_size) and pool.takes_any_pod:
        need, fix = "a taint that keeps other pods off the GPUs", "set taints: ['sku=gpu:NoSchedule'] or the like"
        yield Problem(path=f"{path}.taints", got="nothing", need=need, fix=fix)


@refuses_each("node_pools")
def fips_has_an_image(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """With `fips`, a VM size with Arm processors has AzureLinux."""
    # Azure page "Enable Federal Information Processing Standard (FIPS) for Azure Kubernetes Service (AKS) Node Pools",
    # "Limitations".
    if pool.fips and is_arm(pool.vm_size) and pool.os_sku != "AzureLinux":
        need = f"AzureLinux with fips: true and {pool.vm_size}, which has Arm processors"
        yield Problem(path=f"{path}.os_sku", got=pool.os_sku, need=need, fix="change os_sku or vm_size")


@refuses_each("node_pools")
def windows_names_are_short(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """The name of a pool of Windows nodes has at most six characters. CMP-16."""
    # Azure page "Create Node Pools in Azure Kubernetes Service (AKS)", "Limitations".
    if pool.windows and len(pool.name) > LONGEST_WINDOWS:
        need = f"at most {LONGEST_WINDOWS} characters with os_sku: {pool.os_sku}"
        yield Problem(path=f"{path}.name", got=pool.name, need=need, fix="shorten it, such as npwin1")


@refuses_each("node_pools")
def windows_pools_have_a_cluster_for_them(config: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """A pool of Windows nodes needs `windows`, and a Kubernetes version up to 1.36. CMP-16."""
    if not pool.windows:
        return
    if config.windows is None:
        need, fix = "Linux without windows", "set windows: {} before the cluster is made"
        yield Problem(path=f"{path}.os_sku", got=pool.os_sku, need=need, fix=fix)
    if int(config.updates.kubernetes_version.split(".")[1]) > LAST_MINOR_WITH_WINDOWS:
        need = (
            f"Linux with updates.kubernetes_version above 1.{LAST_MINOR_WITH_WINDOWS}, which has no Windows Server 2022"
        )
        fix = "stay on that version, or run Linux: see docs/limits.md"
        yield Problem(path=f"{path}.os_sku", got=pool.os_sku, need=need, fix=fix)


@refuses
def windows_nodes_trust_public_certificates(config: BaselineConfig) -> Findings:
    """A cluster with Windows nodes has no `custom_ca_certificates`. CMP-16."""
    # Azure page "Use custom certificate authorities (CAs) in Azure Kubernetes Service (AKS)", "Limitations".
    windows = [pool.name for pool in config.node_pools if pool.windows]
    if windows and config.custom_ca_certificates:
        need = f"no certificates with the Windows pools {listed(windows, 'and')}: AKS installs them on Linux alone"
        fix = "delete the key, or run Linux"
        yield Problem(path="custom_ca_certificates", got="certificates", need=need, fix=fix)


@refuses
def windows_nodes_heed_network_policies(config: BaselineConfig) -> Findings:
    """With Windows nodes, the engine of network policies is calico, the only one that runs there. CMP-16."""
    # Azure page "Secure Pod Traffic with Network Policies in Azure Kubernetes Service (AKS)": Cilium is for Linux, and
    # since September 2026 Azure Network Policy Manager is no longer supported on Windows.
    windows = [pool.name for pool in config.node_pools if pool.windows]
    if windows and config.network.policy_engine != "calico":
        need = f"calico with the Windows pools {listed(windows, 'and')}: no other engine runs on Windows nodes"
        fix = "set calico before the cluster is made, or run Linux"
        yield Problem(path="network.policy_engine", got=config.network.policy_engine, need=need, fix=fix)


@refuses
def windows_administrator_has_a_free_name(config: BaselineConfig) -> Findings:
    """The key `windows.admin_username` is not one of the names that Azure refuses. CMP-16."""
    if config.windows is not None and (name := config.windows.admin_username).lower() in NOT_FOR_ADMINISTRATORS:
        need = "a name that nobody guesses: Azure refuses this one"
        yield Problem(path="windows.admin_username", got=name, need=need, fix="use azureuser or a name of yours")
