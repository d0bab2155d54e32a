"""Kubernetes network policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.network_policy_v1 import (
    NetworkPolicyV1,
    NetworkPolicyV1Metadata,
    NetworkPolicyV1Spec,
    NetworkPolicyV1SpecEgress,
    NetworkPolicyV1SpecEgressPorts,
    NetworkPolicyV1SpecEgressTo,
    NetworkPolicyV1SpecEgressToIpBlock,
    NetworkPolicyV1SpecEgressToNamespaceSelector,
    NetworkPolicyV1SpecEgressToNamespaceSelectorMatchExpressions,
    NetworkPolicyV1SpecEgressToPodSelector,
    NetworkPolicyV1SpecIngress,
    NetworkPolicyV1SpecIngressFrom,
    NetworkPolicyV1SpecIngressFromIpBlock,
    NetworkPolicyV1SpecIngressFromNamespaceSelector,
    NetworkPolicyV1SpecIngressFromNamespaceSelectorMatchExpressions,
    NetworkPolicyV1SpecIngressFromPodSelector,
    NetworkPolicyV1SpecIngressPorts,
    NetworkPolicyV1SpecPodSelector,
)
from constructs import Construct

# Selects all pods of a namespace.
ANYTHING: Mapping[str, str] = {}

# Kubernetes sets this label on every namespace.
NAMESPACE_NAME = "kubernetes.io/metadata.name"


@dataclass(frozen=True, kw_only=True)
class Peer:
    """Other end of a flow: a prefix, or pods.

    Args:
        namespaces: Namespaces of the pods.
        labels: Labels of the pods. With none, all pods of the namespaces.
        prefix: Range of addresses. None: the peer is pods.
    """

    namespaces: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    prefix: str | None = None


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Traffic that is allowed.

    Args:
        peers: Other ends of the traffic.
        ports: Pairs of protocol and port of the receiver. With none, all ports.
    """

    peers: tuple[Peer, ...]
    ports: tuple[tuple[str, int], ...] = ()


def network_policy(
    scope: Construct,
    id_: str,
    *,
    name: str,
    namespace: str,
    pods: Mapping[str, str],
    ingress: Sequence[Flow] | None = None,
    egress: Sequence[Flow] | None = None,
    after: Sequence[ITerraformDependable],
) -> NetworkPolicyV1:
    """Make a network policy on pods.

    Source: Kubernetes page "Network Policies".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the policy.
        namespace: Name of the namespace of the pods.
        pods: Labels of the pods. With none, all pods of the namespace.
        ingress: Allowed flows to the pods. With none, all are denied. None: the policy says nothing about ingress.
        egress: Allowed flows from the pods. With none, all are denied. None: the policy says nothing about egress.
        after: Resources to wait for.
    """
    directions = {"Ingress": ingress, "Egress": egress}
    return NetworkPolicyV1(
        scope,
        id_,
        metadata=NetworkPolicyV1Metadata(name=name, namespace=namespace),
        spec=NetworkPolicyV1Spec(
            pod_selector=NetworkPolicyV1SpecPodSelector(match_labels=dict(pods) or None),
            policy_types=[direction for direction, flows in directions.items() if flows is not None],
            ingress=[_ingress(flow) for flow in ingress or ()] or None,
            egress=[_egress(flow) for flow in egress or ()] or None,
        ),
        depends_on=list(after),
    )


def _ingress(flow: Flow) -> NetworkPolicyV1SpecIngress:
    ports = [NetworkPolicyV1SpecIngressPorts(protocol=kind, port=str(port)) for kind, port in flow.ports]
    return NetworkPolicyV1SpecIngress(from_=[_source(peer) for peer in flow.peers], ports=ports or None)


def _egress(flow: Flow) -> NetworkPolicyV1SpecEgress:
    ports = [NetworkPolicyV1SpecEgressPorts(protocol=kind, port=str(port)) for kind, port in flow.ports]
    return NetworkPolicyV1SpecEgress(to=[_destination(peer) for peer in flow.peers], ports=ports or None)


def _source(peer: Peer) -> NetworkPolicyV1SpecIngressFrom:
    if peer.prefix:
        return NetworkPolicyV1SpecIngressFrom(ip_block=NetworkPolicyV1SpecIngressFromIpBlock(cidr=peer.prefix))
    named = NetworkPolicyV1SpecIngressFromNamespaceSelectorMatchExpressions(
        key=NAMESPACE_NAME, operator="In", values=list(peer.namespaces)
    )
    return NetworkPolicyV1SpecIngressFrom(
        namespace_selector=NetworkPolicyV1SpecIngressFromNamespaceSelector(match_expressions=[named]),
        pod_selector=NetworkPolicyV1SpecIngressFromPodSelector(match_labels=peer.labels) if peer.labels else None,
    )


def _destination(peer: Peer) -> NetworkPolicyV1SpecEgressTo:
    if peer.prefix:
        return NetworkPolicyV1SpecEgressTo(ip_block=NetworkPolicyV1SpecEgressToIpBlock(cidr=peer.prefix))
    named = NetworkPolicyV1SpecEgressToNamespaceSelectorMatchExpressions(
        key=NAMESPACE_NAME, operator="In", values=list(peer.namespaces)
    )
    return NetworkPolicyV1SpecEgressTo(
        namespace_selector=NetworkPolicyV1SpecEgressToNamespaceSelector(match_expressions=[named]),
        pod_selector=NetworkPolicyV1SpecEgressToPodSelector(match_labels=peer.labels) if peer.labels else None,
    )
