"""Rules of node subnets: who may talk to nodes, and why."""

from collections.abc import Iterator, Sequence

from aks_baseline.network.security_rules import (
    ALLOW_ALL_OUTBOUND,
    ALLOW_LOAD_BALANCER_PROBES,
    DENY_ALL_INBOUND,
    SecurityRule,
)


def node_rules(
    *,
    nodes: Sequence[str],
    application_gateway: str,
    ingress: str,
    bastion: str | None,
    api_server: str | None = None,
    pod_ports: Sequence[int] = (),
) -> tuple[SecurityRule, ...]:
    """Rules of a node subnet.

    Args:
        nodes: Prefixes of all node subnets, and the pods' range in overlay networking. At most nineteen.
        application_gateway: Prefix of Application Gateway's subnet.
        ingress: Prefix of the subnet of internal load balancers.
        bastion: Prefix of Bastion's subnet. None: nobody opens sessions to nodes.
        api_server: Prefix of the API server's subnet. None: it calls nodes through a tunnel that they open.
        pod_ports: TCP ports of pods that Application Gateway calls itself. Empty: it calls a load balancer.
    """
    return (
        *_from_nodes(nodes),
        *_from_application_gateway(application_gateway, ingress=ingress, pod_ports=pod_ports),
        *_from_operators(bastion=bastion, api_server=api_server),
        DENY_ALL_INBOUND,
        ALLOW_ALL_OUTBOUND,
    )


def _from_nodes(nodes: Sequence[str]) -> Iterator[SecurityRule]:
    for number, prefix in enumerate(nodes):
        yield SecurityRule(
            name=f"AllowNodesAndPodsInbound{number or ''}",
            direction="Inbound",
            priority=100 + number,
            access="Allow",
            protocol="*",
            source=prefix,
            reason="Nodes and pods talk to each other; Kubernetes network policies narrow it down",
        )


def _from_application_gateway(prefix: str, *, ingress: str, pod_ports: Sequence[int]) -> Iterator[SecurityRule]:
    yield SecurityRule(
        name="Allow443FromApplicationGatewayInbound",
        direction="Inbound",
        priority=119,  # after the prefixes of up to nineteen node subnets
        access="Allow",
        source=prefix,
        destination=ingress,
        ports=("443",),
        reason="The internal load balancer hands the gateway's requests to nodes under its own address",
    )
    yield ALLOW_LOAD_BALANCER_PROBES
    if pod_ports:
        yield SecurityRule(
            name="AllowPodsFromApplicationGatewayInbound",
            direction="Inbound",
            priority=121,
            access="Allow",
            source=prefix,
            ports=tuple(map(str, pod_ports)),
            reason="Application Gateway Ingress Controller lets the gateway call the pods themselves",
        )


def _from_operators(*, bastion: str | None, api_server: str | None) -> Iterator[SecurityRule]:
    if bastion:
        yield SecurityRule(
            name="AllowSshFromBastionInbound",
            direction="Inbound",
            priority=130,
            access="Allow",
            source=bastion,
            ports=("22",),
            reason="Break-glass sessions come through Azure Bastion only",
        )
    if api_server:
        yield SecurityRule(
            name="AllowApiServerInbound",
            direction="Inbound",
            priority=140,
            access="Allow",
            source=api_server,
            reason="The API server calls kubelets, and admission webhooks on ports of their choice",
        )
