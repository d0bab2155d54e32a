"""Options of a spoke: stores for backups and flow logs, the private link scope of Azure Monitor, and a Defender plan.

Imports are inside the functions, as few deployments have these options and their bindings take time to import.
"""

from collections.abc import Callable
from dataclasses import dataclass

from constructs import Construct

from aks_baseline.cluster.backup_links import BackupLinks
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.log_workspace import WorkspaceLinks
from aks_baseline.monitoring.private_link import MonitorScope
from aks_baseline.network.private_zones import SERVICE_ZONES
from config.fleet import SpokeView
from config.model import BaselineConfig
from stacks.names import Names
from stacks.private_network import PrivateNetwork
from stacks.spoke_network import WorkloadNetwork


@dataclass(frozen=True, kw_only=True)
class SpokeOptions:
    """What the options hand on. None: the option is off."""

    backup: BackupLinks | None
    monitor_scope: MonitorScope | None


def has_storage(spoke: SpokeView) -> bool:
    """True if the spoke's stack has a storage account."""
    return spoke.config.flow_logs.enabled or _backed_up(spoke) is not None


def make_spoke_options(
    scope: Construct,
    *,
    spoke: SpokeView,
    names: Names,
    group: Callable[..., Placement],
    at: Placement,
    network: WorkloadNetwork,
    private: PrivateNetwork,
    logs: WorkspaceLinks,
    action_group_id: str,
) -> SpokeOptions:
    """Make the options that are on.

    Args:
        scope: The spoke's stack.
        spoke: Spoke with its configuration.
        names: Names of the resources.
        group: Makes a resource group in the scope, of its id and its name.
        at: Resource group and region.
        network: Network of the spoke.
        private: Where private endpoints and zones go.
        logs: Log workspace.
        action_group_id: Action group that hears of failed backups.
    """
    config, backed_up = spoke.config, _backed_up(spoke)
    blob_zone_id = ""
    if backed_up or config.monitoring.private_link != "none":
        blob_zone_id = private.zone_id(scope, "blob_zone", name=SERVICE_ZONES["blob"], falls_back=True)
    backup = monitor_scope = None
    if backed_up:
        from stacks.backup_store import make_backup_store

        backup = make_backup_store(
            scope,
            config=backed_up,
            names=names,
            at=at,
            snapshots=group("snapshot_group", name=f"{names.shared_group}-snapshots"),
            endpoint=private.endpoint(zone_id=blob_zone_id),
            workspace_id=logs.id,
            action_group_id=action_group_id,
        )
    if config.monitoring.private_link != "none":
        monitor_scope = _monitor_scope(
            scope, config=config, names=names, at=at, private=private, blob_zone_id=blob_zone_id, workspace_id=logs.id
        )
    if config.flow_logs.enabled and network.made:  # the owner of a network logs its flows
        from stacks.flow_logs import log_flows

        account, made = f"stflowspoke{names.suffix}", network.made
        log_flows(scope, config=config, at=at, name=network.name, account=account, network=made, logs=logs)
    if config.defender.subscription_plan:
        from aks_baseline.monitoring.defender_plan import DefenderPlan

        DefenderPlan(scope, "defender_plan", email=config.alerts.receivers[0].email)
    return SpokeOptions(backup=backup, monitor_scope=monitor_scope)


def _backed_up(spoke: SpokeView) -> BaselineConfig | None:
    """Configuration of a cluster that AKS backup backs up."""
    return next((each.config for each in spoke.clusters if each.config.backup.mode == "aks_extension"), None)


def _monitor_scope(
    scope: Construct,
    *,
    config: BaselineConfig,
    names: Names,
    at: Placement,
    private: PrivateNetwork,
    blob_zone_id: str,
    workspace_id: str,
) -> MonitorScope:
    from aks_baseline.monitoring.private_link_scope import PrivateLinkScope, ScopeNetwork

    return PrivateLinkScope(
        scope,
        "monitor_scope",
        name=f"ampls-{names.cluster}",
        at=at,
        network=ScopeNetwork(
            subnet_id=private.endpoint_subnet_id,
            connection=private.connection,
            zone_at=private.zone_at,
            networks=private.networks,
            blob_zone_id=blob_zone_id,
            existing_zones=private.existing,
        ),
        workspace_id=workspace_id,
        private_only=config.monitoring.private_link == "private_only",
    ).links
