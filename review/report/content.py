"""Content of the page and the Markdown: the facts of a synthesis, in the order that a reviewer needs them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

from config.addresses.arithmetic import PlannedSubnet
from config.facts.requirements import GROUPS
from review import facts
from review.cost import Estimate, estimate
from review.egress_proof import EgressProof, egress_proof
from review.facts import Alert, Endpoint, Exposure, FirewallRule, PodTraffic, Policy, Pool, Receiver, RoleGrant
from review.report.room import Room, room
from review.report.topology import Topology, topologies
from review.synthesis import Resource, Synthesis
from review.verdict import Judged, Verdict

# Words in the names of roles that allow changes, not only read or use access.
POWERS = ("Owner", "Admin", "Contributor", "Officer")
PEOPLE = ("Group", "User")


@dataclass(frozen=True, kw_only=True)
class Content:
    """Content of a review.

    Args:
        made: synthesis and its configuration.
        verdict: answers to all requirements.
        configuration: configuration file, as the page names it.
        alone: every cluster with its spoke and hub, as if it were alone.
    """

    made: Synthesis
    verdict: Verdict
    configuration: str
    alone: tuple[Synthesis, ...]

    @cached_property
    def clusters(self) -> tuple[Resource, ...]:
        return self.made.every("azurerm_kubernetes_cluster")

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of requirements by outcome."""
        outcomes = [each.answer.outcome for each in self.verdict.judged]
        return {outcome: outcomes.count(outcome) for outcome in ("passes", "documented", "not chosen", "deviates")}

    @property
    def explained(self) -> tuple[Judged, ...]:
        """Deviations with an acceptance that is valid on the day of the review."""
        return tuple(each for each in self.verdict.deviating if each.explained(self.verdict.on))

    @property
    def requirements(self) -> Iterator[tuple[str, tuple[Judged, ...]]]:
        """Requirements, grouped by subject."""
        for prefix, rows in groupby(self.verdict.judged, key=lambda each: each.answer.requirement.id.partition("-")[0]):
            yield GROUPS[prefix].title, tuple(rows)

    @cached_property
    def topologies(self) -> tuple[Topology, ...]:
        """Networks of every cluster."""
        return tuple(topologies(self.alone))

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions of all clusters, without duplicates."""
        configs = [member.config for member in self.made.members] or [self.made.config]
        return tuple(dict.fromkeys(config.location for config in configs))

    @cached_property
    def exposures(self) -> tuple[Exposure, ...]:
        return facts.exposures(self.made)

    @cached_property
    def costs(self) -> Estimate:
        """Estimate of the monthly cost."""
        return estimate(self.made)

    @cached_property
    def egress(self) -> EgressProof:
        """Comparison of the firewall rules with the outbound needs of the cluster."""
        return egress_proof(self.made)

    @property
    def reachable(self) -> tuple[Exposure, ...]:
        """Public addresses that the internet may reach."""
        return tuple(each for each in self.exposures if each.may_be_open)

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return facts.endpoints(self.made)

    @cached_property
    def roles(self) -> tuple[RoleGrant, ...]:
        return facts.roles(self.made)

    @property
    def people(self) -> tuple[RoleGrant, ...]:
        """Roles of groups, users and the deploying identity."""
        return tuple(each for each in self.roles if of_people(each))

    @property
    def identities(self) -> tuple[RoleGrant, ...]:
        """Roles of managed identities and applications."""
        return tuple(each for each in self.roles if not of_people(each))

    @property
    def bindings(self) -> tuple[Resource, ...]:
        """Role bindings inside the cluster."""
        return self.made.of_kind("RoleBinding", "ClusterRoleBinding")

    @property
    def subnets(self) -> tuple[PlannedSubnet, ...]:
        return self.made.subnets

    @cached_property
    def pools(self) -> tuple[tuple[Pool, Room], ...]:
        """Node pools, with the number of nodes that still fit into their subnets."""
        found, made = facts.pools(self.made), self.made
        rooms = []
        for pool in found:
            config, plan = made.settings(pool.resource.stack)
            beside = [each for each in found if each.resource.stack == pool.resource.stack]
            rooms.append((pool, room(pool, beside=beside, config=config, plan=plan)))
        return tuple(rooms)

    @property
    def nodes(self) -> tuple[int, int]:
        """Minimum and maximum number of nodes in all pools."""
        return sum(pool.fewest_nodes for pool, _ in self.pools), sum(pool.most_nodes for pool, _ in self.pools)

    @cached_property
    def firewall_rules(self) -> tuple[FirewallRule, ...]:
        return facts.firewall_rules(self.made)

    @property
    def destinations(self) -> tuple[str, ...]:
        """Destinations that the firewall rules allow, without duplicates."""
        return tuple(dict.fromkeys(each for rule in self.firewall_rules if rule.allows for each in rule.destinations))

    @cached_property
    def pod_traffic(self) -> Mapping[str, tuple[PodTraffic, ...]]:
        """Traffic that the network policies allow, by bootstrap stack."""
        stacks = self.made.parts("bootstrap")
        return {stack: facts.pod_traffic(facts.pod_flows(self.made, stack)) for stack in stacks}

    @property
    def blocks_reach_pods(self) -> bool:
        """Whether a cluster has a policy engine that applies rules on addresses to pods. Cilium does not."""
        return any(each.at("network_profile.network_policy") != "cilium" for each in self.clusters)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """Policy assignments, those that deny first."""
        return tuple(sorted(facts.policies(self.made), key=lambda each: (not each.denies, each.name)))

    @cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerts, most severe first."""
        found = facts.alerts(self.made)
        return tuple(sorted(found, key=lambda each: (9 if each.severity is None else each.severity, each.name)))

    @cached_property
    def receivers(self) -> tuple[Receiver, ...]:
        return facts.receivers(self.made)

    @property
    def heard(self) -> tuple[str, ...]:
        """Addresses that alerts go to, without duplicates."""
        return tuple(dict.fromkeys(each.where or each.name for each in self.receivers))

    @property
    def stacks(self) -> Iterator[tuple[str, tuple[Resource, ...]]]:
        """Resources of each stack, by type and address."""
        for stack in self.made.stacks:
            found = (each for each in self.made.resources if each.stack == stack)
            yield stack, tuple(sorted(found, key=lambda each: each.address))


def of_people(grant: RoleGrant) -> bool:
    """Whether a role belongs to people and not to an identity."""
    return grant.principal is None and (grant.who == "whoever deploys" or grant.resource.at("principal_type") in PEOPLE)


def powerful(grant: RoleGrant) -> bool:
    """Whether a role allows changes."""
    return any(word in grant.role for word in POWERS)


def shown_path(file: Path, root: Path) -> str:
    """Path of a file relative to `root`, or only its name if it is elsewhere. It is the same on every machine."""
    whole = file.resolve()
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else whole.name
