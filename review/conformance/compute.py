"""Article, "Configure compute for the base cluster"."""

from aks_baseline.cluster.pool_names import LONGEST_WINDOWS
from config.facts.vm_sizes import has_gpu, vm_size
from review.facts import clusters, pools, user_pools
from review.kubernetes import quantity
from review.requirement import Findings, chosen, requirement
from review.synthesis import Synthesis

SMALLEST_USER_SIZE = (4, 14)  # vCPU and GiB of Standard_DS3_v2
SHARE_FOR_WORKLOADS = 0.8


def production(made: Synthesis) -> bool:
    return made.config.environment == "prod"


@requirement("CMP-01")
def pools_are_scale_sets(made: Synthesis) -> Findings:
    """Every node pool is a virtual machine scale set."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("default_node_pool.type", "VirtualMachineScaleSets", None)


@requirement("CMP-02")
def system_nodes_are_not_larger_than_needed(made: Synthesis) -> Findings:
    """System nodes are no larger than user nodes, for the sake of cost."""
    for system in (pool for pool in pools(made) if pool.system):
        for user in user_pools(made):
            small, large = vm_size(str(system.at("vm_size"))), vm_size(str(user.at("vm_size")))
            if user.cluster is system.cluster and small and large and small.vcpus > large.vcpus:
                yield system.deviates("vm_size", f"a size of at most {large.vcpus} vCPU, as {user.name} has")


@requirement("CMP-03")
def the_system_pool_has_three_nodes(made: Synthesis) -> Findings:
    """The system pool has at least three nodes."""
    for cluster in (yield from clusters(made)):
        for pool in pools(made):
            if pool.cluster is cluster and pool.prefix and pool.fewest_nodes < 3:
                yield pool.deviates("min_count" if pool.at("auto_scaling_enabled") else "node_count", "at least 3")


@requirement("CMP-04")
def system_nodes_have_the_articles_size(made: Synthesis) -> Findings:
    """System nodes have two processors and seven GiB at least, the size DS2_v2 of the article."""
    yield from _as_large_as(made, 2, 7, system=True)


@requirement("CMP-05")
def system_disks_are_large_and_managed(made: Synthesis) -> Findings:
    """System nodes have a managed operating system disk of 512 GB."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("default_node_pool.os_disk_size_gb", 512)
        yield from cluster.expects("default_node_pool.os_disk_type", "Managed", None)


@requirement("CMP-06")
def user_nodes_are_larger(made: Synthesis) -> Findings:
    """User nodes are larger than system nodes, so that more pods share what each node needs for itself."""
    for system in (pool for pool in pools(made) if pool.system):
        small = vm_size(str(system.at("vm_size")))
        sizes = [vm_size(str(pool.at("vm_size"))) for pool in user_pools(made) if pool.cluster is system.cluster]
        if small and sizes and not any(large is None or large.vcpus > small.vcpus for large in sizes):
            yield system.deviates("vm_size", "a smaller size than the user pool's")


@requirement("CMP-07")
def special_sizes_can_be_chosen(made: Synthesis) -> Findings:
    """Special workloads can have sizes of other families, for memory or GPUs."""
    special = [pool for pool in user_pools(made) if not str(pool.at("vm_size")).startswith("Standard_D")]
    chosen(special, "virtual machines of a special family")
    for pool in special:
        if has_gpu(str(pool.at("vm_size"))) and not pool.at("node_taints"):
            yield pool.deviates("node_taints", "a taint that keeps other workloads off the GPUs")


@requirement("CMP-08")
def a_user_pool_has_two_nodes(made: Synthesis) -> Findings:
    """A user pool in production has at least two nodes, unless its pods need a toleration."""
    for cluster in (yield from clusters(made)):
        mine = [pool for pool in user_pools(made) if pool.cluster is cluster]
        if not mine:
            yield cluster.deviates("default_node_pool.name", "a user pool of at least two nodes")
        for pool in mine if production(made) else ():
            if pool.fewest_nodes < 2 and not pool.turns_pods_away:
                yield pool.deviates("min_count" if pool.at("auto_scaling_enabled") else "node_count", "at least 2")


@requirement("CMP-09")
def node_counts_change_in_place(made: Synthesis) -> Findings:
    """The number of nodes, and their size, can change without a new cluster."""
    for pool in pools(made):
        yield from pool.expects_some("temporary_name_for_rotation", "a name for the pool that stands in")
        ignored = pool.resource.at("lifecycle.ignore_changes") or ()
        wanted = "default_node_pool[0].node_count" if pool.prefix else "node_count"
        if pool.at("auto_scaling_enabled") and wanted not in ignored:
            yield pool.resource.deviates("lifecycle.ignore_changes", f"also {wanted}, which the autoscaler sets")


@requirement("CMP-10")
def user_nodes_have_the_articles_size(made: Synthesis) -> Findings:
    """User nodes in production have eight processors and 28 GiB at least, the size DS4_v2 of the article."""
    if production(made):
        yield from _as_large_as(made, 8, 28, system=False)


@requirement("CMP-11")
def smaller_user_nodes_can_be_chosen(made: Synthesis) -> Findings:
    """Smaller user nodes save cost where the workload allows it, down to the size DS3_v2."""
    sizes = {pool: vm_size(str(pool.at("vm_size"))) for pool in user_pools(made)}
    smaller = {pool: size for pool, size in sizes.items() if size and size.vcpus < 8}
    chosen(smaller, "smaller user nodes")
    for pool, size in smaller.items():
        if (size.vcpus, size.memory_gib) < SMALLEST_USER_SIZE:
            yield pool.deviates("vm_size", "at least 4 vCPU and 14 GiB")


@requirement("CMP-12")
def a_fifth_of_each_node_is_left_to_aks(made: Synthesis) -> Findings:
    """What the workloads ask for fits into 80 % of the fewest user nodes; AKS has the rest."""
    sizes = [(pool, vm_size(str(pool.at("vm_size")))) for pool in user_pools(made)]
    room = sum(pool.fewest_nodes * size.vcpus for pool, size in sizes if size) * SHARE_FOR_WORKLOADS
    asked = 0.0
    for each in made.of_kind("Deployment"):
        pods = int(each.at("spec.replicas") or 1)
        for container in each.blocks("spec.template.spec.containers"):
            request = container.get("resources", {}).get("requests", {}).get("cpu")
            asked += pods * quantity(str(request)) if request else 0
    if sizes and all(size for _, size in sizes) and asked > room:
        yield made.configured("node_pools", found=f"{asked:g} vCPU asked for", wanted=f"at most {room:g} vCPU")


@requirement("CMP-13")
def pods_per_node_are_stated(made: Synthesis) -> Findings:
    """The most pods of a node are stated; 30 is where to begin."""
    for pool in pools(made):
        yield from pool.expects("max_pods", *range(10, 31) if not overlay(made) else range(10, 251))


@requirement("CMP-14")
def production_separates_system_and_workloads(made: Synthesis) -> Findings:
    """In production workloads and system have pools of their own, and the system's turns workloads away."""
    for cluster in (yield from clusters(made)):
        if production(made):
            yield from cluster.expects("default_node_pool.only_critical_addons_enabled", True)
            if not any(pool.cluster is cluster for pool in user_pools(made)):
                yield cluster.deviates("default_node_pool.name", "a user pool beside it")


@requirement("CMP-15")
def workloads_can_have_pools_of_their_own(made: Synthesis) -> Findings:
    """Several workloads can be isolated in user pools of their own, each in its own subnet."""
    mine = user_pools(made)
    chosen(len(mine) > 1, "several user pools")
    own = {pool.name for pool in made.config.node_pools if pool.subnet}
    homes = [pool.at("vnet_subnet_id") for pool in mine if pool.name in own]
    for pool in mine:
        if pool.name in own and homes.count(pool.at("vnet_subnet_id")) > 1:
            yield pool.deviates("vnet_subnet_id", "a subnet that no other pool is in")


@requirement("CMP-16")
def windows_nodes_can_be_chosen(made: Synthesis) -> Findings:
    """Windows containers can run in pools of their own, with names of at most six characters."""
    windows = [pool for pool in user_pools(made) if pool.windows]
    chosen(windows, "Windows nodes")
    for pool in windows:
        for attribute in ("name", "temporary_name_for_rotation"):
            if len(str(pool.at(attribute))) > LONGEST_WINDOWS:
                yield pool.deviates(attribute, "at most six characters")
        if pool.cluster is not None:
            yield from pool.cluster.expects_some("windows_profile", "a profile of Windows nodes")
            yield from pool.cluster.expects("network_profile.network_policy", "calico")
            if not str(pool.cluster.at("windows_profile.admin_password")).startswith("${var."):
                yield pool.cluster.deviates("windows_profile", "a password that is a sensitive variable")


def overlay(made: Synthesis) -> bool:
    return made.config.network.model == "overlay"


def _as_large_as(made: Synthesis, vcpus: int, memory: float, *, system: bool) -> Findings:
    for pool in pools(made):
        size = vm_size(str(pool.at("vm_size")))
        if pool.system == system and size and (size.vcpus < vcpus or size.memory_gib < memory):
            yield pool.deviates("vm_size", f"at least {vcpus} vCPU and {memory:g} GiB")
