"""Store of AKS backup, as the configuration wants it."""

from collections.abc import Mapping
from dataclasses import dataclass

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.storage_account import StorageAccount
from constructs import Construct

from aks_baseline.cluster.backup_links import BackupLinks
from aks_baseline.cluster.backup_vault import BackupSchedule, BackupVault, Redundancy
from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.foundation.storage_account import Replication, storage_account
from aks_baseline.network.private_endpoint import EndpointPlace, private_endpoint
from config.model import BaselineConfig
from stacks.names import Names


@dataclass(frozen=True, kw_only=True)
class Copies:
    """What Azure calls a redundancy at a vault and at a storage account."""

    vault: Redundancy
    account: Replication


COPIES: Mapping[str, Copies] = {
    "local": Copies(vault="LocallyRedundant", account="LRS"),
    "zone": Copies(vault="ZoneRedundant", account="ZRS"),
    "geo": Copies(vault="GeoRedundant", account="GRS"),
}


def make_backup_store(
    scope: Construct,
    *,
    config: BaselineConfig,
    names: Names,
    at: Placement,
    snapshots: Placement,
    endpoint: EndpointPlace,
    workspace_id: str,
    action_group_id: str,
) -> BackupLinks:
    """Make what outlives a cluster: vault, storage account with its private endpoint, resource group of the snapshots.

    Args:
        scope: The spoke's stack.
        config: The configuration of a cluster that is backed up.
        names: Names of the resources.
        at: Resource group and region.
        snapshots: Resource group of the snapshots.
        endpoint: Subnet and zone of the storage account's private endpoint.
        workspace_id: Log Analytics workspace.
        action_group_id: Action group that hears of failed backups.
    """
    assert config.backup.mode == "aks_extension", "asked in stacks/spoke_options.py"
    wanted, lifecycle = config.backup.aks, protection(allow_destroy=config.safety.allow_destroy)
    copies = COPIES[wanted.redundancy]
    vault = BackupVault(
        scope,
        "backup_vault",
        name=f"bv-{names.cluster}",
        at=at,
        redundancy=copies.vault,
        schedule=BackupSchedule(
            interval_hours=wanted.interval_hours, start=wanted.start, retention_days=wanted.retention_days
        ),
        snapshots=snapshots,
        soft_delete=not config.safety.allow_destroy,
        workspace_id=workspace_id,
        action_group_id=action_group_id,
        lifecycle=lifecycle,
    )
    account = _staging(
        scope,
        names=names,
        at=at,
        replication=copies.account,
        endpoint=endpoint,
        workspace_id=workspace_id,
        lifecycle=lifecycle,
    )
    return BackupLinks(
        vault_id=vault.id,
        vault_principal_id=vault.principal_id,
        policy_id=vault.policy_id,
        account_id=account.id,
        account_name=account.name,
        account_group=at.resource_group,
        snapshot_group=snapshots.resource_group,
        snapshot_group_id=snapshots.resource_group_id,
    )


def _staging(
    scope: Construct,
    *,
    names: Names,
    at: Placement,
    replication: Replication,
    endpoint: EndpointPlace,
    workspace_id: str,
    lifecycle: TerraformResourceLifecycle | None,
) -> StorageAccount:
    """Make the storage account, which the extension writes to through a private endpoint."""
    account = storage_account(
        scope,
        "backup_storage",
        name=f"stbackup{names.suffix}",
        at=at,
        replication=replication,
        workspace_id=workspace_id,
        lifecycle=lifecycle,
    )
    private_endpoint(
        scope,
        "backup_endpoint",
        name=f"pe-stbackup{names.suffix}",
        at=at,
        place=endpoint,
        resource_id=account.id,
        subresource="blob",
    )
    return account
