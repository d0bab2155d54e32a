"""Changes of the traffic that the firewall and the security groups allow."""

import re
from collections.abc import Iterator, Mapping

from review.difference.change import Change, Sign
from review.facts import FirewallRule, SecurityRule, firewall_rules, security_rules
from review.synthesis import Output
from review.wording import becomes

RuleKey = tuple[str, str, str, str]

# Protocols that are left out after the port of a destination.
PLAIN = ("Http", "Https", "Mssql", "TCP")


def firewall_changes(before: Output, after: Output) -> Iterator[Change]:
    """Traffic that the firewall newly allows or no longer allows, one line for each rule."""
    old, new = _firewall(before), _firewall(after)
    for key in sorted({*old, *new}):
        reached, reaches = (_reach(rules[key]) if key in rules else [] for rules in (old, new))
        yield from _passes(new.get(key), [each for each in reaches if each not in reached], "+")
        yield from _passes(old.get(key), [each for each in reached if each not in reaches], "-")


def _firewall(made: Output) -> Mapping[RuleKey, FirewallRule]:
    """Rules by their location. A rule that changes from allow to deny counts as a different rule."""
    return {
        (rule.group.stack, rule.group.address, f"{rule.collection} {rule.allows}", rule.name): rule
        for rule in firewall_rules(made)
        if rule.collection not in _translating(rule)
    }


def _translating(rule: FirewallRule) -> list[str]:
    """Names of NAT rule collections. Their changes are listed by argument."""
    return [each["name"] for each in rule.group.blocks("nat_rule_collection")]


def _reach(rule: FirewallRule) -> list[str]:
    """List every destination, port and protocol: `ghcr.io:443`, `10.0.0.4:123/UDP`."""
    protocols = [f"/{each}" for each in rule.protocols if each not in PLAIN]
    if len(protocols) < len(rule.protocols) or not protocols:
        protocols.insert(0, "")
    ports = [f":{port}" for port in rule.ports] or [""]
    return [f"{to}{port}{protocol}" for to in rule.destinations for port in ports for protocol in protocols]


def _passes(rule: FirewallRule | None, reach: list[str], sign: Sign) -> Iterator[Change]:
    if rule is None or not reach:
        return
    collection, name = re.escape(rule.collection), re.escape(rule.name)
    reached = r"(destination_\w+|protocols.*)"
    yield Change(
        kind="firewall",
        sign=sign,
        stack=rule.group.stack,
        address=rule.group.address,
        text=f"firewall {'allows' if rule.allows else 'denies'} {', '.join(reach)} for {rule.name}",
        covers=rf"(application|network)_rule_collection(\[{collection}\](\.rule(\[{name}\](\.{reached})?)?)?)?",
    )


SECURITY_FIELDS = {
    "allows": "access",
    "priority": "priority",
    "protocol": "protocol",
    "sources": "source",
    "destinations": "destination",
    "ports": "ports",
}


def security_changes(before: Output, after: Output) -> Iterator[Change]:
    """Rules of security groups that were added, removed or changed."""
    old, new = _security(before), _security(after)
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was is None and now is not None:
            yield _security_change(now, "+", _what(now), whole=True)
        elif was is not None and now is None:
            yield _security_change(was, "-", _what(was), whole=True)
        elif was is not None and now is not None:
            changed = [
                f"{word} {becomes(_field(was, field), _field(now, field))}"
                for field, word in SECURITY_FIELDS.items()
                if _field(was, field) != _field(now, field)
            ]
            if changed:
                yield _security_change(now, "~", f"{_title(now)}: {', '.join(changed)}")


def _security(made: Output) -> Mapping[RuleKey, SecurityRule]:
    rules = security_rules(made)
    return {(rule.group.stack, rule.group.address, str(rule.inbound), rule.name): rule for rule in rules}


def _field(rule: SecurityRule, field: str) -> str | int | list[str]:
    found = getattr(rule, field)
    if isinstance(found, bool):
        return "Allow" if found else "Deny"
    return list(found) if isinstance(found, tuple) else found


def _title(rule: SecurityRule) -> str:
    return f"security rule {rule.name} of {rule.group.name}"


def _what(rule: SecurityRule) -> str:
    does = "allows" if rule.allows else "denies"
    way = "in" if rule.inbound else "out"
    ports = ", ".join(rule.ports)
    sources, destinations = ", ".join(rule.sources), ", ".join(rule.destinations)
    return f"{_title(rule)} {does} {rule.protocol} {ports} {way} from {sources} to {destinations}"


def _security_change(rule: SecurityRule, sign: Sign, text: str, *, whole: bool = False) -> Change:
    name = re.escape(rule.name)
    parts = r"(access|priority|protocol|(source|destination)_\w+)"
    return Change(
        kind="security rule",
        sign=sign,
        stack=rule.group.stack,
        address=rule.group.address,
        text=text,
        covers=rf"security_rule(\[{name}\])?" if whole else rf"security_rule\[{name}\]\.{parts}",
    )
