"""Microsoft.Network: network watchers, which Azure makes by itself, and flow logs."""

from rehearsal.azure.behaviour import Put, built_in, completes, defaults, loose
from rehearsal.azure.cloud import Cloud
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body

FLOW_LOG = "Microsoft.Network/networkWatchers/flowLogs"
GROUP = "networkwatcherrg"

defaults(
    {
        FLOW_LOG: {
            "enabled": True,
            "format": {"type": "JSON", "version": 2},
            "retentionPolicy": {"days": 0, "enabled": False},
        }
    }
)
loose(FLOW_LOG)


@completes(FLOW_LOG)
def complete_flow_log(put: Put) -> None:
    put.properties["targetResourceGuid"] = put.guid("guid")


@built_in("Microsoft.Resources/resourceGroups")
def watcher_group(cloud: Cloud, id_: ResourceId) -> Body | None:
    return (
        {"location": "eastus", "properties": {"provisioningState": "Succeeded"}} if id_.group.lower() == GROUP else None
    )


@built_in("Microsoft.Network/networkWatchers")
def watcher(cloud: Cloud, id_: ResourceId) -> Body | None:
    """One a region, `NetworkWatcher_eastus2`."""
    region = id_.name.split("_")[-1].lower()
    return (
        {"location": region, "properties": {"provisioningState": "Succeeded"}} if id_.group.lower() == GROUP else None
    )
