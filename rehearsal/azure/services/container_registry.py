"""Microsoft.ContainerRegistry: registries, their replicas, cache rules and credentials."""

import re

from rehearsal.azure.behaviour import Put, Reply, acts, completes, defaults, plain, refuses, shows
from rehearsal.azure.cloud import Cloud, Resource
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body, at, filled, region, rows, same

REGISTRY = "Microsoft.ContainerRegistry/registries"
REPLICA = "Microsoft.ContainerRegistry/registries/replications"
CACHE_RULE = "Microsoft.ContainerRegistry/registries/cacheRules"
CREDENTIALS = "Microsoft.ContainerRegistry/registries/credentialSets"

# Azure page "Artifact cache in Azure Container Registry", upstream support.
UPSTREAMS = (
    "docker.io",
    "mcr.microsoft.com",
    "public.ecr.aws",
    "ghcr.io",
    "quay.io",
    "registry.k8s.io",
    "gcr.io",
    "nvcr.io",
)
PREMIUM = ("zoneRedundancy", "dataEndpointEnabled", "networkRuleSet")

plain("Microsoft.ContainerRegistry/registries/scopeMaps", "Microsoft.ContainerRegistry/registries/tokens")
plain("Microsoft.ContainerRegistry/registries/webhooks", "Microsoft.ContainerRegistry/registries/tasks")
defaults(
    {
        REGISTRY: {
            "creationDate": "2026-01-01T00:00:00Z",
            "adminUserEnabled": False,
            "anonymousPullEnabled": False,
            "dataEndpointEnabled": False,
            "publicNetworkAccess": "Enabled",
            "networkRuleBypassOptions": "AzureServices",
            "zoneRedundancy": "Disabled",
            "encryption": {"status": "disabled"},
            "policies": {
                "quarantinePolicy": {"status": "disabled"},
                "trustPolicy": {"type": "Notary", "status": "disabled"},
                "retentionPolicy": {"days": 7, "status": "disabled"},
                "exportPolicy": {"status": "enabled"},
                "azureADAuthenticationAsArmPolicy": {"status": "enabled"},
                "softDeletePolicy": {"retentionDays": 7, "status": "disabled"},
            },
        },
        REPLICA: {
            "zoneRedundancy": "Disabled",
            "regionEndpointEnabled": True,
            "status": {"displayStatus": "Ready"},
        },
        CACHE_RULE: {"creationDate": "2026-01-01T00:00:00Z"},
    }
)


@completes(REGISTRY)
def complete_registry(put: Put) -> None:
    sku = put.body.setdefault("sku", {"name": "Basic"})
    sku["tier"] = sku.get("name")
    put.properties["loginServer"] = f"{put.id.name.lower()}.azurecr.io"
    if sku["tier"] == "Premium":
        filled(put.properties, {"networkRuleSet": {"defaultAction": "Allow", "ipRules": []}})
        home = f"{put.id.text}/replications/{put.location}"
        if not put.cloud.get(home):
            stated = {"zoneRedundancy": put.properties["zoneRedundancy"], "regionEndpointEnabled": True}
            put.cloud.add(home, {"location": put.location, "properties": stated})


@shows(REGISTRY)
def show_registry(cloud: Cloud, resource: Resource, body: Body) -> None:
    name = resource.id.name.lower()
    regions = [each.id.name.lower() for each in cloud.children(resource.id.text, "replications")]
    hosts = [f"{name}.{each}.data.azurecr.io" for each in regions]
    own = body["properties"].get("dataEndpointEnabled")
    body["properties"] |= {"dataEndpointHostNames": hosts if own else [], "privateEndpointConnections": []}


@completes(CREDENTIALS)
def complete_credentials(put: Put) -> None:
    for each in rows(put.properties, "authCredentials"):
        each["credentialHealth"] = {"status": "Healthy"}


@acts("listCredentials")
def passwords(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    made = [{"name": name, "value": f"made-up-{name}"} for name in ("password", "password2")]
    return Reply(body={"username": id_.name, "passwords": made})


@refuses(REGISTRY)
def check_registry(put: Put) -> None:
    if not re.fullmatch(r"[A-Za-z0-9]{5,50}", put.id.name):
        raise AzureError("InvalidRegistryName", put.id.name)
    if not put.before and any(same(each.id.name, put.id.name) for each in put.cloud.of_type(REGISTRY)):
        raise AzureError("AlreadyInUse", f"The registry {put.id.name} is already in use.", status=409)
    if at(put.body, "sku", "name") == "Premium":
        return
    open_ = at(put.properties, "networkRuleSet", "defaultAction") in (None, "Allow")
    used = [key for key in PREMIUM if put.properties.get(key) not in (None, False, "Disabled")]
    used = [key for key in used if not (key == "networkRuleSet" and open_)]
    used += ["publicNetworkAccess"] if put.properties.get("publicNetworkAccess") == "Disabled" else []
    if used:
        raise AzureError("SkuNotSupported", f"{put.id.name}: {', '.join(used)} need Premium")


@refuses(REPLICA)
def check_replica(put: Put) -> None:
    registry = put.cloud.get(put.id.parent)
    if registry and at(registry.body, "sku", "name") != "Premium":
        raise AzureError("SkuNotSupported", "geo-replication needs Premium")
    if registry and not put.before and region(registry.body.get("location")) == put.location:
        raise AzureError("ReplicationInHomeRegion", put.id.text)


@refuses(CACHE_RULE)
def check_cache_rule(put: Put) -> None:
    if not re.fullmatch(r"[a-zA-Z0-9-]{5,50}", put.id.name):
        raise AzureError("InvalidCacheRuleName", put.id.name)
    target = put.properties.get("targetRepository")
    for other in put.cloud.children(put.id.parent, "cacheRules"):
        if other.id.key != put.id.key and same(other.properties.get("targetRepository"), target):
            raise AzureError("CacheRuleConflict", f"{other.id.name} already fills {target}", status=409)
    host = str(put.properties.get("sourceRepository")).split("/")[0]
    if host not in UPSTREAMS and not host.endswith(".pkg.dev"):
        put.cloud.notice(f"cache rule {put.id.name}: {host} is no registry that the artifact cache supports")
    if host == "docker.io" and not put.properties.get("credentialSetResourceId"):
        put.cloud.notice(f"cache rule {put.id.name}: Docker Hub needs credentials")
