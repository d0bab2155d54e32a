"""Lists the outbound destinations and ports that cluster features need, with their documentation as source.

The table is independent of the rules in constructs/aks_baseline/network/firewall_rules.py.
review/egress_proof.py compares the two.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from config.model import BaselineConfig

Protocol = Literal["HTTPS", "TCP"]

OUTBOUND = 'Azure page "Outbound network and FQDN rules for Azure Kubernetes Service (AKS) clusters"'
# The page names *.monitoring.azure.com; a cluster's agents call the endpoint of its own region.
CUSTOM_METRICS = 'Azure page "Send custom metrics to Azure Monitor by using a REST API"'
FLUX_INSTALLER = "mspnp/aks-baseline, comments on the rule flux-extension-runtime-requirements of its hub"
SNAPSHOTS = 'Azure page "Auto-upgrade node OS images", on the channel SecurityPatch'
VELERO_STORE = "velero-plugin-for-microsoft-azure, README on backup storage locations"

# Names in a tag of Azure Firewall. Azure page "Limit network traffic with Azure Firewall in AKS": the tag contains all
# names of the page above and Microsoft keeps it current. This table relies only on the required names, because
# Microsoft's reference implementation adds the names of add-ons to the tag.
FQDN_TAGS = {
    "AzureKubernetesService": (
        "*.hcp.{location}.azmk8s.io",
        "mcr.microsoft.com",
        "*.data.mcr.microsoft.com",
        "mcr-0001.mcr-msedge.net",
        "management.azure.com",
        "login.microsoftonline.com",
        "packages.microsoft.com",
        "acs-mirror.azureedge.net",
        "packages.aks.azure.com",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Need:
    """A destination that a feature needs.

    Args:
        who: feature or add-on that calls it.
        why: purpose of the call.
        destination: name, `*.` and the end of names, address or service tag; `{location}` stands for the region.
        port: port at the destination.
        protocol: an HTTPS request contains the host name; TCP does not, so the firewall compares addresses.
        source: documentation page; for the rules of a workload, their place in the configuration.
        private: part of a private endpoint's subresource, if traffic goes through that endpoint and not the firewall.
    """

    who: str
    why: str
    destination: str
    port: int = 443
    protocol: Protocol = "HTTPS"
    source: str = OUTBOUND
    private: str = ""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A feature that makes outbound HTTPS calls, and the condition for it to be on."""

    who: str
    why: str
    names: tuple[str, ...]
    source: str = OUTBOUND
    private: str = ""
    on: Callable[[BaselineConfig], bool] = lambda _: True


def _flux_extension(config: BaselineConfig) -> bool:
    return config.bootstrap.method == "flux_extension"


def _defender(config: BaselineConfig) -> bool:
    return config.defender.cluster_profile


def _aks_backup(config: BaselineConfig) -> bool:
    return config.backup.mode == "aks_extension"


def _security_patches(config: BaselineConfig) -> bool:
    ubuntu = any(pool.os_sku == "Ubuntu" for pool in config.node_pools)
    return config.updates.node_os_channel == "SecurityPatch" and ubuntu


# Features that need only the core list are not in this table: KEDA, kured, Flagger, the CSI drivers for disks and
# files, cost analysis. Their images come from the own registry or Microsoft's, their API calls go to Resource Manager.
CALLERS = (
    Caller(
        who="AKS",
        why="nodes reach the API server, sign in, manage Azure resources, and fetch system images and packages",
        names=FQDN_TAGS["AzureKubernetesService"],
    ),
    Caller(
        who="Azure Policy add-on",
        why="fetches assignments and their artifacts, reports compliance and its own faults",
        names=("data.policy.core.windows.net", "store.policy.core.windows.net", "dc.services.visualstudio.com"),
    ),
    Caller(
        who="Azure Monitor agents",
        why="fetch collection rules, deliver logs and metrics, report their own faults",
        names=(
            "*.ods.opinsights.azure.com",
            "*.oms.opinsights.azure.com",
            "dc.services.visualstudio.com",
            "login.microsoftonline.com",
            "global.handler.control.monitor.azure.com",
            "*.ingest.monitor.azure.com",
            "*.metrics.ingest.monitor.azure.com",
            "{location}.handler.control.monitor.azure.com",
        ),
    ),
    Caller(
        who="Azure Monitor agents",
        why="deliver custom metrics",
        names=("{location}.monitoring.azure.com",),
        source=CUSTOM_METRICS,
    ),
    Caller(
        who="Microsoft Defender sensor",
        why="reports security events",
        names=(
            "login.microsoftonline.com",
            "*.ods.opinsights.azure.com",
            "*.oms.opinsights.azure.com",
            "*.cloud.defender.microsoft.com",
        ),
        on=_defender,
    ),
    Caller(who="Workload identity", why="pods sign in to Entra", names=("login.microsoftonline.com",)),
    Caller(
        who="Key Vault provider",
        why="reads secrets and certificates",
        names=("*.vault.azure.net",),
        private="vault",
    ),
    Caller(
        who="Container registry",
        why="nodes pull every image of ours from the own registry",
        names=("*.azurecr.io",),
        source='Azure page "Connect privately to an Azure container registry using Azure Private Link"',
        private="registry",
    ),
    Caller(
        who="Node OS updates",
        why="nodes fetch tested security patches between two images",
        names=("snapshot.ubuntu.com",),
        source=SNAPSHOTS,
        on=_security_patches,
    ),
    Caller(
        who="Backup extension",
        why="its agent fetches its configuration and images, and reports its state",
        names=(
            "{location}.dp.kubernetesconfiguration.azure.com",
            "mcr.microsoft.com",
            "*.data.mcr.microsoft.com",
            "*.ingestion.msftcloudes.com",
            "*.microsoftmetrics.com",
        ),
        on=_aks_backup,
    ),
    Caller(
        who="Backup extension",
        why="writes the cluster's objects into its storage account",
        names=("*.blob.core.windows.net",),
        source='Azure page "Prerequisites for Azure Kubernetes Service backup using Azure Backup"',
        private="blob",
        on=_aks_backup,
    ),
    Caller(
        who="Flux extension",
        why="its agent fetches its configuration and images, and reports its state",
        names=(
            "{location}.dp.kubernetesconfiguration.azure.com",
            "mcr.microsoft.com",
            "*.data.mcr.microsoft.com",
            "*.ingestion.msftcloudes.com",
            "*.microsoftmetrics.com",
        ),
        on=_flux_extension,
    ),
    Caller(
        who="Flux extension",
        why="its installer fetches the chart from a storage account that cannot be foreseen, and images of its agents",
        names=("*.blob.core.windows.net", "azurearcfork8s.azurecr.io"),
        source=FLUX_INSTALLER,
        on=_flux_extension,
    ),
)


def needs(config: BaselineConfig) -> Iterator[Need]:
    """Every destination that the features of a configuration need, except the address of the API server."""
    for caller in CALLERS:
        if caller.on(config):
            for name in caller.names:
                yield Need(
                    who=caller.who,
                    why=caller.why,
                    destination=name.format(location=config.location),
                    source=caller.source,
                    private=caller.private,
                )
    yield from _repository(config)
    yield from _backups(config)
    yield from _proxy(config)
    yield from _workload(config)


def _repository(config: BaselineConfig) -> Iterator[Need]:
    git = config.bootstrap.followed
    if git:
        address = git.host.replace(".", "").isdigit()
        yield Need(
            who="Argo CD" if config.bootstrap.method == "argocd" else "Flux",
            why="reads the repository that describes the cluster",
            destination=git.host,
            port=git.port,
            protocol="TCP" if git.over_ssh or address else "HTTPS",
            source="bootstrap.git.url",
        )


def _backups(config: BaselineConfig) -> Iterator[Need]:
    if config.backup.mode == "velero":
        yield Need(
            who="Velero",
            why="writes backups of the cluster's objects",
            destination=f"{config.backup.velero.storage_account}.blob.core.windows.net",
            source=VELERO_STORE,
        )


def _proxy(config: BaselineConfig) -> Iterator[Need]:
    proxy = config.egress.proxy
    for address in dict.fromkeys(filter(None, (proxy.http, proxy.https) if proxy else ())):
        host, _, port = address.partition("://")[2].partition(":")
        why = "is asked for everything outside"
        yield Need(who="HTTP proxy", why=why, destination=host, port=int(port), protocol="TCP", source="egress.proxy")


def _workload(config: BaselineConfig) -> Iterator[Need]:
    for position, rule in enumerate(config.egress.extra_rules):
        source = f"egress.extra_rules[{position}]"
        for name in rule.fqdns:
            yield Need(who=f"Workload: {rule.name}", why=rule.reason, destination=name, source=source)
        for address in rule.addresses:
            for port in rule.ports:
                yield Need(
                    who=f"Workload: {rule.name}",
                    why=rule.reason,
                    destination=address,
                    port=port,
                    protocol="TCP",
                    source=source,
                )
