"""NAT gateway of a spoke, where `egress.mode` asks for one."""

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.network.nat_gateway import EgressNatGateway
from config.model import BaselineConfig
from stacks.names import Names
from stacks.spoke_network import WorkloadNetwork


def make_nat_gateway(
    scope: Construct,
    *,
    config: BaselineConfig,
    names: Names,
    at: Placement,
    network: WorkloadNetwork,
    workspace_id: str,
) -> tuple[str, ...]:
    """Make the NAT gateway, if there is one. It is made with the spoke, so that no cluster has to wait for it.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
        names: Names of the resources.
        at: Resource group, region and availability zones.
        network: Network with the node subnets.
        workspace_id: Log Analytics workspace.

    Returns:
        The public addresses; empty without a NAT gateway.
    """
    if config.egress.mode != "nat_gateway":
        return ()
    subnets = {
        f"{position or ''}{pool}": subnet.id
        for position, each in enumerate(network.clusters)
        for pool, subnet in (("nodes", each.nodes), *each.pools.items())
    }
    return EgressNatGateway(
        scope,
        "nat_gateway",
        name=names.nat_gateway,
        address_names=[names.nat_address(number) for number in range(config.egress.nat_public_ip_count)],
        at=at,
        subnets=subnets,
        workspace_id=workspace_id,
        lifecycle=protection(allow_destroy=config.safety.allow_destroy),
    ).public_ips
