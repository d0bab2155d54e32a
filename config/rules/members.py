"""Rules between the members of a fleet: what two of them may not share.

Azure compares names without case, so the keys below are in lower case.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from aks_baseline.policy.registry_policies import REGISTRY_POLICIES
from config.fleet import ClusterView, Fleet, RegionView, SpokeView
from config.problem import Problem
from config.reading.wording import path_of, shown

View = RegionView | SpokeView | ClusterView
Found = Iterator[tuple[str, Problem]]
"""Path of a member, and a problem with a path inside the member."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A name that only one member may have.

    Args:
        member: Path of the member.
        path: Path of the value that decides the name, inside the member.
        value: The value.
        need: What the member needs instead.
        key: The name, compared with those of other members.
        fix: How to fix a conflict.
    """

    member: str
    path: str
    value: str
    need: str
    key: tuple[str, ...]
    fix: str


def _groups(cluster: ClusterView) -> Iterator[Claim]:
    """The resource group of the cluster, and with it everything named after business unit and application."""
    config, naming = cluster.config, cluster.config.naming
    place = config.location if naming.region_in_groups else ""
    labels = "-".join(filter(None, (cluster.spoke_label, cluster.label)))
    names = (naming.organization, naming.application, config.environment, place, labels)
    yield Claim(
        member=cluster.path,
        path="naming.region_in_groups" if not place else "naming.application",
        value="false" if not place else naming.application,
        need="a resource group of its own",
        key=("group", _subscription(cluster), *names),
        fix="delete region_in_groups here" if not place else "rename the spoke, the cluster or the application",
    )


def _suffixes(cluster: ClusterView) -> Iterator[Claim]:
    """A stated suffix, which makes the names of registry, key vault and cluster unique."""
    if suffix := cluster.config.naming.suffix:
        fix = "state another suffix here, or none: then it is made of the names"
        need = "a suffix of its own"
        yield Claim(member=cluster.path, path="naming.suffix", value=suffix, need=need, key=("suffix", suffix), fix=fix)


def _clients(cluster: ClusterView) -> Iterator[Claim]:
    """Port 443 of the hub's firewall, which leads to one gateway."""
    if cluster.config.ingress.via_firewall:
        yield Claim(
            member=cluster.path,
            path="ingress.via_firewall",
            value="true",
            need="it in one cluster of a region: port 443 of the firewall leads to one gateway",
            key=("clients", cluster.config.location),
            fix="set it to false here",
        )


def _definitions(cluster: ClusterView) -> Iterator[Claim]:
    """Our own policy definition, which is in the subscription."""
    if name := cluster.config.policy.tls_host_definition:
        yield Claim(
            member=cluster.path,
            path="policy.tls_host_definition",
            value=name,
            need="a policy definition of its own in the subscription",
            key=("definition", _subscription(cluster), name),
            fix="state another name here, or none: then it has the suffix of resource names",
        )


def _registries(spoke: SpokeView) -> Iterator[Claim]:
    if name := spoke.config.registry.name:
        fix = "state another name here, or none: then it has the suffix of resource names"
        need = "a registry name of its own, unique in all of Azure"
        yield Claim(member=spoke.path, path="registry.name", value=name, need=need, key=("registry", name), fix=fix)


def _records(spoke: SpokeView) -> Iterator[Claim]:
    """The public record of a spoke."""
    zone = spoke.config.dns.public_zone_id
    if zone and spoke.config.shared.router == "none":
        domain = spoke.config.dns.domain
        yield Claim(
            member=spoke.path,
            path="dns.public_zone_id",
            value=domain,
            need=f"the record bicycle.{domain} in one spoke only",
            key=("record", zone, domain),
            fix="state public_zone_id: null here, or put shared.router in front of both",
        )


def _zones(spoke: SpokeView) -> Iterator[Claim]:
    """Links of the hub's network to the private zones of a spoke.

    Azure links a network to one private zone of a name, and each spoke makes zones of the same names.
    """
    config = spoke.config
    for path, linked in (
        ("private_endpoints.location", config.private_endpoints.location == "hub"),
        ("dns.use_hub", config.dns.use_hub),
    ):
        if linked:
            yield Claim(
                member=spoke.path,
                path=path,
                value="hub" if path.startswith("private") else "true",
                need="it in one spoke of a region: Azure links a hub to one private zone of a name",
                key=("zones", config.location),
                fix="let one spoke of the region use the hub for names",
            )
            return


def _subscription(cluster: ClusterView) -> str:
    return cluster.config.spoke.subscription_id or ""


def different_domains(fleet: Fleet) -> Found:
    """Reports a second domain of an application in a region: its clusters share one certificate of a private CA."""
    first: dict[str, ClusterView] = {}
    for cluster in fleet.clusters:
        config = cluster.config
        other = first.setdefault(config.home, cluster)
        made = not (config.tls.ingress_certificate or other.config.tls.ingress_certificate)
        if made and config.dns.domain != other.config.dns.domain:
            need = f"{other.config.dns.domain}, as in {other.path}: `make certificates` makes one certificate for both"
            fix = "state another naming.application here, or tls.ingress_certificate"
            yield cluster.path, Problem(path="dns.domain", got=config.dns.domain, need=need, fix=fix)


CLUSTER_CLAIMS: tuple[Callable[[ClusterView], Iterator[Claim]], ...] = (_groups, _suffixes, _definitions, _clients)
SPOKE_CLAIMS: tuple[Callable[[SpokeView], Iterator[Claim]], ...] = (_registries, _records, _zones)


def shared_names(fleet: Fleet) -> Found:
    """Reports a name that an earlier member has already."""
    claims = [
        *(claim for make in CLUSTER_CLAIMS for cluster in fleet.clusters for claim in make(cluster)),
        *(claim for make in SPOKE_CLAIMS for spoke in fleet.spokes for claim in make(spoke)),
    ]
    first: dict[tuple[str, ...], Claim] = {}
    for claim in claims:
        other = first.setdefault(tuple(part.lower() for part in claim.key), claim)
        if other is not claim:
            need = f"{claim.need}, and {other.member or 'the file'} has this one"
            yield claim.member, Problem(path=claim.path, got=shown(claim.value), need=need, fix=claim.fix)


def different_egress_rules(fleet: Fleet) -> Found:
    """Reports an egress rule whose name means another rule in a cluster of the same region."""
    for region in fleet.regions:
        first: dict[str, tuple[ClusterView, object]] = {}
        for cluster in (each for spoke in region.spokes for each in spoke.clusters):
            for position, rule in enumerate(cluster.config.egress.extra_rules):
                other, meant = first.setdefault(rule.name, (cluster, rule))
                if meant != rule:
                    need = f"the rule of {other.path}, or another name: one firewall has the rules of both"
                    path = f"egress.extra_rules[{position}].name"
                    yield cluster.path, Problem(path=path, got=rule.name, need=need, fix="rename it")


def registry_policies_below_the_spoke(fleet: Fleet) -> Found:
    """Reports an effect for a policy of the registry that a single cluster states."""
    for spoke in fleet.spokes:
        for cluster in spoke.clusters:
            for policy in REGISTRY_POLICIES:
                effect = cluster.config.policy.overrides.get(policy.name)
                if effect != spoke.config.policy.overrides.get(policy.name):
                    path = path_of(("policy", "overrides", policy.name))
                    need = "it in the spoke or above: its clusters share the registry"
                    yield cluster.path, Problem(path=path, got=str(effect), need=need, fix="move it there")


def one_name_behind_the_router(fleet: Fleet) -> Found:
    """Reports a spoke whose domain is not the one that the router serves."""
    if not fleet.shared or fleet.shared.shared.router == "none":
        return
    first = fleet.spokes[0].config.dns
    for spoke in fleet.spokes[1:]:
        for field in ("domain", "public_zone_id"):
            mine, served = getattr(spoke.config.dns, field), getattr(first, field)
            if mine != served:
                need = f"{shown(served)}, as shared.router serves one name"
                yield spoke.path, Problem(path=f"dns.{field}", got=shown(mine), need=need, fix="state it once, above")


MEMBER_RULES = (
    shared_names,
    different_domains,
    different_egress_rules,
    registry_policies_below_the_spoke,
    one_name_behind_the_router,
)
