"""Microsoft.Authorization and Microsoft.ManagedIdentity: identities, roles and who has them."""

import re

from rehearsal.azure import roles
from rehearsal.azure.behaviour import (
    Put,
    Query,
    built_in,
    completes,
    defaults,
    delete_status,
    lists,
    loose,
    plain,
    put_status,
    refuses,
)
from rehearsal.azure.cloud import TENANT, Cloud
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body, same

IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
FEDERATED = f"{IDENTITY}/federatedIdentityCredentials"
ASSIGNMENT = "Microsoft.Authorization/roleAssignments"
DEFINITION = "Microsoft.Authorization/roleDefinitions"

plain(FEDERATED)
defaults(
    {
        IDENTITY: {"isolationScope": "None"},
        ASSIGNMENT: {"principalType": "ServicePrincipal"},
        DEFINITION: {"type": "CustomRole"},
    }
)
put_status(201, DEFINITION)
delete_status(200, ASSIGNMENT)
loose(ASSIGNMENT)


@completes(IDENTITY)
def complete_identity(put: Put) -> None:
    put.set({"principalId": put.guid("principal"), "clientId": put.guid("client"), "tenantId": TENANT})


def _role(put: Put) -> str:
    """GUID of the role of an assignment."""
    return str(put.properties.get("roleDefinitionId")).rsplit("/", 1)[-1]


@completes(ASSIGNMENT)
def complete_assignment(put: Put) -> None:
    put.properties["scope"] = put.id.scope or "/"
    put.properties["roleDefinitionId"] = roles.definition(put.cloud, put.id.subscription, _role(put))["id"]


@built_in(DEFINITION)
def role(cloud: Cloud, id_: ResourceId) -> Body | None:
    if id_.name.lower() not in roles.BUILT_IN_ROLES:
        return None
    found = roles.definition(cloud, id_.subscription, id_.name)
    return {key: found[key] for key in ("id", "properties")}


@lists("roleDefinitions")
def role_definitions(cloud: Cloud, id_: ResourceId, query: Query) -> list[Body]:
    wanted = re.search(r"roleName eq '([^']*)'", query.get("$filter", ""), re.IGNORECASE)
    if wanted:
        return [roles.named(cloud, id_.subscription, wanted[1])]
    known = [roles.definition(cloud, id_.subscription, each) for each in roles.BUILT_IN_ROLES]
    return known + [cloud.shown(each) for each in cloud.of_type(DEFINITION)]


@refuses(ASSIGNMENT)
def check_assignment(put: Put) -> None:
    principal = str(put.properties.get("principalId"))
    if put.before:
        raise AzureError("RoleAssignmentUpdateNotPermitted", put.id.text)
    for each in put.cloud.of_type(ASSIGNMENT):
        mine = same(each.properties["scope"], put.id.scope) and same(each.properties["principalId"], principal)
        if mine and same(str(each.properties["roleDefinitionId"]).rsplit("/", 1)[-1], _role(put)):
            message = f"The role assignment already exists: {each.id.text} (principal {principal})"
            raise AzureError("RoleAssignmentExists", message, status=409)
    if not re.fullmatch(r"[0-9a-f-]{36}", principal, re.IGNORECASE):
        raise AzureError("InvalidPrincipalId", f"{principal} is no object id")
    for each in put.cloud.of_type(IDENTITY):
        if same(each.properties["clientId"], principal):
            message = f"{principal} is the client id of {each.id.name}; a role assignment takes the principal id"
            raise AzureError("PrincipalNotFound", message)


@refuses(FEDERATED)
def check_federated(put: Put) -> None:
    issuer, subject = (str(put.properties.get(key)) for key in ("issuer", "subject"))
    if not issuer.startswith("https://"):
        raise AzureError("InvalidIssuer", f"{put.id.name}: issuer {issuer}")
    for each in put.cloud.children(put.id.parent, "federatedIdentityCredentials"):
        other = each.id.key != put.id.key
        if other and (each.properties["issuer"], each.properties["subject"]) == (issuer, subject):
            message = f"{each.id.name} has the same issuer and subject"
            raise AzureError("FederatedIdentityCredentialAlreadyExists", message, status=409)
