"""Private endpoint."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.private_endpoint import (
    PrivateEndpoint,
    PrivateEndpointPrivateDnsZoneGroup,
    PrivateEndpointPrivateServiceConnection,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement


def private_endpoint(
    scope: Construct,
    id_: str,
    *,
    name: str,
    at: Placement,
    subnet_id: str,
    resource_id: str,
    subresource: str,
    zone_id: str,
    connection: str,
    after: Sequence[ITerraformDependable] = (),
) -> PrivateEndpoint:
    """Make a private endpoint: an address of a resource in our own network, with its record in the private zone.

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the endpoint.
        at: Resource group and region.
        subnet_id: Subnet that the address is taken from.
        resource_id: Resource behind the endpoint.
        subresource: Azure's group id, such as `registry` or `vault` (Azure page "What is a private endpoint?").
        zone_id: Private DNS zone for the record.
        connection: Name of the connection.
        after: Resources to wait for.
    """
    return PrivateEndpoint(
        scope,
        id_,
        name=name,
        resource_group_name=at.resource_group,
        location=at.location,
        subnet_id=subnet_id,
        private_service_connection=PrivateEndpointPrivateServiceConnection(
            name=connection,
            private_connection_resource_id=resource_id,
            is_manual_connection=False,
            subresource_names=[subresource],
        ),
        private_dns_zone_group=PrivateEndpointPrivateDnsZoneGroup(name="default", private_dns_zone_ids=[zone_id]),
        depends_on=list(after) or None,
    )
