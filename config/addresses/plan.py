"""Address plan of a configuration: ranges, subnets, what each must hold, and everything that is wrong with them.

Pure arithmetic without cdktf, files or network, in milliseconds. Rows IP-01 to IP-24; docs/topology.md shows a plan.
"""

from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network

from config.addresses import checks as checks
from config.addresses.arithmetic import AddressRange, PlannedSubnet, VirtualNetwork
from config.addresses.demand import cluster_ranges, endpoint_subnet, hub, on_premises_ranges, spoke
from config.model import BaselineConfig
from config.problem import Problem


@dataclass(frozen=True, kw_only=True)
class AddressPlan:
    """What is planned, to be deployed if there are no `problems`. No two of `ranges` may overlap."""

    hub: VirtualNetwork
    spoke: VirtualNetwork
    ranges: tuple[AddressRange, ...]
    problems: tuple[Problem, ...]

    def subnet(self, path: str) -> PlannedSubnet:
        """The subnet at a configuration path, `spoke.subnets.nodes` for one; KeyError if there is none."""
        return {subnet.path: subnet for subnet in (*self.hub.subnets, *self.spoke.subnets)}[path]

    @property
    def node_prefixes(self) -> tuple[IPv4Network, ...]:
        """Where nodes are, for the firewall's IP group."""
        own = (subnet.prefix for subnet in self.spoke.subnets if subnet.path.startswith("node_pools["))
        return (self.subnet("spoke.subnets.nodes").prefix, *own)


def plan(config: BaselineConfig, *, disregard: frozenset[str] = frozenset()) -> AddressPlan:
    """Count and check; a user's mistake becomes a problem, never an exception.

    Values at, above or below a path in `disregard` are stand-ins for what the user wrote: no problem depends on them.
    """
    hub_network, spoke_network = hub(config), spoke(config)
    # In the order of `overlapping_ranges`: what can least be moved comes first.
    ranges = (*on_premises_ranges(config), hub_network.space, spoke_network.space, *cluster_ranges(config))
    hub_subnets = hub_network.subnets
    if config.private_endpoints.location == "hub" and config.hub.subnets.private_endpoints is None:
        hub_subnets += (endpoint_subnet(config, side="hub", prefix=checks.ABSENT),)

    problems: list[Problem] = []
    for check in (
        partial(checks.uncounted_pools, config),
        partial(checks.short_pod_range, config, ranges),
        partial(checks.oversized_service_range, config, ranges),
        partial(checks.overlapping_ranges, ranges),
        partial(checks.misfit_subnets, hub_network.space, hub_subnets),
        partial(checks.misfit_subnets, spoke_network.space, spoke_network.subnets),
        partial(checks.misfit_dns_address, config),
        partial(checks.misfit_load_balancer, config),
    ):
        # What one check has found wrong is going to change: the next ones do not judge by it.
        problems += check(checks.Known(disregard.union(problem.path for problem in problems)))
    return AddressPlan(hub=hub_network, spoke=spoke_network, ranges=ranges, problems=tuple(problems))
