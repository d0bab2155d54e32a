"""Microsoft.Storage: accounts, their services and containers. `storage_data.py` answers for what is in them."""

from rehearsal.azure.behaviour import Put, built_in, completes, defaults, put_status
from rehearsal.azure.cloud import Cloud
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body

ACCOUNT = "Microsoft.Storage/storageAccounts"
SERVICES = tuple(f"{ACCOUNT}/{name}Services" for name in ("blob", "file", "queue"))
CONTAINER = f"{ACCOUNT}/blobServices/containers"

defaults(
    {
        ACCOUNT: {
            "statusOfPrimary": "available",
            "creationTime": "2026-01-01T00:00:00Z",
            "networkAcls": {
                "bypass": "AzureServices",
                "defaultAction": "Allow",
                "ipRules": [],
                "virtualNetworkRules": [],
            },
            "encryption": {
                "services": {"blob": {"enabled": True}, "file": {"enabled": True}},
                "keySource": "Microsoft.Storage",
            },
        },
        CONTAINER: {
            "hasImmutabilityPolicy": False,
            "hasLegalHold": False,
            "leaseState": "Available",
            "leaseStatus": "Unlocked",
            "publicAccess": "None",
            "metadata": {},
        },
        f"{ACCOUNT}/managementPolicies": {"lastModifiedTime": "2026-01-01T00:00:00Z"},
    }
)
put_status(200, ACCOUNT, *SERVICES, f"{ACCOUNT}/queueServices/queues")


@completes(ACCOUNT)
def complete_account(put: Put) -> None:
    kinds = ("blob", "queue", "table", "file", "dfs", "web")
    put.properties["primaryEndpoints"] = {kind: f"https://{put.id.name}.{kind}.core.windows.net/" for kind in kinds}
    put.properties["primaryLocation"] = put.location
    sku = put.body.setdefault("sku", {})
    sku["tier"] = str(sku.get("name") or "Standard_LRS").split("_")[0]


@built_in(*SERVICES)
def service(cloud: Cloud, id_: ResourceId) -> Body | None:
    if not cloud.get(id_.parent):
        return None
    return {
        "properties": {
            "cors": {"corsRules": []},
            "deleteRetentionPolicy": {"enabled": False},
            "shareDeleteRetentionPolicy": {"enabled": True, "days": 7},
            "provisioningState": "Succeeded",
        }
    }
