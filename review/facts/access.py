"""Role assignments in Azure."""

import re
from dataclasses import dataclass

from review.synthesis import Output, Resource

# "Azure built-in roles": roles assigned by id, because Azure does not list roles by name at a namespace.
ROLE_NAMES = {"7f6c6a51-bcf8-42ba-9220-52d62157d7db": "Azure Kubernetes Service RBAC Reader"}


@dataclass(frozen=True, kw_only=True, eq=False)
class RoleGrant:
    """A role assignment. `principal` is the identity's resource if it is made here, otherwise None.

    `who` describes the principal, and `on` the scope.
    """

    resource: Resource
    role: str
    who: str
    on: str
    principal: Resource | None
    scope: Resource | None


def roles(made: Output) -> tuple[RoleGrant, ...]:
    """Every role assignment of all stacks."""
    return tuple(_role(made, each) for each in made.every("azurerm_role_assignment"))


def _role(made: Output, grant: Resource) -> RoleGrant:
    principal, scope = made.follow(grant, "principal_id"), made.follow(grant, "scope")
    by_id = str(grant.at("role_definition_id")).rpartition("/")[2]
    return RoleGrant(
        resource=grant,
        role=grant.at("role_definition_name") or ROLE_NAMES.get(by_id, by_id),
        who=_who(grant, principal),
        on=_on(str(grant.at("scope")), scope),
        principal=principal,
        scope=scope,
    )


def _on(id_: str, scope: Resource | None) -> str:
    if scope is None:
        return id_
    part = "node resource group of " if "node_resource_group" in id_ else ""
    return f"{part}{scope.name}{id_.partition('}')[2]}"


def _who(grant: Resource, principal: Resource | None) -> str:
    id_ = str(grant.at("principal_id"))
    if "azurerm_client_config" in id_:
        return "whoever deploys"
    if principal is None:
        return f"{grant.at('principal_type') or 'principal'} {id_}"
    inner = re.search(r"(kubelet|oms_agent|secret|gateway)\w*identity", id_)
    if inner is None or principal.type == "azurerm_user_assigned_identity":
        return principal.name
    return f"{inner[0].replace('_', ' ')} of {principal.name}"
