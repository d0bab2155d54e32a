"""Article, "Cluster access", and the headings on Kubernetes RBAC, Azure RBAC and local accounts."""

from review.conformance.identity import ACCESS, CLUSTER_ADMIN
from review.facts import clusters, roles
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import Resource, Synthesis

CLUSTER_USER = "Azure Kubernetes Service Cluster User Role"
READER = "Azure Kubernetes Service RBAC Reader"


@requirement("IDN-11")
def access_goes_through_entra(made: Synthesis) -> Findings:
    """Whoever calls the API server signs in through Microsoft Entra ID."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects_some(ACCESS, "Entra as the way to sign in")
        yield from cluster.expects_some(f"{ACCESS}.tenant_id", "an Entra tenant")


@requirement("IDN-12")
def groups_may_fetch_credentials(made: Synthesis) -> Findings:
    """Only groups with the role Cluster User can fetch the cluster's credentials."""
    config = made.config.rbac
    holders = {grant.resource.at("principal_id") for grant in roles(made) if grant.role == CLUSTER_USER}
    for group in (*config.cluster_admin_groups, *config.namespace_writer_groups, *config.namespace_reader_groups):
        if group not in holders:
            yield made.configured("rbac", found=f"group {group}", wanted=f"the role {CLUSTER_USER}")
    for grant in roles(made):
        if grant.role == CLUSTER_USER:
            yield from grant.resource.expects("principal_type", "Group")


@requirement("IDN-13")
def kubernetes_can_authorize(made: Synthesis) -> Findings:
    """Kubernetes itself can authorize calls, with Entra as identity provider and an Entra group as administrators."""
    native = [each for each in made.every("azurerm_kubernetes_cluster") if not each.at(f"{ACCESS}.azure_rbac_enabled")]
    chosen(native and made.config.rbac.mode == "kubernetes", "Kubernetes RBAC")
    for cluster in native:
        yield from cluster.expects_some(f"{ACCESS}.admin_group_object_ids", "an Entra group")


@requirement("IDN-14")
def kubernetes_roles_are_bound_to_groups(made: Synthesis) -> Findings:
    """With Kubernetes RBAC the built-in roles are bound to Entra groups, for the cluster and for namespaces."""
    readers = made.config.rbac.namespace_reader_groups
    chosen(made.config.rbac.mode == "kubernetes" and readers, "Kubernetes RBAC")
    bound = {
        (binding.at("metadata.namespace"), subject.get("name"))
        for binding in made.of_kind("RoleBinding", "ClusterRoleBinding")
        for subject in binding.blocks("subjects")
        if subject.get("kind") == "Group"
    }
    for workload in made.config.workloads:
        for group in readers:
            if (workload.namespace, group) not in bound and (None, group) not in bound:
                found = f"group {group}"
                yield made.configured("rbac", found=found, wanted=f"a binding in {workload.namespace}")


@requirement("IDN-16")
def azure_roles_authorize(made: Synthesis) -> Findings:
    """Azure RBAC authorizes calls: administrators have a role on the cluster, readers on single namespaces."""
    chosen(made.config.rbac.mode == "azure", "Azure RBAC for Kubernetes")
    for cluster in (yield from clusters(made)):
        yield from cluster.expects(f"{ACCESS}.azure_rbac_enabled", True)
    admins = {grant.resource.at("principal_id") for grant in roles(made) if grant.role == CLUSTER_ADMIN}
    for group in made.config.rbac.cluster_admin_groups:
        if group not in admins:
            yield made.configured("rbac", found=f"group {group}", wanted=f"the role {CLUSTER_ADMIN}")
    for grant in roles(made):
        if grant.role == READER and "/namespaces/" not in str(grant.resource.at("scope")):
            yield grant.resource.deviates("scope", "a namespace")


@requirement("IDN-17")
def roles_can_cover_a_fleet(made: Synthesis) -> Findings:
    """For a fleet, the groups' roles can be given on a resource group, subscription or management group."""
    wide = [
        grant for grant in roles(made)
        if grant.role == CLUSTER_ADMIN and "azurerm_kubernetes_cluster" not in str(grant.resource.at("scope"))
    ]  # fmt: skip
    chosen(wide, "roles for a fleet")
    for grant in wide:
        yield from grant.resource.expects("principal_type", "Group")


@requirement("IDN-18")
def local_accounts_are_off(made: Synthesis) -> Findings:
    """The cluster has no local accounts."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("local_account_disabled", True)


@requirement("IDN-19")
def nobody_uses_the_admin_certificate(made: Synthesis) -> Findings:
    """Kubernetes RBAC is on, and nothing signs in with the administrator's certificate."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("role_based_access_control_enabled", True, None)
    for stack, content in made.stacks.items():
        if "kube_admin_config" in str(content):
            yield Resource(stack=stack, address="kube_admin_config", body={}).deviates("", "no use of it")
        for kind in ("kubernetes", "helm"):
            for provider in content.get("provider", {}).get(kind, ()):
                inner = provider.get("kubernetes", provider)
                inner = inner[0] if isinstance(inner, list) else inner
                if not inner.get("exec") or inner.get("client_certificate"):
                    resource = Resource(stack=stack, address=f"provider.{kind}", body=inner)
                    yield resource.deviates("exec", "kubelogin, which asks Entra")


documented(
    "IDN-15",
    "Groups that open the cluster are reviewed regularly.",
    file="docs/operations.md",
    heading="Access reviews",
    source=__name__,
)
