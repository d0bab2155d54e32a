"""Microsoft.Chaos: targets with their capabilities, and experiments."""

from rehearsal.azure.behaviour import Put, Query, completes, delete_status, lists, plain, put_status, unregistered
from rehearsal.azure.cloud import Cloud
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body

TARGET = "Microsoft.Chaos/targets"
CAPABILITY = f"{TARGET}/capabilities"

unregistered("Microsoft.Chaos")
plain(TARGET, "Microsoft.Chaos/experiments")
put_status(200, TARGET, CAPABILITY)
delete_status(202, "Microsoft.Chaos/experiments")


@completes(CAPABILITY)
def complete_capability(put: Put) -> None:
    fault, _, version = put.id.name.lower().rpartition("-")
    put.properties["urn"] = f"urn:csci:microsoft:azureKubernetesServiceChaosMesh:{fault}/{version}"
    put.properties["publisher"] = "Microsoft"
    put.properties["targetType"] = "AzureKubernetesServiceChaosMesh"


@lists("targetTypes")
def target_types(cloud: Cloud, id_: ResourceId, query: Query) -> list[Body]:
    of = ["Microsoft.ContainerService/managedClusters"]
    return [{"name": "Microsoft-AzureKubernetesServiceChaosMesh", "properties": {"resourceTypes": of}}]


@lists("capabilityTypes")
def capability_types(cloud: Cloud, id_: ResourceId, query: Query) -> list[Body]:
    return [{"name": f"PodChaos-{version}", "properties": {}} for version in ("2.1", "2.2")]
