"""Exclusions and own rules of the gateway's web application firewall. FLOW-08, NET-26."""

from conftest import Synthesize

from review.terraform import Body, Stacks, block, only

LIMIT = {
    "name": "LimitLogin",
    "priority": 10,
    "action": "Block",
    "conditions": [
        {"variable": "RequestUri", "operator": "BeginsWith", "values": ["/login"], "transforms": ["Lowercase"]}
    ],
    "rate_limit": {"requests": 100, "minutes": 5},
}
ABROAD = {
    "name": "Abroad",
    "priority": 20,
    "action": "Log",
    "conditions": [
        {"variable": "RemoteAddr", "operator": "GeoMatch", "values": ["DE"], "negate": True},
        {"variable": "RequestHeaders", "selector": "User-Agent", "operator": "Any"},
    ],
}


def policy(of: Stacks) -> Body:
    return only(of["cluster"], "azurerm_web_application_firewall_policy")


def test_own_rules_are_made_as_they_are_written(synthesize: Synthesize) -> None:
    limit, abroad = policy(synthesize(**{"waf.rules": [LIMIT, ABROAD]}))["custom_rules"]
    assert (limit["name"], limit["priority"], limit["rule_type"], limit["action"]) == (
        "LimitLogin",
        10,
        "RateLimitRule",
        "Block",
    )
    assert (limit["rate_limit_threshold"], limit["rate_limit_duration"], limit["group_rate_limit_by"]) == (
        100,
        "FiveMins",
        "ClientAddr",
    )
    condition = block(limit["match_conditions"])
    assert (condition["operator"], condition["match_values"], condition["transforms"]) == (
        "BeginsWith",
        ["/login"],
        ["Lowercase"],
    )
    assert abroad["rule_type"] == "MatchRule"
    assert not {"rate_limit_threshold", "rate_limit_duration", "group_rate_limit_by"} & abroad.keys()
    country, header = abroad["match_conditions"]
    assert (country["operator"], country["match_values"], country["negation_condition"]) == ("GeoMatch", ["DE"], True)
    assert block(header["match_variables"]) == {"variable_name": "RequestHeaders", "selector": "User-Agent"}
    assert "match_values" not in header


def test_an_exclusion_holds_for_the_rules_that_it_names(synthesize: Synthesize) -> None:
    cookie = {"variable": "RequestCookieNames", "operator": "Equals", "selector": "session"}
    named = cookie | {"rules": ["942100", "942200", "941100"]}
    one, every = block(policy(synthesize(**{"waf.exclusions": [named, cookie]}))["managed_rules"])["exclusion"]
    assert (one["match_variable"], one["selector_match_operator"], one["selector"]) == (
        "RequestCookieNames",
        "Equals",
        "session",
    )
    rule_set = block(one["excluded_rule_set"])
    assert (rule_set["type"], rule_set["version"]) == ("OWASP", "3.2")
    assert {group["rule_group_name"]: group["excluded_rules"] for group in rule_set["rule_group"]} == {
        "REQUEST-942-APPLICATION-ATTACK-SQLI": ["942100", "942200"],
        "REQUEST-941-APPLICATION-ATTACK-XSS": ["941100"],
    }
    assert "excluded_rule_set" not in every


def test_managed_rules_stay_and_block(synthesize: Synthesize) -> None:
    made = policy(synthesize(**{"waf.rules": [LIMIT]}))
    assert block(made["policy_settings"])["mode"] == "Prevention"
    assert len(block(made["managed_rules"])["managed_rule_set"]) == 2
