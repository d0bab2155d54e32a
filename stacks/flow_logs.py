"""Flow logs of the networks, as the configuration wants them."""

from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.storage_account import storage_account
from aks_baseline.monitoring.log_workspace import WorkspaceLinks
from aks_baseline.network.flow_log import TrafficAnalytics, flow_log
from config.model import BaselineConfig


def log_flows(
    scope: Construct,
    *,
    config: BaselineConfig,
    at: Placement,
    name: str,
    account: str,
    network: VirtualNetwork,
    logs: WorkspaceLinks,
) -> None:
    """Make the flow log of a network with its storage account.

    Args:
        scope: The stack.
        config: The configuration of the hub or spoke.
        at: Resource group and region.
        name: Name of the network, which the flow log's name begins with.
        account: Name of the storage account.
        network: The network.
        logs: Workspace of traffic analytics, and for the storage account's own log.
    """
    assert logs.guid, "checked in config/rules/network.py"
    wanted = config.flow_logs
    storage = storage_account(
        scope,
        "flow_storage",
        name=account,
        at=at,
        replication="ZRS" if at.zones else "LRS",
        keys=True,
        workspace_id=logs.id,
        lifecycle=None,
    )
    flow_log(
        scope,
        "flow_log",
        name=f"{name}-flows",
        location=at.location,
        watcher=wanted.watcher or f"NetworkWatcher_{at.location}",
        watcher_group=wanted.watcher_group,
        network_id=network.id,
        storage_account_id=storage.id,
        retention_days=wanted.retention_days,
        analytics=TrafficAnalytics(
            workspace_id=logs.id,
            workspace_guid=logs.guid,
            interval_minutes=wanted.interval_minutes,
        ),
        after=network,
    )
