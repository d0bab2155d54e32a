"""Private DNS zone."""

from collections.abc import Mapping

from cdktf_cdktf_provider_azurerm.private_dns_zone import PrivateDnsZone
from cdktf_cdktf_provider_azurerm.private_dns_zone_virtual_network_link import PrivateDnsZoneVirtualNetworkLink
from constructs import Construct

from aks_baseline.foundation.placement import Placement


class PrivateZone(Construct):
    """A private DNS zone that resolves in the given networks only.

    Source: article, "Private Link endpoints"; Azure page "What is an Azure Private DNS zone?".

    Args:
        name: Name of the zone.
        at: Resource group.
        networks: Name and resource id of every linked network, by a short key for the link's construct id.
        falls_back: True asks public DNS for names that the zone does not have, for a zone in which only some resources
            of the service have a private endpoint.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        networks: Mapping[str, tuple[str, str]],
        falls_back: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        zone = PrivateDnsZone(self, "Default", name=name, resource_group_name=at.resource_group)
        self.id = zone.id
        self.name = zone.name
        for key, (network_name, network_id) in networks.items():
            PrivateDnsZoneVirtualNetworkLink(
                self,
                f"{key}_link",
                name=f"to_{network_name}",
                resource_group_name=at.resource_group,
                private_dns_zone_name=self.name,
                virtual_network_id=network_id,
                registration_enabled=False,
                resolution_policy="NxDomainRedirect" if falls_back else None,
            )
