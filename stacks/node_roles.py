"""Roles of the cluster's own identities: control plane, nodes and monitoring."""

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.foundation.role_names import Role
from aks_baseline.foundation.roles import grant
from config.model import BaselineConfig
from stacks.spoke_links import SpokeLinks


def grant_networks(scope: Construct, *, spoke: SpokeLinks, control_plane: str) -> list[ITerraformDependable]:
    """Let the control plane join nodes, pods and load balancers to their subnets.

    Args:
        scope: The stack.
        spoke: Spoke with the subnets.
        control_plane: Object id of the control plane's identity.
    """
    return [
        grant(
            scope,
            f"control_plane_{part}",
            role="Network Contributor",
            on=subnet_id,
            to=control_plane,
            why=f"AKS joins {what} to this subnet",
        )
        for part, subnet_id, what in (
            ("nodes", spoke.nodes_subnet_id, "nodes"),
            ("ingress", spoke.ingress_subnet_id, "internal load balancers"),
            *((f"pool_{pool}", subnet_id, "nodes") for pool, subnet_id in spoke.pool_subnet_ids.items()),
            *((f"pods_{pool}", subnet_id, "pods") for pool, subnet_id in spoke.pod_subnet_ids.items()),
        )
    ]


def grant_disk_encryption(
    scope: Construct, *, config: BaselineConfig, control_plane: str
) -> list[ITerraformDependable]:
    """Let the control plane read the disk encryption set of the configuration, if there is one.

    Source: Azure page "Use a customer-managed key to encrypt Azure managed disks in Azure Kubernetes Service (AKS)".

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        control_plane: Object id of the control plane's identity.
    """
    if config.disk_encryption_set_id is None:
        return []
    return [
        grant(
            scope,
            "control_plane_disk_encryption",
            role="Reader",
            on=config.disk_encryption_set_id,
            to=control_plane,
            why="AKS encrypts disks by this set",
        )
    ]


def grant_etcd_key(scope: Construct, *, config: BaselineConfig, control_plane: str) -> list[ITerraformDependable]:
    """Let the control plane use the key of etcd, if there is one, and reach a private vault by an endpoint.

    Source: Azure page "Add Key Management Service etcd encryption to an Azure Kubernetes Service cluster".

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        control_plane: Object id of the control plane's identity.
    """
    key = config.secrets.etcd_key
    if key is None:
        return []
    roles: dict[str, tuple[Role, str]] = {
        "control_plane_etcd_key": ("Key Vault Crypto User", "The API server encrypts secrets with a key in it")
    }
    if key.network == "private":
        roles["control_plane_etcd_vault"] = ("Key Vault Contributor", "AKS makes a private endpoint to it")
    return [
        grant(scope, id_, role=role, on=key.vault_id, to=control_plane, why=why) for id_, (role, why) in roles.items()
    ]


def grant_nodes(scope: Construct, aks: AksCluster, *, registry_id: str | None) -> list[ITerraformDependable]:
    """Let nodes pull images and manage their scale sets, and let Container insights publish metrics.

    Args:
        scope: The stack.
        aks: The cluster.
        registry_id: Registry that nodes pull from. None: they have the role before the cluster is made.

    Returns:
        The role by which nodes pull images, if it is made here.
    """
    pull_role: list[ITerraformDependable] = []
    if registry_id:
        role = grant(
            scope, "kubelet_registry", role="AcrPull", on=registry_id, to=aks.kubelet_object_id, why="Nodes pull images"
        )
        pull_role.append(role)
    grant(
        scope,
        "kubelet_nodes",
        role="Virtual Machine Contributor",
        on=aks.cluster.node_resource_group_id,
        to=aks.kubelet_object_id,
        why="Nodes manage their own scale sets",
    )
    grant(
        scope,
        "monitoring_metrics",
        role="Monitoring Metrics Publisher",
        on=aks.id,
        to=aks.monitoring_object_id,
        why="Container insights publishes metrics of the cluster",
    )
    return pull_role
