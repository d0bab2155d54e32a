"""What the cluster may reach through the firewall, and why. Everything else is denied.

`{location}` stands for the region. No destination is a public registry: images come through the own registry's cache
rules.
The reference's three network rules are dropped. Azure answers DNS itself, or with `dns.use_hub` the firewall's own
proxy: neither needs a rule. UDP 1194 is not needed where konnectivity runs. TCP 443 to `AzureCloud.<region>` leads to
whatever anybody runs in that region, past every name below; `ApiServerRule` opens one address instead.
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
