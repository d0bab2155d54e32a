"""VPN or ExpressRoute gateway of the hub."""

from typing import Literal

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.virtual_network_gateway import (
    VirtualNetworkGateway,
    VirtualNetworkGatewayIpConfiguration,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.public_address import PublicAddress

# The smallest zone-redundant size of each kind (Azure page "About zone-redundant virtual network gateways").
SMALLEST_ZONAL_SKU = {"vpn": "VpnGw1AZ", "expressroute": "ErGw1AZ"}
TYPE = {"vpn": "Vpn", "expressroute": "ExpressRoute"}


class HubGateway(Construct):
    """A zone-redundant gateway in GatewaySubnet towards on-premises networks, with its public address.

    Source: article, "Subnet to host a gateway".

    Args:
        name: Name of the gateway.
        address_name: Name of its public address.
        kind: vpn or expressroute; the smallest zone-redundant size of that kind is made.
        at: Resource group, region and availability zones.
        subnet_id: GatewaySubnet.
        workspace_id: Log Analytics workspace for logs and metrics.
        lifecycle: Protection of the public address from deletion. None: no protection.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        address_name: str,
        kind: Literal["vpn", "expressroute"],
        at: Placement,
        subnet_id: str,
        workspace_id: str,
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        address = PublicAddress(
            self, "address", name=address_name, at=at, workspace_id=workspace_id, lifecycle=lifecycle
        )
        gateway = VirtualNetworkGateway(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            type=TYPE[kind],
            sku=SMALLEST_ZONAL_SKU[kind],
            ip_configuration=[
                VirtualNetworkGatewayIpConfiguration(
                    name="gateway", subnet_id=subnet_id, public_ip_address_id=address.id
                )
            ],
        )
        send_diagnostics(gateway, to=workspace_id)
