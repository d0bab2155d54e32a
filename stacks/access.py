"""Who may do what on the cluster, people and pipelines alike."""

from typing import Final

from aks_baseline.foundation.roles import grant, grant_namespace_reader
from stacks.base import BaselineStack

CLUSTER_ADMIN: Final = "Azure Kubernetes Service RBAC Cluster Admin"


def grant_access(stack: BaselineStack, *, cluster_id: str, subscription_id: str, deployer: str) -> None:
    """Assign the roles of administrators, readers and of whoever deploys.

    Everybody may fetch credentials; what they may do with them, Azure roles say only under Azure RBAC.
    `subscription_id`: of the cluster. `deployer`: object id.
    """
    _grant_deployer(stack, cluster_id=cluster_id, deployer=deployer)
    rbac = stack.config.rbac
    for number, group in enumerate(rbac.cluster_admin_groups):
        if rbac.mode == "azure":
            grant(
                stack,
                f"admins_{number}",
                role=CLUSTER_ADMIN,
                on=cluster_id,
                to=group,
                principal="Group",
                why="Members administer everything in the cluster",
            )
        _grant_credentials(stack, f"admins_{number}_credentials", group=group, cluster_id=cluster_id)
    for number, group in enumerate(rbac.namespace_reader_groups):
        if rbac.mode == "azure":
            for workload in stack.config.workloads:
                grant_namespace_reader(
                    stack,
                    f"readers_{number}_{workload.namespace}",
                    subscription_id=subscription_id,
                    cluster_id=cluster_id,
                    namespace=workload.namespace,
                    to=group,
                )
        _grant_credentials(stack, f"readers_{number}_credentials", group=group, cluster_id=cluster_id)


def _grant_deployer(stack: BaselineStack, *, cluster_id: str, deployer: str) -> None:
    """Let whoever deploys make the objects of the bootstrap stack: Owner and Contributor may not, as neither has a
    data action. An admin group has the role already, and Azure refuses the same assignment twice.

    Under Kubernetes RBAC no Azure role opens the API server: `rbac.cluster_admin_groups` do, and a rule of the
    configuration says that the deployer belongs to one of them.
    Source: Azure pages "Use Microsoft Entra ID authorization for the Kubernetes API", "Azure built-in roles".
    """
    rbac = stack.config.rbac
    if rbac.mode == "azure" and deployer.lower() not in {group.lower() for group in rbac.cluster_admin_groups}:
        grant(
            stack,
            "deployer_cluster_admin",
            role=CLUSTER_ADMIN,
            on=cluster_id,
            to=deployer,
            principal=None,
            why="Whoever deploys makes what is inside the cluster",
        )


def _grant_credentials(stack: BaselineStack, id_: str, *, group: str, cluster_id: str) -> None:
    grant(
        stack,
        id_,
        role="Azure Kubernetes Service Cluster User Role",
        on=cluster_id,
        to=group,
        principal="Group",
        why="Members fetch a kubeconfig, which asks Entra who they are",
    )
