"""Web application firewall of the gateway, as the configuration wants it."""

from aks_baseline.edge import waf_rules
from config.model import waf as waf_model


def waf(config: waf_model.Waf, *, name: str) -> waf_rules.Waf:
    """Exclusions and own rules of a WAF policy.

    Args:
        config: The section of the configuration.
        name: Name of the policy.
    """
    return waf_rules.Waf(
        name=name,
        exclusions=[
            waf_rules.Exclusion(
                variable=each.variable, operator=each.operator, selector=each.selector, rules=each.rules
            )
            for each in config.exclusions
        ],
        rules=[_rule(each) for each in config.rules],
    )


def _rule(rule: waf_model.WafRule) -> waf_rules.OwnRule:
    limit = rule.rate_limit
    return waf_rules.OwnRule(
        name=rule.name,
        priority=rule.priority,
        action=rule.action,
        conditions=[
            waf_rules.Condition(
                variable=each.variable,
                selector=each.selector,
                operator=each.operator,
                values=each.values,
                negate=each.negate,
                transforms=each.transforms,
            )
            for each in rule.conditions
        ],
        rate_limit=(
            waf_rules.RateLimit(requests=limit.requests, minutes=limit.minutes, per=limit.per) if limit else None
        ),
    )
