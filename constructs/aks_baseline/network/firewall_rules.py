"""What the cluster may reach through the firewall, and why. Everything else is denied.

`{location}` stands for the region. No destination is a public registry: images come through the own registry's cache
rules.
Sources: article, "Egress traffic flow"; Azure page "Outbound network and FQDN rules for Azure Kubernetes Service
(AKS) clusters".
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class NetworkRule:
    """Addresses or service tags that nodes and pods may reach on ports of one protocol."""

    name: str
    reason: str
    protocol: Literal["TCP", "UDP"]
    destinations: tuple[str, ...]
    ports: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ApplicationRule:
    """Names, or tags of names that Azure keeps current, that nodes and pods may reach over HTTPS on port 443."""

    name: str
    reason: str
    fqdns: tuple[str, ...] = ()
    fqdn_tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RuleCollection:
    """Rules that belong together. `priority`: 100 to 65000, lower is read first."""

    name: str
    priority: int
    rules: tuple[NetworkRule, ...] | tuple[ApplicationRule, ...]


NETWORK_COLLECTIONS = (
    RuleCollection(
        name="org-wide-allowed",
        priority=100,
        rules=(
            NetworkRule(
                name="DNS",
                reason="Names are resolved by servers of the workload's choice",
                protocol="UDP",
                destinations=("*",),
                ports=(53,),
            ),
        ),
    ),
    RuleCollection(
        name="AKS-Global-Requirements",
        priority=200,
        rules=(
            NetworkRule(
                name="pods-to-api-server-konnectivity",
                reason="Nodes and pods reach the API server, and konnectivity agents keep its way back open",
                protocol="TCP",
                destinations=("AzureCloud.{location}",),
                ports=(443,),
            ),
            NetworkRule(
                name="pod-to-api-server_udp-1194",
                reason="The tunnel between nodes and control plane, where the cluster still uses one",
                protocol="UDP",
                destinations=("AzureCloud.{location}",),
                ports=(1194,),
            ),
        ),
    ),
)

APPLICATION_COLLECTIONS = (
    RuleCollection(
        name="AKS-Global-Requirements",
        priority=200,
        rules=(
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
                name="defender-sensor",
                reason="The Defender sensor reports what it sees on the nodes",
                fqdns=("*.cloud.defender.microsoft.com",),
            ),
            ApplicationRule(
                name="service-requirements",
                reason="AKS's own list: API server, Entra sign-in, resource manager, system images, node packages",
                fqdn_tags=("AzureKubernetesService",),
            ),
        ),
    ),
    RuleCollection(
        name="GitOps-Traffic",
        priority=300,
        rules=(
            ApplicationRule(
                name="github-origin",
                reason="Flux reads the repository that describes the cluster",
                fqdns=("github.com", "api.github.com"),
            ),
            ApplicationRule(
                name="flux-extension-runtime-requirements",
                reason="The Flux extension fetches its configuration, its images and its credentials",
                fqdns=(
                    "{location}.dp.kubernetesconfiguration.azure.com",
                    "mcr.microsoft.com",
                    "raw.githubusercontent.com",
                    "management.azure.com",
                    "login.microsoftonline.com",
                    "*.blob.core.windows.net",
                    "azurearcfork8s.azurecr.io",
                ),
            ),
        ),
    ),
)
