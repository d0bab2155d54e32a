"""Rules on `egress.extra_rules`: they allow specific destinations, never everything. FLOW-21, FLOW-28."""

from ipaddress import IPv4Address, IPv4Network

from config.facts.reach import MOST_DESTINATIONS, WIDE, total
from config.facts.service_tags import EVERYBODY, is_service_tag
from config.model import BaselineConfig, EgressRule
from config.problem import Problem
from config.reading.wording import shown
from config.rules.rule import Findings, refuses, refuses_each, repeated, warns_each

HTTPS = (443,)


def _ends(text: str) -> tuple[int, int] | None:
    """First and last address of an address, a range or a network; None if `text` is none of them."""
    try:
        if "-" in text:
            first, last = (int(IPv4Address(end.strip())) for end in text.split("-"))
            return (first, last) if first <= last else None
        network = IPv4Network(text)
        return int(network.network_address), int(network.broadcast_address)
    except ValueError:
        return None


@refuses_each("egress.extra_rules")
def egress_goes_to_names_or_addresses(_: BaselineConfig, rule: EgressRule, path: str) -> Findings:
    """An egress rule has either `fqdns` or `addresses`. FLOW-28."""
    if bool(rule.fqdns) == bool(rule.addresses):
        got = "both fqdns and addresses" if rule.fqdns else "neither fqdns nor addresses"
        fix = "make two rules of it" if rule.fqdns else "say where the rule leads"
        yield Problem(path=path, got=got, need="one of the two", fix=fix)


@refuses_each("egress.extra_rules")
def egress_addresses_are_addresses(_: BaselineConfig, rule: EgressRule, path: str) -> Findings:
    """The key `addresses` contains IPv4 addresses, ranges or service tags, never everything. FLOW-21."""
    for position, text in enumerate(rule.addresses):
        here = f"{path}.addresses[{position}]"
        if text == "*" or text.partition(".")[0].lower() in EVERYBODY:
            need, fix = "named destinations: everything else stays denied", "list the destinations, or use fqdns"
            yield Problem(path=here, got=shown(text), need=need, fix=fix)
        elif not _ends(text) and not is_service_tag(text):
            need = "an IPv4 address, 10.0.0.1-10.0.0.9, 10.0.0.0/24 or a service tag of Azure Firewall"
            yield Problem(path=here, got=shown(text), need=need, fix="correct it, or use fqdns for names")


@refuses
def egress_is_not_everything(config: BaselineConfig) -> Findings:
    """All egress rules together allow at most as many addresses as two /8 networks have. FLOW-21."""
    opened: list[tuple[int, int]] = []
    for number, rule in enumerate(config.egress.extra_rules):
        for position, text in enumerate(rule.addresses):
            if not (ends := _ends(text)):
                continue
            opened.append(ends)
            if (addresses := total(opened)) > MOST_DESTINATIONS:
                got = f"{shown(text)}, with which the rules open {addresses:,} addresses"
                need = f"named destinations, at most {MOST_DESTINATIONS:,} addresses: everything else stays denied"
                path, fix = f"egress.extra_rules[{number}].addresses[{position}]", "list the destinations, or use fqdns"
                yield Problem(path=path, got=got, need=need, fix=fix)
                return


@warns_each("egress.extra_rules")
def egress_ranges_are_narrow(_: BaselineConfig, rule: EgressRule, path: str) -> Findings:
    """No range of an egress rule is wider than a /16. FLOW-21."""
    for position, text in enumerate(rule.addresses):
        ends = _ends(text)
        if ends and total([ends]) > WIDE:
            got, fix = f"{shown(text)}, {total([ends]):,} addresses", "name the addresses that the workload calls"
            yield Problem(path=f"{path}.addresses[{position}]", got=got, need="a /16 or narrower", fix=fix)


@refuses_each("egress.extra_rules")
def egress_to_names_is_https(_: BaselineConfig, rule: EgressRule, path: str) -> Findings:
    """An egress rule with `fqdns` uses port 443; other `ports` need `addresses`. FLOW-28."""
    if rule.fqdns and not rule.addresses and rule.ports != HTTPS:
        fix = "delete ports, or use addresses"
        yield Problem(path=f"{path}.ports", got=shown(rule.ports), need="[443] beside fqdns", fix=fix)


@refuses
def egress_names_are_unique(config: BaselineConfig) -> Findings:
    """Names of egress rules are unique."""
    names = [rule.name for rule in config.egress.extra_rules]
    for position in repeated(names):
        path, fix = f"egress.extra_rules[{position}].name", "rename this rule or its namesake"
        yield Problem(path=path, got=names[position], need="a name of its own", fix=fix)
