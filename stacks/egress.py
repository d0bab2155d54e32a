"""What the clusters of a region may reach through its firewall, as the configuration wants it."""

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
        own=[_own(rule) for rule in dict.fromkeys(rule for each in clusters for rule in each.egress.extra_rules)],
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
