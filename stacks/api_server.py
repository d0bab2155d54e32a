"""The way to the cluster's API server: who may call it, and the firewall's rule for pods."""

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.network.api_server_rule import ApiServerRule
from config.model import BaselineConfig
from stacks.hub import HubLinks
from stacks.names import Names
from stacks.providers import hub_provider


def authorized_ip_ranges(config: BaselineConfig, hub: HubLinks) -> list[str]:
    """Ranges that reach the API server: the firewall's and Bastion's addresses, operators and whoever is listed."""
    return [
        *(f"{address}/32" for address in hub.firewall_public_ips),
        # Azure page "Connect to AKS private cluster using Azure Bastion", "Additional requirements"
        *([f"{hub.bastion_address}/32"] if hub.bastion_address else []),
        *(str(prefix) for prefix in (*config.operators.ip_ranges, *config.api_server.authorized_ip_ranges)),
    ]


def open_api_server(
    scope: Construct, *, config: BaselineConfig, names: Names, hub: HubLinks, fqdn: str
) -> list[ITerraformDependable]:
    """Let pods through the hub's firewall to the API server. The owner of an existing policy does so.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        hub: Hub with the firewall policy.
        fqdn: Name of the API server.

    Returns:
        What pods that call the API server wait for; empty with an existing policy.
    """
    if not (hub.firewall_policy_id and hub.node_ip_group_id):
        return []
    rule = ApiServerRule(
        scope,
        "api_server_rule",
        name=names.api_server_rules,
        policy_id=hub.firewall_policy_id,
        node_ip_group_id=hub.node_ip_group_id,
        fqdn=fqdn,
        provider=hub_provider(scope, config=config),
    )
    return [rule.group]
