"""Virtual network peering."""

from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_azurerm.virtual_network_peering import VirtualNetworkPeering
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One end of a peering: a network, as its resource group, name and id."""

    resource_group: str
    name: str
    id: str


class HubSpokePeering(Construct):
    """Both directions between a spoke and its hub. Neither forwards what came from elsewhere.

    Optional. `hub_has_gateway`: false; true lets the spoke use the hub's VPN or ExpressRoute gateway.
    Optional. `hub_provider`: the stack's own; needed where the hub lives in another subscription.
    Source: article, "Network topology".
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        hub: Peer,
        hub_name: str,
        spoke: Peer,
        spoke_name: str,
        hub_has_gateway: bool = False,
        hub_provider: TerraformProvider | None = None,
    ) -> None:
        super().__init__(scope, id_)
        from_hub = self._peering(
            "from_hub",
            name=f"to_{spoke_name}",
            local=hub,
            remote=spoke,
            allow_gateway_transit=hub_has_gateway,
            provider=hub_provider,
        )
        # Second: a spoke can use remote gateways only once the hub offers them.
        self._peering(
            "to_hub",
            name=f"to_{hub_name}",
            local=spoke,
            remote=hub,
            use_remote_gateways=hub_has_gateway,
            after=from_hub,
        )

    def _peering(
        self,
        id_: str,
        *,
        name: str,
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
            name=name,
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
