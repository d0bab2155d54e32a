"""Addresses that node pools consume: their nodes, and in flat Azure CNI their pods. IP-03 to IP-09, IP-22, CMP-15."""

from collections.abc import Iterable, Iterator

from config.addresses.arithmetic import (
    POD_BATCH,
    Consumer,
    percent_of,
    pod_addresses,
    pod_batches,
    pool_addresses,
    surge_nodes,
)
from config.model import AnyPool, BaselineConfig, IpPlan


def pool_consumers(config: BaselineConfig, pools: Iterable[AnyPool]) -> Iterator[Consumer]:
    """The consumer of each pool: its nodes, and in flat Azure CNI their pods."""
    for pool in pools:
        nodes, surge = _nodes(pool, config.ip_plan)
        # IP-22: pods have addresses of network.pod_cidr, or of a subnet of their own.
        if config.network.model == "overlay" or pool.pod_subnet is not None:
            yield Consumer(what=pool.name, addresses=nodes + surge, arithmetic=f"{nodes}+{surge}")
            continue
        # IP-06: the replace strategy ends old pods first, so that new pods reuse their addresses.
        pod_surge = config.ip_plan.pod_surge if config.ip_plan.pod_update_strategy == "rolling" else 0.0
        arithmetic = f"({nodes}+{surge})*{1 + pool.max_pods}"
        if pod_surge:
            arithmetic += f"+{nodes}*{pool.max_pods}" + (f"*{pod_surge}" if pod_surge < 1 else "")
        addresses = pool_addresses(nodes=nodes, surge=surge, max_pods=pool.max_pods, pod_surge=pod_surge)
        yield Consumer(what=pool.name, addresses=addresses, arithmetic=arithmetic)


def pod_consumers(config: BaselineConfig, pool: AnyPool) -> Iterator[Consumer]:
    """The pods of a pool in their own subnet."""
    nodes, surge = _nodes(pool, config.ip_plan)
    yield Consumer(
        what=f"pods of {pool.name}",
        addresses=pod_addresses(nodes=nodes, surge=surge, max_pods=pool.max_pods),
        arithmetic=f"({nodes}+{surge})*{pod_batches(pool.max_pods)}*{POD_BATCH}",
    )


def _nodes(pool: AnyPool, ip_plan: IpPlan) -> tuple[int, int]:
    """Regular nodes of a pool, and temporary ones during an upgrade. Azure has no temporary nodes for a spot pool."""
    nodes = planned_nodes(pool, ip_plan)
    return nodes, 0 if pool.spot else surge_nodes(pool.surge, nodes)


def planned_nodes(pool: AnyPool, ip_plan: IpPlan) -> int:
    """Node count that a pool is planned with. IP-07, IP-08.

    This is `scale_percent` of the first nodes, or the most nodes if `scale_percent` is not set. A pool that starts
    empty counts as one node, as any percentage of zero is zero.
    """
    if ip_plan.scale_percent is None:
        return pool.most_nodes
    return percent_of(max(pool.first_nodes, 1), ip_plan.scale_percent)
