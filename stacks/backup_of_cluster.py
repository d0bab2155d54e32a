"""Backup of a cluster by Azure Backup, where the configuration asks for it."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from config.model import BaselineConfig
from stacks.control_plane import ControlPlane
from stacks.spoke_links import SpokeLinks


def back_up_cluster(
    scope: Construct,
    *,
    config: BaselineConfig,
    at: Placement,
    aks: AksCluster,
    control_plane: ControlPlane,
    login: DataAzurermClientConfig,
    spoke: SpokeLinks,
    after: Sequence[ITerraformDependable],
) -> None:
    """Make the backup of the cluster, if `backup.mode` is aks_extension.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        at: Region of the cluster.
        aks: The cluster.
        control_plane: Identity of the control plane.
        login: Tenant and subscription of the stack.
        spoke: Spoke with the store of the backups.
        after: Node pools and roles that the extension's pods need.
    """
    if config.backup.mode != "aks_extension" or spoke.backup is None:
        return
    # This import is here, as few clusters have such a backup and its bindings take time to import.
    from aks_baseline.cluster.backup import BackedUpCluster, ClusterBackup

    ClusterBackup(
        scope,
        "backup",
        cluster=BackedUpCluster(
            name=aks.name,
            id=aks.id,
            principal_id=control_plane.principal_id,
            location=at.location,
            tenant_id=login.tenant_id,
            subscription_id=login.subscription_id,
        ),
        links=spoke.backup,
        namespaces=config.backup.aks.namespaces,
        after=after,
        lifecycle=protection(allow_destroy=config.safety.allow_destroy),
    )
