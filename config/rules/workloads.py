"""Rules on what runs in the workloads' namespaces from the first day."""

from config.facts.footprints import footprints
from config.model import BaselineConfig
from config.problem import Problem
from config.rules.rule import Findings, refuses


@refuses("ingress.controller", "ingress.replicas", "sample_workload")
def quotas_hold_what_comes_with_the_cluster(config: BaselineConfig) -> Findings:
    """A quota is large enough for the ingress controller and the sample workload, while they are updated too. BC-09."""
    for position, workload in enumerate(config.workloads):
        held = tuple(footprints(config, position))
        what = " and ".join(each.what for each in held)
        quota, path = workload.quota, f"workloads[{position}].quota"
        pods = sum(each.most for each in held)
        cores = -(-sum(each.most * each.cpu_millicores for each in held) // 1000)
        memory = -(-sum(each.most * each.memory_mib for each in held) // 1024)
        for field, given, needed in (
            ("cpu", quota.cpu, cores),
            ("memory_gib", quota.memory_gib, memory),
            ("pods", quota.pods, pods),
        ):
            if given < needed:
                yield Problem(
                    path=f"{path}.{field}",
                    got=str(given),
                    need=f"at least {needed} for {what}",
                    fix=f"raise it to {needed}, and more for {workload.namespace} itself",
                )


@refuses("ingress.replicas")
def disruption_budgets_keep_a_pod(config: BaselineConfig) -> Findings:
    """While nodes drain, a pod of the ingress controller is left; that one may go is the field's own bound. UPD-07."""
    ingress = config.ingress
    if ingress.max_unavailable >= ingress.replicas:
        need = f"fewer than ingress.replicas, which is {ingress.replicas}"
        yield Problem(path="ingress.max_unavailable", got=str(ingress.max_unavailable), need=need, fix="set it to 1")


@refuses("environment", "ingress.controller", "sample_workload", "node_pools[*].mode")
def pods_have_a_pool_to_run_on(config: BaselineConfig) -> Findings:
    """What comes with the cluster finds a user pool, as system nodes take no workloads. BC-02."""
    needed = config.environment != "prod" and (config.sample_workload or config.ingress.controller != "none")
    if needed and not any(pool.mode == "user" for pool in config.node_pools):
        need = "a pool of mode user for the ingress controller and the sample workload"
        fix = "add one, or set ingress.controller: none and sample_workload: false"
        yield Problem(path="node_pools", got="no pool of mode user", need=need, fix=fix)
