"""Article, "Cluster and workload operations" from "Isolate workload responsibilities" on."""

import re

from review.conformance.cluster_bootstrapping import IMPERATIVE, releases
from review.facts import roles, subnets
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import PARTS, Resource, Synthesis, part
from review.terraform import REMOTE

OPERATIONS = "docs/operations.md"
WRITERS = (
    "Azure Kubernetes Service RBAC Writer",
    "Azure Kubernetes Service RBAC Admin",
    "Azure Kubernetes Service Contributor Role",
)
GIT = "azurerm_kubernetes_flux_configuration"

# Commands of a pull request, of a deployment and of every night.
COMMANDS = (
    "make test",
    "make synth",
    "make review",
    'make cdktf ARGS="diff $STACK --guard --no-lock"',
    """make cdktf ARGS="deploy '*' --guard\"""",
    'make cdktf ARGS="diff --no-lock"',
)
GITHUB_SIGN_IN = "id-token: write"
AZURE_DEVOPS_SIGN_IN = "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID"


@requirement("OPS-12")
def resources_are_divided_by_team(made: Synthesis) -> Findings:
    """Resources are divided by team: stacks for hub, spoke, cluster and what is inside it."""
    for wanted in ("spoke", "cluster", "bootstrap"):
        if not made.parts(wanted):
            yield made.configured("stacks", found=sorted(made.stacks), wanted=f"also {wanted}")


@requirement("OPS-13")
def the_network_comes_first(made: Synthesis) -> Findings:
    """Stacks build on one another in one order: hub, spoke, cluster, bootstrap."""
    for stack, content in made.stacks.items():
        for match in REMOTE.finditer(str(content)):
            if PARTS.index(part(match[1])) > PARTS.index(part(stack)):
                yield Resource(stack=stack, address="data.terraform_remote_state", body={"name": match[1]}).deviates(
                    "name", "a stack that comes before"
                )


@requirement("OPS-14")
def pools_can_have_subnets(made: Synthesis) -> Findings:
    """System and user pools can have subnets of their own, with routes and a security group like the shared one."""
    own = {str(pool.subnet) for pool in made.config.node_pools if pool.subnet}
    chosen(own, "subnets of pools")
    for subnet in subnets(made, "spoke"):
        if str(subnet.prefix) in own and (subnet.security_group is None or subnet.route_table is None):
            yield subnet.resource.deviates("name", "a route table and a security group")


@requirement("OPS-15")
def definitions_are_declarative(made: Synthesis) -> Findings:
    """Everything is declared in Terraform, so that a second deployment changes nothing."""
    for resource in made.resources:
        if resource.type in IMPERATIVE or re.search(r"\$\{[^}]*\b(timestamp|uuid|plantimestamp)\(", str(resource.body)):
            yield resource.deviates("", "a value that stays the same")


@requirement("OPS-16")
def sizes_obey_the_rules(made: Synthesis) -> Findings:
    """What is deployed obeys the rules on cost and zones, such as the sizes of virtual machines."""
    for policy in made.every("azurerm_resource_group_policy_assignment", part="cluster"):
        if policy.at("enforce") is False:
            yield policy.deviates("enforce", "an assignment that is enforced")
    if not made.every("azurerm_resource_group_policy_assignment", part="cluster"):
        yield made.configured("policy", found="no assignment", wanted="policies on the cluster's resource group")


documented(
    "OPS-17",
    "Where a command is needed, it is one of the Azure CLI.",
    file=OPERATIONS,
    heading="Access reviews",
    source=__name__,
)


@requirement("OPS-18")
def versions_are_pinned(made: Synthesis) -> Findings:
    """Versions of all providers are pinned."""
    for stack, content in made.stacks.items():
        for name, provider in content["terraform"].get("required_providers", {}).items():
            if not re.fullmatch(r"\d+\.\d+\.\d+", str(provider.get("version"))):
                yield Resource(stack=stack, address=f"terraform.required_providers.{name}", body=provider).deviates(
                    "version", "an exact version"
                )


@requirement("OPS-19")
def github_actions_runs_the_workflows(made: Synthesis) -> Findings:
    """GitHub Actions runs tests, plan and deployment, and signs in with OpenID Connect."""
    return _pipelines(made, folder=".github", sign_in=GITHUB_SIGN_IN)


@requirement("OPS-20")
def azure_devops_can_run_them_too(made: Synthesis) -> Findings:
    """Azure DevOps runs the same commands, with the same sign-in. Jenkins can run them too."""
    return _pipelines(made, folder=".azuredevops", sign_in=AZURE_DEVOPS_SIGN_IN)


def _pipelines(made: Synthesis, *, folder: str, sign_in: str) -> Findings:
    texts = [file.read_text(encoding="utf-8") for file in sorted((made.root / folder).rglob("*.yml"))]
    for wanted in (*COMMANDS, sign_in):
        if not any(wanted in text for text in texts):
            yield made.configured(folder, found="no such step", wanted=wanted)


documented(
    "OPS-21",
    "Delivery is automatic and safe, and there is a way back.",
    file=OPERATIONS,
    heading="Delivery, and the way back",
    source=__name__,
)


@requirement("OPS-22")
def flux_only_reads(made: Synthesis) -> Findings:
    """What follows Git can only read it: its credentials are sensitive variables, or none are needed."""
    for each in made.every(GIT):
        for secret in ("https_key_base64", "ssh_private_key_base64"):
            value = each.at(f"git_repository.{secret}")
            if value and "var." not in str(value):
                yield each.deviates(f"git_repository.{secret}", "a sensitive variable")
    for stack, content in made.stacks.items():
        for name, variable in content.get("variable", {}).items():
            if name.startswith("flux_") and not variable.get("sensitive"):
                yield Resource(stack=stack, address=f"variable.{name}", body=variable).deviates("sensitive", True)


@requirement("OPS-23")
def the_repository_can_be_private(made: Synthesis) -> Findings:
    """The repository can be private."""
    git = made.config.bootstrap.git
    chosen(git and git.auth != "none", "a private repository")
    for each in made.every(GIT):
        keys = ("https_key_base64", "ssh_private_key_base64")
        if not any(each.at(f"git_repository.{key}") for key in keys):
            yield each.deviates("git_repository", "credentials")


@requirement("OPS-24")
def git_and_cluster_stay_the_same(made: Synthesis) -> Findings:
    """What follows Git compares often, and removes what left Git."""
    for each in made.every(GIT):
        yield from each.expects("continuous_reconciliation_enabled", True, None)
        for kustomization in each.blocks("kustomizations"):
            if not kustomization.get("garbage_collection_enabled"):
                yield each.deviates("kustomizations", "garbage collection")
            if int(kustomization.get("sync_interval_in_seconds") or 600) > 600:
                yield each.deviates("kustomizations", "a comparison at least every ten minutes")


@requirement("OPS-25")
def developers_do_not_write(made: Synthesis) -> Findings:
    """Developers change the cluster through Git: no group but the administrators may write to it."""
    for grant in roles(made):
        if grant.role in WRITERS and grant.resource.at("principal_type") in ("Group", "User"):
            yield grant.resource.deviates("role_definition_name", "Azure Kubernetes Service RBAC Reader")
    admins = set(made.config.rbac.cluster_admin_groups)
    for binding in made.of_kind("RoleBinding", "ClusterRoleBinding"):
        groups = {each.get("name") for each in binding.blocks("subjects") if each.get("kind") == "Group"}
        if groups - admins and binding.at("roleRef.name") in ("cluster-admin", "admin", "edit"):
            yield binding.deviates("roleRef.name", "view")


documented(
    "OPS-26",
    "A change of production takes several reviewers.",
    file=OPERATIONS,
    heading="Branches",
    source=__name__,
)


@requirement("OPS-27")
def roll_outs_can_be_ordered(made: Synthesis) -> Findings:
    """The roll-out of what Git holds can be ordered and awaited."""
    every = [(each, k) for each in made.every(GIT) for k in each.blocks("kustomizations")]
    chosen([k for _, k in every if k.get("wait") or k.get("depends_on")], "an order of roll-outs")
    names = {k.get("name") for _, k in every}
    for each, kustomization in every:
        if not set(kustomization.get("depends_on") or ()) <= names:
            yield each.deviates("kustomizations", "dependencies that exist")


documented(
    "OPS-28",
    "Every change reaches a preproduction cluster before production.",
    file=OPERATIONS,
    heading="Delivery, and the way back",
    source=__name__,
)
documented(
    "OPS-29",
    "Each stage is tested, and preproduction is deployed in the same way as production.",
    file=OPERATIONS,
    heading="Delivery, and the way back",
    source=__name__,
)


@requirement("OPS-30")
def flagger_can_shift_requests(made: Synthesis) -> Findings:
    """Flagger can bring new versions of a workload step by step."""
    found = releases(made, "flagger")
    chosen(found or made.config.bootstrap.flagger, "Flagger")
    if not found:
        yield made.configured("bootstrap.flagger", found="no release", wanted="the chart flagger")
    for release in found:
        yield from release.expects_some("version", "an exact version")


documented(
    "OPS-31",
    "People know where to start, which variants exist, and what is out of scope.",
    file="README.md",
    heading="Where to start, and where not",
    source=__name__,
)
