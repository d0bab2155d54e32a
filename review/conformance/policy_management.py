"""Article, "Policy management"."""

from aks_baseline.foundation.cluster_namespaces import BACKUP_NAMESPACE, ISTIO_NAMESPACE
from config.reading.gatekeeper import gatekeeper_rules
from review.facts import Policy, clusters, policies
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import Synthesis

# Ids of Azure's built-in definitions and initiatives.
RESTRICTED = "42b8ef37-b724-4e24-bbc8-7a7708edfe00"
BASELINE = "a8640138-9b0a-4a28-b8cb-1666c838647d"
DENIED = {
    "1a5b4dca-0b6f-4cf5-907c-56316bc1bf3d": "HTTPS ingress only",
    "3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e": "internal load balancers",
    "df49d893-a74c-421d-bc95-c663042e5b80": "read-only root file systems",
    "e345eecc-fa47-480f-9e88-67dcc122b164": "CPU and memory limits",
    "febd0533-8e55-448f-b837-bd0e06f16469": "allowed images",
    "098fc59e-46c7-4d99-9b16-64990e543d75": "host paths",
    "d46c275d-1680-448d-b2ec-e495a3b6cc89": "external addresses",
    "993c2fcd-2b29-49d2-9eb0-df2c3a730c32": "no local accounts",
}
OF_THE_REGISTRY = {
    "9f2dea28-e834-476c-99c5-3507b4728395": "no anonymous pull",
    "dc921057-6b28-4fbe-9b83-f7bec05db6c2": "no admin account",
}
SYSTEM_NAMESPACES = {"kube-system", "gatekeeper-system", "azure-arc", "flux-system"}


def of(made: Synthesis, *definitions: str) -> list[Policy]:
    return [policy for policy in policies(made) if policy.definition in definitions]


def _denied(made: Synthesis, wanted: dict[str, str]) -> Findings:
    for definition, title in wanted.items():
        found = of(made, definition)
        if not any(policy.denies for policy in found):
            effects = ", ".join(policy.effect for policy in found) or "no assignment"
            yield made.configured("policy", found=f"{title}: {effects}", wanted="Deny")


@requirement("POL-01")
def the_policy_add_on_is_on(made: Synthesis) -> Findings:
    """AKS's add-on for Azure Policy is on from the start."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("azure_policy_enabled", True)


@requirement("POL-02")
def the_restricted_initiative_audits(made: Synthesis) -> Findings:
    """The built-in initiative of restricted pod security is assigned and audits."""
    found = of(made, RESTRICTED)
    if not any(policy.audits or policy.denies for policy in found):
        yield made.configured("policy.initiative", found=made.config.policy.initiative, wanted="restricted, in Audit")


@requirement("POL-03")
def the_basic_initiative_is_the_other_choice(made: Synthesis) -> Findings:
    """The built-in initiative of baseline pod security can be chosen instead."""
    chosen(made.config.policy.initiative == "baseline", "the baseline initiative")
    if not of(made, BASELINE):
        yield made.configured("policy.initiative", found="no assignment", wanted="baseline")


@requirement("POL-04")
def initiative_and_policies_work_together(made: Synthesis) -> Findings:
    """An initiative and single policies are assigned."""
    for initiative, name in ((True, "an initiative"), (False, "single policies")):
        if not any(policy.initiative == initiative for policy in policies(made)):
            yield made.configured("policy", found=None, wanted=name)


@requirement("POL-05")
def what_the_initiative_lacks_is_denied(made: Synthesis) -> Findings:
    """Policies beside the initiative deny what the article names, from plain HTTP to foreign images."""
    yield from _denied(made, DENIED)


@requirement("POL-06")
def policies_guard_the_registry_too(made: Synthesis) -> Findings:
    """Policies also guard the services around the cluster, the registry first."""
    chosen(not made.config.registry.existing_id, "a registry of its own")
    yield from _denied(made, OF_THE_REGISTRY)


@requirement("POL-07")
def deployments_can_be_governed(made: Synthesis) -> Findings:
    """Policies can govern how clusters are deployed: required tags, names, sizes."""
    governing = [
        each for each in policies(made) if "tagName" in each.parameters or "listOfAllowedSKUs" in each.parameters
    ]
    chosen(governing, "policies on tags, names and sizes")
    for policy in governing:
        if "tagName" not in policy.parameters and not policy.parameters.get("listOfAllowedSKUs"):
            yield policy.resource.deviates("parameters", "the sizes that are allowed")


@requirement("POL-08")
def effects_can_be_chosen(made: Synthesis) -> Findings:
    """The effect of each policy can be chosen, Audit or Deny."""
    overrides = made.config.policy.overrides
    chosen(overrides, "other effects")
    for name, effect in overrides.items():
        found = [policy for policy in policies(made) if policy.name == name]
        if any(policy.effect.lower() != effect.lower() for policy in found):
            yield made.configured(f"policy.overrides.{name}", found=found[0].effect, wanted=effect)


documented(
    "POL-09",
    "While policies audit, somebody looks at their results regularly.",
    file="docs/operations.md",
    heading="Azure Policy",
    source=__name__,
)


@requirement("POL-10")
def namespaces_can_be_exempt(made: Synthesis) -> Findings:
    """Namespaces can be exempt from policies: those of the system, and those that the configuration names."""
    backup = {BACKUP_NAMESPACE} if made.config.backup.mode == "aks_extension" else set()
    mesh = {ISTIO_NAMESPACE} if made.config.istio else set()
    own = {name for rule in gatekeeper_rules(made.config.policy.folder) for name in rule.excluded_namespaces}
    known = SYSTEM_NAMESPACES | set(made.config.policy.exempt_namespaces) | backup | mesh | own
    for policy in policies(made):
        if extra := set(policy.excluded_namespaces) - known:
            yield policy.resource.deviates("parameters", f"no exemption of {', '.join(sorted(extra))}")


@requirement("POL-11")
def exempt_namespaces_stay_visible(made: Synthesis) -> Findings:
    """What is exempt from a denial is still audited, and no audit leaves out a workload's namespace."""
    workloads = {workload.namespace for workload in made.config.workloads}
    audited: dict[str, set[str]] = {}
    for policy in policies(made):
        if policy.audits:
            audited.setdefault(policy.definition, set()).update(policy.excluded_namespaces)
            if hidden := workloads & set(policy.excluded_namespaces):
                yield policy.resource.deviates("parameters", f"an audit of {', '.join(sorted(hidden))}")
    for policy in policies(made):
        exempt = set(policy.excluded_namespaces) - SYSTEM_NAMESPACES
        if policy.denies and exempt and (policy.definition not in audited or exempt & audited[policy.definition]):
            yield policy.resource.deviates("parameters", f"a twin in Audit that sees {', '.join(sorted(exempt))}")


@requirement("POL-12")
def rules_of_our_own_are_policies(made: Synthesis) -> Findings:
    """Rules of our own can be added as custom policy definitions for Kubernetes."""
    own = made.every("azurerm_policy_definition")
    chosen(own, "policies of your own")
    assigned = {made.follow(each.resource, "policy_definition_id") for each in policies(made)}
    for definition in own:
        yield from definition.expects("mode", "Microsoft.Kubernetes.Data", "All", "Indexed")
        if definition not in assigned and not made.every("azurerm_policy_set_definition"):
            yield definition.deviates("name", "an assignment")


@requirement("POL-13")
def constraints_come_from_azure_policy(made: Synthesis) -> Findings:
    """No Gatekeeper constraint is applied to the cluster directly."""
    for each in made.objects:
        if "gatekeeper.sh" in str(each.at("apiVersion")):
            yield each.deviates("apiVersion", "a policy definition instead")
    for release in made.every("helm_release", "kubernetes_manifest"):
        if "gatekeeper.sh/" in str(release.body):
            yield release.deviates("", "no constraints or templates of Gatekeeper")


@requirement("POL-14")
def the_organization_assigns_higher_up(made: Synthesis) -> Findings:
    """Policies of the whole organization can be assigned to a management group."""
    wide = made.every("azurerm_management_group_policy_assignment")
    chosen(wide, "policies of the organization")
    for each in wide:
        yield from each.expects_some("management_group_id", "a management group")


@requirement("POL-15")
def the_cluster_has_its_own_assignments(made: Synthesis) -> Findings:
    """The cluster's resource group has policy assignments of its own."""
    yield from made.needed("azurerm_resource_group_policy_assignment", part="cluster")


@requirement("POL-16")
def preproduction_proves_the_policies(made: Synthesis) -> Findings:
    """Preproduction has the policies of production, so that they are proven before: none is switched off."""
    for policy in policies(made):
        if policy.effect.lower() == "disabled" or policy.resource.at("enforce") is False:
            yield policy.resource.deviates("parameters" if policy.effect else "enforce", "a policy in force")


@requirement("POL-17")
def policies_can_be_one_initiative(made: Synthesis) -> Findings:
    """The chosen policies can be combined into one initiative of our own."""
    own = made.every("azurerm_policy_set_definition")
    chosen(own, "an initiative of your own")
    assigned = {made.follow(each.resource, "policy_definition_id") for each in policies(made)}
    for initiative in own:
        if initiative not in assigned:
            yield initiative.deviates("name", "an assignment")


documented(
    "POL-18",
    "People know which pods apply policies, and where to read what these say.",
    file="docs/operations.md",
    heading="Azure Policy",
    source=__name__,
)
documented(
    "POL-19",
    "People know that a change of policy takes a while to reach the cluster.",
    file="docs/operations.md",
    heading="Azure Policy",
    source=__name__,
)
