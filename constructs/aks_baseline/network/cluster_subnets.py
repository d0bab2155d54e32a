"""Subnets of a cluster: their prefixes, and the subnets themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network


@dataclass(frozen=True, kw_only=True)
class ClusterPrefixes:
    """Prefixes of the subnets that a cluster has for itself, and the ranges that reach them.

    Args:
        label: Part of the subnets' names. Empty for the first cluster of the spoke.
        nodes: snet-clusternodes, for every node pool without a subnet of its own.
        ingress: snet-clusteringressservices, for internal load balancers.
        application_gateway: snet-applicationgateway.
        pools: Subnets of node pools that have one of their own, by the name of the pool.
        pod_subnets: Subnets of pods that have one of their own, by the name of their pool, delegated to AKS.
        api_server: snet-apiserver, delegated to AKS. None: the API server is outside of the network.
        pods: Range of the pods in overlay networking. None: pods take addresses of the node subnets.
        operators: Private ranges from which people and runners reach an API server in this network.
        pod_ports: TCP ports of pods that Application Gateway calls itself.
        node_services: Services that nodes reach by service endpoints, such as Microsoft.Storage.
        gateway_services: Services that Application Gateway reaches by service endpoints.
        firewall: Prefix of the hub's firewall, from which alone clients come. None: they come to the gateway.
    """

    label: str = ""
    nodes: IPv4Network
    ingress: IPv4Network
    application_gateway: IPv4Network
    pools: Mapping[str, IPv4Network] = field(default_factory=dict)
    pod_subnets: Mapping[str, IPv4Network] = field(default_factory=dict)
    api_server: IPv4Network | None = None
    pods: IPv4Network | None = None
    operators: Sequence[IPv4Network] = ()
    pod_ports: Sequence[int] = ()
    node_services: Sequence[str] = ()
    gateway_services: Sequence[str] = ()
    firewall: IPv4Network | None = None

    @property
    def nodes_and_pods(self) -> list[str]:
        """Prefixes of all node subnets, then the pods' range in overlay networking."""
        of_pools = (*self.pools.values(), *self.pod_subnets.values())
        return [str(prefix) for prefix in (self.nodes, *of_pools, self.pods) if prefix]


@dataclass(frozen=True, kw_only=True)
class JoinedSubnet:
    """A subnet that resources join.

    Args:
        id: Resource id.
        name: Name as plain text.
    """

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ClusterSubnets:
    """Subnets of a cluster.

    Args:
        nodes: Subnet of every node pool without a subnet of its own.
        pools: Subnets of node pools that have one of their own, by the name of the pool.
        pods: Subnets of pods that have one of their own, by the name of their pool.
        ingress: Subnet of internal load balancers.
        application_gateway: Subnet of Application Gateway.
        api_server: Delegated subnet of the API server. None: the API server is outside of the network.
    """

    nodes: JoinedSubnet
    pools: Mapping[str, JoinedSubnet]
    pods: Mapping[str, JoinedSubnet]
    ingress: JoinedSubnet
    application_gateway: JoinedSubnet
    api_server: JoinedSubnet | None
