"""Web application firewall policy."""

from cdktf_cdktf_provider_azurerm.web_application_firewall_policy import (
    WebApplicationFirewallPolicy,
    WebApplicationFirewallPolicyCustomRules,
    WebApplicationFirewallPolicyCustomRulesMatchConditions,
    WebApplicationFirewallPolicyCustomRulesMatchConditionsMatchVariables,
    WebApplicationFirewallPolicyManagedRules,
    WebApplicationFirewallPolicyManagedRulesManagedRuleSet,
    WebApplicationFirewallPolicyPolicySettings,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement

# Common web attacks, and bots.
RULE_SETS = (("OWASP", "3.2"), ("Microsoft_BotManagerRuleSet", "1.0"))


def waf_policy(
    scope: Construct, id_: str, *, name: str, at: Placement, front_door_id: str | None = None
) -> WebApplicationFirewallPolicy:
    """Make a WAF policy that blocks requests which match `RULE_SETS`. It excludes nothing.

    Files of more than 10 MB are refused.
    Source: article, "Subnet to host Azure Application Gateway".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the policy.
        at: Resource group and region.
        front_door_id: Front Door whose requests alone are let in. None: requests come from everywhere.
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
        custom_rules=[_only_front_door(front_door_id)] if front_door_id else None,
        managed_rules=WebApplicationFirewallPolicyManagedRules(
            managed_rule_set=[
                WebApplicationFirewallPolicyManagedRulesManagedRuleSet(type=type_, version=version)
                for type_, version in RULE_SETS
            ]
        ),
    )


def _only_front_door(front_door_id: str) -> WebApplicationFirewallPolicyCustomRules:
    """Block requests without the id of this Front Door: addresses of Front Door belong to all its customers.

    Source: Azure page "Create and use Web Application Firewall v2 custom rules on Application Gateway", example 7.
    """
    return WebApplicationFirewallPolicyCustomRules(
        name="OnlyFrontDoor",
        priority=1,
        rule_type="MatchRule",
        action="Block",
        match_conditions=[
            WebApplicationFirewallPolicyCustomRulesMatchConditions(
                match_variables=[
                    WebApplicationFirewallPolicyCustomRulesMatchConditionsMatchVariables(
                        variable_name="RequestHeaders", selector="X-Azure-FDID"
                    )
                ],
                operator="Equal",
                negation_condition=True,
                match_values=[front_door_id],
                transforms=["Lowercase"],
            )
        ],
    )
