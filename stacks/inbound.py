"""Way of clients through the hub's firewall, where `ingress.via_firewall` asks for it."""

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.network.inbound_rule import InboundRule
from config.addresses.arithmetic import FIRST_ASSIGNABLE
from config.model import BaselineConfig
from stacks.hub_links import HubLinks
from stacks.names import Names
from stacks.providers import hub_provider


def gateway_private_address(config: BaselineConfig) -> str | None:
    """Private address of the gateway, the first one of its subnet. None: clients come to its public address.

    Args:
        config: The configuration of the cluster.
    """
    subnet = config.spoke.subnets.application_gateway
    return str(subnet[FIRST_ASSIGNABLE]) if config.ingress.via_firewall else None


def let_clients_in(
    scope: Construct, *, config: BaselineConfig, names: Names, hub: HubLinks
) -> list[ITerraformDependable]:
    """Make the firewall's rule for clients, if they come through it.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        hub: Hub with the firewall and its policy.

    Returns:
        What the cluster waits for, so that Azure never gets two rule groups of a policy at once.
    """
    gateway_address = gateway_private_address(config)
    if not (gateway_address and hub.firewall_policy_id):
        return []
    return [
        InboundRule(
            scope,
            "inbound_rule",
            name=names.inbound_rules,
            policy_id=hub.firewall_policy_id,
            firewall_address=hub.firewall_public_ips[0],
            gateway_address=gateway_address,
            provider=hub_provider(scope, config=config),
        ).group
    ]
