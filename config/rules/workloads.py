"""Rules on the ingress controller and the sample workload: quotas, ports and node pools."""

from config.facts.footprints import SAMPLE_PORT, footprints
from config.model import AnyPool, BaselineConfig, Workload
from config.problem import Problem
from config.rules.rule import Findings, refuses, refuses_each


@refuses_each("workloads")
def quotas_hold_what_comes_with_the_cluster(config: BaselineConfig, workload: Workload, path: str) -> Findings:
    """A quota is large enough for the ingress controller and the sample workload during an update. BC-09."""
    held = tuple(footprints(config, workload))
    what = " and ".join(each.what for each in held)
    needed = {
        "cpu": -(-sum(each.peak * each.cpu_millicores for each in held) // 1000),
        "memory_gib": -(-sum(each.peak * each.memory_mib for each in held) // 1024),
        "pods": sum(each.peak for each in held),
    }
    for field, least in needed.items():
        given = getattr(workload.quota, field)
        if given < least:
            fix = f"raise it to {least}, and more for {workload.namespace} itself"
            yield Problem(path=f"{path}.quota.{field}", got=str(given), need=f"at least {least} for {what}", fix=fix)


@refuses
def disruption_budgets_keep_a_pod(config: BaselineConfig) -> Findings:
    """The key `max_unavailable` is below `replicas`, so that an ingress pod remains while nodes drain. UPD-07."""
    ingress = config.ingress  # the field's own lower bound of 1 lets nodes drain
    if ingress.max_unavailable >= ingress.replicas:
        need = f"fewer than ingress.replicas, which is {ingress.replicas}"
        yield Problem(path="ingress.max_unavailable", got=str(ingress.max_unavailable), need=need, fix="set it to 1")


@refuses
def ingress_controller_finds_nodes(config: BaselineConfig) -> Findings:
    """The user pools at their largest have a node for each pod of the ingress controller. ING-05, BC-08."""
    if config.ingress.controller != "traefik":
        return
    users = [pool for pool in config.node_pools if pool.takes_any_pod]
    most = sum(pool.most_nodes for pool in users)
    if users and config.ingress.replicas > most:
        need = f"at most {most}, the nodes that the user pools can have: each pod takes a node of its own"
        fix = f"set it to {most} or less, or raise max_count of a user pool"
        yield Problem(path="ingress.replicas", got=str(config.ingress.replicas), need=need, fix=fix)


@refuses
def ingress_controller_reaches_the_sample(config: BaselineConfig) -> Findings:
    """The key `ports` of the first workload includes the port of the sample workload. FLOW-32."""
    if not config.sample_workload or config.ingress.controller == "none":
        return
    ports = config.workloads[0].ports
    if SAMPLE_PORT not in ports:
        got, need = ", ".join(map(str, ports)), f"{SAMPLE_PORT} among them, on which the sample workload listens"
        fix = f"add {SAMPLE_PORT}, or set sample_workload: false"
        yield Problem(path="workloads[0].ports", got=got, need=need, fix=fix)


@refuses_each("node_pools")
def pools_keep_the_label_that_pods_ask_for(_: BaselineConfig, pool: AnyPool, path: str) -> Findings:
    """Labels of a pool do not include `pool-role`, by which pods select user nodes. BC-02."""
    if "pool-role" in pool.labels:
        need, fix = "another label: pool-role is the pool's mode", "rename the label"
        yield Problem(path=f"{path}.labels", got="pool-role", need=need, fix=fix)


@refuses
def pods_have_a_pool_to_run_on(config: BaselineConfig) -> Findings:
    """The ingress controller and the sample workload need a user pool. BC-02."""
    needed = config.environment != "prod" and (config.sample_workload or config.ingress.controller != "none")
    if needed and not any(pool.takes_any_pod for pool in config.node_pools):
        need = "a pool of mode user for the ingress controller and the sample workload"
        fix = "add one, or set ingress.controller: none and sample_workload: false"
        yield Problem(path="node_pools", got="no pool of mode user that takes any pod", need=need, fix=fix)
