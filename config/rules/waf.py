"""Rules on `waf`. Azure page "Custom rules for Web Application Firewall v2 on Azure Application Gateway"."""

import re
from ipaddress import IPv4Network

from aks_baseline.edge.waf_rules import GROUPS, group_of
from config.model import BaselineConfig
from config.model.waf import WafExclusion, WafRule
from config.problem import Problem
from config.reading.wording import listed, shown
from config.rules.rule import Findings, refuses, refuses_each, repeated

PAGE = 'Azure page "Custom rules for Web Application Firewall v2 on Azure Application Gateway"'
NAMED = ("PostArgs", "RequestCookies", "RequestHeaders")  # variables with names inside
OF_ADDRESSES = ("GeoMatch", "IPMatch")
COUNTRY = re.compile(r"[A-Z]{2}")


@refuses
def waf_rules_are_unique(config: BaselineConfig) -> Findings:
    """Names and priorities of own WAF rules are unique."""
    rules = config.waf.rules
    for field in ("name", "priority"):
        values = [str(getattr(rule, field)).lower() for rule in rules]
        for position in repeated(values):
            path = f"waf.rules[{position}].{field}"
            need, fix = f"a {field} of its own", "change this rule or the earlier one"
            yield Problem(path=path, got=values[position], need=need, fix=fix)


@refuses_each("waf.rules")
def waf_rate_limits_do_not_allow(_: BaselineConfig, rule: WafRule, path: str) -> Findings:
    """A WAF rule with a rate limit blocks or logs, as Azure refuses Allow."""
    if rule.rate_limit and rule.action == "Allow":
        need = f"Block or Log beside rate_limit ({PAGE})"
        yield Problem(path=f"{path}.action", got="Allow", need=need, fix="change the action, or delete rate_limit")


@refuses_each("waf.rules")
def waf_rules_do_not_allow_everything(_: BaselineConfig, rule: WafRule, path: str) -> Findings:
    """A WAF rule that allows does so for some requests only, as these skip the managed rules. FLOW-08."""
    if rule.action == "Allow" and all(each.operator == "Any" and not each.negate for each in rule.conditions):
        need, fix = "a condition that not every request meets, beside action: Allow", "say whose requests are allowed"
        yield Problem(path=f"{path}.conditions", got="operator Any alone", need=need, fix=fix)


@refuses_each("waf.rules")
def waf_conditions_fit_their_variables(_: BaselineConfig, rule: WafRule, path: str) -> Findings:
    """A condition has a selector where its variable has names, and compares addresses with RemoteAddr only."""
    for position, condition in enumerate(rule.conditions):
        here, variable, operator = f"{path}.conditions[{position}]", condition.variable, condition.operator
        if (variable in NAMED) != (condition.selector is not None):
            need = f"the name inside {variable}" if variable in NAMED else f"none beside variable: {variable}"
            got, fix = shown(condition.selector or "nothing"), "name the header, cookie or argument"
            yield Problem(path=f"{here}.selector", got=got, need=need, fix=fix if variable in NAMED else "delete it")
        if operator in OF_ADDRESSES and variable != "RemoteAddr":
            need = f"another operator beside variable: {variable}; {operator} goes with RemoteAddr ({PAGE})"
            yield Problem(path=f"{here}.operator", got=operator, need=need, fix="change operator or variable")


@refuses_each("waf.rules")
def waf_conditions_have_values(_: BaselineConfig, rule: WafRule, path: str) -> Findings:
    """A condition has values unless its operator is Any: ranges for IPMatch, country codes for GeoMatch."""
    for position, condition in enumerate(rule.conditions):
        here = f"{path}.conditions[{position}].values"
        if bool(condition.values) != (condition.operator != "Any"):
            need = "values" if condition.operator != "Any" else "no values beside operator: Any"
            yield Problem(path=here, got=shown(condition.values), need=need, fix="list them, or change the operator")
        for number, value in enumerate(condition.values):
            if condition.operator == "IPMatch" and not _is_range(value):
                need, fix = "an IPv4 address or range, such as 203.0.113.0/24", "correct it"
                yield Problem(path=f"{here}[{number}]", got=shown(value), need=need, fix=fix)
            if condition.operator == "GeoMatch" and not COUNTRY.fullmatch(value):
                need, fix = "a two-letter country code in capitals, such as DE", "correct it"
                yield Problem(path=f"{here}[{number}]", got=shown(value), need=need, fix=fix)


def _is_range(text: str) -> bool:
    try:
        IPv4Network(text)
    except ValueError:
        return False
    return True


@refuses_each("waf.exclusions")
def waf_exclusions_name_managed_rules(_: BaselineConfig, exclusion: WafExclusion, path: str) -> Findings:
    """The key `rules` of a WAF exclusion has ids of OWASP 3.2, and EqualsAny has the selector *."""
    for position, id_ in enumerate(exclusion.rules):
        if group_of(id_) is None:
            need = f"a rule of OWASP 3.2, beginning with {listed(GROUPS)}"
            fix = "copy the id from the firewall's log"
            yield Problem(path=f"{path}.rules[{position}]", got=id_, need=need, fix=fix)
    if (exclusion.operator == "EqualsAny") != (exclusion.selector == "*"):
        need = "* beside operator: EqualsAny, and a name beside others"
        yield Problem(path=f"{path}.selector", got=shown(exclusion.selector), need=need, fix="change one of the two")


@refuses
def waf_exclusions_leave_something(config: BaselineConfig) -> Findings:
    """No exclusion takes every argument, cookie or header away from all managed rules. FLOW-08."""
    for position, exclusion in enumerate(config.waf.exclusions):
        if exclusion.operator == "EqualsAny" and not exclusion.rules:
            need = "the rules that the exclusion holds for, beside operator: EqualsAny"
            got, fix = "nothing, so every managed rule", "list rules, or name one argument, cookie or header"
            yield Problem(path=f"waf.exclusions[{position}].rules", got=got, need=need, fix=fix)
