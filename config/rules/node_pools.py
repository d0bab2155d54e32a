"""Rules on node pools: modes, node counts and VM sizes.

The address planner requires the counts that it plans with: `max_count`, or `node_count` without autoscaling.
"""

from aks_baseline.cluster.pool_names import stand_in_name
from config.facts.vm_sizes import VmSize, vm_size
from config.model import AnyPool, BaselineConfig, NodePool, RetiredPool
from config.problem import Problem
from config.reading.wording import listed, path_of, shown
from config.rules.rule import Findings, refuses, refuses_each, repeated, warns, warns_each

# Kubernetes page "Well-Known Labels, Annotations and Taints"; Azure page "Use labels in an Azure Kubernetes Service
# (AKS) cluster".
RESERVED_LABEL_DOMAINS = ("kubernetes.azure.com", "kubernetes.io", "k8s.io")

# CMP-03 and CMP-08: nodes per mode with which production survives the loss of a zone or a node. In other environments,
# AKS requires one system node: Azure page "Manage system node pools in Azure Kubernetes Service (AKS)".
FEWEST_IN_PRODUCTION = {"system": 3, "user": 2}
FEWEST_ELSEWHERE = {"system": 1, "user": 0}

# Azure page "Configure Azure CNI networking in AKS", "Maximum pods per node".
FEWEST_PODS_IN_A_POOL = 30

# `security_rules.py` keeps priorities 100 to 118 of a security group for the prefixes of nodes.
MOST_NODE_PREFIXES = 19

# CMP-11: Standard_DS3_v2. On a smaller node, AKS itself uses too large a share.
SMALLEST_USER_SIZE = VmSize(vcpus=4, memory_gib=14)

# Azure page "Manage system node pools in Azure Kubernetes Service (AKS)". The article's Standard_DS2_v2 is smaller.
SMALLEST_SYSTEM_SIZE = VmSize(vcpus=4, memory_gib=4)


def _sizes(config: BaselineConfig, mode: str) -> list[VmSize]:
    sizes = [vm_size(pool.vm_size) for pool in config.node_pools if pool.mode == mode]
    return [size for size in sizes if size]


def _too_small(pool: NodePool, mode: str, smallest: VmSize) -> VmSize | None:
    """Size of `pool` if it has this mode and is below `smallest`; None otherwise."""
    size = vm_size(pool.vm_size)
    if pool.mode != mode or size is None:
        return None
    return size if size.vcpus < smallest.vcpus or size.memory_gib < smallest.memory_gib else None


@refuses
def one_system_pool(config: BaselineConfig) -> Findings:
    """There is exactly one system pool, as Terraform's cluster resource holds one. NET-31."""
    count = sum(pool.mode == "system" for pool in config.node_pools)
    if count != 1:
        got = f"{count} pools of mode system" if count else "no pool of mode system"
        fix = "set mode: user on the others" if count else "set mode: system on one pool"
        yield Problem(path="node_pools", got=got, need="exactly one", fix=fix)


@refuses
def workloads_have_their_own_pool(config: BaselineConfig) -> Findings:
    """Production has a user pool that takes any pod, so that workloads stay out of the system pool. CMP-14."""
    if config.environment == "prod" and not any(pool.takes_any_pod for pool in config.node_pools):
        got = "no pool of mode user with regular Linux nodes and without a taint"
        fix = "add a pool with mode: user for the workloads"
        yield Problem(path="node_pools", got=got, need="at least one in prod, apart from the system pool", fix=fix)


@refuses
def pool_names_are_unique(config: BaselineConfig) -> Findings:
    """Names of node pools are unique."""
    names = [pool.name for pool in config.node_pools]
    for position in repeated(names):
        path, fix = f"node_pools[{position}].name", "rename this pool or its namesake"
        yield Problem(path=path, got=names[position], need="a name of its own", fix=fix)


@refuses_each("retired_pools")
def retired_pools_are_out_of_use(config: BaselineConfig, pool: RetiredPool, path: str) -> Findings:
    """A pool in `retired_pools` is listed once and is not in `node_pools`."""
    if pool.name in [each.name for each in config.node_pools]:
        need = "a pool that is no longer among node_pools"
        yield Problem(path=f"{path}.name", got=pool.name, need=need, fix="take it out of one of the two lists")
    if [each.name for each in config.retired_pools].count(pool.name) > 1:
        yield Problem(path=f"{path}.name", got=f"{pool.name} twice", need="each pool once", fix="delete one of them")


@refuses_each("node_pools")
def labels_are_not_reserved(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """Labels of pools do not use the reserved domains of Kubernetes and AKS."""
    for name in pool.labels:
        domain = name.rpartition("/")[0]
        if any(domain == reserved or domain.endswith(f".{reserved}") for reserved in RESERVED_LABEL_DOMAINS):
            need = f"a name outside of {listed(RESERVED_LABEL_DOMAINS, 'and')}, which belong to Kubernetes and AKS"
            here = f"{path}.labels.{path_of((name,))}"
            yield Problem(path=here, got=f"the name {shown(name)}", need=need, fix="use a domain of yours, or none")


@refuses_each("node_pools")
def bounds_are_in_order(_: BaselineConfig, pool: AnyPool, path: str) -> Findings:
    """A pool's `max_count` is at least its `min_count`."""
    if pool.autoscale is True and pool.max_count < pool.min_count:
        need, fix = f"at least min_count {pool.min_count}", "raise it, or lower min_count"
        yield Problem(path=f"{path}.max_count", got=str(pool.max_count), need=need, fix=fix)


@refuses_each("node_pools")
def pools_start_with_enough_nodes(config: BaselineConfig, pool: AnyPool, path: str) -> Findings:
    """Production starts with 3 system and 2 user nodes, or none where pods need a toleration. CMP-03, CMP-08."""
    production = config.environment == "prod" and not pool.turns_pods_away
    fewest = (FEWEST_IN_PRODUCTION if production else FEWEST_ELSEWHERE)[pool.mode]
    if pool.first_nodes < fewest:
        field = "min_count" if pool.autoscale else "node_count"
        need = f"at least {fewest} in a {pool.mode} pool" + (" in prod" if production else ", as AKS runs there")
        yield Problem(
            path=f"{path}.{field}", got=str(pool.first_nodes), need=need, fix=f"set {field}: {fewest} or more"
        )


@refuses_each("node_pools")
def pools_have_room_for_system_pods(_: BaselineConfig, pool: AnyPool, path: str) -> Findings:
    """A pool has room for 30 pods on its first nodes, as AKS refuses a smaller pool."""
    nodes = max(pool.first_nodes, 1)
    if pool.max_pods * nodes < FEWEST_PODS_IN_A_POOL:
        need = f"at least {-(-FEWEST_PODS_IN_A_POOL // nodes)} with {nodes} nodes: AKS wants room for 30 pods in a pool"
        yield Problem(
            path=f"{path}.max_pods", got=str(pool.max_pods), need=need, fix="raise it, or begin with more nodes"
        )


@refuses
def stand_in_names_are_free(config: BaselineConfig) -> Findings:
    """The temporary pools, which stand in while nodes are replaced, have names of their own."""
    stand_ins = [(pool.name, stand_in_name(pool.name, windows=pool.windows)) for pool in config.node_pools]
    for position, pool in enumerate(config.node_pools):
        others = [stand_in for name, stand_in in stand_ins if name != pool.name]
        earlier = [stand_in for name, stand_in in stand_ins[:position] if name != pool.name]
        if stand_ins[position][1] in earlier or pool.name in others:
            first = "three" if pool.windows else "nine"
            need = (
                f"a name that differs from the others' in its first {first} characters, and is none of theirs with tmp"
            )
            yield Problem(path=f"node_pools[{position}].name", got=pool.name, need=need, fix="rename it")


@refuses
def node_prefixes_fit_into_a_security_group(config: BaselineConfig) -> Findings:
    """Nodes and pods have at most 19 prefixes, as each prefix is a rule of a security group. IP-15."""
    pools = (*config.node_pools, *config.retired_pools)
    own = sum((pool.subnet is not None) + (pool.pod_subnet is not None) for pool in pools)
    prefixes = 1 + own + (config.network.model == "overlay")
    if prefixes > MOST_NODE_PREFIXES:
        most = MOST_NODE_PREFIXES - (prefixes - own)
        need, fix = f"at most {most} subnets of pools and their pods", "let some share spoke.subnets.nodes"
        yield Problem(path="node_pools", got=f"{own} of them", need=need, fix=fix)


@refuses_each("node_pools")
def production_nodes_are_large_enough(config: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """User nodes in production are Standard_DS3_v2 or larger. CMP-11."""
    if config.environment == "prod" and (size := _too_small(pool, "user", SMALLEST_USER_SIZE)):
        got, need = f"{pool.vm_size} ({size})", f"at least {SMALLEST_USER_SIZE} for workloads in prod"
        yield Problem(path=f"{path}.vm_size", got=got, need=need, fix="use Standard_DS3_v2 or larger")


@warns_each("node_pools")
def small_nodes_pack_badly(config: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """Outside production, user nodes below Standard_DS3_v2 get a warning. CMP-11."""
    if config.environment != "prod" and (size := _too_small(pool, "user", SMALLEST_USER_SIZE)):
        got, need = f"{pool.vm_size} ({size})", f"at least {SMALLEST_USER_SIZE} to pack workloads well"
        yield Problem(path=f"{path}.vm_size", got=got, need=need, fix="keep it only to save cost: prod refuses it")


@warns_each("node_pools")
def system_nodes_are_large_enough(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """System nodes below the size that AKS recommends get a warning. CMP-02."""
    if size := _too_small(pool, "system", SMALLEST_SYSTEM_SIZE):
        got, need = f"{pool.vm_size} ({size})", f"at least {SMALLEST_SYSTEM_SIZE}, as AKS advises for a system pool"
        yield Problem(path=f"{path}.vm_size", got=got, need=need, fix="use Standard_DS3_v2 or larger")


@warns_each("node_pools")
def system_nodes_do_not_burst(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """System nodes of the B family get a warning, as AKS does not support them. CMP-02."""
    if pool.mode == "system" and pool.vm_size.startswith("Standard_B"):
        need = "a size of another family, as AKS supports no B size in a system pool"
        yield Problem(path=f"{path}.vm_size", got=pool.vm_size, need=need, fix="use Standard_D4s_v5 or the like")


@warns_each("node_pools")
def sizes_are_known(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """VM sizes are of the B, D, E or F family or known ones with a GPU; others are not checked. CMP-07."""
    if vm_size(pool.vm_size) is None:
        need, fix = (
            "a size of the B, D, E or F family, or a newer one with a GPU, to be checked",
            f"see that it has at least {SMALLEST_USER_SIZE}",
        )
        yield Problem(path=f"{path}.vm_size", got=shown(pool.vm_size), need=need, fix=fix)


@warns
def system_nodes_are_the_smaller_ones(config: BaselineConfig) -> Findings:
    """System nodes have no more vCPUs than the largest user nodes. CMP-02, CMP-06."""
    largest = max((size.vcpus for size in _sizes(config, "user")), default=None)
    for position, pool in enumerate(config.node_pools):
        path, size = f"node_pools[{position}]", vm_size(pool.vm_size)
        if pool.mode == "system" and size and largest and size.vcpus > largest:
            got, need = f"{pool.vm_size} ({size})", f"at most the {largest} vCPU of the largest user pool, for cost"
            yield Problem(path=f"{path}.vm_size", got=got, need=need, fix="use a smaller size for the system pool")


@refuses_each("node_pools")
def ephemeral_disks_fit(_: BaselineConfig, pool: NodePool, path: str) -> Findings:
    """An ephemeral OS disk is no larger than the VM can hold. CMP-05."""
    size = vm_size(pool.vm_size)
    if pool.os_disk_type == "Managed" or size is None or size.ephemeral_gib is None:
        return
    if size.ephemeral_gib == 0:
        need, fix = f"Managed with {pool.vm_size}, which has no local disk", "set Managed or use a size with a d"
        yield Problem(path=f"{path}.os_disk_type", got="Ephemeral", need=need, fix=fix)
    elif (pool.os_disk_size_gb or 0) > size.ephemeral_gib:
        need = f"at most {size.ephemeral_gib:g}, the room on a {pool.vm_size} for an ephemeral disk"
        fix = "lower it, use a larger size or set os_disk_type: Managed"
        yield Problem(path=f"{path}.os_disk_size_gb", got=str(pool.os_disk_size_gb), need=need, fix=fix)
