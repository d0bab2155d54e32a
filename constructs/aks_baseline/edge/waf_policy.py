"""Web application firewall policy."""

from cdktf_cdktf_provider_azurerm.web_application_firewall_policy import (
    WebApplicationFirewallPolicy,
    WebApplicationFirewallPolicyManagedRules,
    WebApplicationFirewallPolicyManagedRulesManagedRuleSet,
    WebApplicationFirewallPolicyPolicySettings,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement

# Common web attacks, and bots.
RULE_SETS = (("OWASP", "3.2"), ("Microsoft_BotManagerRuleSet", "1.0"))


def waf_policy(scope: Construct, id_: str, *, name: str, at: Placement) -> WebApplicationFirewallPolicy:
    """Make a WAF policy that blocks requests which match `RULE_SETS`. It excludes nothing.

    Files of more than 10 MB are refused.
    Source: article, "Subnet to host Azure Application Gateway".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the policy.
        at: Resource group and region.
    """
    return WebApplicationFirewallPolicy(
        scope,
        id_,
        name=name,
        resource_group_name=at.resource_group,
        location=at.location,
        policy_settings=WebApplicationFirewallPolicyPolicySettings(
            enabled=True,
            mode="Prevention",
            request_body_check=True,
            file_upload_limit_in_mb=10,
        ),
        managed_rules=WebApplicationFirewallPolicyManagedRules(
            managed_rule_set=[
                WebApplicationFirewallPolicyManagedRulesManagedRuleSet(type=type_, version=version)
                for type_, version in RULE_SETS
            ]
        ),
    )
