"""Azure role assignments, each at the narrowest scope that does.

Source: article, "AKS access to Azure" and "Cluster access"; role ids from Azure page "Azure built-in roles".
"""

from typing import Literal, NewType

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct

# The reader's scope is a namespace, at which Azure lists no roles by name: there the role is given by its id.
RBAC_READER = "7f6c6a51-bcf8-42ba-9220-52d62157d7db"
RBAC_WRITER = "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb"

Role = Literal[
    "AcrPull",
    "Azure Kubernetes Service Cluster User Role",
    "Azure Kubernetes Service RBAC Admin",
    "Azure Kubernetes Service RBAC Cluster Admin",
    "Contributor",
    "Grafana Admin",
    "Grafana Viewer",
    "Key Vault Certificates Officer",
    "Key Vault Reader",
    "Key Vault Secrets Officer",
    "Key Vault Secrets User",
    "Log Analytics Reader",
    "Managed Identity Operator",
    "Monitoring Data Reader",
    "Monitoring Metrics Publisher",
    "Network Contributor",
    "Private DNS Zone Contributor",
    "Reader",
    "Storage Blob Data Contributor",
    "Virtual Machine Contributor",
]
# A built-in role that a team names for its own workload.
ChosenRole = NewType("ChosenRole", str)


def grant(
    scope: Construct,
    id_: str,
    *,
    role: Role | ChosenRole,
    on: str,
    to: str,
    why: str,
    principal: Literal["ServicePrincipal", "Group"] | None = "ServicePrincipal",
    after: ITerraformDependable | None = None,
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
        after: Resource to wait for.
    """
    return RoleAssignment(
        scope,
        id_,
        scope=on,
        role_definition_name=role,
        principal_id=to,
        principal_type=principal,
        description=why,
        depends_on=[after] if after else None,
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
