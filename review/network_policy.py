"""What network policies allow between two ends. Source: Kubernetes page "Network Policies"."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any, Literal

from review.synthesis import Resource

Direction = Literal["Egress", "Ingress"]
ANY_ADDRESS = IPv4Network("0.0.0.0/0")
LAST_PORT = 65535


@dataclass(frozen=True, kw_only=True, order=True)
class Ports:
    """A range of ports of a protocol."""

    protocol: str
    first: int
    last: int

    def __str__(self) -> str:
        if self.first == self.last:
            return f"{self.protocol} {self.first}"
        return self.protocol if self.last == LAST_PORT else f"{self.protocol} {self.first} to {self.last}"


EVERY_PORT = tuple(Ports(protocol=each, first=1, last=LAST_PORT) for each in ("SCTP", "TCP", "UDP"))


@dataclass(frozen=True, kw_only=True, eq=False)
class End:
    """One end of a flow: pods with the same labels in a namespace, or addresses outside the cluster.

    Args:
        name: what a reader calls it.
        namespace: namespace of the pods. Empty for addresses, and for namespaces of unknown names.
        labels: labels of the pods.
        namespace_labels: labels of the namespace.
        prefix: addresses. None for pods.
    """

    name: str
    namespace: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    namespace_labels: Mapping[str, str] = field(default_factory=dict)
    prefix: IPv4Network | None = None


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """Ports that are open from one end to another, and names of the policies that open them."""

    ports: tuple[Ports, ...]
    policies: tuple[str, ...]


def allowed(
    policies: Iterable[Resource], source: End, destination: End, *, pods_in_blocks: Collection[IPv4Network] | None
) -> Allowed:
    """Ports that both ends allow: the egress of the source and the ingress of the destination.

    Args:
        policies: all network policies of the cluster.
        source: end that opens the connection.
        destination: end that answers.
        pods_in_blocks: address ranges of the pods, if the policy engine applies an `ipBlock` to pods, as Azure's engine
            and Calico do. Empty for Cilium, which does not (Azure page "Configure Azure CNI powered by Cilium"). None:
            the ranges are unknown, and only a block of all addresses includes them.
    """
    known = tuple(policies)
    leaving = _passes(known, "Egress", of=source, other=destination, pods=pods_in_blocks)
    entering = _passes(known, "Ingress", of=destination, other=source, pods=pods_in_blocks)
    names = dict.fromkeys((*leaving.policies, *entering.policies))
    return Allowed(ports=_both(leaving.ports, entering.ports), policies=tuple(names))


def _passes(
    policies: Sequence[Resource],
    direction: Direction,
    *,
    of: End,
    other: End,
    pods: Collection[IPv4Network] | None | None,
) -> Allowed:
    """What the policies of one end allow in one direction. Without a policy, everything."""
    governing = [each for each in policies if _governs(each, of, direction)]
    if not governing:
        return Allowed(ports=EVERY_PORT, policies=())
    key, peers = ("egress", "to") if direction == "Egress" else ("ingress", "from")
    rules = [
        (policy, rule)
        for policy in governing
        for rule in policy.at(f"spec.{key}") or ()
        if not rule.get(peers) or any(_is(peer, other, policy=policy, pods=pods) for peer in rule[peers])
    ]
    return Allowed(
        ports=merged(ports for _, rule in rules for ports in _ports(rule)),
        policies=tuple(dict.fromkeys(policy.name for policy, _ in rules)),
    )


def _governs(policy: Resource, end: End, direction: Direction) -> bool:
    if end.prefix or policy.at("metadata.namespace") != end.namespace:
        return False
    types = policy.at("spec.policyTypes") or ["Ingress", *(["Egress"] if policy.at("spec.egress") else [])]
    return direction in types and _selects(policy.at("spec.podSelector"), end.labels)


def _is(peer: Mapping[str, Any], end: End, *, policy: Resource, pods: Collection[IPv4Network] | None) -> bool:
    """Whether a peer of a rule means this end."""
    if block := peer.get("ipBlock"):
        return _in_block(block, end, pods=pods)
    if end.prefix:
        return False
    if (namespaces := peer.get("namespaceSelector")) is None:
        here = policy.at("metadata.namespace") == end.namespace
    else:
        here = _selects(namespaces, {**end.namespace_labels, "kubernetes.io/metadata.name": end.namespace})
    return here and _selects(peer.get("podSelector"), end.labels)


def _in_block(block: Mapping[str, Any], end: End, *, pods: Collection[IPv4Network] | None) -> bool:
    prefix = IPv4Network(block["cidr"])
    without = [IPv4Network(each) for each in block.get("except") or ()]
    if end.prefix:
        return end.prefix.subnet_of(prefix) and not any(end.prefix.subnet_of(each) for each in without)
    if pods is None:
        return prefix == ANY_ADDRESS
    covered = (each for each in pods if each.overlaps(prefix))
    return any(not any(each.subnet_of(left_out) for left_out in without) for each in covered)


def _selects(selector: Mapping[str, Any] | None, labels: Mapping[str, str]) -> bool:
    """Whether a label selector matches. An empty one matches everything."""
    given = selector or {}
    wanted: Mapping[str, str] = given.get("matchLabels") or {}
    return wanted.items() <= labels.items() and all(
        _holds(each, labels.get(each["key"])) for each in given.get("matchExpressions") or ()
    )


def _holds(expression: Mapping[str, Any], value: str | None) -> bool:
    values = expression.get("values") or ()
    return {
        "In": value in values,
        "NotIn": value not in values,
        "Exists": value is not None,
        "DoesNotExist": value is None,
    }[expression["operator"]]


def _ports(rule: Mapping[str, Any]) -> tuple[Ports, ...]:
    return tuple(each for port in rule["ports"] for each in _port(port)) if rule.get("ports") else EVERY_PORT


def _port(port: Mapping[str, Any]) -> tuple[Ports, ...]:
    protocol, first = port.get("protocol") or "TCP", port.get("port")
    if first is None or not str(first).isdigit():  # the pods decide which number a name means: it may be any
        return (Ports(protocol=protocol, first=1, last=LAST_PORT),)
    return (Ports(protocol=protocol, first=int(first), last=int(port.get("endPort") or first)),)


def _both(some: Iterable[Ports], others: Sequence[Ports]) -> tuple[Ports, ...]:
    return merged(
        Ports(protocol=one.protocol, first=max(one.first, two.first), last=min(one.last, two.last))
        for one in some
        for two in others
        if one.protocol == two.protocol and max(one.first, two.first) <= min(one.last, two.last)
    )


def merged(ports: Iterable[Ports]) -> tuple[Ports, ...]:
    """The same ports in as few ranges as possible, in order."""
    made: list[Ports] = []
    for each in sorted(ports):
        before = made[-1] if made else None
        if before and before.protocol == each.protocol and each.first <= before.last + 1:
            made[-1] = Ports(protocol=each.protocol, first=before.first, last=max(before.last, each.last))
        else:
            made.append(each)
    return tuple(made)


def ports_in_words(ports: Sequence[Ports]) -> str:
    """Ports as a reader says them: `TCP 53, UDP 53` or `every port`."""
    return "every port" if tuple(ports) == EVERY_PORT else ", ".join(map(str, ports))
