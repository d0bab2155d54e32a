"""Azure role assignments, each at the narrowest scope that does.

Source: article, "AKS access to Azure" and "Cluster access".
"""

from typing import Literal

from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct

from aks_baseline.foundation.role_names import RBAC_READER, RBAC_WRITER, ChosenRole, Role


def grant(
    scope: Construct,
    id_: str,
    *,
    role: Role | ChosenRole,
    on: str,
    to: str,
    why: str,
    principal: Literal["ServicePrincipal", "Group"] | None = "ServicePrincipal",
) -> RoleAssignment:
    """Assign a role.

    Args:
        scope: Parent construct.
        id_: Construct id.
        role: Name of a built-in role.
        on: Resource id on which it holds.
        to: Object id of whoever gets it.
        why: Reason, which becomes the description of the assignment.
        principal: Kind of `to`. None lets Azure look it up.
    """
    return RoleAssignment(
        scope,
        id_,
        scope=on,
        role_definition_name=role,
        principal_id=to,
        principal_type=principal,
        description=why,
    )


def grant_namespace(
    scope: Construct, id_: str, *, subscription_id: str, cluster_id: str, namespace: str, to: str, write: bool = False
) -> RoleAssignment:
    """Let an Entra group read the objects of one Kubernetes namespace, secrets excepted, or change them.

    Args:
        scope: Parent construct.
        id_: Construct id.
        subscription_id: Subscription of the cluster, part of the role's id.
        cluster_id: The cluster.
        namespace: The namespace.
        to: Object id of the group.
        write: True lets its members change the objects, secrets included.
    """
    role, does = (RBAC_WRITER, "change") if write else (RBAC_READER, "read")
    return RoleAssignment(
        scope,
        id_,
        scope=f"{cluster_id}/namespaces/{namespace}",
        role_definition_id=f"/subscriptions/{subscription_id}/providers/Microsoft.Authorization/roleDefinitions/{role}",
        principal_id=to,
        principal_type="Group",
        description=f"Members {does} the namespace {namespace}",
    )
