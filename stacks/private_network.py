"""Where private endpoints and private DNS zones of a spoke go."""

from collections.abc import Mapping
from dataclasses import dataclass

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.private_dns_zone import PrivateZone
from aks_baseline.network.private_endpoint import EndpointPlace
from aks_baseline.network.private_zones import SERVICE_ZONES
from config.model import BaselineConfig
from stacks.hub_links import HubLinks
from stacks.spoke_network import WorkloadNetwork


@dataclass(frozen=True, kw_only=True)
class PrivateNetwork:
    """Subnet of private endpoints, and networks that resolve their names.

    Args:
        endpoint_subnet_id: Subnet of the endpoints, in the spoke or in the hub.
        connection: Name of the endpoints' connections.
        networks: Name and resource id of every network that resolves the zones, by the id of its link.
        zone_at: Resource group of the zones.
        existing: Ids of a central team's zones, which it links itself, by name.
    """

    endpoint_subnet_id: str
    connection: str
    networks: Mapping[str, tuple[str, str]]
    zone_at: Placement
    existing: Mapping[str, str]

    def zone_id(self, scope: Construct, id_: str, *, name: str, falls_back: bool = False) -> str:
        """Id of the central team's zone of this name. If there is none, the zone is made.

        Args:
            scope: The stack.
            id_: Construct id.
            name: Name of the zone.
            falls_back: True asks the internet for names that the zone lacks.
        """
        return self.existing.get(name) or self.zone(scope, id_, name=name, falls_back=falls_back).id

    def zone(self, scope: Construct, id_: str, *, name: str, falls_back: bool = False) -> PrivateZone:
        """Make a private DNS zone that these networks resolve.

        Args:
            scope: The stack.
            id_: Construct id.
            name: Name of the zone.
            falls_back: True asks the internet for names that the zone lacks.
        """
        return PrivateZone(scope, id_, name=name, at=self.zone_at, networks=self.networks, falls_back=falls_back)

    def endpoint(self, *, zone_id: str) -> EndpointPlace:
        """Place of an endpoint.

        Args:
            zone_id: Zone of its name.
        """
        return EndpointPlace(subnet_id=self.endpoint_subnet_id, zone_id=zone_id, connection=self.connection)


def private_network(
    *, config: BaselineConfig, at: Placement, network: WorkloadNetwork, hub: HubLinks
) -> PrivateNetwork:
    """Answer the private network of a spoke. The hub resolves the zones where its DNS proxy or its endpoints need it.

    Args:
        config: The configuration of the spoke.
        at: Resource group of the zones.
        network: Network of the spoke.
        hub: Values of the hub.
    """
    networks = {"spoke": (network.name, network.id)}
    if config.dns.use_hub or config.private_endpoints.location == "hub":
        networks["hub"] = (hub.title, hub.vnet_id)
    return PrivateNetwork(
        endpoint_subnet_id=hub.endpoint_subnet_id or network.endpoint_subnet_id,
        connection=f"to_{network.name}",
        networks=networks,
        zone_at=at,
        existing={
            name: zone_id
            for service, name in SERVICE_ZONES.items()
            if (zone_id := getattr(config.dns.private_zones, service))
        },
    )
