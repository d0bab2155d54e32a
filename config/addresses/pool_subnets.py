"""Subnets of node pools that have their own, and of pods that have their own. IP-15, CMP-15."""

from aks_baseline.network import subnet_names
from config.addresses.arithmetic import PlannedSubnet
from config.addresses.consumers import api_server_endpoint, counted
from config.addresses.pools import pod_consumers, pool_consumers
from config.model import BaselineConfig


def pool_subnet(config: BaselineConfig, position: int) -> PlannedSubnet | None:
    """The pool's own subnet. None if the pool uses `spoke.subnets.nodes`. IP-15."""
    pool = config.node_pools[position]
    if pool.subnet is None:
        return None
    return PlannedSubnet(
        path=f"node_pools[{position}].subnet",
        name=subnet_names.pool_subnet(pool.name),
        purpose=f"nodes of {pool.name}, and in flat Azure CNI their pods",
        prefix=pool.subnet,
        consumers=counted(lambda: (*pool_consumers(config, [pool]), *api_server_endpoint(config, [pool]))),
    )


def pod_subnet(config: BaselineConfig, position: int) -> PlannedSubnet | None:
    """The subnet of the pool's pods. None if they have addresses elsewhere. CMP-15."""
    pool = config.node_pools[position]
    if pool.pod_subnet is None:
        return None
    return PlannedSubnet(
        path=f"node_pools[{position}].pod_subnet",
        name=subnet_names.pod_subnet(pool.name),
        purpose=f"pods of {pool.name}",
        prefix=pool.pod_subnet,
        consumers=counted(lambda: pod_consumers(config, pool)),
    )


def retired_pod_subnet(config: BaselineConfig, position: int) -> PlannedSubnet | None:
    """The subnet of the pods of a retired pool, which keeps its size. None if it had none."""
    pool = config.retired_pools[position]
    if pool.pod_subnet is None:
        return None
    return PlannedSubnet(
        path=f"retired_pools[{position}].pod_subnet",
        name=subnet_names.pod_subnet(pool.name),
        purpose=f"pods of {pool.name}, until they are gone",
        prefix=pool.pod_subnet,
        consumers=(),
    )


def retired_subnet(config: BaselineConfig, position: int) -> PlannedSubnet | None:
    """The own subnet of a retired pool, which keeps its size. None if the pool had no subnet of its own."""
    pool = config.retired_pools[position]
    if pool.subnet is None:
        return None
    return PlannedSubnet(
        path=f"retired_pools[{position}].subnet",
        name=subnet_names.pool_subnet(pool.name),
        purpose=f"nodes of {pool.name}, until they are gone",
        prefix=pool.subnet,
        consumers=(),
    )
