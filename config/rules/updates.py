"""Rules on Kubernetes versions and automatic updates."""

from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import listed
from config.rules.rule import Findings, refuses, warns

# AKS release calendar. Kubernetes has three minor versions a year, so the upper bound is years away.
FIRST_MINOR, LAST_MINOR = 35, 47

# Minor versions that are supported beside the newest. Azure page "Long-term support for Azure Kubernetes Service (AKS)
# versions": two years of support, and a new version about every four months.
OLDER, OLDER_WITH_LONG_SUPPORT = 2, 5


@refuses
def latest_version_is_possible(config: BaselineConfig) -> Findings:
    """The key `latest_known_version` is a minor version that AKS can plausibly offer. UPD-15."""
    latest = config.updates.latest_known_version
    if not FIRST_MINOR <= int(latest.split(".")[1]) <= LAST_MINOR:
        need, fix = f"1.{FIRST_MINOR} to 1.{LAST_MINOR}", "take the newest of `az aks get-versions --location <region>`"
        yield Problem(path="updates.latest_known_version", got=latest, need=need, fix=fix)


@refuses
def version_is_supported(config: BaselineConfig) -> Findings:
    """The Kubernetes version is one of the newest three, or six with long-term support. UPD-15, UPD-17."""
    version, latest = config.updates.kubernetes_version, int(config.updates.latest_known_version.split(".")[1])
    minor = int(version.split(".")[1])
    oldest = latest - (OLDER_WITH_LONG_SUPPORT if config.updates.long_term_support else OLDER)
    if not oldest <= minor <= latest:
        supported = listed(f"1.{each}" for each in range(max(oldest, 0), latest + 1))
        fix = (
            "upgrade, one minor version at a time" if minor < latest else "raise latest_known_version if AKS offers it"
        )
        yield Problem(path="updates.kubernetes_version", got=version, need=supported, fix=fix)


@refuses
def production_is_upgraded_by_hand(config: BaselineConfig) -> Findings:
    """In production, automatic upgrades install only patch versions. UPD-21."""
    channel = config.updates.cluster_channel
    if config.environment == "prod" and channel not in ("none", "patch"):
        need, fix = "none or patch in prod", "upgrade minor versions by hand, after preproduction"
        yield Problem(path="updates.cluster_channel", got=channel, need=need, fix=fix)


@refuses
def nodes_are_updated_often_enough(config: BaselineConfig) -> Findings:
    """Nodes get new images at least weekly, or security patches every one or two days. UPD-12, UPD-13."""
    if config.updates.mode == "immutable":
        return
    window, channel = config.updates.window, config.updates.node_os_channel
    daily = window.frequency == "Daily"
    if channel == "SecurityPatch" and not (daily and window.interval <= 2):
        need = "Daily with an interval of 1 or 2 for SecurityPatch"
    elif channel == "NodeImage" and not daily and window.interval > 1:
        need = "Daily, or Weekly with an interval of 1, for NodeImage"
    else:
        return
    got, fix = f"{window.frequency} with an interval of {window.interval}", "set frequency and interval so"
    yield Problem(path="updates.window", got=got, need=need, fix=fix)


@refuses
def immutable_clusters_are_not_updated(config: BaselineConfig) -> Findings:
    """With `updates.mode: immutable` nothing updates the cluster: no `cluster_channel` and no kured. UPD-03."""
    if config.updates.mode != "immutable":
        return
    need, fix = "with updates.mode: immutable", "delete the key, or set updates.mode: in_place"
    if config.updates.cluster_channel != "none":
        got = config.updates.cluster_channel
        yield Problem(path="updates.cluster_channel", got=got, need=f"none {need}", fix=fix)
    if config.bootstrap.kured:
        yield Problem(path="bootstrap.kured", got="true", need=f"false {need}", fix=fix)


@refuses
def long_support_is_paid_for(config: BaselineConfig) -> Findings:
    """The key `long_term_support` needs `sku_tier` Premium. UPD-17."""
    # Azure page "Long-term support for Azure Kubernetes Service (AKS) versions", "Enable long-term support".
    if config.updates.long_term_support and config.sku_tier != "Premium":
        need, fix = f"false with sku_tier: {config.sku_tier}", "set sku_tier: Premium, or stay on current versions"
        yield Problem(path="updates.long_term_support", got="true", need=need, fix=fix)


@warns
def long_support_keeps_up_with_patches(config: BaselineConfig) -> Findings:
    """With `long_term_support` patches come by themselves, as only the newest two are supported. UPD-17."""
    # The same page, note under "Enable long-term support".
    updates = config.updates
    if updates.long_term_support and updates.mode == "in_place" and updates.cluster_channel == "none":
        need = "patch with long_term_support, which supports the newest two patches alone"
        yield Problem(path="updates.cluster_channel", got="none", need=need, fix="set cluster_channel: patch")
