"""Microsoft.DataProtection: backup vaults, policies and what they back up."""

from collections.abc import Mapping

from rehearsal.azure.behaviour import Put, defaults, held_by, in_use, plain, put_status, refuses
from rehearsal.azure.cloud import Resource
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.roles import assignments
from rehearsal.azure.values import at, rows, same

VAULT = "Microsoft.DataProtection/backupVaults"
EXTENSION = "microsoft.dataprotection.kubernetes"

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


@refuses(f"{VAULT}/backupInstances")
def check_instance(put: Put) -> None:
    """A cluster is backed up when its extension runs, and everybody has the rights that the backup needs.

    Source: Azure page "Prerequisites for Azure Kubernetes Service backup".
    """
    cluster = put.cloud.get(at(put.properties, "dataSourceInfo", "resourceID"))
    vault = put.cloud.get(put.id.parent)
    if not cluster or not vault:
        return
    for what, keys in _prerequisites(put, cluster, vault).items():
        if not keys:
            raise AzureError("UserErrorMissingPrerequisite", f"{put.id.name}: {what} is missing")
        put.cloud.need(put.id.text, keys, what)


def _prerequisites(put: Put, cluster: Resource, vault: Resource) -> Mapping[str, list[str]]:
    """Ids of the resources that meet each prerequisite, by what it is."""
    cloud = put.cloud
    extensions = [
        each
        for each in cloud.children(cluster.id.text, "extensions")
        if same(each.properties.get("extensionType"), EXTENSION)
    ]
    bindings = cloud.children(cluster.id.text, "trustedAccessRoleBindings")
    trusted = [each for each in bindings if same(each.properties.get("sourceResourceId"), vault.id.text)]
    parameters = rows(put.properties, "policyInfo", "policyParameters", "dataStoreParametersList")
    snapshots = next((str(each["resourceGroupId"]) for each in parameters if each.get("resourceGroupId")), "")
    ours = [at(each, "principalId") for each in (at(cluster.body, "identity", "userAssignedIdentities") or {}).values()]
    theirs = at(vault.body, "identity", "principalId")
    return {
        "the backup extension": [each.id.key for each in extensions],
        "the vault's trusted access": [each.id.key for each in trusted],
        "the vault's role on the cluster": assignments(cloud, theirs, cluster.id.text, "Reader", "Contributor"),
        "the vault's role on the group of snapshots": assignments(cloud, theirs, snapshots, "Reader", "Contributor"),
        "the cluster's role on the group of snapshots": [
            key for identity in ours for key in assignments(cloud, identity, snapshots, "Contributor")
        ],
    }
