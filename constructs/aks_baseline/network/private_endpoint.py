"""Private endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.private_endpoint import (
    PrivateEndpoint,
    PrivateEndpointPrivateDnsZoneGroup,
    PrivateEndpointPrivateServiceConnection,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement


@dataclass(frozen=True, kw_only=True)
class EndpointPlace:
    """Where a private endpoint lies in the network.

    Args:
        subnet_id: Subnet that the address is taken from.
        zone_id: Private DNS zone for the record.
        connection: Name of the connection.
        further_zone_ids: Other zones, for a service with several names.
    """

    subnet_id: str
    zone_id: str
    connection: str
    further_zone_ids: Sequence[str] = ()


def private_endpoint(
    scope: Construct,
    id_: str,
    *,
    name: str,
    at: Placement,
    place: EndpointPlace,
    resource_id: str,
    subresource: str,
    after: Sequence[ITerraformDependable] = (),
) -> PrivateEndpoint:
    """Make a private endpoint: an address of a resource in our own network, with its record in the private zone.

    Source: article, "Private Link endpoints"; Azure page "What is a private endpoint?".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the endpoint.
        at: Resource group and region.
        place: Subnet, private DNS zone and name of the connection.
        resource_id: Resource behind the endpoint.
        subresource: Azure's group id, such as `registry` or `vault`.
        after: Resources to wait for.
    """
    return PrivateEndpoint(
        scope,
        id_,
        name=name,
        resource_group_name=at.resource_group,
        location=at.location,
        subnet_id=place.subnet_id,
        private_service_connection=PrivateEndpointPrivateServiceConnection(
            name=place.connection,
            private_connection_resource_id=resource_id,
            is_manual_connection=False,
            subresource_names=[subresource],
        ),
        private_dns_zone_group=PrivateEndpointPrivateDnsZoneGroup(
            name="default", private_dns_zone_ids=[place.zone_id, *place.further_zone_ids]
        ),
        depends_on=list(after) or None,
    )
