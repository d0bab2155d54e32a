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
    """An address of `resource_id` in our own network, with its name in the private zone.

    `subresource`: Azure's group id, such as `registry` or `vault` (Azure page "What is a private endpoint?").
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
