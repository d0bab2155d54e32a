"""The peering of a spoke with its hub, made or existing."""

from cdktf import TerraformOutput
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.peering import HubSpokePeering, Peer
from aks_baseline.network.spoke_network import SpokeNetwork
from config.model import BaselineConfig
from stacks.hub_links import HubLinks
from stacks.providers import hub_provider


def peer_with_hub(
    scope: Construct, *, config: BaselineConfig, hub: HubLinks, at: Placement, network: SpokeNetwork, title: str
) -> None:
    """Peer the spoke with its hub. The owner of an existing hub makes the hub's side, unless `make_peering` is set.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
        hub: Values of the hub.
        at: Resource group of the spoke's network.
        network: The spoke's network.
        title: Its name as plain text.
    """
    spoke = Peer(resource_group=at.resource_group, name=network.vnet.name, id=network.vnet.id, title=title)
    existing = config.hub.existing
    from_hub = existing is None or existing.make_peering
    HubSpokePeering(
        scope,
        "peering",
        hub=Peer(resource_group=hub.resource_group, name=hub.vnet_name, id=hub.vnet_id, title=hub.title),
        spoke=spoke,
        hub_has_gateway=existing.use_gateway if existing else config.gateway.type != "none",
        from_hub=from_hub,
        hub_provider=hub_provider(scope, config=config) if from_hub else None,
    )
    if not from_hub:
        TerraformOutput(
            scope,
            "hub_peering_command",
            value=f"az network vnet peering create --name to_{spoke.title} --remote-vnet {spoke.id} "
            f"--resource-group {hub.resource_group} --vnet-name {hub.vnet_name} "
            f"--subscription {hub.vnet_id.split('/')[2]} --allow-vnet-access",
            description="The hub's side of the peering, which its owner makes before the cluster is deployed",
        )
