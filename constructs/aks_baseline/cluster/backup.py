"""Backup of a cluster by Azure Backup."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_protection_backup_instance_kubernetes_cluster import (
    DataProtectionBackupInstanceKubernetesCluster,
    DataProtectionBackupInstanceKubernetesClusterBackupDatasourceParameters,
)
from cdktf_cdktf_provider_azurerm.kubernetes_cluster_extension import KubernetesClusterExtension
from cdktf_cdktf_provider_azurerm.kubernetes_cluster_trusted_access_role_binding import (
    KubernetesClusterTrustedAccessRoleBinding,
)
from cdktf_cdktf_provider_azurerm.storage_container import StorageContainer
from constructs import Construct

from aks_baseline.cluster.backup_links import BackupLinks
from aks_baseline.foundation.cluster_namespaces import BACKUP_NAMESPACE
from aks_baseline.foundation.roles import grant

OPERATOR = "Microsoft.DataProtection/backupVaults/backup-operator"


@dataclass(frozen=True, kw_only=True)
class BackedUpCluster:
    """Cluster that is backed up.

    Args:
        name: Name of the cluster, which the container and the backup instance get too.
        id: The cluster.
        principal_id: Object id of the control plane's identity.
        location: Region of the cluster.
        tenant_id: Entra tenant of the subscription.
        subscription_id: Subscription of the storage account.
    """

    name: str
    id: str
    principal_id: str
    location: str
    tenant_id: str
    subscription_id: str


class ClusterBackup(Construct):
    """Backup extension, trusted access of the vault, the four roles of AKS backup, and the backup instance.

    The instance comes last, and is destroyed first. Every cluster has a container of its own, as Azure demands. The
    extension signs in to Entra, because the storage account has no keys. A restore needs the same parts in the cluster
    that is restored into.
    Source: article, "Cluster backup"; Azure pages "Prerequisites for Azure Kubernetes Service backup using Azure
    Backup" (roles, trusted access) and "Azure Kubernetes Service backup support matrix".

    Args:
        cluster: Cluster to back up.
        links: Vault, policy, storage account and resource group of the snapshots.
        namespaces: Kubernetes namespaces to back up. Empty: all of them.
        after: Node pools to run on.
        lifecycle: Protection of container and instance from deletion. None: no protection.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: BackedUpCluster,
        links: BackupLinks,
        namespaces: Sequence[str],
        after: Sequence[ITerraformDependable],
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        container = StorageContainer(
            self,
            "container",
            name=cluster.name,
            storage_account_id=links.account_id,  # with the name instead, azurerm would call the blobs themselves
            container_access_type="private",
            lifecycle=lifecycle,
        )
        extension = _extension(self, cluster=cluster, links=links, container=container.name, after=after)
        access = KubernetesClusterTrustedAccessRoleBinding(
            self,
            "trusted_access",
            kubernetes_cluster_id=cluster.id,
            name="backup-vault",
            roles=[OPERATOR],
            source_resource_id=links.vault_id,
        )
        identity = extension.aks_assigned_identity.get(0).principal_id
        DataProtectionBackupInstanceKubernetesCluster(
            self,
            "Default",
            name=cluster.name,
            location=cluster.location,
            vault_id=links.vault_id,
            kubernetes_cluster_id=cluster.id,
            snapshot_resource_group_name=links.snapshot_group,
            backup_policy_id=links.policy_id,
            backup_datasource_parameters=DataProtectionBackupInstanceKubernetesClusterBackupDatasourceParameters(
                included_namespaces=list(namespaces) or None,
                cluster_scoped_resources_enabled=True,
                volume_snapshot_enabled=True,
            ),
            lifecycle=lifecycle,
            depends_on=[extension, access, *_roles(self, cluster=cluster, links=links, extension_identity=identity)],
        )


def _extension(
    scope: Construct,
    *,
    cluster: BackedUpCluster,
    links: BackupLinks,
    container: str,
    after: Sequence[ITerraformDependable],
) -> KubernetesClusterExtension:
    location = "configuration.backupStorageLocation"
    return KubernetesClusterExtension(
        scope,
        "extension",
        name="azure-aks-backup",
        cluster_id=cluster.id,
        extension_type="microsoft.dataprotection.kubernetes",
        release_train="stable",  # no `version`: Azure upgrades the extension
        release_namespace=BACKUP_NAMESPACE,
        configuration_settings={
            f"{location}.bucket": container,
            f"{location}.config.storageAccount": links.account_name,
            f"{location}.config.resourceGroup": links.account_group,
            f"{location}.config.subscriptionId": cluster.subscription_id,
            f"{location}.config.useAAD": "true",
            f"{location}.config.storageAccountURI": f"https://{links.account_name}.blob.core.windows.net/",
            "credentials.tenantId": cluster.tenant_id,
        },
        depends_on=list(after),
    )


def _roles(
    scope: Construct, *, cluster: BackedUpCluster, links: BackupLinks, extension_identity: str
) -> list[ITerraformDependable]:
    return [
        grant(
            scope,
            "extension_storage",
            role="Storage Blob Data Contributor",
            on=links.account_id,
            to=extension_identity,
            why="The backup extension writes the cluster's objects",
        ),
        grant(
            scope,
            "vault_cluster",
            role="Reader",
            on=cluster.id,
            to=links.vault_principal_id,
            why="The backup vault reads the cluster that it backs up",
        ),
        grant(
            scope,
            "control_plane_snapshots",
            role="Contributor",
            on=links.snapshot_group_id,
            to=cluster.principal_id,
            why="AKS keeps the snapshots of volumes in this group, which holds nothing else",
        ),
    ]
