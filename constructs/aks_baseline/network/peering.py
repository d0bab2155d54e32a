"""Virtual network peering."""

from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_azurerm.virtual_network_peering import VirtualNetworkPeering
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A virtual network at one end of a peering.

    Args:
        resource_group: Name of its resource group.
        name: Its name, as a reference.
        id: Its resource id.
        title: Its name as plain text; the peering that leads to it is called `to_<title>`.
    """

    resource_group: str
    name: str
    id: str
    title: str


class HubSpokePeering(Construct):
    """Both directions of the peering between a spoke and its hub. Neither forwards traffic from a third network.

    Source: article, "Network topology".

    Args:
        hub: The hub's network.
        spoke: The spoke's network.
        hub_has_gateway: True lets the spoke use the hub's VPN or ExpressRoute gateway.
        from_hub: False: the owner of the hub makes its side.
        hub_provider: Provider for the hub's subscription. None: the provider of the stack.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        hub: Peer,
        spoke: Peer,
        hub_has_gateway: bool = False,
        from_hub: bool = True,
        hub_provider: TerraformProvider | None = None,
    ) -> None:
        super().__init__(scope, id_)
        other_side = None
        if from_hub:
            other_side = self._peering(
                "from_hub",
                local=hub,
                remote=spoke,
                allow_gateway_transit=hub_has_gateway,
                provider=hub_provider,
            )
        # Second: a spoke can use remote gateways only once the hub offers them.
        self._peering(
            "to_hub",
            local=spoke,
            remote=hub,
            use_remote_gateways=hub_has_gateway,
            after=other_side,
        )

    def _peering(
        self,
        id_: str,
        *,
        local: Peer,
        remote: Peer,
        allow_gateway_transit: bool = False,
        use_remote_gateways: bool = False,
        provider: TerraformProvider | None = None,
        after: ITerraformDependable | None = None,
    ) -> VirtualNetworkPeering:
        return VirtualNetworkPeering(
            self,
            id_,
            name=f"to_{remote.title}",
            resource_group_name=local.resource_group,
            virtual_network_name=local.name,
            remote_virtual_network_id=remote.id,
            allow_virtual_network_access=True,
            allow_forwarded_traffic=False,
            allow_gateway_transit=allow_gateway_transit,
            use_remote_gateways=use_remote_gateways,
            provider=provider,
            depends_on=[after] if after else None,
        )
