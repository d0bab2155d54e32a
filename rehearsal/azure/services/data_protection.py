"""Microsoft.DataProtection: backup vaults, policies and what they back up."""

from rehearsal.azure.behaviour import defaults, plain, put_status

VAULT = "Microsoft.DataProtection/backupVaults"

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
