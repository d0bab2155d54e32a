"""What the clusters of a region may reach through its firewall, as the configuration wants it."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from aks_baseline.network.firewall_rules import (
    ApplicationRule,
    Feature,
    GitServer,
    NetworkRule,
    RuleCollection,
    egress_rules,
)
from config.fleet import RegionView
from config.model import BaselineConfig, EgressRule, Git

Collections = tuple[RuleCollection, ...]


def egress(region: RegionView) -> tuple[Collections, Collections]:
    """Network and application rules: those of the features that are on, and those of `egress.extra_rules`."""
    clusters = [cluster.config for spoke in region.spokes for cluster in spoke.clusters]
    servers = [_server(each.bootstrap.followed) for each in clusters if each.bootstrap.followed]
    accounts = [each.backup.velero.storage_account for each in clusters if each.backup.mode == "velero"]
    return egress_rules(
        features={feature for each in clusters for feature in _features(each)},
        git=list(dict.fromkeys(servers)),
        backup_accounts=list(dict.fromkeys(filter(None, accounts))),
        own=[
            *_proxies(clusters),
            *(_own(rule) for rule in dict.fromkeys(rule for each in clusters for rule in each.egress.extra_rules)),
        ],
    )


def _server(git: Git) -> GitServer:
    return GitServer(host=git.host, port=git.port, ssh=git.over_ssh)


def _features(config: BaselineConfig) -> set[Feature]:
    # Only Ubuntu has the snapshots: Azure page "Auto-upgrade node OS images", on the channel SecurityPatch.
    patched = config.updates.node_os_channel == "SecurityPatch"
    on: dict[Feature, bool] = {
        "aks_backup": config.backup.mode == "aks_extension",
        "defender": config.defender.cluster_profile,
        "flux_extension": config.bootstrap.method == "flux_extension",
        "security_patches": patched and any(pool.os_sku == "Ubuntu" for pool in config.node_pools),
    }
    return {feature for feature, wanted in on.items() if wanted}


def _own(rule: EgressRule) -> NetworkRule | ApplicationRule:
    if rule.fqdns:
        return ApplicationRule(name=rule.name, reason=rule.reason, fqdns=rule.fqdns)
    return NetworkRule(
        name=rule.name, reason=rule.reason, protocol="TCP", destinations=rule.addresses, ports=rule.ports
    )


def _proxies(clusters: Sequence[BaselineConfig]) -> Iterator[NetworkRule]:
    """Rules for proxies, which may be behind the firewall."""
    given = [each.egress.proxy for each in clusters if each.egress.proxy]
    addresses = dict.fromkeys(urlsplit(address) for proxy in given for address in (proxy.http, proxy.https) if address)
    for number, address in enumerate(addresses):
        yield NetworkRule(
            name=f"http-proxy{number or ''}",
            reason="Nodes and pods ask this proxy for everything outside",
            protocol="TCP",
            fqdns=() if _is_address(address.hostname or "") else (address.hostname or "",),
            destinations=(address.hostname or "",) if _is_address(address.hostname or "") else (),
            ports=(address.port or 0,),
        )


def _is_address(host: str) -> bool:
    return host.replace(".", "").isdigit()
