"""Firewall rule for requests from outside."""

from cdktf import TerraformProvider
from cdktf_cdktf_provider_azurerm.firewall_policy_rule_collection_group import (
    FirewallPolicyRuleCollectionGroup,
    FirewallPolicyRuleCollectionGroupNatRuleCollection,
    FirewallPolicyRuleCollectionGroupNatRuleCollectionRule,
)
from constructs import Construct


class InboundRule(Construct):
    """DNAT rule that leads HTTPS from a public address of the firewall to the gateway of one cluster.

    The firewall puts its own private address in place of the client's, so that answers come back through it: the
    gateway's subnet needs no route. Source: Azure page "Firewall and Application Gateway for virtual networks",
    "Application Gateway after firewall".

    Args:
        name: Name of the rule collection group, unique in the policy.
        policy_id: Firewall policy of the hub.
        firewall_address: Public address of the firewall that clients call.
        gateway_address: Private address of Application Gateway.
        provider: azurerm of the hub's subscription. None: the stack's own.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        policy_id: str,
        firewall_address: str,
        gateway_address: str,
        provider: TerraformProvider | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.group = FirewallPolicyRuleCollectionGroup(
            self,
            "Default",
            name=name,
            firewall_policy_id=policy_id,
            priority=150,
            nat_rule_collection=[
                FirewallPolicyRuleCollectionGroupNatRuleCollection(
                    name="Ingress",
                    priority=100,
                    action="Dnat",
                    rule=[
                        FirewallPolicyRuleCollectionGroupNatRuleCollectionRule(
                            name="clients-to-gateway",
                            description="Clients reach the gateway through the firewall, over HTTPS",
                            protocols=["TCP"],
                            source_addresses=["*"],
                            destination_address=firewall_address,
                            destination_ports=["443"],
                            translated_address=gateway_address,
                            translated_port=443,
                        )
                    ],
                )
            ],
            provider=provider,
        )
