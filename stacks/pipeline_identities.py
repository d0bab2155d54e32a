"""Identities of the pipelines: whom they trust, and what they may do."""

from collections.abc import Iterator, Sequence
from typing import Final, get_args

from cdktf import TerraformIterator, Token
from cdktf_cdktf_provider_azurerm.data_azurerm_role_definition import DataAzurermRoleDefinition
from cdktf_cdktf_provider_azurerm.federated_identity_credential import FederatedIdentityCredential
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.role_definition import RoleDefinition, RoleDefinitionPermissions
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.role_names import Role
from config.fleet import Fleet
from config.model import BaselineConfig, GitHub, Pipelines, ServiceConnection

# GitHub page "Configuring OpenID Connect in Azure".
GITHUB_ISSUER = "https://token.actions.githubusercontent.com"
AUDIENCE = "api://AzureADTokenExchange"

# Roles that the stacks assign by their id, beside those of `grant`.
ASSIGNED_BY_ID: Final = ("Azure Kubernetes Service RBAC Reader", "Azure Kubernetes Service RBAC Writer")

# A plan reads everything that the stacks make: resources, the user's credentials of the cluster, what Helm and
# Terraform made in it, and the ingress certificate with its secret in the vault. It writes nothing.
PLAN_ACTIONS = ("*/read", "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action")
PLAN_DATA_ACTIONS = (
    "Microsoft.ContainerService/managedClusters/*/read",
    "Microsoft.KeyVault/vaults/certificates/read",
    "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
)

# Contributor may not assign policies or roles.
DEPLOY_ROLES = ("Contributor", "Resource Policy Contributor")
ROLE_ADMINISTRATOR = "Role Based Access Control Administrator"


class PipelineIdentities(Construct):
    """An identity that plans, and one that deploys. Neither has a secret: they trust tokens of the pipelines' jobs.

    Sources: Azure pages "Workload identity federation", "Azure built-in roles", "Examples to delegate Azure role
    assignment management with conditions".

    Args:
        pipelines: Pipelines that the identities trust.
        fleet: Members of the file, for their subscriptions.
        name: Part of the names.
        at: Resource group and region.
        login_subscription: Id of the subscription of members that state none.
        container_id: Blob container of the state.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        pipelines: Pipelines,
        fleet: Fleet,
        name: str,
        at: Placement,
        login_subscription: str,
        container_id: str,
    ) -> None:
        super().__init__(scope, id_)
        self.plan = self._identity("plan", name=name, at=at)
        self.deploy = self._identity("deploy", name=name, at=at)
        for identity, trusted in ((self.plan, _planning(pipelines)), (self.deploy, _deploying(pipelines))):
            self._trust(identity, trusted, at=at)
        scopes = {each or "login": f"/subscriptions/{each}" if each else login_subscription for each in _used(fleet)}
        self._let_plan(scopes, name=name, container_id=container_id)
        self._let_deploy({**scopes, **_outside(fleet)}, fleet=fleet, container_id=container_id)

    def _identity(self, purpose: str, *, name: str, at: Placement) -> UserAssignedIdentity:
        group, location = at.resource_group, at.location
        return UserAssignedIdentity(
            self, purpose, name=f"id-{purpose}-{name}", resource_group_name=group, location=location
        )

    def _trust(self, identity: UserAssignedIdentity, trusted: dict[str, tuple[str, str]], *, at: Placement) -> None:
        """Trust the tokens with these issuers and subjects. Azure refuses two writes to an identity at once."""
        before = None
        for name, (issuer, subject) in trusted.items():
            before = FederatedIdentityCredential(
                self,
                f"{identity.node.id}_{name}",
                name=name.replace("_", "-"),
                resource_group_name=at.resource_group,
                parent_id=identity.id,
                audience=[AUDIENCE],
                issuer=issuer,
                subject=subject,
                depends_on=[before] if before else None,
            )

    def _let_plan(self, scopes: dict[str, str], *, name: str, container_id: str) -> None:
        role = RoleDefinition(
            self,
            "plan_role",
            name=f"Plan {name}",
            description="Reads what Terraform compares with the configuration",
            scope=next(iter(scopes.values())),
            assignable_scopes=list(scopes.values()),
            permissions=[RoleDefinitionPermissions(actions=list(PLAN_ACTIONS), data_actions=list(PLAN_DATA_ACTIONS))],
        )
        for key, scope in scopes.items():
            RoleAssignment(
                self,
                f"plan_{key}",
                scope=scope,
                role_definition_id=role.role_definition_resource_id,
                principal_id=self.plan.principal_id,
                principal_type="ServicePrincipal",
            )
        self._assign("plan_state", role="Storage Blob Data Reader", scope=container_id, to=self.plan)

    def _let_deploy(self, scopes: dict[str, str], *, fleet: Fleet, container_id: str) -> None:
        condition = self._only(assigned_roles(fleet))
        for key, scope in scopes.items():
            for number, role in enumerate(DEPLOY_ROLES):
                self._assign(f"deploy_{key}_{number}", role=role, scope=scope, to=self.deploy)
            self._assign(
                f"deploy_{key}_roles", role=ROLE_ADMINISTRATOR, scope=scope, to=self.deploy, condition=condition
            )
        self._assign("deploy_state", role="Storage Blob Data Contributor", scope=container_id, to=self.deploy)

    def _only(self, names: Sequence[str]) -> str:
        """Condition of a role assignment: no other roles than these may be assigned or taken away."""
        each = TerraformIterator.from_list(list(names))
        found = DataAzurermRoleDefinition(self, "assigned", for_each=each, name=Token.as_string(each.value))
        ids = f'${{join(", ", values({found.fqn})[*].role_definition_id)}}'
        role = "Microsoft.Authorization/roleAssignments"
        return " AND ".join(
            f"((!(ActionMatches{{'{role}/{action}'}})) OR "
            f"(@{source}[{role}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{ids}}}))"
            for action, source in (("write", "Request"), ("delete", "Resource"))
        )

    def _assign(
        self, id_: str, *, role: str, scope: str, to: UserAssignedIdentity, condition: str | None = None
    ) -> None:
        RoleAssignment(
            self,
            id_,
            scope=scope,
            role_definition_name=role,
            principal_id=to.principal_id,
            principal_type="ServicePrincipal",
            condition=condition,
            condition_version="2.0" if condition else None,
        )


def assigned_roles(fleet: Fleet) -> list[str]:
    """Names of all roles that a stack of these members can assign, with any option."""
    chosen = {role.role for each in fleet.clusters for one in each.config.workload_identities for role in one.roles}
    return sorted({*get_args(Role), *ASSIGNED_BY_ID, *chosen})


def _planning(pipelines: Pipelines) -> dict[str, tuple[str, str]]:
    """Issuer and subject of the jobs that plan, by a name."""
    trusted = {}
    if github := pipelines.github:
        trusted["github"] = _environment(github, github.plan_environment)
        if github.pull_requests:
            trusted["github_pull_request"] = (GITHUB_ISSUER, f"{github.subject_prefix}:pull_request")
    if azure := pipelines.azure_devops:
        trusted["azure_devops"] = _connection(azure.plan)
    return trusted


def _deploying(pipelines: Pipelines) -> dict[str, tuple[str, str]]:
    """Issuer and subject of the jobs that deploy, by a name."""
    trusted = {}
    if github := pipelines.github:
        trusted["github"] = _environment(github, github.deploy_environment)
    if azure := pipelines.azure_devops:
        trusted["azure_devops"] = _connection(azure.deploy)
    return trusted


def _environment(github: GitHub, environment: str) -> tuple[str, str]:
    return GITHUB_ISSUER, f"{github.subject_prefix}:environment:{environment}"


def _connection(connection: ServiceConnection) -> tuple[str, str]:
    return connection.issuer, connection.subject


def _used(fleet: Fleet) -> dict[str | None, None]:
    """Subscriptions of all members. None stands for the subscription of the login."""
    hubs = [region.config.hub.subscription_id for region in fleet.regions if not region.config.hub.existing]
    spokes = [spoke.config.spoke.subscription_id for spoke in fleet.spokes]
    shared = [fleet.shared.shared.subscription_id] if fleet.shared else []
    return dict.fromkeys([*hubs, *spokes, *shared])


def _outside(fleet: Fleet) -> dict[str, str]:
    """Existing resources that the stacks change and that are in none of those subscriptions, by a name."""
    known = {each.lower() for each in _used(fleet) if each}
    ids = dict.fromkeys(id_ for each in fleet.clusters for id_ in _changed(each.config))
    return {
        "_".join((id_.split("/")[-2], id_.split("/")[-1])): id_ for id_ in ids if id_.split("/")[2].lower() not in known
    }


def _changed(config: BaselineConfig) -> Iterator[str]:
    """A hub's network is peered, a registry gets cache rules and readers, a zone gets records, a key gets a reader."""
    existing = config.hub.existing
    for id_ in (
        existing.virtual_network_id if existing else None,
        config.registry.existing_id,
        config.dns.public_zone_id,
        config.disk_encryption_set_id,
        config.secrets.etcd_key.vault_id if config.secrets.etcd_key else None,
    ):
        if id_:
            yield id_
