"""Values of a backup vault that clusters use. Needs no cdktf, so that stacks without backup stay quick to import."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BackupLinks:
    """Where backups go. The values are strings, which can be references to the state of another stack.

    Args:
        vault_id: Backup vault.
        vault_principal_id: Object id of the vault's identity.
        policy_id: Policy with the schedule.
        account_id: Storage account for the backed-up objects.
        account_name: Name of that account.
        account_group: Its resource group.
        snapshot_group: Name of the resource group of the snapshots.
        snapshot_group_id: Id of that group.
    """

    vault_id: str
    vault_principal_id: str
    policy_id: str
    account_id: str
    account_name: str
    account_group: str
    snapshot_group: str
    snapshot_group_id: str
