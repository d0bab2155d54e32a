"""Private endpoints of further resources, as the configuration lists them."""

from collections.abc import Mapping, Sequence

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.private_dns_zone import PrivateZone
from aks_baseline.network.private_endpoint import EndpointPlace, private_endpoint
from config.model import FurtherEndpoint


def further_endpoints(
    scope: Construct,
    *,
    endpoints: Sequence[FurtherEndpoint],
    at: Placement,
    zone_at: Placement,
    networks: Mapping[str, tuple[str, str]],
    subnet_id: str,
    connection: str,
) -> None:
    """Make the endpoints, and a zone for each name of a zone.

    Args:
        scope: The stack.
        endpoints: The endpoints of the configuration.
        at: Resource group and region of the endpoints.
        zone_at: Resource group of the zones.
        networks: Name and resource id of every network that resolves the zones.
        subnet_id: Subnet of the endpoints.
        connection: Name of their connections.
    """
    names = dict.fromkeys(each.zone for each in endpoints if not each.zone.startswith("/"))
    zones = {name: PrivateZone(scope, name, name=name, at=zone_at, networks=networks).id for name in names}
    for each in endpoints:
        private_endpoint(
            scope,
            f"endpoint_{each.name}",
            name=f"pe-{each.name}",
            at=at,
            place=EndpointPlace(subnet_id=subnet_id, zone_id=zones.get(each.zone, each.zone), connection=connection),
            resource_id=each.resource_id,
            subresource=each.subresource,
        )
