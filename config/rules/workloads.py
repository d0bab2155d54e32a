"""Rules on what runs in the workloads' namespaces from the first day."""

from config.facts.footprints import footprints
from config.model import BaselineConfig, Workload
from config.problem import Problem
from config.rules.rule import Findings, refuses, refuses_each


@refuses_each("workloads")
def quotas_hold_what_comes_with_the_cluster(config: BaselineConfig, workload: Workload, path: str) -> Findings:
    """A quota is large enough for the ingress controller and the sample workload, while they are updated too. BC-09."""
    held = tuple(footprints(config, workload))
    what = " and ".join(each.what for each in held)
    needed = {
        "cpu": -(-sum(each.most * each.cpu_millicores for each in held) // 1000),
        "memory_gib": -(-sum(each.most * each.memory_mib for each in held) // 1024),
        "pods": sum(each.most for each in held),
    }
    for field, least in needed.items():
        given = getattr(workload.quota, field)
        if given < least:
            fix = f"raise it to {least}, and more for {workload.namespace} itself"
            yield Problem(path=f"{path}.quota.{field}", got=str(given), need=f"at least {least} for {what}", fix=fix)


@refuses
def disruption_budgets_keep_a_pod(config: BaselineConfig) -> Findings:
    """While nodes drain, a pod of the ingress controller is left; that one may go is the field's own bound. UPD-07."""
    ingress = config.ingress
    if ingress.max_unavailable >= ingress.replicas:
        need = f"fewer than ingress.replicas, which is {ingress.replicas}"
        yield Problem(path="ingress.max_unavailable", got=str(ingress.max_unavailable), need=need, fix="set it to 1")


@refuses
def pods_have_a_pool_to_run_on(config: BaselineConfig) -> Findings:
    """What comes with the cluster finds a user pool, as system nodes take no workloads. BC-02."""
    needed = config.environment != "prod" and (config.sample_workload or config.ingress.controller != "none")
    if needed and not any(pool.mode == "user" for pool in config.node_pools):
        need = "a pool of mode user for the ingress controller and the sample workload"
        fix = "add one, or set ingress.controller: none and sample_workload: false"
        yield Problem(path="node_pools", got="no pool of mode user", need=need, fix=fix)
