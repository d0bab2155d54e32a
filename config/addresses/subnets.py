"""Purpose of every subnet, and the consumers of its addresses. IP-02.

To plan another subnet, write a function for it here, or in `pool_subnets.py`, and list it in
`config/addresses/plan.py`. To count another consumer, add it to its subnet. `config/addresses/checks.py` contains the
checks.
"""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Literal

from aks_baseline.network import subnet_names
from config.addresses.arithmetic import (
    API_SERVER_ADDRESSES,
    APPLICATION_GATEWAY_MAX_INSTANCES,
    BASTION_PREFIX,
    FIREWALL_PREFIX,
    GATEWAY_PREFIX,
    MONITOR_ENDPOINT,
    REGISTRY_REPLICAS,
    Consumer,
    PlannedSubnet,
    registry_addresses,
)
from config.addresses.consumers import api_server_endpoint, counted, extra, whole
from config.addresses.pools import pool_consumers
from config.model import BaselineConfig

# Placeholder for a prefix missing from the file. It lies outside every network, so the planner reports it and proposes
# a real one.
ABSENT = IPv4Network("0.0.0.0/32")

KEY_VAULT = "key vault"


def firewall_subnet(config: BaselineConfig) -> PlannedSubnet:
    return PlannedSubnet(
        path="hub.subnets.firewall",
        name="AzureFirewallSubnet",
        purpose="Azure Firewall, the way out of every spoke",
        prefix=config.hub.subnets.firewall,
        consumers=whole("Azure Firewall", FIREWALL_PREFIX),
    )


def gateway_subnet(config: BaselineConfig) -> PlannedSubnet:
    return PlannedSubnet(
        path="hub.subnets.gateway",
        name="GatewaySubnet",
        purpose="VPN or ExpressRoute gateway, reserved even without one",
        prefix=config.hub.subnets.gateway,
        consumers=whole("virtual network gateway", GATEWAY_PREFIX),
    )


def bastion_subnet(config: BaselineConfig) -> PlannedSubnet:
    return PlannedSubnet(
        path="hub.subnets.bastion",
        name="AzureBastionSubnet",
        purpose="Azure Bastion, the way in for operations",
        prefix=config.hub.subnets.bastion,
        consumers=whole("Azure Bastion", BASTION_PREFIX),
    )


def hub_endpoint_subnet(config: BaselineConfig) -> PlannedSubnet | None:
    """The hub's subnet for private endpoints. ABSENT if it is needed but missing, None if the hub has none."""
    prefix = config.hub.subnets.private_endpoints
    if prefix is None and config.private_endpoints.location == "hub":
        prefix = ABSENT
    return _endpoint_subnet(config, side="hub", prefix=prefix) if prefix else None


def node_subnet(config: BaselineConfig) -> PlannedSubnet:
    def consumers() -> Iterator[Consumer]:
        pools = [pool for pool in config.node_pools if pool.subnet is None]
        yield from pool_consumers(config, pools)
        yield from api_server_endpoint(config, pools)
        yield from extra("nodes", config.ip_plan.extra.nodes)

    return PlannedSubnet(
        path="spoke.subnets.nodes",
        name=subnet_names.NODES,
        purpose="nodes, and in flat Azure CNI their pods",
        prefix=config.spoke.subnets.nodes,
        consumers=counted(consumers),
    )


def ingress_subnet(config: BaselineConfig) -> PlannedSubnet:
    def consumers() -> Iterator[Consumer]:
        yield Consumer(what="load balancers", addresses=config.ingress.controllers)
        yield from extra("ingress", config.ip_plan.extra.ingress)

    return PlannedSubnet(
        path="spoke.subnets.ingress",
        name=subnet_names.INGRESS,
        purpose="internal load balancers of the ingress controllers",
        prefix=config.spoke.subnets.ingress,
        consumers=counted(consumers),
    )


def application_gateway_subnet(config: BaselineConfig) -> PlannedSubnet:
    def consumers() -> Iterator[Consumer]:
        yield Consumer(what="instances at most", addresses=APPLICATION_GATEWAY_MAX_INSTANCES)
        if config.ingress.via_firewall:
            yield Consumer(what="private frontend", addresses=1)
        yield from extra("application_gateway", config.ip_plan.extra.application_gateway)

    return PlannedSubnet(
        path="spoke.subnets.application_gateway",
        name=subnet_names.APPLICATION_GATEWAY,
        purpose="Application Gateway, alone",
        prefix=config.spoke.subnets.application_gateway,
        consumers=counted(consumers),
    )


def spoke_endpoint_subnet(config: BaselineConfig) -> PlannedSubnet:
    return _endpoint_subnet(config, side="spoke", prefix=config.spoke.subnets.private_endpoints)


def api_server_subnet(config: BaselineConfig) -> PlannedSubnet | None:
    """The API server's delegated subnet. ABSENT if it is needed but missing, None if the spoke has none. FLOW-43."""
    prefix = config.spoke.subnets.api_server
    if prefix is None and config.api_server.vnet_integration:
        prefix = ABSENT
    if prefix is None:
        return None
    return PlannedSubnet(
        path="spoke.subnets.api_server",
        name=subnet_names.API_SERVER,
        purpose="the API server of the cluster, alone",
        prefix=prefix,
        consumers=(Consumer(what="API server", addresses=API_SERVER_ADDRESSES),),
    )


def _endpoint_subnet(config: BaselineConfig, *, side: Literal["hub", "spoke"], prefix: IPv4Network) -> PlannedSubnet:
    """Subnet for private endpoints in the hub or spoke. `private_endpoints.location` chooses. IP-11, NET-35."""

    def consumers() -> Iterator[Consumer]:
        if config.private_endpoints.location == side:
            replicas = REGISTRY_REPLICAS if config.registry.replica or config.registry.existing_id else 0
            if config.shared.registry:
                replicas = len(config.shared.registry_replicas)
            registry = registry_addresses(replicas=replicas)
            yield Consumer(what=KEY_VAULT, addresses=1)
            yield Consumer(what="registry and its regions", addresses=registry, arithmetic=f"1+{1 + replicas}")
            if config.backup.mode == "aks_extension":
                yield Consumer(what="storage account of the backups", addresses=1)
            for further in config.private_endpoints.further:
                yield Consumer(what=further.name, addresses=further.addresses)
            if config.monitoring.private_link != "none":
                yield Consumer(what="Azure Monitor", addresses=MONITOR_ENDPOINT)
            yield from extra("private_endpoints", config.ip_plan.extra.private_endpoints)

    return PlannedSubnet(
        path=f"{side}.subnets.private_endpoints",
        name=subnet_names.PRIVATE_ENDPOINTS,
        purpose="private endpoints of the registry and the key vault",
        prefix=prefix,
        consumers=counted(consumers),
    )


def of_vaults(subnet: PlannedSubnet, vaults: int) -> PlannedSubnet:
    """The subnet for private endpoints of a spoke with several clusters, each of which has a key vault."""
    counted = [replace(each, addresses=vaults) if each.what == KEY_VAULT else each for each in subnet.consumers or ()]
    return replace(subnet, consumers=tuple(counted))
