"""Rules on `bootstrap`: the Git repository, and how Flux signs in to it and reaches it."""

import re
from ipaddress import IPv4Address

from config.facts.placeholders import GIT_OWNERS
from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import shown
from config.rules.rule import Findings, refuses, warns

HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


@refuses
def repository_has_a_port(config: BaselineConfig) -> Findings:
    """If the repository's URL has a port, it is from 1 to 65535. OPS-05."""
    git = config.bootstrap.followed
    if git is None:
        return
    try:
        is_port = git.parts.port != 0
    except ValueError:
        is_port = False
    if not is_port:
        need, fix = "a port from 1 to 65535, or none", "correct it, or leave it out"
        yield Problem(path="bootstrap.git.url", got=shown(git.url), need=need, fix=fix)


@refuses
def repository_has_a_server(config: BaselineConfig) -> Findings:
    """The host in the repository's URL is a full DNS name or an IPv4 address. OPS-05, FLOW-21."""
    git = config.bootstrap.followed
    if git and not (HOST.fullmatch(git.host) or _is_address(git.host)):
        need, fix = "the server's name in full or its IPv4 address", "correct it: the firewall opens that server alone"
        yield Problem(path="bootstrap.git.url", got=shown(git.url), need=need, fix=fix)


@refuses
def flux_signs_in_as_the_address_says(config: BaselineConfig) -> Findings:
    """The key `auth` matches the protocol of the URL, and an HTTPS URL has no credential. OPS-22, OPS-23."""
    git = config.bootstrap.followed
    if git is None:
        return
    path = "bootstrap.git.auth"
    if git.over_ssh != (git.auth == "ssh"):
        need = "ssh for an address over SSH" if git.over_ssh else "https or none for an address over HTTPS"
        yield Problem(path=path, got=git.auth, need=need, fix="change auth, or the form of url")
    if not git.over_ssh and "@" in git.parts.netloc:
        need = "an address without user and password"
        yield Problem(
            path="bootstrap.git.url", got="a credential", need=need, fix="set auth: https and TF_VAR_flux_https_key"
        )


@warns
def repository_is_real(config: BaselineConfig) -> Findings:
    """The repository is not a placeholder. OPS-05."""
    git = config.bootstrap.followed
    if git and git.parts.path.strip("/").split("/")[0].lower() in GIT_OWNERS:
        need, fix = "the repository of your cluster-manifests", "replace it, or Flux finds nothing to apply"
        yield Problem(path="bootstrap.git.url", got=f"the placeholder {shown(git.url)}", need=need, fix=fix)


@warns
def repository_over_ssh_has_one_address(config: BaselineConfig) -> Findings:
    """The firewall and the nodes resolve a Git server over SSH to the same address. OPS-05, FLOW-21."""
    # SSH traffic does not carry the server's name. The firewall resolves the name itself and compares addresses. Only
    # clients of its DNS proxy are sure to get the same address: Azure page "Use FQDN filtering in network rules".
    git = config.bootstrap.followed
    if git and git.over_ssh and not config.dns.use_hub and not config.firewall.policy_id and not _is_address(git.host):
        need = f"dns.use_hub: true, so that firewall and nodes see the same address of {git.host}"
        yield Problem(path="bootstrap.git.url", got=shown(git.url), need=need, fix="set it, or use HTTPS")


def _is_address(host: str) -> bool:
    try:
        IPv4Address(host)
    except ValueError:
        return False
    return True
