"""Router stack: Front Door or Traffic Manager in front of the gateways of all spokes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cdktf import ITerraformDependable, TerraformOutput
from cdktf_cdktf_provider_azurerm.dns_a_record import DnsARecord
from constructs import Construct

from aks_baseline.foundation.awaited import awaited
from aks_baseline.foundation.hosts import client_host, origin_host
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.log_workspace import LogWorkspace
from aks_baseline.router.front_door import FrontDoor
from aks_baseline.router.origin import Origin
from aks_baseline.router.public_zone import PublicZone
from aks_baseline.router.traffic_manager import TrafficManager
from config.fleet import ClusterView
from stacks.base import BaselineStack
from stacks.providers import zone_provider
from stacks.router_links import RouterLinks
from stacks.shared_names import SharedNames
from stacks.shared_site import SharedSite


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """Gateway of a cluster.

    Args:
        cluster: The cluster.
        stack: Name of the stack of its spoke.
        address_id: Public address of the gateway, as a resource id.
        address: Public address of the gateway.
    """

    cluster: ClusterView
    stack: str
    address_id: str
    address: str


class RouterStack(BaselineStack):
    """Front Door or Traffic Manager, the log workspace, and the public names of the gateways.

    Args:
        shared: Region, names and configuration of the shared resources.
        gateways: Gateways of all clusters. Only those of live clusters get requests.
    """

    def __init__(self, scope: Construct, id_: str, *, shared: SharedSite, gateways: Sequence[Gateway]) -> None:
        super().__init__(scope, id_, part="router", site=shared.site, subscription_id=shared.shared.subscription_id)
        dns = gateways[0].cluster.config.dns
        host = client_host(dns.domain)
        zone = self._zone(dns.public_zone_id, subscription_id=shared.shared.subscription_id)
        gateways, after = self._awaited(gateways)
        at = self.group("group", name=shared.names.group("router"), after=after)
        logs = LogWorkspace(
            self,
            "logs",
            name=shared.names.workspace("router"),
            at=at,
            retention_days=shared.retention_days,
            local_authentication=False,
            lifecycle=self.lifecycle,
        )
        self._name_gateways(gateways, zone=zone)
        origins = [_origin(gateway) for gateway in gateways]
        self._front_door_id: str | None = None
        if shared.shared.router == "front_door":
            self._front_door_id = self._front_door(
                shared.names, at=at, host=host, zone=zone, origins=origins, workspace_id=logs.id
            )
        else:
            self._traffic_manager(shared.names, at=at, host=host, zone=zone, origins=origins, workspace_id=logs.id)

    def links(self, cluster: ClusterView) -> RouterLinks:
        """Values for a cluster.

        Args:
            cluster: The cluster.
        """
        return RouterLinks(stack=self.node.id, front_door_id=self._front_door_id, origin_host=_host(cluster))

    def _awaited(self, gateways: Sequence[Gateway]) -> tuple[list[Gateway], list[ITerraformDependable]]:
        """Gateways as this stack knows them, and what the stack waits for: the spokes."""
        found: list[Gateway] = []
        after: list[ITerraformDependable] = []
        for name in dict.fromkeys(gateway.stack for gateway in gateways):
            there = {gateway.cluster.place: gateway for gateway in gateways if gateway.stack == name}
            addresses = {place: (gateway.address_id, gateway.address) for place, gateway in there.items()}
            addresses, waits = awaited(self, name, addresses, stack=name)
            after += waits
            found += [replace(there[place], address_id=id_, address=ip) for place, (id_, ip) in addresses.items()]
        return found, after

    def _zone(self, zone_id: str | None, *, subscription_id: str | None) -> PublicZone | None:
        if not zone_id:
            return None
        group, name = zone_id.split("/")[4], zone_id.split("/")[-1]
        provider = zone_provider(self, zone_id=zone_id, subscription_id=subscription_id)
        return PublicZone(id=zone_id, resource_group=group, name=name, provider=provider)

    def _name_gateways(self, gateways: Sequence[Gateway], *, zone: PublicZone | None) -> None:
        """Make a record for each gateway, or an output where the owner of the domain makes it."""
        for gateway in gateways:
            host = _host(gateway.cluster)
            if zone:
                DnsARecord(
                    self,
                    f"record_{gateway.cluster.place}",
                    name=zone.label(host),
                    resource_group_name=zone.resource_group,
                    zone_name=zone.name,
                    ttl=3600,
                    target_resource_id=gateway.address_id,
                    provider=zone.provider,
                )
            else:
                self._tell(
                    f"address_{gateway.cluster.place}", gateway.address, f"Public address that {host} must resolve to"
                )

    def _front_door(
        self,
        names: SharedNames,
        *,
        at: Placement,
        host: str,
        zone: PublicZone | None,
        origins: Sequence[Origin],
        workspace_id: str,
    ) -> str:
        router = FrontDoor(
            self,
            "front_door",
            name=names.front_door,
            endpoint_name=names.front_door_endpoint,
            firewall_name=names.front_door_firewall,
            resource_group=at.resource_group,
            host=host,
            zone=zone,
            origins=origins,
            workspace_id=workspace_id,
        )
        self._tell("router_host", router.endpoint_host, f"Name that {host} must be an alias (CNAME) of")
        if not zone:
            token = f"Value of the TXT record _dnsauth.{host}, which proves who owns the domain"
            self._tell("validation_token", router.validation_token, token)
        return router.front_door_id

    def _traffic_manager(
        self,
        names: SharedNames,
        *,
        at: Placement,
        host: str,
        zone: PublicZone | None,
        origins: Sequence[Origin],
        workspace_id: str,
    ) -> None:
        router = TrafficManager(
            self,
            "traffic_manager",
            name=names.traffic_manager,
            resource_group=at.resource_group,
            host=host,
            zone=zone,
            origins=origins,
            workspace_id=workspace_id,
        )
        self._tell("router_host", router.endpoint_host, f"Name that {host} must be an alias (CNAME) of")

    def _tell(self, name: str, value: str, description: str) -> None:
        TerraformOutput(self, name, value=value, description=description)


def _host(cluster: ClusterView) -> str:
    return origin_host(cluster.config.dns.domain, place=cluster.place)


def _origin(gateway: Gateway) -> Origin:
    cluster = gateway.cluster
    return Origin(
        name=cluster.place,
        host=_host(cluster),
        location=cluster.config.location,
        live=cluster.live,
        priority=cluster.config.traffic.priority,
        weight=cluster.config.traffic.weight,
    )
