"""Address plan of a configuration: its ranges, its subnets, their consumers and their problems.

The plan is pure arithmetic without cdktf, files or network, and takes milliseconds. It covers IP-01 to IP-24.
docs/topology.md shows a plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network

from aks_baseline.network.subnet_names import subnet_of
from config.addresses import checks, pool_subnets, ranges, subnets
from config.addresses.arithmetic import AddressRange, PlannedSubnet
from config.model import BaselineConfig
from config.problem import Problem
from config.reading.partial import judged, without

CHECKS = (
    checks.short_pod_range,
    checks.oversized_service_range,
    checks.overlapping_ranges,
    checks.public_ranges,
    checks.misfit_hub_subnets,
    checks.misfit_spoke_subnets,
    checks.misfit_dns_address,
    checks.misfit_load_balancer,
)


@dataclass(frozen=True, kw_only=True)
class RegionPlan:
    """Addresses of a region's hub.

    `private_endpoints`: None if the hub has no subnet for them.
    `existing`: True for a hub of a central team, whose subnets are not planned here.
    """

    space: AddressRange
    firewall: PlannedSubnet
    gateway: PlannedSubnet
    bastion: PlannedSubnet
    private_endpoints: PlannedSubnet | None
    existing: bool = False

    @property
    def subnets(self) -> tuple[PlannedSubnet, ...]:
        if self.existing:
            return ()
        platform = (self.firewall, self.gateway, self.bastion)
        return (*platform, self.private_endpoints) if self.private_endpoints else platform


@dataclass(frozen=True, kw_only=True)
class SpokePlan:
    """Addresses of a spoke.

    `api_server`: delegated subnet of the API server. None if the spoke has none.
    `own_subnets`: subnets of pools that have one of their own, by the name of the pool. Retired pools are included.
    `pod_subnets`: subnets of the pods of pools that have one for them, in the same way.
    """

    space: AddressRange
    nodes: PlannedSubnet
    ingress: PlannedSubnet
    application_gateway: PlannedSubnet
    private_endpoints: PlannedSubnet
    api_server: PlannedSubnet | None
    own_subnets: Mapping[str, PlannedSubnet]
    pod_subnets: Mapping[str, PlannedSubnet]

    @property
    def subnets(self) -> tuple[PlannedSubnet, ...]:
        shared = (self.nodes, self.ingress, self.application_gateway, self.private_endpoints)
        own = (*self.own_subnets.values(), *self.pod_subnets.values())
        return (*shared, *filter(None, [self.api_server]), *own)

    def labelled(self, label: str) -> "SpokePlan":
        """The same plan, with the subnet names of a cluster of this label. Private endpoints share their subnet."""

        def named(subnet: PlannedSubnet) -> PlannedSubnet:
            return replace(subnet, name=subnet_of(label, subnet.name))

        return replace(
            self,
            nodes=named(self.nodes),
            ingress=named(self.ingress),
            application_gateway=named(self.application_gateway),
            api_server=named(self.api_server) if self.api_server else None,
            own_subnets={pool: named(subnet) for pool, subnet in self.own_subnets.items()},
            pod_subnets={pool: named(subnet) for pool, subnet in self.pod_subnets.items()},
        )

    def pool(self, name: str) -> PlannedSubnet:
        """Subnet of the pool's nodes: its own subnet or the shared one."""
        return self.own_subnets.get(name, self.nodes)

    @property
    def node_prefixes(self) -> tuple[IPv4Network, ...]:
        """Prefixes of all subnets of nodes and pods, for the firewall's IP group."""
        own = (*self.own_subnets.values(), *self.pod_subnets.values())
        return (self.nodes.prefix, *(subnet.prefix for subnet in own))


@dataclass(frozen=True, kw_only=True)
class AddressPlan:
    """The plan of a region and its spoke. No two of `ranges` may overlap."""

    region: RegionPlan
    spoke: SpokePlan
    ranges: tuple[AddressRange, ...]


def plan(config: BaselineConfig) -> AddressPlan:
    """The plan of a configuration without problems."""
    running, retired = list(enumerate(config.node_pools)), list(enumerate(config.retired_pools))
    own = {pool.name: pool_subnets.pool_subnet(config, position) for position, pool in running}
    own |= {pool.name: pool_subnets.retired_subnet(config, position) for position, pool in retired}
    pods = {pool.name: pool_subnets.pod_subnet(config, position) for position, pool in running}
    pods |= {pool.name: pool_subnets.retired_pod_subnet(config, position) for position, pool in retired}
    return AddressPlan(
        region=RegionPlan(
            space=ranges.hub_space(config),
            firewall=subnets.firewall_subnet(config),
            gateway=subnets.gateway_subnet(config),
            bastion=subnets.bastion_subnet(config),
            private_endpoints=subnets.hub_endpoint_subnet(config),
            existing=config.hub.existing is not None,
        ),
        spoke=SpokePlan(
            space=ranges.spoke_space(config),
            nodes=subnets.node_subnet(config),
            ingress=subnets.ingress_subnet(config),
            application_gateway=subnets.application_gateway_subnet(config),
            private_endpoints=subnets.spoke_endpoint_subnet(config),
            api_server=subnets.api_server_subnet(config),
            own_subnets={name: subnet for name, subnet in own.items() if subnet},
            pod_subnets={name: subnet for name, subnet in pods.items() if subnet},
        ),
        ranges=tuple(checks.known_ranges(config)),
    )


def address_problems(config: BaselineConfig) -> list[Problem]:
    """Problems with the addresses of a configuration. Some of its fields may be refused."""
    found: list[Problem] = []
    for check in CHECKS:
        new = list(judged(check(config)))
        for problem in new:  # the user will change this value, so the next checks ignore it
            config = without(config, problem.path)
        found += new
    return found
