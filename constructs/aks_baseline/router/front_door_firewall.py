"""Web application firewall of Front Door."""

from cdktf_cdktf_provider_azurerm.cdn_frontdoor_firewall_policy import (
    CdnFrontdoorFirewallPolicy,
    CdnFrontdoorFirewallPolicyManagedRule,
)
from constructs import Construct

# Common web attacks, and bots. Rule set 2.1 scores a request and blocks it from a score of 5.
RULE_SETS = (("Microsoft_DefaultRuleSet", "2.1"), ("Microsoft_BotManagerRuleSet", "1.1"))


def front_door_firewall(
    scope: Construct, id_: str, *, name: str, resource_group: str, sku: str
) -> CdnFrontdoorFirewallPolicy:
    """Make a WAF policy that blocks requests which match `RULE_SETS`. It excludes nothing.

    Source: Azure page "Azure Web Application Firewall on Azure Front Door".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the policy: letters and digits, beginning with a letter.
        resource_group: Resource group.
        sku: SKU of the Front Door profile. Managed rule sets need Premium_AzureFrontDoor.
    """
    return CdnFrontdoorFirewallPolicy(
        scope,
        id_,
        name=name,
        resource_group_name=resource_group,
        sku_name=sku,
        mode="Prevention",
        managed_rule=[
            CdnFrontdoorFirewallPolicyManagedRule(type=type_, version=version, action="Block")
            for type_, version in RULE_SETS
        ],
    )
