"""Rules on access: callers' IP ranges, Entra groups and alert receivers."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from operator import attrgetter

from config.addresses.arithmetic import PRIVATE_RANGES
from config.facts.placeholders import DOCUMENTATION_RANGES, DOMAINS, GROUP_PREFIX
from config.facts.reach import MOST_CALLERS, WIDE, total
from config.model import BaselineConfig, Receiver
from config.problem import Problem
from config.reading.wording import listed, shown
from config.rules.rule import Findings, refuses, repeated, warns, warns_each

# Ranges that are not public. The API server and the key vault never see a call from such an address.
NOT_PUBLIC = (
    *PRIVATE_RANGES,
    IPv4Network("100.64.0.0/10"),  # RFC 6598, shared by the customers of a provider
    IPv4Network("127.0.0.0/8"),
    IPv4Network("169.254.0.0/16"),
    IPv4Network("224.0.0.0/3"),
)
# Azure page "Use API server authorized IP ranges in Azure Kubernetes Service (AKS)", "Limitations and considerations".
MOST_API_SERVER_RANGES = 200


def _callers(config: BaselineConfig) -> Iterator[tuple[str, IPv4Network]]:
    for path in ("operators.ip_ranges", "api_server.authorized_ip_ranges"):
        for position, network in enumerate(attrgetter(path)(config)):
            yield f"{path}[{position}]", network


@refuses
def callers_are_not_everybody(config: BaselineConfig) -> Findings:
    """The API server and the key vault do not accept calls from 0.0.0.0/0. FLOW-40, SEC-06."""
    for path, network in _callers(config):
        if network.prefixlen == 0:
            need, fix = "the public ranges of people and pipelines", "list them; /32 is one address"
            yield Problem(path=path, got=f"{network}, everybody", need=need, fix=fix)


@refuses
def callers_are_few(config: BaselineConfig) -> Findings:
    """All caller ranges together hold fewer addresses than a /8, a typical cloud block. FLOW-40, SEC-06."""
    let_in: list[tuple[int, int]] = []
    for path, network in _callers(config):
        if any(each.overlaps(network) for each in NOT_PUBLIC):
            continue  # callers_are_not_everybody or callers_are_public refuses it
        let_in.append((int(network.network_address), int(network.broadcast_address)))
        if (addresses := total(let_in)) > MOST_CALLERS:
            got, fix = f"{network}, with which {addresses:,} addresses are let in", "list your own ranges"
            yield Problem(path=path, got=got, need=f"at most {MOST_CALLERS:,} in all, less than a /8", fix=fix)
            return


@warns
def callers_are_narrow(config: BaselineConfig) -> Findings:
    """No caller range is wider than a /16. FLOW-40."""
    for path, network in _callers(config):
        if network.num_addresses > WIDE:
            got, fix = f"{network}, {network.num_addresses:,} addresses", "list the addresses that you really have"
            yield Problem(path=path, got=got, need="a /16 or narrower", fix=fix)


@refuses
def callers_are_public(config: BaselineConfig) -> Findings:
    """Caller ranges are public addresses. FLOW-40."""
    for path, network in _callers(config):
        private = [each for each in NOT_PUBLIC if each.overlaps(network)]
        if private and network.prefixlen:
            need = f"public addresses: nobody comes from {listed(private, 'and')} by the internet"
            fix = "use the address that your network has on the internet"
            yield Problem(path=path, got=str(network), need=need, fix=fix)


def _outside(config: BaselineConfig) -> int:
    """Number of addresses from which nodes call the API server."""
    if config.egress.mode == "nat_gateway":
        return config.egress.nat_public_ip_count
    return len(config.egress.public_ips) if config.egress.mode == "nva" else config.firewall.public_ip_count


@refuses
def callers_fit_into_the_list(config: BaselineConfig) -> Findings:
    """A public API server accepts at most 200 caller ranges, including the addresses of the firewall and Bastion."""
    if config.api_server.private:
        return
    existing = config.hub.existing
    ours = len(existing.firewall_public_ips) if existing else _outside(config) + config.bastion.enabled
    callers = len({network for _, network in _callers(config)})
    if callers + ours > MOST_API_SERVER_RANGES:
        need = f"at most {MOST_API_SERVER_RANGES - ours}, as AKS takes {MOST_API_SERVER_RANGES} and {ours} are ours"
        got, fix = f"{callers} ranges with those of api_server.authorized_ip_ranges", "put ranges together"
        yield Problem(path="operators.ip_ranges", got=got, need=need, fix=fix)


@warns
def callers_are_real(config: BaselineConfig) -> Findings:
    """Caller ranges are not documentation ranges, such as the one in the article's profile. Design §5."""
    for path, network in _callers(config):
        if any(network.subnet_of(each) for each in DOCUMENTATION_RANGES):
            got, fix = f"{network}, a range for documentation", "replace it: nobody comes from there"
            yield Problem(path=path, got=got, need="the public ranges of people and pipelines", fix=fix)


@refuses
def readers_are_no_administrators(config: BaselineConfig) -> Findings:
    """No group is in two of the lists of administrators, writers and readers. OPS-25."""
    stronger = {group.lower(): "cluster_admin_groups" for group in config.rbac.cluster_admin_groups}
    for field in ("namespace_writer_groups", "namespace_reader_groups"):
        for position, group in enumerate(getattr(config.rbac, field)):
            if (other := stronger.setdefault(group.lower(), field)) != field:
                need, fix = f"a group that is not in {other}", "take it out of one of the two"
                yield Problem(path=f"rbac.{field}[{position}]", got=group, need=need, fix=fix)


@warns
def deployers_administer(config: BaselineConfig) -> Findings:
    """With Kubernetes RBAC, the deployer is in an administrator group, as no Azure role grants access. OPS-12."""
    groups = {group.lower() for group in config.rbac.cluster_admin_groups}
    if config.rbac.mode == "kubernetes" and (config.operators.deployer_object_id or "").lower() not in groups:
        got = "kubernetes, where only members of cluster_admin_groups may deploy bootstrap"
        fix = "add it in Entra, then set operators.deployer_object_id to that group"
        yield Problem(path="rbac.mode", got=got, need="whoever deploys to be one of them", fix=fix)


@warns
def groups_are_real(config: BaselineConfig) -> Findings:
    """Group ids are not the placeholders from the article's profile."""
    for field in ("cluster_admin_groups", "namespace_reader_groups"):
        for position, group in enumerate(getattr(config.rbac, field)):
            if group.startswith(GROUP_PREFIX):
                need, fix = "the object id of a group of your tenant", "replace it: nobody is in this group"
                yield Problem(path=f"rbac.{field}[{position}]", got=f"the placeholder {group}", need=need, fix=fix)


@refuses
def receivers_are_unique(config: BaselineConfig) -> Findings:
    """Names of alert receivers are unique."""
    names = [receiver.name for receiver in config.alerts.receivers]
    for position in repeated(names):
        path, fix = f"alerts.receivers[{position}].name", "rename this receiver or its namesake"
        yield Problem(path=path, got=shown(names[position]), need="a name of its own", fix=fix)


@warns_each("alerts.receivers")
def receivers_are_real(_: BaselineConfig, receiver: Receiver, path: str) -> Findings:
    """Alert receivers have real email addresses."""
    if receiver.email.rpartition("@")[2].lower() in DOMAINS:
        got, fix = f"the placeholder {shown(receiver.email)}", "replace it, or nobody hears of alerts"
        yield Problem(path=f"{path}.email", got=got, need="a mailbox of yours", fix=fix)
