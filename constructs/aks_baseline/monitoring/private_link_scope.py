"""Private link scope of Azure Monitor: agents deliver logs and metrics over private addresses."""

from collections.abc import Mapping
from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.monitor_private_link_scope import MonitorPrivateLinkScope
from cdktf_cdktf_provider_azurerm.monitor_private_link_scoped_service import MonitorPrivateLinkScopedService
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.private_link import MonitorScope
from aks_baseline.network.private_dns_zone import PrivateZone
from aks_baseline.network.private_endpoint import EndpointPlace, private_endpoint
from aks_baseline.network.private_zones import MONITOR_ZONES, SERVICE_ZONES


@dataclass(frozen=True, kw_only=True)
class ScopeNetwork:
    """Network of a private link scope.

    Args:
        subnet_id: Subnet of the private endpoint, which takes at least 11 addresses.
        connection: Name of the connection.
        zone_at: Resource group of the private DNS zones.
        networks: Name and resource id of every network that resolves the zones.
        blob_zone_id: Private DNS zone of blobs, from which agents fetch solution packs.
        existing_zones: Ids of zones of Azure Monitor that exist already, by name. The others are made.
    """

    subnet_id: str
    connection: str
    zone_at: Placement
    networks: Mapping[str, tuple[str, str]]
    blob_zone_id: str
    existing_zones: Mapping[str, str]


class PrivateLinkScope(Construct):
    """Private link scope with its private endpoint, its DNS zones and a log workspace.

    Source: Azure pages "Use Azure Private Link to connect networks to Azure Monitor" and "Design your Azure Private
    Link setup".

    Args:
        name: Name of the scope.
        at: Resource group and region.
        network: Network of the endpoint, and who resolves its names.
        workspace_id: Log Analytics workspace that is reached.
        private_only: True keeps the networks from other workspaces. False lets them reach these over the internet.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        network: ScopeNetwork,
        workspace_id: str,
        private_only: bool,
    ) -> None:
        super().__init__(scope, id_)
        made = MonitorPrivateLinkScope(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            ingestion_access_mode="PrivateOnly" if private_only else "Open",
            query_access_mode="Open",  # people query from outside, after signing in to Entra
        )
        self.links = MonitorScope(name=made.name, resource_group=at.resource_group, private_only=private_only)
        workspace = link_to_scope(
            self, "workspace", name="workspace", monitor_scope=self.links, resource_id=workspace_id
        )
        zones = [
            network.existing_zones.get(SERVICE_ZONES[zone])
            or PrivateZone(
                self,
                f"{zone}_zone",
                name=SERVICE_ZONES[zone],
                at=network.zone_at,
                networks=network.networks,
                falls_back=True,
            ).id
            for zone in MONITOR_ZONES
        ]
        private_endpoint(
            self,
            "endpoint",
            name=f"pe-{name}",
            at=at,
            place=EndpointPlace(
                subnet_id=network.subnet_id,
                zone_id=zones[0],
                connection=network.connection,
                further_zone_ids=[*zones[1:], network.blob_zone_id],
            ),
            resource_id=made.id,
            subresource="azuremonitor",
            after=[workspace],
        )


def link_to_scope(
    scope: Construct, id_: str, *, name: str, monitor_scope: MonitorScope, resource_id: str
) -> MonitorPrivateLinkScopedService:
    """Let a private link scope reach a workspace or a data collection endpoint.

    Source: Azure page "Use Azure Private Link to connect networks to Azure Monitor".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the resource in the scope.
        monitor_scope: The private link scope.
        resource_id: The workspace or endpoint.
    """
    return MonitorPrivateLinkScopedService(
        scope,
        id_,
        name=name,
        resource_group_name=monitor_scope.resource_group,
        scope_name=monitor_scope.name,
        linked_resource_id=resource_id,
    )
