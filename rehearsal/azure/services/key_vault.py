"""Microsoft.KeyVault: the vault itself. `vault_data.py` answers for what is in it."""

import re

from rehearsal.azure import operations
from rehearsal.azure.behaviour import Put, Query, Reply, acts, after_delete, completes, defaults, lists, refuses
from rehearsal.azure.cloud import Cloud, Resource
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body
from rehearsal.azure.vaults import Contents, Deleted

VAULT = "Microsoft.KeyVault/vaults"

defaults(
    {
        VAULT: {
            "enableSoftDelete": True,
            "softDeleteRetentionInDays": 90,
            "publicNetworkAccess": "Enabled",
            "accessPolicies": [],
        }
    }
)


@completes(VAULT)
def complete_vault(put: Put) -> None:
    name, vaults = put.id.name.lower(), put.cloud.vaults
    put.properties["vaultUri"] = f"https://{name}.vault.azure.net/"
    put.properties.pop("createMode", None)
    if not put.properties.get("networkAcls"):
        put.properties.pop("networkAcls", None)
    if not put.before:
        recovered = vaults.deleted.pop(name, None)
        vaults.live[name] = recovered.contents if recovered else Contents()


@after_delete(VAULT)
def keep_deleted(cloud: Cloud, resource: Resource) -> None:
    name = resource.id.name.lower()
    cloud.vaults.deleted[name] = Deleted(id=resource.id.text, contents=cloud.vaults.live.pop(name))


@lists("deletedVaults")
def deleted_vaults(cloud: Cloud, id_: ResourceId, query: Query) -> list[Body]:
    return [{"name": name, "id": each.id} for name, each in cloud.vaults.deleted.items()]


@acts("get deletedVaults")
def deleted_vault(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    found = cloud.vaults.deleted.get(id_.name.lower())
    if id_.types[-1].lower() != "deletedvaults":
        return None
    if not found:
        raise AzureError("DeletedVaultNotFound", id_.name, status=404)
    return Reply(body={"name": id_.name, "properties": {"vaultId": found.id}})


@acts("purge")
def purge(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    if not cloud.vaults.deleted.pop(id_.name.lower(), None):
        raise AzureError("DeletedVaultNotFound", id_.name, status=404)
    return Reply(status=202, headers=operations.located())


@acts("checkNameAvailability")
def name_is_free(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    return Reply(body={"nameAvailable": True})


@refuses(VAULT)
def check_vault(put: Put) -> None:
    name, vaults = put.id.name.lower(), put.cloud.vaults
    if not re.fullmatch(r"(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]", put.id.name):
        raise AzureError("VaultNameNotValid", put.id.name)
    if put.before:
        if put.before.properties.get("enablePurgeProtection") and not put.properties.get("enablePurgeProtection"):
            raise AzureError("BadRequest", f"{put.id.name}: purge protection cannot be turned off")
    elif name in vaults.live:
        raise AzureError("VaultAlreadyExists", f"The vault name '{put.id.name}' is already in use.", status=409)
    elif name in vaults.deleted and put.properties.get("createMode") != "recover":
        raise AzureError("ConflictError", f"A vault named {put.id.name} exists in deleted state", status=409)
