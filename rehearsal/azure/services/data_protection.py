"""Microsoft.DataProtection: backup vaults, policies and what they back up."""

from rehearsal.azure.behaviour import defaults, held_by, in_use, plain, put_status

VAULT = "Microsoft.DataProtection/backupVaults"

# Codes: https://github.com/hashicorp/terraform-provider-azurerm/issues/20774 and
# https://learn.microsoft.com/azure/backup/create-manage-backup-vault#delete-a-backup-vault.
in_use({f"{VAULT}/backupPolicies": "UserErrorDppPolicyObjectInUse"})
held_by(VAULT, "backupInstances", "BackupVaultNotEmpty")

plain(f"{VAULT}/backupPolicies")
put_status(200, f"{VAULT}/backupPolicies")
defaults(
    {
        VAULT: {
            "securitySettings": {
                "softDeleteSettings": {"state": "On", "retentionDurationInDays": 14},
                "immutabilitySettings": {"state": "Disabled"},
            },
            "featureSettings": {},
            "resourceMoveState": "Unknown",
            "isVaultProtectedByResourceGuard": False,
        },
        f"{VAULT}/backupInstances": {
            "currentProtectionState": "ProtectionConfigured",
            "protectionStatus": {"status": "ProtectionConfigured"},
        },
    }
)
