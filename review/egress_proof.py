"""Checks that the firewall allows every destination that the cluster needs, and no other destination."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from review.egress_needs import FQDN_TAGS, Need, needs
from review.facts import FirewallRule, firewall_rules
from review.synthesis import Resource, Synthesis

API_SERVER = 'Azure page "Limit network traffic with Azure Firewall in AKS", note on its network rules'

# Destinations that include services of unknown owners: all of the internet, or all of Azure.
EVERYWHERE = ("*", "0.0.0.0/0", "Internet", "AzureCloud")


@dataclass(frozen=True, kw_only=True)
class Proven:
    """A need, and the firewall rule or private endpoint that allows it. None: nothing allows it."""

    need: Need
    allowed_by: str | None


@dataclass(frozen=True, kw_only=True)
class Excess:
    """A destination and port that a rule allows although no feature needs them.

    `everywhere` is true if the destination is all of the internet or Azure, or if the rule allows every port.
    """

    rule: FirewallRule
    destination: str
    port: str
    everywhere: bool


@dataclass(frozen=True, kw_only=True)
class EgressProof:
    """Result of the comparison between firewall rules and needs.

    Args:
        needs: every need of the features that are on.
        excess: allowed destinations that no feature needs.
        elsewhere: id of an existing firewall policy or of the network of an existing hub, or address of an appliance,
            that replaces ours. Its owner must allow the missing needs. None: the policy is made here.
    """

    needs: tuple[Proven, ...]
    excess: tuple[Excess, ...]
    elsewhere: str | None = None

    @property
    def missing(self) -> tuple[Need, ...]:
        """Needs that no rule or private endpoint allows."""
        return tuple(each.need for each in self.needs if each.allowed_by is None)

    @property
    def holds(self) -> bool:
        """Whether there is no excess and no missing need. With an existing policy, missing needs are accepted."""
        return not self.excess and (self.elsewhere is not None or not self.missing)


def egress_proof(made: Synthesis) -> EgressProof:
    """Compare every rule of the synthesized firewall policies with every need, in each region of a fleet."""
    if made.members:
        return _in_every_region(made)
    rules = [rule for rule in firewall_rules(made) if rule.allows]
    configs = made.beside or (made.config,)
    wanted = tuple(dict.fromkeys((*(need for config in configs for need in needs(config)), *_api_servers(made))))
    existing, egress = made.config.hub.existing, made.config.egress
    appliance = str(egress.next_hop_ip) if egress.next_hop_ip else None
    return EgressProof(
        needs=tuple(Proven(need=need, allowed_by=_allowed_by(made, need, rules)) for need in wanted),
        excess=tuple(_excess(made, rules, wanted)),
        elsewhere=existing.virtual_network_id if existing else made.config.firewall.policy_id or appliance,
    )


def _in_every_region(made: Synthesis) -> EgressProof:
    proofs = []
    for location in dict.fromkeys(member.config.location for member in made.members):
        stacks = {
            name: body for name, body in made.stacks.items() if f"{name.partition('-')[2]}-".startswith(f"{location}-")
        }
        configs = tuple(member.config for member in made.members if member.config.location == location)
        proofs.append(egress_proof(replace(made, stacks=stacks, config=configs[0], members=(), beside=configs)))
    return EgressProof(
        needs=tuple(dict.fromkeys(each for proof in proofs for each in proof.needs)),
        excess=tuple(each for proof in proofs for each in proof.excess),
        elsewhere=next((proof.elsewhere for proof in proofs if proof.elsewhere), None),
    )


def _api_servers(made: Synthesis) -> Iterator[Need]:
    """Needs of pods that call an API server by its public address. A private API server has none."""
    for cluster in made.every("azurerm_kubernetes_cluster"):
        if not cluster.at("private_cluster_enabled"):
            yield Need(
                who="Pods",
                why="reach the API server of their cluster by its address",
                destination=_server(cluster),
                protocol="TCP",
                source=API_SERVER,
            )


def _server(cluster: Resource) -> str:
    return f"API server of {cluster.stack}"


def _allowed_by(made: Synthesis, need: Need, rules: Iterable[FirewallRule]) -> str | None:
    if need.private:
        return _private_endpoint(made, need.private)
    for gateway in made.every("azurerm_nat_gateway"):
        return f"NAT gateway {gateway.name}, which inspects nothing"
    for rule in rules:
        if _carries(rule, need) and any(_covers(each, need.destination) for each in _destinations(made, rule)):
            return f"{rule.collection}/{rule.name}"
    return None


def _private_endpoint(made: Synthesis, subresource: str) -> str | None:
    for endpoint in made.every("azurerm_private_endpoint"):
        if subresource in (endpoint.at("private_service_connection.subresource_names") or ()):
            return f"private endpoint {endpoint.name}"
    return None


def _excess(made: Synthesis, rules: Iterable[FirewallRule], wanted: Iterable[Need]) -> Iterator[Excess]:
    for rule, port in ((each, port) for each in rules for port in each.ports):
        carried = [need.destination for need in wanted if _carries(rule, need) and str(need.port) == port]
        for written, meant in _meanings(made, rule):
            if not any(_covers(need, each) for each in meant for need in carried):
                everywhere = port == "*" or written in EVERYWHERE or written.startswith("AzureCloud.")
                yield Excess(rule=rule, destination=written, port=port, everywhere=everywhere)


def _carries(rule: FirewallRule, need: Need) -> bool:
    """Whether the rule matches the protocol and port of the need."""
    protocol = "Https" if need.protocol == "HTTPS" else need.protocol
    fits = protocol in rule.protocols or "Any" in rule.protocols
    return fits and not need.private and bool({str(need.port), "*"} & set(rule.ports))


def _destinations(made: Synthesis, rule: FirewallRule) -> Iterator[str]:
    for _, meant in _meanings(made, rule):
        yield from meant


def _meanings(made: Synthesis, rule: FirewallRule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every destination of a rule as written, with the names it stands for."""
    for written in rule.destinations:
        target = made.target(rule.group.stack, written)
        if written in FQDN_TAGS:
            yield written, tuple(name.format(location=made.config.location) for name in FQDN_TAGS[written])
        elif target and target.type == "azurerm_kubernetes_cluster" and ".fqdn" in written:
            yield _server(target), (_server(target),)
        else:
            yield written, (written,)


def _covers(pattern: str, destination: str) -> bool:
    """Whether `pattern` matches every name of `destination`. Both may begin with `*.`."""
    return pattern == destination or (pattern.startswith("*.") and destination.endswith(pattern[1:]))
