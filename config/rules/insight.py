"""Rules on Grafana, partners' services and experiments with failures. BC-39, MON-06."""

from aks_baseline.foundation.cluster_namespaces import CHAOS_NAMESPACE
from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import listed, shown
from config.rules.rule import Findings, refuses

# Azure page "What is Azure Native Integrations?", and azurerm's page on diagnostic settings.
PARTNERS = (
    "Dynatrace.Observability/monitors",
    "Microsoft.Datadog/monitors",
    "Microsoft.Elastic/monitors",
    "NewRelic.Observability/monitors",
)


@refuses
def partners_are_of_a_known_kind(config: BaselineConfig) -> Findings:
    """The key `monitoring.partner_solution_id` is a resource of a partner that takes diagnostic logs. MON-06."""
    given = config.monitoring.partner_solution_id
    if given and not any(f"/providers/{kind}/".lower() in given.lower() for kind in PARTNERS):
        fix = "copy the id of the partner's resource from Azure"
        got = shown(given.rpartition("/providers/")[2])
        need = f"the id of one of {listed(PARTNERS)}"
        yield Problem(path="monitoring.partner_solution_id", got=got, need=need, fix=fix)


@refuses
def experiments_reach_the_cluster(config: BaselineConfig) -> Findings:
    """Chaos Studio calls a public API server with Azure RBAC: a private one needs network injection. BC-39."""
    if not config.chaos.enabled:
        return
    if config.api_server.private:
        need = 'false with api_server.private (Azure page "Virtual network injection in Azure Chaos Studio")'
        fix = "turn it off: azurerm 4.55 cannot inject Chaos Studio into a network"
        yield Problem(path="chaos.enabled", got="true", need=need, fix=fix)
    if config.rbac.mode != "azure":
        need = "false with rbac.mode: kubernetes, as the experiment has Azure roles"
        yield Problem(path="chaos.enabled", got="true", need=need, fix="turn it off, or set rbac.mode: azure")


@refuses
def chaos_mesh_is_let_in(config: BaselineConfig) -> Findings:
    """The namespace of Chaos Mesh is exempt from policies that deny, as its daemon is privileged. BC-39, POL-10."""
    if config.chaos.enabled and CHAOS_NAMESPACE not in config.policy.exempt_namespaces:
        need = f"{CHAOS_NAMESPACE} among them with chaos.enabled, as the daemon of Chaos Mesh is privileged"
        fix = f"add {CHAOS_NAMESPACE}, which keeps it audited, or set chaos.enabled: false"
        yield Problem(path="policy.exempt_namespaces", got="no exemption for Chaos Mesh", need=need, fix=fix)
