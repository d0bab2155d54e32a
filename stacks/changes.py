"""Refuses plans that Azure would refuse half-way, before they change anything."""

from constructs import Construct

from aks_baseline.cluster.pool_names import stand_in_name
from aks_baseline.cluster.running_pools import check_running_pools
from aks_baseline.foundation.pinned import pin
from config.fleet import ClusterView, RegionView, SpokeView
from stacks.site import cluster_site


def protect_region(scope: Construct, region: RegionView) -> None:
    """Protect the prefixes of the hub, and what its firewall rules know of its spokes, where its stack may look.

    Args:
        scope: The hub's stack.
        region: Region with its spokes.
    """
    protect_hub_prefixes(scope, region)
    for spoke in region.spokes:
        protect_prefixes(scope, spoke, allow_destroy=region.config.safety.allow_destroy)
        if spoke.config.spoke.subscription_id == region.config.hub.subscription_id:
            for cluster in spoke.clusters:
                protect_running_pools(scope, cluster)


def protect_hub_prefixes(scope: Construct, region: RegionView) -> None:
    """Keep the prefixes of the hub's subnets in use. A hub whose address space moves would move them too.

    Azure removes no range that has a subnet from a network: Azure page "Update the address space for a peered virtual
    network using the Azure portal". Its subnets in use do not move either, see `protect_prefixes`.

    Args:
        scope: The hub's stack.
        region: Region of the hub.
    """
    config, plan = region.config, region.plan
    used = {
        plan.firewall: config.egress.has_firewall,
        plan.bastion: config.bastion.enabled,
        plan.gateway: config.gateway.type != "none",
    }
    if plan.private_endpoints:
        used[plan.private_endpoints] = True
    prefixes = Construct(scope, "hub_prefix_stays")
    for subnet in (subnet for subnet, is_used in used.items() if is_used):
        pin(prefixes, subnet.name, str(subnet.prefix), allow_destroy=config.safety.allow_destroy)


def protect_spoke(scope: Construct, spoke: SpokeView) -> None:
    """Protect the prefixes of a spoke and the pools of its clusters.

    Args:
        scope: The spoke's stack.
        spoke: The spoke.
    """
    if spoke.config.spoke.existing is None:
        protect_prefixes(scope, spoke, allow_destroy=spoke.config.safety.allow_destroy)
    for cluster in spoke.clusters:
        protect_running_pools(scope, cluster)


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
