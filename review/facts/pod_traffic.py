"""Who may reach whom: the traffic of pods that the network policies allow."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import product
from typing import Any

from review.facts.network import subnets
from review.kubernetes import runners
from review.network_policy import ANY_ADDRESS, Allowed, End, Ports, allowed
from review.node_pools import pools
from review.synthesis import Output, Resource, value_at

SYSTEM = "kube-system"


@dataclass(frozen=True, kw_only=True)
class PodFlow:
    """Traffic that is allowed to pods, from pods or between pods.

    Args:
        stack: bootstrap stack of the cluster.
        source: pods or addresses that open the connection.
        destination: pods or addresses that answer.
        ports: open ports.
        policies: names of the network policies that open them.
    """

    stack: str
    source: End
    destination: End
    ports: tuple[Ports, ...]
    policies: tuple[str, ...]

    @property
    def from_everyone(self) -> bool:
        """Whether it comes from every address, or from pods of namespaces that are not made here."""
        return self.source.prefix == ANY_ADDRESS or not (self.source.prefix or self.source.namespace)


@dataclass(frozen=True, kw_only=True)
class PodTraffic:
    """Flows between the same two groups of ends on the same ports."""

    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    ports: tuple[Ports, ...]
    policies: tuple[str, ...]


def pod_flows(made: Output, stack: str) -> tuple[PodFlow, ...]:
    """Every flow from or to the pods of our namespaces.

    Flows between two ends that we do not make are left out, and those that a wider flow includes.

    Args:
        made: the synthesis.
        stack: bootstrap stack of the cluster.
    """
    policies = [each for each in made.of_kind("NetworkPolicy") if each.stack == stack]
    own = {each.name for each in made.of_kind("Namespace") if each.stack == stack}
    ends, blocks = _ends(made, stack, policies), _pods_in_blocks(made, stack)
    found = {
        (source, destination): allowed(policies, source, destination, pods_in_blocks=blocks)
        for source, destination in product(ends, ends)
        if {source.namespace, destination.namespace} & own
    }
    return tuple(
        PodFlow(
            stack=stack,
            source=source,
            destination=destination,
            ports=flow.ports,
            policies=flow.policies,
        )
        for (source, destination), flow in found.items()
        if flow.ports and not _included(found, source, destination)
    )


def pod_traffic(flows: Iterable[PodFlow]) -> tuple[PodTraffic, ...]:
    """The flows of a cluster in as few rows as possible."""
    by_source: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for flow in flows:
        by_source[flow.destination.name, flow.ports, flow.policies].append(flow.source.name)
    by_both: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for (destination, ports, policies), sources in by_source.items():
        by_both[tuple(sources), ports, policies].append(destination)
    return tuple(
        PodTraffic(sources=sources, destinations=tuple(destinations), ports=ports, policies=policies)
        for (sources, ports, policies), destinations in by_both.items()
    )


def _included(found: Mapping[tuple[End, End], Allowed], source: End, destination: End) -> bool:
    """Whether a wider source or a wider destination has the same ports."""
    ports = found[source, destination].ports
    return any(
        flow.ports == ports
        and ((to is destination and _wider(of, source)) or (of is source and _wider(to, destination)))
        for (of, to), flow in found.items()
    )


def _wider(wide: End, narrow: End) -> bool:
    """Whether an end has all addresses or all pods of another."""
    if wide is narrow:
        return False
    if wide.prefix and narrow.prefix:
        return narrow.prefix.subnet_of(wide.prefix)
    return not (wide.prefix or narrow.prefix or wide.labels) and wide.namespace == narrow.namespace


def _ends(made: Output, stack: str, policies: list[Resource]) -> list[End]:
    """Pods that we know, all pods of every namespace, and addresses outside."""
    ours = [each for each in made.of_kind("Namespace") if each.stack == stack and each.name not in _empty(made, stack)]
    known = _known_pods(made, stack)
    ends = [*known, *_selected(policies, known)]
    ends += (
        End(name=f"pods in {each.name}", namespace=each.name, namespace_labels=each.at("metadata.labels") or {})
        for each in ours
    )
    ends += (End(name=f"pods in {SYSTEM}", namespace=SYSTEM), End(name="pods in other namespaces"))
    return [*ends, *_addresses(made, policies)]


def _known_pods(made: Output, stack: str) -> list[End]:
    labels = {each.name: each.at("metadata.labels") or {} for each in made.of_kind("Namespace") if each.stack == stack}
    return [
        End(
            name=f"{each['metadata']['name']} in {each['metadata']['namespace']}",
            namespace=each["metadata"]["namespace"],
            labels=value_at(each, "spec.template.metadata.labels") or {},
            namespace_labels=labels.get(each["metadata"]["namespace"], {}),
        )
        for each in runners([each.body for each in made.objects if each.stack == stack])
    ]


def _selected(policies: list[Resource], known: list[End]) -> Iterator[End]:
    """Pods that a policy selects by labels, and that no object of ours makes."""
    chosen = {(namespace, tuple(sorted(labels.items()))) for namespace, labels in _selectors(policies) if labels}
    for namespace, labels in sorted(chosen):
        if not any(each.namespace == namespace and dict(labels).items() <= each.labels.items() for each in known):
            name = " ".join(value for _, value in labels)
            yield End(name=f"{name} in {namespace}", namespace=namespace, labels=dict(labels))


def _selectors(policies: list[Resource]) -> Iterator[tuple[str, dict[str, str]]]:
    for policy in policies:
        here = policy.at("metadata.namespace")
        yield here, policy.at("spec.podSelector.matchLabels") or {}
        for peer in _peers(policy):
            labels = value_at(peer, "podSelector.matchLabels") or {}
            expressions = value_at(peer, "namespaceSelector.matchExpressions") or ()
            named = [name for each in expressions if each["operator"] == "In" for name in each["values"]]
            yield from ((namespace, labels) for namespace in named or [here])


def _peers(policy: Resource) -> Iterator[dict[str, object]]:
    for rule in (*policy.blocks("spec.ingress"), *policy.blocks("spec.egress")):
        yield from (*rule.get("from", ()), *rule.get("to", ()))


def _addresses(made: Output, policies: list[Resource]) -> list[End]:
    names = {each.prefix: each.name for each in subnets(made)}
    blocks = {
        IPv4Network(block) for each in policies for peer in _peers(each) if (block := value_at(peer, "ipBlock.cidr"))
    }
    return [
        End(name="any address" if each == ANY_ADDRESS else f"{names.get(each, '')} {each}".strip(), prefix=each)
        for each in sorted({*blocks, ANY_ADDRESS})
    ]


def _empty(made: Output, stack: str) -> set[str]:
    """Namespaces whose quota refuses every pod."""
    return {
        each.at("metadata.namespace")
        for each in made.of_kind("ResourceQuota")
        if each.stack == stack and each.at("spec.hard.pods") == "0"
    }


def _pods_in_blocks(made: Output, stack: str) -> tuple[IPv4Network, ...] | None:
    """Address ranges of the pods, if the policy engine applies an `ipBlock` to pods. None: their subnet is unknown."""
    cluster_stack = f"cluster{stack.removeprefix('bootstrap')}"
    for cluster in made.every("azurerm_kubernetes_cluster"):
        if cluster.stack == cluster_stack and cluster.at("network_profile.network_policy") == "cilium":
            return ()
        if cluster.stack == cluster_stack and cluster.at("network_profile.pod_cidr"):
            return (IPv4Network(cluster.at("network_profile.pod_cidr")),)
    return tuple(_pod_subnets(made, cluster_stack)) or None


def _pod_subnets(made: Output, stack: str) -> Iterable[IPv4Network]:
    prefixes = {each.resource: each.prefix for each in subnets(made)}
    for pool in pools(made):
        if pool.resource.stack == stack:
            subnet = made.target(stack, pool.at("pod_subnet_id") or pool.at("vnet_subnet_id"))
            if subnet in prefixes:
                yield prefixes[subnet]
