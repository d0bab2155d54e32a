"""Options of a spoke: stores for backups and flow logs, and the private link scope of Azure Monitor.

Imports are inside the functions, as few deployments have these options and their bindings take time to import.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork
from constructs import Construct

from aks_baseline.cluster.backup_links import BackupLinks
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.log_workspace import WorkspaceLinks
from aks_baseline.monitoring.private_link import MonitorScope
from aks_baseline.network.private_dns_zone import PrivateZone
from config.fleet import SpokeView
from config.model import BaselineConfig
from stacks.names import Names


@dataclass(frozen=True, kw_only=True)
class SpokeOptions:
    """What the options hand on. None: the option is off."""

    backup: BackupLinks | None
    monitor_scope: MonitorScope | None


@dataclass(frozen=True, kw_only=True)
class OptionPlace:
    """Network of the options.

    Args:
        network: Network of the spoke.
        networks: Name and resource id of every network that resolves private names.
        zone_at: Resource group of private DNS zones.
        endpoint_subnet_id: Subnet of private endpoints.
    """

    network: VirtualNetwork
    networks: Mapping[str, tuple[str, str]]
    zone_at: Placement
    endpoint_subnet_id: str


def _backed_up(spoke: SpokeView) -> BaselineConfig | None:
    """Configuration of a cluster that AKS backup backs up."""
    return next((each.config for each in spoke.clusters if each.config.backup.mode == "aks_extension"), None)


def has_storage(spoke: SpokeView) -> bool:
    """True if the spoke's stack has a storage account."""
    return spoke.config.flow_logs.enabled or _backed_up(spoke) is not None


def make_spoke_options(
    scope: Construct,
    *,
    names: Names,
    group: Callable[..., Placement],
    spoke: SpokeView,
    at: Placement,
    place: OptionPlace,
    logs: WorkspaceLinks,
    action_group_id: str,
) -> SpokeOptions:
    """Make the options that are on.

    Args:
        scope: The spoke's stack.
        names: Names of the resources.
        group: Makes a resource group in the scope, of its id and its name.
        spoke: Spoke with its configuration.
        at: Resource group and region.
        place: Network of the options.
        logs: Log workspace.
        action_group_id: Action group that hears of failed backups.
    """
    config, backed_up = spoke.config, _backed_up(spoke)
    private_link, backup, monitor_scope, blob_zone_id = config.monitoring.private_link, None, None, ""
    if backed_up or private_link != "none":
        zone = "privatelink.blob.core.windows.net"
        networks = place.networks
        blob_zone_id = PrivateZone(
            scope, "blob_zone", name=zone, at=place.zone_at, networks=networks, falls_back=True
        ).id
    if backed_up:
        from stacks.backup import make_backup_store

        backup = make_backup_store(
            scope,
            config=backed_up,
            names=names,
            at=at,
            snapshots=group("snapshot_group", name=f"{names.shared_group}-snapshots"),
            blob_zone_id=blob_zone_id,
            subnet_id=place.endpoint_subnet_id,
            workspace_id=logs.id,
            action_group_id=action_group_id,
        )
    if private_link != "none":
        from aks_baseline.monitoring.private_link_scope import PrivateLinkScope, ScopeNetwork

        monitor_scope = PrivateLinkScope(
            scope,
            "monitor_scope",
            name=f"ampls-{names.cluster}",
            at=at,
            network=ScopeNetwork(
                subnet_id=place.endpoint_subnet_id,
                connection=f"to_{names.spoke_network}",
                zone_at=place.zone_at,
                networks=place.networks,
                blob_zone_id=blob_zone_id,
            ),
            workspace_id=logs.id,
            private_only=private_link == "private_only",
        ).links
    if config.flow_logs.enabled:
        from stacks.flow_logs import log_flows

        account, name = f"stflowspoke{names.suffix}", names.spoke_network
        assert logs.guid, "checked in config/rules/network.py"
        log_flows(
            scope,
            config=config,
            at=at,
            name=name,
            account=account,
            network=place.network,
            workspace_id=logs.id,
            workspace_guid=logs.guid,
        )
    if config.defender.subscription_plan:
        from aks_baseline.monitoring.defender_plan import DefenderPlan

        DefenderPlan(scope, "defender_plan", email=config.alerts.receivers[0].email)
    return SpokeOptions(backup=backup, monitor_scope=monitor_scope)
