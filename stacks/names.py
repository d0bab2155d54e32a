"""Names of all resources, after the article's reference implementation.

Production has the names of the reference. Names of other environments end in the name of the environment. Names that
two deployments in one subscription would share contain the region or the suffix.
"""

from dataclasses import dataclass

from aks_baseline.foundation.hosts import INGRESS_WORKLOAD


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names of all resources of a region.

    Args:
        organization: Business unit.
        application: Identifier of the application.
        environment: Environment, such as prod.
        location: Azure region.
        suffix: 3 to 13 lower-case letters and digits. The name of a key vault, `kv-aks-` and the suffix, has at most 24
            characters.
        region_in_groups: False leaves the region out of the names of the application's two resource groups.
        spoke: Label of the spoke in a fleet. Empty for a hub and for the first spoke of a region.
        cluster_label: Label of the cluster in a fleet. Empty for a hub, a spoke and the first cluster of a spoke.
    """

    organization: str
    application: str
    environment: str
    location: str
    suffix: str
    region_in_groups: bool = True
    spoke: str = ""
    cluster_label: str = ""

    @property
    def workload(self) -> str:
        """Business unit and application in one word, as the reference writes it: BU0001A0008."""
        return f"{self.organization}{self.application}".upper()

    def _staged(self, name: str) -> str:
        return name if self.environment == "prod" else f"{name}-{self.environment}"

    # Resource groups, one a team and lifetime
    @property
    def hub_group(self) -> str:
        return self._staged(f"rg-enterprise-networking-hubs-{self.location}")

    @property
    def spoke_group(self) -> str:
        return self._staged(f"rg-enterprise-networking-spokes{_behind(self.spoke)}-{self.location}")

    @property
    def shared_group(self) -> str:
        return self._application_group(f"{_behind(self.spoke)}-shared")

    @property
    def cluster_group(self) -> str:
        return self._application_group(_behind(self.spoke) + _behind(self.cluster_label))

    def _application_group(self, part: str = "") -> str:
        region = f"-{self.location}" if self.region_in_groups else ""
        return self._staged(f"rg-{self.workload.lower()}{part}{region}")

    @property
    def node_group(self) -> str:
        return f"rg-{self.cluster}-nodepools"

    # Hub
    @property
    def hub_workspace(self) -> str:
        return self._staged(f"la-hub-{self.location}")

    @property
    def hub_network(self) -> str:
        return self._staged(f"vnet-{self.location}-hub")

    @property
    def firewall(self) -> str:
        return f"fw-{self.location}"

    @property
    def firewall_policy(self) -> str:
        return f"fw-policies-{self.location}"

    @property
    def node_ip_group(self) -> str:
        return f"ipg-{self.location}-AksNodepools"

    def firewall_address(self, number: int) -> str:
        return f"pip-fw-{self.location}-{number:02}"

    @property
    def bastion(self) -> str:
        return f"ab-{self.location}"

    @property
    def bastion_address(self) -> str:
        return f"pip-ab-{self.location}"

    @property
    def bastion_nsg(self) -> str:
        return f"nsg-{self.location}-bastion"

    @property
    def hub_endpoint_nsg(self) -> str:
        return f"nsg-{self.location}-privatelinkendpoints"

    @property
    def hub_gateway(self) -> str:
        return f"vgw-{self.location}-hub"

    @property
    def hub_gateway_address(self) -> str:
        return f"pip-vgw-{self.location}"

    # Spoke
    @property
    def spoke_network(self) -> str:
        return self._staged(f"vnet-spoke-{self.workload}-{self.spoke or '00'}")

    @property
    def route_table(self) -> str:
        return f"route-to-{self.location}-hub-fw"

    @property
    def gateway_address(self) -> str:
        return f"pip-{self.workload}-{self.spoke or '00'}{_behind(self.cluster_label)}"

    @property
    def cluster_workspace(self) -> str:
        return f"la-{self.cluster}"

    @property
    def registry(self) -> str:
        return f"acraks{self.suffix}"

    @property
    def action_group(self) -> str:
        return f"ag-{self.cluster}"

    # Cluster
    @property
    def cluster(self) -> str:
        return f"aks-{self.suffix}"

    @property
    def api_server_rules(self) -> str:
        """Rule collection group of this cluster in the hub's firewall policy."""
        return f"{self.cluster}-api-server"

    @property
    def inbound_rules(self) -> str:
        """Rule collection group for clients of this cluster in the hub's firewall policy."""
        return f"{self.cluster}-ingress"

    @property
    def cluster_topic(self) -> str:
        return self.cluster

    @property
    def tls_host_definition(self) -> str:
        """Name of our own policy definition: it lives in the subscription, which other deployments may share."""
        return f"K8sCustomIngressTlsHostsHaveDefinedDomainSuffix-{self.suffix}"

    @property
    def prometheus_workspace(self) -> str:
        return f"amw-{self.cluster}"

    @property
    def prometheus_collection(self) -> str:
        return f"MSProm-{self.location}-{self.cluster}"

    @property
    def container_insights_collection(self) -> str:
        return f"MSCI-{self.location}-{self.cluster}"

    @property
    def query_pack(self) -> str:
        return "AKS baseline bundled queries"

    def alert_group(self, level: str) -> str:
        return f"KubernetesAlert-RecommendedMetricAlerts{self.cluster}-{level.capitalize()}-level"

    @property
    def backup_alert_group(self) -> str:
        return f"BackupAlerts-{self.cluster}"

    def recording_group(self, subject: str) -> str:
        return f"{subject.capitalize()}RecordingRulesRuleGroup-{self.cluster}"

    @property
    def budget(self) -> str:
        return f"budget-{self.cluster}"

    @property
    def kubelet_identity(self) -> str:
        return f"mi-{self.cluster}-kubelet"

    @property
    def nat_gateway(self) -> str:
        return f"ng-{self.cluster}"

    def nat_address(self, number: int) -> str:
        return f"pip-{self.nat_gateway}-{number:02}"

    @property
    def control_plane_identity(self) -> str:
        return f"mi-{self.cluster}-controlplane"

    # The cluster's edge
    @property
    def gateway_identity(self) -> str:
        return "mi-appgateway-frontend"

    @property
    def ingress_identity(self) -> str:
        return self.workload_identity(INGRESS_WORKLOAD)

    def workload_identity(self, workload: str) -> str:
        return f"podmi-{workload}"

    @property
    def key_vault(self) -> str:
        return f"kv-{self.cluster}"

    @property
    def gateway_certificate(self) -> str:
        return "gateway-external-pfx-cert"

    @property
    def ingress_leaf(self) -> str:
        """Name of the ingress controller's certificate.

        The reference's name ends in `-aks-ingress-tls`. Earlier versions made a certificate of that name, and the vault
        keeps the name of a deleted certificate for seven days.
        """
        return "traefik-ingress-internal-aks-ingress-leaf"

    @property
    def waf_policy(self) -> str:
        return f"waf-{self.cluster}"

    @property
    def application_gateway(self) -> str:
        return f"apw-{self.cluster}"

    @property
    def ingress_record(self) -> str:
        """Label of the ingress controller's load balancer in the private zone `aks-ingress.<domain>`."""
        return f"{self.workload.lower()}-{self.cluster_label or '00'}"


def _behind(label: str) -> str:
    return f"-{label}" if label else ""
