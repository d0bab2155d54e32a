"""The level of each field: the lowest level of a fleet at which a file may state it.

A fleet has regions, a region has spokes, and a spoke has clusters. A value that is stated at a level holds for
everything below. A field inherits the level of its section, unless LEVELS has its own path. A new section needs an
entry.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from config.reading.wording import Loc

Level = Literal["fleet", "region", "spoke", "cluster"]
Lowest = Literal["fleet", "region", "spoke", "cluster", "each"]
"""`each`: the field may be stated at any level. Every hub, spoke and cluster has a value of its own."""

ORDER: tuple[Level, ...] = get_args(Level)

LEVELS: Mapping[str, Lowest] = {
    "extends": "fleet",
    "regions": "fleet",
    "spokes": "region",
    "first_spoke": "region",
    "clusters": "spoke",
    "first_cluster": "spoke",
    "live": "spoke",
    "address_pools": "fleet",
    "environment": "each",
    "location": "fleet",  # in a region, the name of the region is its location
    "geo_redundancy_location": "spoke",
    "zones": "region",
    "naming": "each",
    "tags": "each",
    "operators": "cluster",
    "state": "fleet",
    "safety": "each",
    "shared": "fleet",
    "traffic": "spoke",
    "hub": "region",
    "firewall": "region",
    "bastion": "region",
    "gateway": "region",
    "spoke": "spoke",
    # Clusters beside each other in a spoke have subnets of their own.
    "spoke.subnets.nodes": "cluster",
    "spoke.subnets.ingress": "cluster",
    "spoke.subnets.application_gateway": "cluster",
    "spoke.subnets.api_server": "cluster",
    "network": "cluster",
    "network.on_premises_ranges": "region",
    "ip_plan": "cluster",
    "ip_plan.extra.private_endpoints": "spoke",
    "ingress": "cluster",
    "private_endpoints": "region",
    "private_endpoints.further": "spoke",
    "ddos": "region",
    "flow_logs": "region",
    "chaos": "cluster",
    "monitoring": "cluster",
    "monitoring.private_link": "spoke",
    "waf": "cluster",
    "dns": "spoke",
    "egress": "cluster",
    "egress.mode": "region",
    "egress.next_hop_ip": "region",
    "egress.public_ips": "region",
    "egress.nat_public_ip_count": "spoke",
    "registry": "spoke",
    "alerts": "spoke",
    "logs": "each",
    "diagnostics": "cluster",
    "sku_tier": "cluster",
    "mission_critical": "cluster",
    "node_pools": "cluster",
    "retired_pools": "cluster",
    "autoscaler_profile": "cluster",
    "windows": "cluster",
    "disk_encryption_set_id": "cluster",
    "custom_ca_certificates": "cluster",
    "workloads": "cluster",
    "sample_workload": "cluster",
    "rbac": "cluster",
    "updates": "cluster",
    "api_server": "cluster",
    "secrets": "cluster",
    "tls": "cluster",
    "workload_identities": "cluster",
    "keda": "cluster",
    "vpa": "cluster",
    "istio": "cluster",
    "backup": "spoke",
    "storage": "cluster",
    "defender": "cluster",
    "defender.subscription_plan": "spoke",
    "cost": "cluster",
    "cost.limit": "fleet",
    "images": "cluster",
    "policy": "cluster",
    "policy.overrides": "each",
    "bootstrap": "cluster",
    "overrides": "fleet",
    "review": "fleet",
}


def lowest_level(loc: Loc) -> Lowest | None:
    """Return the lowest level at which the field at `loc` may be stated. None if the file has no such field."""
    paths = (".".join(map(str, loc[:depth])) for depth in range(len(loc), 0, -1))
    return next((LEVELS[path] for path in paths if path in LEVELS), None)


def may_state(level: Level, loc: Loc) -> bool:
    """Whether the field at `loc` may be stated at `level`. Unknown fields may; the model refuses them itself."""
    lowest = lowest_level(loc)
    return lowest in (None, "each") or ORDER.index(level) <= _place(lowest)


def may_read(level: Level, loc: Loc) -> bool:
    """Whether the field at `loc` has one value for the whole hub, spoke or cluster of this level."""
    lowest = lowest_level(loc)
    return lowest == "each" or _place(lowest) <= ORDER.index(level)


def has_inner_levels(loc: Loc) -> bool:
    """Whether a field inside the section at `loc` has another level than the section."""
    return any(path.startswith(".".join(map(str, loc)) + ".") for path in LEVELS)


def _place(lowest: Lowest | None) -> int:
    return ORDER.index(lowest) if lowest and lowest != "each" else len(ORDER)
