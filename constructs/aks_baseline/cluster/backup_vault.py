"""Backup vault: what outlives a cluster that Azure Backup backs up."""

from dataclasses import dataclass
from typing import Literal

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_protection_backup_policy_kubernetes_cluster import (
    DataProtectionBackupPolicyKubernetesCluster,
    DataProtectionBackupPolicyKubernetesClusterDefaultRetentionRule,
    DataProtectionBackupPolicyKubernetesClusterDefaultRetentionRuleLifeCycle,
)
from cdktf_cdktf_provider_azurerm.data_protection_backup_vault import (
    DataProtectionBackupVault,
    DataProtectionBackupVaultIdentity,
)
from cdktf_cdktf_provider_azurerm.monitor_alert_processing_rule_action_group import (
    MonitorAlertProcessingRuleActionGroup,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.roles import grant
from aks_baseline.monitoring.diagnostics import send_diagnostics

Redundancy = Literal["LocallyRedundant", "ZoneRedundant", "GeoRedundant"]

# Any past day will do: the schedule repeats from here.
FIRST_DAY = "2026-01-01"


@dataclass(frozen=True, kw_only=True)
class BackupSchedule:
    """When backups are taken, and how long they are kept.

    Args:
        interval_hours: Hours between two backups: 4, 6, 8, 12 or 24.
        start: Time of day in UTC, HH:MM.
        retention_days: Days that a backup is kept, 1 to 360.
    """

    interval_hours: int
    start: str
    retention_days: int

    @property
    def interval(self) -> str:
        """Repeating interval of ISO 8601."""
        every = "P1D" if self.interval_hours == 24 else f"PT{self.interval_hours}H"
        return f"R/{FIRST_DAY}T{self.start}:00+00:00/{every}"


class BackupVault(Construct):
    """Backup vault with the policy for clusters. Its built-in alerts go to the action group.

    azurerm knows only the operational tier: recovery points are snapshots of disks, and objects in a storage account.
    Azure keeps a deleted backup for 14 days, and does not delete the vault before. It does not change a policy either:
    another schedule replaces the policy and the backup instances of the vault.
    Source: article, "Cluster backup"; Azure pages "Azure Kubernetes Service backup support matrix", "Prerequisites for
    Azure Kubernetes Service backup using Azure Backup", "Secure by default with soft delete for Azure Backup".

    Args:
        name: Name of the vault.
        at: Resource group and region of the cluster. Azure demands the same region.
        redundancy: Copies of what the vault keeps.
        schedule: When backups are taken.
        snapshots: Resource group of the snapshots of volumes.
        soft_delete: False deletes a backup instance at once. It is for deployments that may be destroyed.
        workspace_id: Log Analytics workspace for the logs of backups.
        action_group_id: Action group that hears of failed backups.
        lifecycle: Protection from deletion. None: no protection.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        redundancy: Redundancy,
        schedule: BackupSchedule,
        snapshots: Placement,
        soft_delete: bool,
        workspace_id: str,
        action_group_id: str,
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        vault = DataProtectionBackupVault(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            datastore_type="VaultStore",
            redundancy=redundancy,
            identity=DataProtectionBackupVaultIdentity(type="SystemAssigned"),
            soft_delete="On" if soft_delete else "Off",
            retention_duration_in_days=14 if soft_delete else None,
            lifecycle=lifecycle,
        )
        self.id = vault.id
        self.principal_id = vault.identity.principal_id
        send_diagnostics(vault, to=workspace_id)
        policy = DataProtectionBackupPolicyKubernetesCluster(
            self,
            "policy",
            name="cluster",
            resource_group_name=at.resource_group,
            vault_name=vault.name,
            backup_repeating_time_intervals=[schedule.interval],
            default_retention_rule=DataProtectionBackupPolicyKubernetesClusterDefaultRetentionRule(
                life_cycle=[
                    DataProtectionBackupPolicyKubernetesClusterDefaultRetentionRuleLifeCycle(
                        data_store_type="OperationalStore", duration=f"P{schedule.retention_days}D"
                    )
                ]
            ),
        )
        self.policy_id = policy.id
        grant(
            self,
            "snapshots_reader",
            role="Reader",
            on=snapshots.resource_group_id,
            to=self.principal_id,
            why="The backup vault lists the snapshots of volumes",
        )
        MonitorAlertProcessingRuleActionGroup(
            self,
            "alerts",
            name=f"backup-{name}",
            resource_group_name=at.resource_group,
            scopes=[self.id],
            add_action_group_ids=[action_group_id],
            description="Sends the alerts of Azure Backup on failed backups and deleted data to the alert receivers",
        )
