"""What every subnet and range of a configuration is for, and what it must hold. IP-02.

To plan one more subnet, add it to `hub` or `spoke`; to count one more consumer, add it to its subnet. Checking is
`config/addresses/checks.py`.
"""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network
from typing import Literal

from config.addresses.arithmetic import (
    APPLICATION_GATEWAY_MAX_INSTANCES,
    AZURE_RESERVED,
    BASTION_PREFIX,
    FIREWALL_PREFIX,
    GATEWAY_PREFIX,
    NOT_FOR_CLUSTERS,
    NOT_FOR_NETWORKS,
    REGISTRY_REPLICAS,
    AddressRange,
    Consumer,
    PlannedSubnet,
    VirtualNetwork,
    percent_of,
    pool_addresses,
    registry_addresses,
    surge_nodes,
)
from config.model import BaselineConfig, IpPlan, NodePool

TIMES = "\N{MULTIPLICATION SIGN}"


def hub(config: BaselineConfig) -> VirtualNetwork:
    subnets = config.hub.subnets
    space = AddressRange(
        path="hub.address_space",
        purpose="hub network",
        prefix=config.hub.address_space,
        moves="its subnets",
        unusable=NOT_FOR_NETWORKS,
    )
    platform = (
        PlannedSubnet(
            path="hub.subnets.firewall",
            name="AzureFirewallSubnet",
            purpose="Azure Firewall, the way out of every spoke",
            prefix=subnets.firewall,
            consumers=_whole("Azure Firewall", FIREWALL_PREFIX),
        ),
        PlannedSubnet(
            path="hub.subnets.gateway",
            name="GatewaySubnet",
            purpose="VPN or ExpressRoute gateway, reserved even without one",
            prefix=subnets.gateway,
            consumers=_whole("virtual network gateway", GATEWAY_PREFIX),
        ),
        PlannedSubnet(
            path="hub.subnets.bastion",
            name="AzureBastionSubnet",
            purpose="Azure Bastion, the way in for operations",
            prefix=subnets.bastion,
            consumers=_whole("Azure Bastion", BASTION_PREFIX),
        ),
    )
    if subnets.private_endpoints is None:
        return VirtualNetwork(space=space, subnets=platform)
    endpoints = endpoint_subnet(config, side="hub", prefix=subnets.private_endpoints)
    return VirtualNetwork(space=space, subnets=(*platform, endpoints))


def spoke(config: BaselineConfig) -> VirtualNetwork:
    subnets, extra = config.spoke.subnets, config.ip_plan.extra
    space = AddressRange(
        path="spoke.address_space",
        purpose="spoke network",
        prefix=config.spoke.address_space,
        moves="its subnets",
        unusable=NOT_FOR_CLUSTERS,
    )
    sharing = [pool for pool in config.node_pools if pool.subnet is None]
    return VirtualNetwork(
        space=space,
        subnets=(
            PlannedSubnet(
                path="spoke.subnets.nodes",
                name="snet-clusternodes",
                purpose=_residents(config),
                prefix=subnets.nodes,
                consumers=(*pool_consumers(config, sharing), *_extra("nodes", extra.nodes)),
                reads=(*pool_reads(config), "ip_plan.extra.nodes"),
            ),
            PlannedSubnet(
                path="spoke.subnets.ingress",
                name="snet-clusteringressservices",
                purpose="internal load balancers of the ingress controllers",
                prefix=subnets.ingress,
                consumers=(
                    Consumer(what="load balancers", addresses=config.ingress.controllers),
                    *_extra("ingress", extra.ingress),
                ),
                reads=("ingress.controllers", "ip_plan.extra.ingress"),
            ),
            PlannedSubnet(
                path="spoke.subnets.application_gateway",
                name="snet-applicationgateway",
                purpose="Application Gateway, alone",
                prefix=subnets.application_gateway,
                consumers=(
                    Consumer(what="instances at most", addresses=APPLICATION_GATEWAY_MAX_INSTANCES),
                    *_extra("application_gateway", extra.application_gateway),
                ),
                reads=("ip_plan.extra.application_gateway",),
            ),
            endpoint_subnet(config, side="spoke", prefix=subnets.private_endpoints),
            *pool_subnets(config),  # last: where two overlap, the later one has to move
        ),
    )


def pool_subnets(config: BaselineConfig) -> Iterator[PlannedSubnet]:
    """The subnets of pools that have one of their own. IP-15."""
    for position, pool in enumerate(config.node_pools):
        if pool.subnet:
            yield PlannedSubnet(
                path=f"node_pools[{position}].subnet",
                name=f"snet-clusternodes-{pool.name}",
                purpose=f"{_residents(config)} of {pool.name}",
                prefix=pool.subnet,
                consumers=tuple(pool_consumers(config, [pool])),
                reads=tuple(pool_reads(config)),
            )


def _residents(config: BaselineConfig) -> str:
    return "nodes and their pods" if config.network.model == "azure_cni" else "nodes"


def endpoint_subnet(config: BaselineConfig, *, side: Literal["hub", "spoke"], prefix: IPv4Network) -> PlannedSubnet:
    """Subnet for private endpoints, which `private_endpoints.location` puts on one side or the other. IP-11, NET-35."""
    registry = registry_addresses(replicas=REGISTRY_REPLICAS)
    endpoints = (
        Consumer(what="key vault", addresses=1),
        Consumer(what="registry and its regions", addresses=registry, arithmetic=f"1+{1 + REGISTRY_REPLICAS}"),
        *_extra("private_endpoints", config.ip_plan.extra.private_endpoints),
    )
    here = config.private_endpoints.location == side
    return PlannedSubnet(
        path=f"{side}.subnets.private_endpoints",
        name="snet-privatelinkendpoints",
        purpose="private endpoints of the registry and the key vault" if here else "empty: the endpoints are elsewhere",
        prefix=prefix,
        consumers=endpoints if here else (),
        reads=("private_endpoints.location", "ip_plan.extra.private_endpoints"),
    )


def cluster_ranges(config: BaselineConfig) -> Iterator[AddressRange]:
    """Ranges inside the cluster: services, and in overlay the pods."""
    network = config.network
    yield AddressRange(
        path="network.service_cidr",
        purpose="Kubernetes services",
        prefix=network.service_cidr,
        moves="network.dns_service_ip",
        unusable=NOT_FOR_CLUSTERS,
    )
    if network.model == "overlay":
        yield AddressRange(
            path="network.pod_cidr",
            purpose="pods",
            prefix=network.pod_cidr,
            unusable=NOT_FOR_CLUSTERS,
            reads=("network.model",),
        )


def on_premises_ranges(config: BaselineConfig) -> Iterator[AddressRange]:
    for position, prefix in enumerate(config.network.on_premises_ranges):
        path = f"network.on_premises_ranges[{position}]"
        yield AddressRange(path=path, purpose="in use elsewhere", prefix=prefix, unusable={})


def pool_consumers(config: BaselineConfig, pools: Sequence[NodePool]) -> Iterator[Consumer]:
    """Addresses of each of `pools` in its subnet; a pool whose count the file leaves out is left out here too."""
    for pool in pools:
        nodes = planned_nodes(pool, config.ip_plan)
        if nodes is None:
            continue
        surge = surge_nodes(pool.surge, nodes)
        if config.network.model == "overlay":  # IP-22: pods live in network.pod_cidr
            yield Consumer(what=pool.name, addresses=nodes + surge, arithmetic=f"{nodes}+{surge}")
            continue
        # IP-06: the replace strategy ends old pods first, so that new ones take over their addresses.
        pod_surge = config.ip_plan.pod_surge if config.ip_plan.pod_update_strategy == "rolling" else 0.0
        arithmetic = f"({nodes}+{surge}){TIMES}{1 + pool.max_pods}"
        if pod_surge:
            arithmetic += f"+{nodes}{TIMES}{pool.max_pods}" + (f"{TIMES}{pod_surge}" if pod_surge < 1 else "")
        addresses = pool_addresses(nodes=nodes, surge=surge, max_pods=pool.max_pods, pod_surge=pod_surge)
        yield Consumer(what=pool.name, addresses=addresses, arithmetic=arithmetic)


def pool_reads(config: BaselineConfig) -> Iterator[str]:
    """Every path that `pool_consumers` reads."""
    yield from ("network.model", "ip_plan.pod_update_strategy", "ip_plan.pod_surge", "ip_plan.scale_percent")
    for position, pool in enumerate(config.node_pools):
        for field in ("name", "autoscale", count_field(pool, config.ip_plan), "max_pods", "surge", "subnet"):
            yield f"node_pools[{position}].{field}"


def planned_nodes(pool: NodePool, ip_plan: IpPlan) -> int | None:
    """Most nodes of a pool, or its starting count grown to `scale_percent`; None if the file leaves the count out.

    IP-07, IP-08. A pool that starts empty is grown from one node, as any percentage of none is none.
    """
    count: int | None = getattr(pool, count_field(pool, ip_plan))
    return count if count is None or ip_plan.scale_percent is None else percent_of(max(count, 1), ip_plan.scale_percent)


def count_field(pool: NodePool, ip_plan: IpPlan) -> Literal["node_count", "max_count", "min_count"]:
    """The field of a pool that its planned nodes come from."""
    if not pool.autoscale:
        return "node_count"
    return "max_count" if ip_plan.scale_percent is None else "min_count"


def _whole(service: str, prefix: int) -> tuple[Consumer]:
    """A platform service that takes nothing smaller than `prefix` for itself. IP-19."""
    addresses = 2 ** (32 - prefix) - AZURE_RESERVED
    return (Consumer(what=service, addresses=addresses, arithmetic=f"all of a /{prefix}"),)


def _extra(field: str, addresses: int) -> tuple[Consumer, ...]:
    """Addresses that the user asks for beyond the known consumers. IP-14."""
    return (Consumer(what=f"ip_plan.extra.{field}", addresses=addresses),) if addresses else ()
