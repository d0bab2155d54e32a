"""Rules on clients that come through the hub's firewall. FLOW-25."""

from config.model import BaselineConfig
from config.problem import Problem
from config.rules.rule import Findings, refuses, warns


@refuses
def clients_come_through_our_firewall(config: BaselineConfig) -> Findings:
    """The key `ingress.via_firewall` needs a firewall with our own policy, which gets the rule. FLOW-25."""
    theirs = config.hub.existing or config.firewall.policy_id or not config.egress.has_firewall
    if config.ingress.via_firewall and theirs:
        need = "false with hub.existing, firewall.policy_id, or an egress.mode without a firewall"
        yield Problem(path="ingress.via_firewall", got="true", need=need, fix="set via_firewall: false")


@refuses
def clients_come_one_way(config: BaselineConfig) -> Findings:
    """The key `ingress.via_firewall` goes with neither a router nor AGIC, which lead to the public address. FLOW-25."""
    if config.ingress.via_firewall and (config.shared.router != "none" or config.ingress.controller == "agic"):
        need = "false with shared.router or ingress.controller: agic"
        yield Problem(path="ingress.via_firewall", got="true", need=need, fix="set via_firewall: false")


@warns
def clients_come_to_the_gateway(config: BaselineConfig) -> Findings:
    """Clients come to the gateway's own address, as the article recommends. FLOW-25."""
    if config.ingress.via_firewall:
        need, fix = "false, so that the gateway sees the addresses of its clients", "delete it, unless you mean it"
        yield Problem(path="ingress.via_firewall", got="true", need=need, fix=fix)
