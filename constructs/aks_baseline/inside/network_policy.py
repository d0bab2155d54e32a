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

# Labels of every pod of a namespace: none.
ANYTHING: Mapping[str, str] = {}

# Kubernetes itself puts this label on every namespace.
NAMESPACE_NAME = "kubernetes.io/metadata.name"


@dataclass(frozen=True, kw_only=True)
class Peer:
    """The other end of a flow: either `prefix`, or the pods with `labels` in `namespaces`."""

    namespaces: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    prefix: str | None = None


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Traffic that is let through. `ports`: pairs of protocol and number; none means all of them."""

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
    """Restrict the pods with these labels. A direction with no flows is closed, one that is None is left as it is."""
    directions = {"Ingress": ingress, "Egress": egress}
    return NetworkPolicyV1(
        scope,
        id_,
        metadata=NetworkPolicyV1Metadata(name=name, namespace=namespace),
        spec=NetworkPolicyV1Spec(
            pod_selector=NetworkPolicyV1SpecPodSelector(match_labels=dict(pods) or None),
            policy_types=[direction for direction, flows in directions.items() if flows is not None],
            ingress=[
                NetworkPolicyV1SpecIngress(
                    from_=[_source(peer) for peer in flow.peers],
                    ports=[NetworkPolicyV1SpecIngressPorts(protocol=kind, port=str(port)) for kind, port in flow.ports]
                    or None,
                )
                for flow in ingress or ()
            ]
            or None,
            egress=[
                NetworkPolicyV1SpecEgress(
                    to=[_destination(peer) for peer in flow.peers],
                    ports=[NetworkPolicyV1SpecEgressPorts(protocol=kind, port=str(port)) for kind, port in flow.ports]
                    or None,
                )
                for flow in egress or ()
            ]
            or None,
        ),
        depends_on=list(after),
    )


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
