"""Log of the flows of a virtual network."""

from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.network_watcher_flow_log import (
    NetworkWatcherFlowLog,
    NetworkWatcherFlowLogRetentionPolicy,
    NetworkWatcherFlowLogTrafficAnalytics,
)
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class TrafficAnalytics:
    """Workspace that shows what the flow log says.

    Args:
        workspace_id: Log Analytics workspace.
        workspace_guid: Its own id, which agents use.
        interval_minutes: How often new records are read, 10 or 60.
    """

    workspace_id: str
    workspace_guid: str
    interval_minutes: int


def flow_log(
    scope: Construct,
    id_: str,
    *,
    name: str,
    location: str,
    watcher: str,
    watcher_group: str,
    network_id: str,
    storage_account_id: str,
    retention_days: int,
    analytics: TrafficAnalytics,
    after: ITerraformDependable,
) -> NetworkWatcherFlowLog:
    """Make a flow log of a virtual network, with traffic analytics.

    Azure makes no new flow logs of network security groups.
    Source: Azure pages "Virtual network flow logs" and "Traffic analytics overview".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the flow log.
        location: Region of the network, the watcher and the workspace.
        watcher: Network Watcher of the region. Azure makes it with the first network.
        watcher_group: Resource group of the watcher.
        network_id: The virtual network.
        storage_account_id: Storage account for the records, in the region of the network.
        retention_days: Days that records are kept.
        analytics: Workspace of traffic analytics.
        after: Resource to wait for: the network, with which the watcher appears.
    """
    return NetworkWatcherFlowLog(
        scope,
        id_,
        name=name,
        location=location,
        network_watcher_name=watcher,
        resource_group_name=watcher_group,
        target_resource_id=network_id,
        storage_account_id=storage_account_id,
        enabled=True,
        version=2,
        retention_policy=NetworkWatcherFlowLogRetentionPolicy(enabled=True, days=retention_days),
        traffic_analytics=NetworkWatcherFlowLogTrafficAnalytics(
            enabled=True,
            workspace_id=analytics.workspace_guid,
            workspace_region=location,
            workspace_resource_id=analytics.workspace_id,
            interval_in_minutes=analytics.interval_minutes,
        ),
        depends_on=[after],
    )
