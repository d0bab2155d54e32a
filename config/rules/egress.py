"""Rules on `egress.extra_rules`: each opens the firewall for one purpose, none for everything. FLOW-21, FLOW-28."""

import re
from ipaddress import IPv4Address, IPv4Network

from config.model import BaselineConfig, EgressRule
from config.problem import Problem
from config.reading.wording import shown
from config.rules.rule import Findings, refuses, refuses_each, repeated

SERVICE_TAG = re.compile(r"[A-Za-z]+(\.[A-Za-z0-9]+)*")

# Both are no tags of Azure Firewall, and the first would be everything: "Virtual network service tags".
NO_FIREWALL_TAGS = ("Internet", "VirtualNetwork")

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
    """An egress rule leads to names or to addresses. FLOW-28."""
    if bool(rule.fqdns) == bool(rule.addresses):
        got = "both fqdns and addresses" if rule.fqdns else "neither fqdns nor addresses"
        fix = "make two rules of it" if rule.fqdns else "say where the rule leads"
        yield Problem(path=path, got=got, need="one of the two", fix=fix)


@refuses_each("egress.extra_rules")
def egress_addresses_are_addresses(_: BaselineConfig, rule: EgressRule, path: str) -> Findings:
    """Egress goes to IPv4 addresses, ranges or service tags, never to everything. FLOW-21."""
    for position, text in enumerate(rule.addresses):
        here = f"{path}.addresses[{position}]"
        ends = (0, 2**32 - 1) if text in ("*", "Internet") else _ends(text)
        if ends and ends[1] - ends[0] >= 2**31:
            need, fix = "named destinations: everything else stays denied", "list the destinations, or use fqdns"
            yield Problem(path=here, got=shown(text), need=need, fix=fix)
        elif not ends and (not SERVICE_TAG.fullmatch(text) or text in NO_FIREWALL_TAGS):
            need = "an IPv4 address, 10.0.0.1-10.0.0.9, 10.0.0.0/24 or a service tag of Azure Firewall"
            yield Problem(path=here, got=shown(text), need=need, fix="correct it, or use fqdns for names")


@refuses_each("egress.extra_rules")
def egress_to_names_is_https(_: BaselineConfig, rule: EgressRule, path: str) -> Findings:
    """Egress to names is HTTPS on 443; `ports` belongs to addresses. FLOW-28."""
    if rule.fqdns and not rule.addresses and rule.ports != HTTPS:
        fix = "delete ports, or use addresses"
        yield Problem(path=f"{path}.ports", got=shown(rule.ports), need="[443] beside fqdns", fix=fix)


@refuses
def egress_names_are_unique(config: BaselineConfig) -> Findings:
    """Each egress rule has a name of its own."""
    names = [rule.name for rule in config.egress.extra_rules]
    for position in repeated(names):
        path, fix = f"egress.extra_rules[{position}].name", "rename this rule or its namesake"
        yield Problem(path=path, got=names[position], need="a name of its own", fix=fix)
