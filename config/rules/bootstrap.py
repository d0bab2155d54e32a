"""Rules on `bootstrap`: Flux has a repository, may sign in to it, and reaches it through the firewall."""

from urllib.parse import SplitResult, urlsplit

from config.facts.placeholders import GIT_OWNERS
from config.model import BaselineConfig, Git
from config.problem import Problem
from config.reading.wording import shown
from config.rules.rule import Findings, refuses, warns

SSH_PORT = 22

# Git hosts that the firewall lets every cluster reach; a test compares them with its rules.
REACHABLE = frozenset({"github.com"})


def _parts(url: str) -> SplitResult:
    """Parts of `https://host/owner/repository` and `git@host:owner/repository` alike."""
    return urlsplit(f"ssh://{url.replace(':', '/', 1)}" if url.startswith("git@") else url)


def _host_and_owner(url: str) -> tuple[str, str]:
    """Host and first part of the path."""
    parts = _parts(url)
    return (parts.hostname or "").lower(), parts.path.strip("/").split("/")[0].lower()


def _git(config: BaselineConfig) -> Git | None:
    return config.bootstrap.git if config.bootstrap.method != "pipeline" else None


@refuses
def flux_has_a_repository(config: BaselineConfig) -> Findings:
    """Flux, or Argo CD, has a repository to follow. OPS-05, OPS-07."""
    method = config.bootstrap.method
    if method != "pipeline" and config.bootstrap.git is None:
        follower = "Argo CD" if method == "argocd" else "Flux"
        fix = "add url below git, or set bootstrap.method: pipeline"
        yield Problem(path="bootstrap.git", got="nothing", need=f"the repository that {follower} follows", fix=fix)


@refuses
def repository_has_a_port(config: BaselineConfig) -> Findings:
    """The port in the repository's address is a number that network policies take. OPS-05."""
    git = _git(config)
    if git is None:
        return
    try:
        is_port = _parts(git.url).port != 0
    except ValueError:
        is_port = False
    if not is_port:
        need, fix = "a port from 1 to 65535, or none", "correct it, or leave it out"
        yield Problem(path="bootstrap.git.url", got=shown(git.url), need=need, fix=fix)


@refuses
def flux_signs_in_as_the_address_says(config: BaselineConfig) -> Findings:
    """Flux signs in the way the repository's address says, which holds no credential itself. OPS-22, OPS-23."""
    git = _git(config)
    if git is None:
        return
    over_ssh, path = not git.url.startswith("https://"), "bootstrap.git.auth"
    if over_ssh != (git.auth == "ssh"):
        need = "ssh for an address over SSH" if over_ssh else "https or none for an address over HTTPS"
        yield Problem(path=path, got=git.auth, need=need, fix="change auth, or the form of url")
    if not over_ssh and "@" in urlsplit(git.url).netloc:
        need = "an address without user and password"
        yield Problem(
            path="bootstrap.git.url", got="a credential", need=need, fix="set auth: https and TF_VAR_flux_https_key"
        )


@warns
def repository_is_real(config: BaselineConfig) -> Findings:
    """The repository is no placeholder. OPS-05."""
    git = _git(config)
    if git and _host_and_owner(git.url)[1] in GIT_OWNERS:
        need, fix = "the repository of your cluster-manifests", "replace it, or Flux finds nothing to apply"
        yield Problem(path="bootstrap.git.url", got=f"the placeholder {shown(git.url)}", need=need, fix=fix)


@warns
def repository_is_reachable(config: BaselineConfig) -> Findings:
    """Our firewall lets Flux reach the repository. OPS-05, FLOW-21."""
    git, rules = _git(config), config.egress.extra_rules
    if git is None or config.firewall.policy_id:
        return
    host, _ = _host_and_owner(git.url)
    if git.auth == "ssh":
        if not any(SSH_PORT in rule.ports and rule.addresses for rule in rules):
            need = f"a firewall rule that lets Flux reach {host} on port 22"
            fix = "add its addresses with ports: [22] to egress.extra_rules, or use HTTPS"
            yield Problem(path="bootstrap.git.url", got=shown(git.url), need=need, fix=fix)
    elif not any(_covers(fqdn, host) for fqdn in REACHABLE.union(*(rule.fqdns for rule in rules))):
        need, fix = f"a firewall rule that lets Flux reach {host}", "add it to egress.extra_rules"
        yield Problem(path="bootstrap.git.url", got=shown(git.url), need=need, fix=fix)


def _covers(fqdn: str, host: str) -> bool:
    return host.endswith(fqdn.removeprefix("*")) if fqdn.startswith("*.") else fqdn == host
