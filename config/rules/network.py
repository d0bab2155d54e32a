"""Rules on networking inside the cluster."""

from config.model import BaselineConfig
from config.problem import Problem
from config.rules.rule import Findings, refuses


@refuses
def cilium_has_overlay(config: BaselineConfig) -> Findings:
    """Cilium requires overlay networking, or a `pod_subnet` for every pool."""
    # Azure page "Configure Azure CNI Powered by Cilium in Azure Kubernetes Service (AKS)", "IP Address Management": the
    # third way, addresses of the node subnet, is a legacy option.
    with_subnets = all(pool.pod_subnet is not None for pool in config.node_pools)
    if config.network.policy_engine == "cilium" and config.network.model != "overlay" and not with_subnets:
        need = "azure or calico with model: azure_cni, unless every pool has a pod_subnet"
        fix = "set network.model: overlay, or choose one of them"
        yield Problem(path="network.policy_engine", got="cilium", need=need, fix=fix)


@refuses
def ddos_plan_is_made_or_used(config: BaselineConfig) -> Findings:
    """The key `ddos.plan_id` is set if `ddos.plan` is existing, and only then."""
    plan, plan_id = config.ddos.plan, config.ddos.plan_id
    if plan == "existing" and plan_id is None:
        need, fix = "the id of the plan, as ddos.plan is existing", "add it, or set ddos.plan: own"
        yield Problem(path="ddos.plan_id", got="nothing", need=need, fix=fix)
    if plan != "existing" and plan_id:
        need, fix = f"no plan_id with ddos.plan: {plan}", "set ddos.plan: existing, or delete it"
        yield Problem(path="ddos.plan_id", got="a plan", need=need, fix=fix)


@refuses
def an_existing_hub_brings_its_own_plan(config: BaselineConfig) -> Findings:
    """With `hub.existing`, a DDoS protection plan exists too, as there is no hub to make one in. NET-04."""
    if config.hub.existing and config.ddos.plan == "own":
        need, fix = "none or existing with hub.existing", "name the plan of the central team, or set none"
        yield Problem(path="ddos.plan", got="own", need=need, fix=fix)


@refuses
def flow_logs_have_a_workspace_of_ours(config: BaselineConfig) -> Findings:
    """Traffic analytics needs the workspace's own id, which an existing workspace's resource id does not contain."""
    if config.flow_logs.enabled and config.logs.existing_workspace_id:
        need = "false with logs.existing_workspace_id, whose owner turns on flow logs"
        yield Problem(path="flow_logs.enabled", got="true", need=need, fix="set it to false, or make a workspace")


@refuses
def advanced_networking_has_cilium(config: BaselineConfig) -> Findings:
    """Network metrics of pods and policies on domains need Cilium. MON-15."""
    # azurerm 4.55, kubernetes_cluster_resource.go, CustomizeDiff: advanced_networking needs network_data_plane cilium.
    # Azure page "Advanced Container Networking Services for Azure Kubernetes Service (AKS)".
    engine = config.network.policy_engine
    if engine == "cilium":
        return
    fix = "set network.policy_engine: cilium before the cluster is made, or delete the key"
    if config.monitoring.network_observability == "advanced":
        need = f"node with network.policy_engine: {engine}"
        yield Problem(path="monitoring.network_observability", got="advanced", need=need, fix=fix)
    if config.network.fqdn_policies:
        need = f"false with network.policy_engine: {engine}"
        yield Problem(path="network.fqdn_policies", got="true", need=need, fix=fix)
