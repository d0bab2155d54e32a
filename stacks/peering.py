"""The peering of a spoke with its hub, made or existing."""

from cdktf import TerraformOutput
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.peering import HubSpokePeering, Peer
from config.model import BaselineConfig
from stacks.hub_links import HubLinks
from stacks.providers import hub_provider
from stacks.spoke_network import WorkloadNetwork


def peer_with_hub(
    scope: Construct, *, config: BaselineConfig, hub: HubLinks, at: Placement, network: WorkloadNetwork
) -> None:
    """Peer the spoke with its hub. The owner of an existing hub makes the hub's side, unless `make_peering` is set.

    A central team's network is peered already.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
        hub: Values of the hub.
        at: Resource group of the spoke's network.
        network: The spoke's network.
    """
    if network.made is None:
        return
    spoke = Peer(resource_group=at.resource_group, name=network.made.name, id=network.id, title=network.name)
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
