"""Number of nodes that could be added to a pool."""

from collections.abc import Iterable
from dataclasses import dataclass

from config.addresses.arithmetic import POD_BLOCK_PREFIX, pool_addresses, surge_nodes
from config.addresses.plan import AddressPlan
from config.model import BaselineConfig
from review.facts import Pool

# "Quotas, SKUs and region availability in AKS": maximum nodes of a pool.
MOST_NODES = 1000


@dataclass(frozen=True, kw_only=True)
class Room:
    """Addresses for one more node, and the number of further nodes that fit into the subnet named `subnet`."""

    subnet: str
    node_addresses: int
    further_nodes: int


def room(pool: Pool, *, beside: Iterable[Pool], config: BaselineConfig, plan: AddressPlan) -> Room:
    """Add nodes by the rules of the address plan until the subnet or, in overlay, the pod range is full.

    `beside`: all pools, which keep their size.
    """
    subnet = plan.spoke.pool(pool.name)
    now = _addresses(pool, pool.most_nodes, config)
    free = subnet.free
    if config.network.model == "overlay":
        blocks = 2 ** max(0, POD_BLOCK_PREFIX - config.network.pod_cidr.prefixlen)
        free = min(free, blocks - sum(_addresses(each, each.most_nodes, config) for each in beside))
    further = 0
    while pool.most_nodes + further < MOST_NODES:
        if _addresses(pool, pool.most_nodes + further + 1, config) - now > free:
            break
        further += 1
    node_addresses = _addresses(pool, pool.most_nodes + 1, config) - now
    return Room(subnet=subnet.name, node_addresses=node_addresses, further_nodes=further)


def _addresses(pool: Pool, nodes: int, config: BaselineConfig) -> int:
    surge = surge_nodes(str(pool.at("upgrade_settings.max_surge") or "1"), nodes)
    if config.network.model == "overlay":
        return nodes + surge
    rolling = config.ip_plan.pod_update_strategy == "rolling"
    pod_surge = config.ip_plan.pod_surge if rolling else 0.0
    return pool_addresses(nodes=nodes, surge=surge, max_pods=int(pool.at("max_pods")), pod_surge=pod_surge)
