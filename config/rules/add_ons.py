"""Rules on the requirements of add-ons."""

from config.model import BaselineConfig, Workload
from config.problem import Problem
from config.rules.rule import Findings, refuses, refuses_each

KURED_NAMESPACE = "kured"
# Namespaces of add-ons, by the setting that turns the add-on on. A test compares them with the add-ons.
NAMESPACES = {
    "bootstrap.kured": KURED_NAMESPACE,
    "bootstrap.flagger": "flagger",
    "bootstrap.method: argocd": "argocd",
    "bootstrap.method: flux_helm": "flux-system",
    "backup.mode": "velero",
}


def _switched_on(config: BaselineConfig) -> list[str]:
    bootstrap = config.bootstrap
    on = {
        "bootstrap.kured": bootstrap.kured,
        "bootstrap.flagger": bootstrap.flagger,
        f"bootstrap.method: {bootstrap.method}": bootstrap.method in ("argocd", "flux_helm"),
        "backup.mode": config.backup.mode == "velero",
    }
    return [switch for switch, is_on in on.items() if is_on]


@refuses
def kured_is_let_in(config: BaselineConfig) -> Findings:
    """Kured's namespace is exempt if the pod security initiative denies privileged pods. OPS-10, POL-10."""
    denied = config.policy.initiative != "none" and config.policy.overrides.get("pod-security") == "Deny"
    if config.bootstrap.kured and denied and KURED_NAMESPACE not in config.policy.exempt_namespaces:
        need = f"{KURED_NAMESPACE} among them, as policy.overrides denies privileged pods everywhere else"
        fix = f"add {KURED_NAMESPACE}, which keeps it audited, or set bootstrap.kured: false"
        yield Problem(path="policy.exempt_namespaces", got="no exemption for kured", need=need, fix=fix)


@refuses
def velero_comes_from_docker_hub(config: BaselineConfig) -> Findings:
    """Velero needs a credential set for Docker Hub, which serves no cache without sign-in. IMG-03."""
    if config.backup.mode == "velero" and config.registry.docker_hub_credential_set_id is None:
        need, fix = "a credential set of the registry for Docker Hub", "make it as docs/operations.md says"
        yield Problem(path="registry.docker_hub_credential_set_id", got="nothing", need=need, fix=fix)


@refuses_each("workloads")
def add_ons_have_namespaces_of_their_own(config: BaselineConfig, workload: Workload, path: str) -> Findings:
    """No workload uses the namespace of an add-on. BC-10."""
    taken = {NAMESPACES[switch]: switch for switch in _switched_on(config)}
    if workload.namespace in taken:
        need = f"another name: {taken[workload.namespace]} makes a namespace of this one"
        fix = "rename the workload's namespace"
        yield Problem(path=f"{path}.namespace", got=workload.namespace, need=need, fix=fix)


@refuses
def add_ons_have_a_pool_to_run_on(config: BaselineConfig) -> Findings:
    """Add-ons other than kured need a user pool; kured runs on every node. BC-02."""
    needed = [switch for switch in _switched_on(config) if switch != "bootstrap.kured"]
    if config.environment != "prod" and needed and not any(pool.takes_any_pod for pool in config.node_pools):
        need, fix = f"a pool of mode user for {', '.join(needed)}", "add one, or switch them off"
        yield Problem(path="node_pools", got="no pool of mode user that takes any pod", need=need, fix=fix)
