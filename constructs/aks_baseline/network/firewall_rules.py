"""What the cluster may reach through the firewall, and why. Everything else is denied.

`{location}` stands for the region. No destination is a public registry: images come through the own registry's cache
rules. A rule that only one option of the cluster needs names it, and is there with that option alone.
The reference's three network rules are dropped. Azure answers DNS itself, or with `dns.use_hub` the firewall's own
proxy: neither needs a rule. UDP 1194 is not needed where konnectivity runs. TCP 443 to `AzureCloud.<region>` leads to
whatever anybody runs in that region, past every name below; `ApiServerRule` opens one address instead. Dropped too are
`api.github.com` and `raw.githubusercontent.com`, which nothing here calls.
review/egress_proof.py holds these rules against what Azure's pages ask for.
Sources: article, "Egress traffic flow"; Azure page "Outbound network and FQDN rules for Azure Kubernetes Service
(AKS) clusters".
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Literal

# Options of a cluster that need a way out of their own.
Feature = Literal["aks_backup", "defender", "flux_extension", "security_patches"]


@dataclass(frozen=True, kw_only=True)
class NetworkRule:
    """Addresses, service tags or names that nodes and pods may reach on ports of one protocol.

    Args:
        name: Name of the rule, unique in its collection.
        reason: Why the traffic is needed, as a sentence without full stop.
        protocol: TCP or UDP.
        destinations: Addresses, prefixes or service tags.
        fqdns: Host names. The firewall looks them up through its DNS proxy, because such traffic carries no name.
        ports: Port numbers.
    """

    name: str
    reason: str
    protocol: Literal["TCP", "UDP"]
    destinations: tuple[str, ...] = ()
    fqdns: tuple[str, ...] = ()
    ports: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ApplicationRule:
    """Host names that nodes and pods may reach over HTTPS.

    Args:
        name: Name of the rule, unique in its collection.
        reason: Why the traffic is needed, as a sentence without full stop.
        fqdns: Host names. `*` stands for the leading labels.
        fqdn_tags: Azure's tags for sets of host names, which Azure keeps current.
        port: Port number.
        feature: Option of the cluster that needs the rule. None: every cluster needs it.
    """

    name: str
    reason: str
    fqdns: tuple[str, ...] = ()
    fqdn_tags: tuple[str, ...] = ()
    port: int = 443
    feature: Feature | None = None


@dataclass(frozen=True, kw_only=True)
class RuleCollection:
    """Rules that belong together.

    Args:
        name: Name of the collection, unique in its group.
        priority: 100 to 65000. The firewall reads lower numbers first.
        rules: Rules of one kind.
    """

    name: str
    priority: int
    rules: tuple[NetworkRule, ...] | tuple[ApplicationRule, ...]


APPLICATION_RULES = (
    ApplicationRule(
        name="azure-monitor-addon",
        reason="Container insights and managed Prometheus fetch their settings and deliver logs and metrics",
        fqdns=(
            "*.ods.opinsights.azure.com",
            "*.oms.opinsights.azure.com",
            "{location}.monitoring.azure.com",
            "*.ingest.monitor.azure.com",
            "*.metrics.ingest.monitor.azure.com",
            "global.handler.control.monitor.azure.com",
            "{location}.handler.control.monitor.azure.com",
        ),
    ),
    ApplicationRule(
        name="azure-policy-addon",
        reason="The policy add-on fetches assignments and reports compliance",
        fqdns=("data.policy.core.windows.net", "store.policy.core.windows.net"),
    ),
    ApplicationRule(
        name="add-on-telemetry",
        reason="The policy and monitoring add-ons report their own faults to Microsoft",
        fqdns=("dc.services.visualstudio.com",),
    ),
    ApplicationRule(
        name="defender-sensor",
        reason="The Defender sensor reports what it sees on the nodes",
        fqdns=("*.cloud.defender.microsoft.com",),
        feature="defender",
    ),
    ApplicationRule(
        name="security-patches",
        reason="Nodes fetch tested security patches between two images, as node_os_channel SecurityPatch wants",
        fqdns=("snapshot.ubuntu.com",),
        feature="security_patches",
    ),
    ApplicationRule(
        name="backup-extension",
        reason="The extension of AKS backup fetches its configuration and reports its state",
        fqdns=(
            "{location}.dp.kubernetesconfiguration.azure.com",
            "*.ingestion.msftcloudes.com",
            "*.microsoftmetrics.com",
        ),
        feature="aks_backup",
    ),
    ApplicationRule(
        name="service-requirements",
        reason="AKS's own list: API server, Entra sign-in, resource manager, system images, node packages",
        fqdn_tags=("AzureKubernetesService",),
    ),
)

FLUX_EXTENSION = ApplicationRule(
    name="flux-extension-runtime-requirements",
    reason="The Flux extension fetches its configuration, its images and its credentials, and reports its state",
    fqdns=(
        "{location}.dp.kubernetesconfiguration.azure.com",
        "mcr.microsoft.com",
        "management.azure.com",
        "login.microsoftonline.com",
        "*.blob.core.windows.net",
        "azurearcfork8s.azurecr.io",
        "*.ingestion.msftcloudes.com",
        "*.microsoftmetrics.com",
    ),
    feature="flux_extension",
)


@dataclass(frozen=True, kw_only=True)
class GitServer:
    """Server of the Git repository that the cluster follows.

    Args:
        host: Host name or address.
        port: TCP port.
        ssh: True for SSH, False for HTTPS.
    """

    host: str
    port: int
    ssh: bool


def egress_rules(
    *,
    features: Set[Feature],
    git: Sequence[GitServer],
    backup_accounts: Sequence[str],
    own: Sequence[NetworkRule | ApplicationRule],
) -> tuple[tuple[RuleCollection, ...], tuple[RuleCollection, ...]]:
    """Network and application rules of the clusters behind a firewall, without collections that would be empty.

    Args:
        features: Options that are on in at least one cluster.
        git: Servers of the repositories that the clusters follow.
        backup_accounts: Storage accounts that backups go to.
        own: Rules of the workloads.
    """
    collections = (
        ("AKS-Global-Requirements", 200, (*APPLICATION_RULES, *map(_backup_rule, backup_accounts))),
        ("GitOps-Traffic", 300, (*map(_git_rule, git), FLUX_EXTENSION)),
        ("Workload-Requirements", 400, own),
    )
    network, application = [], []
    for name, priority, rules in collections:
        collection = RuleCollection(name=name, priority=priority, rules=())
        if addressed := tuple(rule for rule in rules if isinstance(rule, NetworkRule)):
            network.append(replace(collection, rules=addressed))
        named = tuple(rule for rule in rules if isinstance(rule, ApplicationRule))
        if wanted := tuple(rule for rule in named if rule.feature is None or rule.feature in features):
            application.append(replace(collection, rules=wanted))
    return tuple(network), tuple(application)


def _git_rule(git: GitServer) -> NetworkRule | ApplicationRule:
    name, reason = f"git-{git.host}"[:80], "The repository that describes the cluster is read here"
    try:
        address = str(ip_address(git.host))
    except ValueError:
        if not git.ssh:
            return ApplicationRule(name=name, reason=reason, fqdns=(git.host,), port=git.port)
        return NetworkRule(name=name, reason=reason, protocol="TCP", fqdns=(git.host,), ports=(git.port,))
    return NetworkRule(name=name, reason=reason, protocol="TCP", destinations=(address,), ports=(git.port,))


def _backup_rule(account: str) -> ApplicationRule:
    return ApplicationRule(
        name=f"backup-{account}",
        reason="Velero writes the backups of the cluster's objects into this storage account",
        fqdns=(f"{account}.blob.core.windows.net",),
    )
