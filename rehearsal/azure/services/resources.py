"""Microsoft.Resources: resource groups, deployments, tags, locks, locations."""

from rehearsal.azure.behaviour import Query, delete_status, lists, plain, put_status
from rehearsal.azure.cloud import Cloud
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body

REGIONS = {
    "eastus": "East US",
    "eastus2": "East US 2",
    "centralus": "Central US",
    "westus2": "West US 2",
    "westus3": "West US 3",
    "westeurope": "West Europe",
    "northeurope": "North Europe",
    "uksouth": "UK South",
    "swedencentral": "Sweden Central",
    "francecentral": "France Central",
    "germanywestcentral": "Germany West Central",
}

plain("Microsoft.Resources/resourceGroups", "Microsoft.Resources/tags", "Microsoft.Authorization/locks")
put_status(200, "Microsoft.Resources/tags")
delete_status(200, "Microsoft.Resources/resourceGroups")


@lists("locations")
def locations(cloud: Cloud, id_: ResourceId, query: Query) -> list[Body]:
    return [
        {
            "id": f"{id_.text}/locations/{name}",
            "name": name,
            "displayName": shown,
            "metadata": {"regionType": "Physical"},
            "availabilityZoneMappings": [{"logicalZone": zone, "physicalZone": f"{name}-az{zone}"} for zone in "123"],
        }
        for name, shown in REGIONS.items()
    ]


@lists("metricDefinitions", "eventTypes", "deletedWorkspaces", "locks", "diagnosticSettingsCategories")
def nothing(cloud: Cloud, id_: ResourceId, query: Query) -> list[Body]:
    return []
