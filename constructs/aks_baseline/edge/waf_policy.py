"""Web application firewall policy."""

from collections.abc import Sequence

from cdktf_cdktf_provider_azurerm.web_application_firewall_policy import (
    WebApplicationFirewallPolicy,
    WebApplicationFirewallPolicyCustomRules,
    WebApplicationFirewallPolicyCustomRulesMatchConditions,
    WebApplicationFirewallPolicyCustomRulesMatchConditionsMatchVariables,
    WebApplicationFirewallPolicyManagedRules,
    WebApplicationFirewallPolicyManagedRulesExclusion,
    WebApplicationFirewallPolicyManagedRulesExclusionExcludedRuleSet,
    WebApplicationFirewallPolicyManagedRulesExclusionExcludedRuleSetRuleGroup,
    WebApplicationFirewallPolicyManagedRulesManagedRuleSet,
    WebApplicationFirewallPolicyPolicySettings,
)
from constructs import Construct

from aks_baseline.edge.waf_rules import Condition, Exclusion, OwnRule, group_of
from aks_baseline.foundation.placement import Placement

# Common web attacks, and bots.
OWASP, OWASP_VERSION = "OWASP", "3.2"
RULE_SETS = ((OWASP, OWASP_VERSION), ("Microsoft_BotManagerRuleSet", "1.0"))


def waf_policy(
    scope: Construct,
    id_: str,
    *,
    name: str,
    at: Placement,
    front_door_id: str | None = None,
    exclusions: Sequence[Exclusion] = (),
    rules: Sequence[OwnRule] = (),
) -> WebApplicationFirewallPolicy:
    """Make a WAF policy that blocks requests which match `RULE_SETS`.

    Files of more than 10 MB are refused.
    Source: article, "Subnet to host Azure Application Gateway"; Azure pages "Web Application Firewall exclusion lists"
    and "Custom rules for Web Application Firewall v2 on Azure Application Gateway".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the policy.
        at: Resource group and region.
        front_door_id: Front Door whose requests alone are let in. None: requests come from everywhere.
        exclusions: Parts of requests that managed rules ignore.
        rules: Rules of the team's own.
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
        custom_rules=[
            *([_only_front_door(front_door_id)] if front_door_id else ()),
            *(_own(rule) for rule in rules),
        ]
        or None,
        managed_rules=WebApplicationFirewallPolicyManagedRules(
            exclusion=[_exclusion(each) for each in exclusions] or None,
            managed_rule_set=[
                WebApplicationFirewallPolicyManagedRulesManagedRuleSet(type=type_, version=version)
                for type_, version in RULE_SETS
            ],
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


def _exclusion(exclusion: Exclusion) -> WebApplicationFirewallPolicyManagedRulesExclusion:
    groups: dict[str, list[str]] = {}
    for rule in exclusion.rules:
        groups.setdefault(str(group_of(rule)), []).append(rule)
    rule_set = WebApplicationFirewallPolicyManagedRulesExclusionExcludedRuleSet(
        type=OWASP,
        version=OWASP_VERSION,
        rule_group=[
            WebApplicationFirewallPolicyManagedRulesExclusionExcludedRuleSetRuleGroup(
                rule_group_name=group, excluded_rules=rules
            )
            for group, rules in groups.items()
        ],
    )
    return WebApplicationFirewallPolicyManagedRulesExclusion(
        match_variable=exclusion.variable,
        selector_match_operator=exclusion.operator,
        selector=exclusion.selector,
        excluded_rule_set=rule_set if groups else None,
    )


def _own(rule: OwnRule) -> WebApplicationFirewallPolicyCustomRules:
    limit = rule.rate_limit
    return WebApplicationFirewallPolicyCustomRules(
        name=rule.name,
        priority=rule.priority,
        rule_type="RateLimitRule" if limit else "MatchRule",
        action=rule.action,
        rate_limit_threshold=limit.requests if limit else None,
        rate_limit_duration=("OneMin" if limit.minutes == 1 else "FiveMins") if limit else None,
        group_rate_limit_by=limit.per if limit else None,
        match_conditions=[_condition(each) for each in rule.conditions],
    )


def _condition(condition: Condition) -> WebApplicationFirewallPolicyCustomRulesMatchConditions:
    return WebApplicationFirewallPolicyCustomRulesMatchConditions(
        match_variables=[
            WebApplicationFirewallPolicyCustomRulesMatchConditionsMatchVariables(
                variable_name=condition.variable, selector=condition.selector
            )
        ],
        operator=condition.operator,
        match_values=list(condition.values) or None,
        negation_condition=condition.negate,
        transforms=list(condition.transforms) or None,
    )
