"""Microsoft.KubernetesConfiguration: cluster extensions and Flux configurations."""

from rehearsal.azure.behaviour import Put, completes, defaults, refuses, unregistered
from rehearsal.azure.cloud import TENANT
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.values import Body, filled, guid, same

EXTENSION = "Microsoft.KubernetesConfiguration/extensions"
FLUX = "Microsoft.KubernetesConfiguration/fluxConfigurations"
SYNC: Body = {"timeoutInSeconds": 600, "syncIntervalInSeconds": 600}
KUSTOMIZATION: Body = {**SYNC, "path": "", "dependsOn": [], "prune": False, "force": False, "wait": True}

unregistered("Microsoft.KubernetesConfiguration")
defaults(
    {
        EXTENSION: {
            "autoUpgradeMinorVersion": True,
            "releaseTrain": "Stable",
            "configurationSettings": {},
            "configurationProtectedSettings": {},
            "isSystemExtension": False,
            "statuses": [],
        },
        FLUX: {
            "suspend": False,
            "namespace": "default",
            "scope": "cluster",
            "complianceState": "Compliant",
            "sourceSyncedCommitId": "main@sha1:0",
            "repositoryPublicKey": "",
            "statuses": [],
            "configurationProtectedSettings": {},
        },
    }
)


@completes(EXTENSION, FLUX)
def hide_secrets(put: Put) -> None:
    put.properties["configurationProtectedSettings"] = dict.fromkeys(
        put.properties["configurationProtectedSettings"], ""
    )


@completes(EXTENSION)
def complete_extension(put: Put) -> None:
    properties = put.properties
    properties["currentVersion"] = properties.get("version") or "1.16.9"
    if properties["autoUpgradeMinorVersion"]:
        properties.pop("version", None)
    namespace = f"{str(properties.get('extensionType')).split('.')[-1]}-system"
    filled(properties, {"scope": {"cluster": {"releaseNamespace": namespace}}})
    identity = {"type": "SystemAssigned", "principalId": guid(put.id.text, "extension"), "tenantId": TENANT}
    properties["aksAssignedIdentity"] = identity


@completes(FLUX)
def complete_flux(put: Put) -> None:
    if put.properties.get("gitRepository"):
        filled(put.properties["gitRepository"], SYNC)
    for name, each in (put.properties.get("kustomizations") or {}).items():
        each["name"] = name
        filled(each, KUSTOMIZATION)


@refuses(EXTENSION)
def check_room(put: Put) -> None:
    """The pods of the extension need a node without the taint of the system pools."""
    if not same(put.properties.get("extensionType"), "microsoft.flux"):
        return
    pools = put.cloud.children(put.id.scope, "agentPools")
    system = [each for each in pools if each.properties.get("mode") == "System"]
    user = [each.id.key for each in pools if each.properties.get("mode") == "User"]
    tainted = bool(pools) and all("CriticalAddonsOnly" in str(each.properties.get("nodeTaints")) for each in system)
    if tainted and not user:
        message = f"{put.id.name}: all pools are tainted CriticalAddonsOnly, its pods cannot be scheduled"
        raise AzureError("ExtensionOperationFailed", message)
    if tainted:
        put.cloud.need(put.id.text, user, "a pool without the taint CriticalAddonsOnly")


@refuses(FLUX)
def check_flux(put: Put) -> None:
    extensions = put.cloud.children(put.id.scope, "extensions")
    flux = [each.id.key for each in extensions if same(each.properties.get("extensionType"), "microsoft.flux")]
    put.cloud.need(put.id.text, flux, "the Flux extension")
    if not flux:
        put.cloud.notice(f"{put.id.name}: the Flux extension was not there when the Flux configuration was made")
    kustomizations = put.properties.get("kustomizations") or {}
    for name, each in kustomizations.items():
        unknown = set(each.get("dependsOn") or []) - set(kustomizations)
        if unknown:
            raise AzureError("InvalidKustomization", f"{name} depends on unknown {', '.join(sorted(unknown))}")
