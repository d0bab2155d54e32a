"""Roles of people and pipelines on the cluster."""

from typing import Final

from constructs import Construct

from aks_baseline.foundation.roles import grant, grant_namespace
from config.model import BaselineConfig, Rbac

CLUSTER_ADMIN: Final = "Azure Kubernetes Service RBAC Cluster Admin"


def grant_access(
    scope: Construct, *, config: BaselineConfig, cluster_id: str, subscription_id: str, deployer: str
) -> None:
    """Assign roles to administrators, writers, readers and whoever deploys.

    All of them get a role to fetch credentials. Under Azure RBAC they also get a role in the cluster.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        cluster_id: The cluster.
        subscription_id: Subscription of the cluster.
        deployer: Object id of the principal that deploys.
    """
    rbac = config.rbac
    _grant_deployer(scope, rbac=rbac, cluster_id=cluster_id, deployer=deployer)
    for number, group in enumerate(rbac.cluster_admin_groups):
        if rbac.mode == "azure":
            grant(
                scope,
                f"admins_{number}",
                role=CLUSTER_ADMIN,
                on=cluster_id,
                to=group,
                principal="Group",
                why="Members administer everything in the cluster",
            )
        _grant_credentials(scope, f"admins_{number}_credentials", group=group, cluster_id=cluster_id)
    of_namespaces = {"readers": rbac.namespace_reader_groups, "writers": rbac.namespace_writer_groups}
    for kind, groups in of_namespaces.items():
        for number, group in enumerate(groups):
            for workload in config.workloads if rbac.mode == "azure" else ():
                grant_namespace(
                    scope,
                    f"{kind}_{number}_{workload.namespace}",
                    subscription_id=subscription_id,
                    cluster_id=cluster_id,
                    namespace=workload.namespace,
                    to=group,
                    write=kind == "writers",
                )
            _grant_credentials(scope, f"{kind}_{number}_credentials", group=group, cluster_id=cluster_id)


def _grant_deployer(scope: Construct, *, rbac: Rbac, cluster_id: str, deployer: str) -> None:
    """Let whoever deploys make the objects of the bootstrap stack.

    Owner and Contributor have no data actions, so they are not enough. An admin group has the role already, and Azure
    refuses the same assignment twice. Under Kubernetes RBAC no Azure role grants rights in the cluster: a rule of the
    configuration requires that the deployer is in one of `rbac.cluster_admin_groups`.
    Source: Azure pages "Use Microsoft Entra ID authorization for the Kubernetes API", "Azure built-in roles".
    """
    if rbac.mode == "azure" and deployer.lower() not in {group.lower() for group in rbac.cluster_admin_groups}:
        grant(
            scope,
            "deployer_cluster_admin",
            role=CLUSTER_ADMIN,
            on=cluster_id,
            to=deployer,
            principal=None,
            why="Whoever deploys makes what is inside the cluster",
        )


def _grant_credentials(scope: Construct, id_: str, *, group: str, cluster_id: str) -> None:
    grant(
        scope,
        id_,
        role="Azure Kubernetes Service Cluster User Role",
        on=cluster_id,
        to=group,
        principal="Group",
        why="Members fetch a kubeconfig, which asks Entra who they are",
    )
