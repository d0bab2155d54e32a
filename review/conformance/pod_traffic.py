"""Article, "Pod-to-pod traffic"."""

from review.facts import clusters, pod_flows
from review.network_policy import ports_in_words
from review.requirement import Findings, chosen, requirement
from review.synthesis import Deviation, Synthesis

SYSTEM_NAMESPACES = {"kube-system", "gatekeeper-system", "azure-arc"}


@requirement("FLOW-32")
def pods_are_closed_by_default(made: Synthesis) -> Findings:
    """Each workload's namespace denies all requests but those that are allowed, such as the ingress controller's."""
    policies = made.of_kind("NetworkPolicy")
    for workload in made.config.workloads:
        mine = [each for each in policies if each.at("metadata.namespace") == workload.namespace]
        closed = [
            each
            for each in mine
            if "Ingress" in (each.at("spec.policyTypes") or ())
            and not each.at("spec.ingress")
            and not each.at("spec.podSelector")
        ]
        if not closed:
            yield made.configured("workloads", found=workload.namespace, wanted="a network policy that denies all")
        if closed and not any(each.blocks("spec.ingress") for each in mine):
            yield closed[0].deviates("spec.ingress", "another policy that lets the ingress controller in")
    for flow in (flow for stack in made.parts("bootstrap") for flow in pod_flows(made, stack)):
        if flow.from_everyone and flow.destination.namespace in {each.namespace for each in made.config.workloads}:
            found = f"{flow.source.name} may reach {flow.destination.name} on {ports_in_words(flow.ports)}"
            wanted = "only the sources that the workload needs"
            yield Deviation(stack=flow.stack, address=" ".join(flow.policies), found=found, wanted=wanted)


@requirement("FLOW-33")
def critical_flows_stay_open(made: Synthesis) -> Findings:
    """Where policies restrict what pods may call, DNS stays open; system namespaces have no policies of ours."""
    for policy in made.of_kind("NetworkPolicy"):
        if policy.at("metadata.namespace") in SYSTEM_NAMESPACES:
            yield policy.deviates("metadata.namespace", "no policy in a system namespace")
    for workload in made.config.workloads:
        mine = [p for p in made.of_kind("NetworkPolicy") if p.at("metadata.namespace") == workload.namespace]
        ports = {
            port.get("port") for each in mine for rule in each.blocks("spec.egress") for port in rule.get("ports", ())
        }
        if any("Egress" in (each.at("spec.policyTypes") or ()) for each in mine) and not ports & {53, "53"}:
            yield made.configured("workloads", found=workload.namespace, wanted="a policy that allows port 53")


@requirement("FLOW-34")
def a_policy_engine_is_chosen_at_creation(made: Synthesis) -> Findings:
    """The engine of network policies is chosen when the cluster is made."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects_some("network_profile.network_policy", "azure, calico or cilium")


@requirement("FLOW-35")
def azure_enforces_the_policies(made: Synthesis) -> Findings:
    """Azure's own engine enforces network policies."""
    for cluster in (yield from clusters(made)):
        if cluster.at("network_profile.network_policy") not in ("calico", "cilium"):
            yield from cluster.expects("network_profile.network_policy", "azure")
        else:
            chosen(None, "Azure's own policy engine")


@requirement("FLOW-36")
def calico_can_enforce_the_policies(made: Synthesis) -> Findings:
    """Calico can enforce policies for the whole cluster instead, outside of Azure's support."""
    mine = [c for c in made.every("azurerm_kubernetes_cluster") if c.at("network_profile.network_policy") == "calico"]
    chosen(mine, "Calico")
    for cluster in mine:
        yield from cluster.expects("network_profile.network_plugin", "azure", "kubenet")


@requirement("FLOW-37")
def pods_have_addresses_of_the_network(made: Synthesis) -> Findings:
    """Pods have addresses of the virtual network: Azure CNI without overlay, unless overlay is chosen."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("network_profile.network_plugin", "azure")
        if made.config.network.model == "azure_cni":
            yield from cluster.expects_none("network_profile.network_plugin_mode", "no overlay")
            yield from cluster.expects_none("network_profile.pod_cidr", "no range of the pods' own")
        else:
            chosen(None, "flat Azure CNI")


@requirement("FLOW-38")
def overlay_saves_addresses(made: Synthesis) -> Findings:
    """Azure CNI Overlay gives pods a range of their own where addresses are scarce."""
    chosen(made.config.network.model == "overlay", "overlay networking")
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("network_profile.network_plugin_mode", "overlay")
        yield from cluster.expects_some("network_profile.pod_cidr", "a range for pods")


@requirement("FLOW-39")
def kubenet_is_not_offered(made: Synthesis) -> Findings:
    """Kubenet exists, but a CNI is recommended and Azure's policy engine needs one: kubenet is not offered."""
    mine = [c for c in made.every("azurerm_kubernetes_cluster") if c.at("network_profile.network_plugin") == "kubenet"]
    chosen(mine, "kubenet")
    for cluster in mine:
        yield cluster.deviates("network_profile.network_plugin", "azure")
