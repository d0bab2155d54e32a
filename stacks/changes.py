"""Refuses plans that Azure would refuse half-way, before they change anything."""

from constructs import Construct

from aks_baseline.cluster.pool_names import stand_in_name
from aks_baseline.cluster.running_pools import check_running_pools
from aks_baseline.foundation.pinned import pin
from config.fleet import ClusterView, SpokeView
from stacks.site import cluster_site


def protect_running_pools(scope: Construct, cluster: ClusterView) -> None:
    """Check the pools of the configuration against those that Azure has, in every plan of a stack.

    Args:
        scope: Stack in the cluster's subscription.
        cluster: The cluster.
    """
    config = cluster.config
    (system,) = (pool for pool in config.node_pools if pool.mode == "system")
    users = [pool for pool in config.node_pools if pool.mode == "user"]
    check_running_pools(
        scope,
        f"{cluster.id}_running_pools",
        node_group_name=cluster_site(cluster).names.node_group,
        system=system.name,
        users=[pool.name for pool in users],
        stand_ins=[stand_in_name(pool.name, windows=pool.windows) for pool in (system, *users)],
        retired=[pool.name for pool in config.retired_pools],
    )


def protect_prefixes(scope: Construct, spoke: SpokeView, *, allow_destroy: bool) -> None:
    """Keep the prefixes of the spoke's subnets as they are: Azure moves no subnet in use, and says so too late.

    Azure page "Add, change, or delete a virtual network subnet".

    Args:
        scope: Stack that has the subnets, or rules on them.
        spoke: The spoke.
        allow_destroy: True lets the prefixes change.
    """
    prefixes = Construct(scope, f"{spoke.id}_prefix_stays")
    for subnet in spoke.subnets:
        pin(prefixes, subnet.name, str(subnet.prefix), allow_destroy=allow_destroy)
