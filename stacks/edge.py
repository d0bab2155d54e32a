"""The cluster's edge: key vault and certificates, the gateway in front, the names that lead to both."""

from cdktf import ITerraformDependable, TerraformOutput
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from cdktf_cdktf_provider_azurerm.data_azurerm_key_vault_certificate import DataAzurermKeyVaultCertificate
from cdktf_cdktf_provider_azurerm.dns_a_record import DnsARecord
from cdktf_cdktf_provider_azurerm.private_dns_a_record import PrivateDnsARecord
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

from aks_baseline.cluster.workload_identity import WorkloadIdentity
from aks_baseline.edge.application_gateway import IngressGateway
from aks_baseline.edge.certificates import ingress_leaf, self_issued_certificate, trusted_root
from aks_baseline.edge.expiry_alert import EXPIRY_ALERT, certificate_expires
from aks_baseline.edge.key_vault import SecretsVault
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.log_alert import log_alert
from aks_baseline.monitoring.runbook import Runbooks
from config.addresses.arithmetic import APPLICATION_GATEWAY_MAX_INSTANCES
from stacks.base import BaselineStack
from stacks.spoke import SpokeLinks

INGRESS_SERVICE_ACCOUNT = "traefik-ingress-controller"


class ClusterEdge:
    """What the cluster stack has at its edge, in two steps: the vault and its readers exist before the cluster, which
    waits for `before_cluster`; certificates and gateway come when `open` is called with the cluster made.

    Certificates wait for the cluster on purpose. A role on a vault's data plane takes up to ten minutes to be in force
    (Azure page "Provide access to Key Vault with Azure role-based access control"), and azurerm does not try again: the
    time that the cluster takes is that pause.

    Required. `deployer`: object id of whoever makes and writes the certificates.
    """

    def __init__(
        self,
        stack: BaselineStack,
        *,
        at: Placement,
        spoke: SpokeLinks,
        login: DataAzurermClientConfig,
        deployer: str,
    ) -> None:
        self._stack, self._at, self._spoke = stack, at, spoke
        self._config, self._names = stack.config, stack.names
        self._host = f"bicycle.{self._config.dns.domain}"
        self._gateway_identity = UserAssignedIdentity(
            stack,
            "gateway_identity",
            name=self._names.gateway_identity,
            resource_group_name=at.resource_group,
            location=at.location,
        )
        self._ingress_identity = WorkloadIdentity(stack, "ingress_identity", name=self._names.ingress_identity, at=at)
        self._vault = SecretsVault(
            stack,
            "key_vault",
            name=self._names.key_vault,
            at=at,
            tenant_id=login.tenant_id,
            ip_ranges=self._config.operators.ip_ranges,
            purge_protection=self._config.environment == "prod",
            subnet_id=spoke.endpoint_subnet_id,
            zone_id=spoke.vault_zone_id,
            connection=f"to_{spoke.vnet_name}",
            workspace_id=spoke.workspace_id,
            lifecycle=stack.lifecycle,
        )
        self._deployer_roles = [self._vault.grant_certificates("deployer", to=deployer)]
        if not self._config.tls.ingress_certificate:
            self._deployer_roles.append(self._vault.grant_secrets("deployer_secrets", to=deployer))
        self._gateway_roles = self._vault.grant_reading(
            "gateway", to=self._gateway_identity.principal_id, whom="Application Gateway"
        )
        ingress_roles = self._vault.grant_reading(
            "ingress", to=self._ingress_identity.principal_id, whom="The ingress controller"
        )
        self.before_cluster: tuple[ITerraformDependable, ...] = (self._vault.endpoint, *ingress_roles)
        self.vault_name = self._vault.name
        self.ingress_client_id = self._ingress_identity.client_id
        self.ingress_certificate = self._config.tls.ingress_certificate or self._names.ingress_leaf

    def open(self, *, issuer_url: str, after: ITerraformDependable) -> None:
        """Make certificates and their alert, gateway and records.

        `issuer_url`: of the cluster's tokens. `after`: the cluster.
        """
        self._ingress_identity.trust(
            name="ingress-controller",
            issuer_url=issuer_url,
            namespace=self._config.workloads[0].namespace,
            service_account=INGRESS_SERVICE_ACCOUNT,
        )
        allowed = (*self._deployer_roles, self._vault.endpoint, after)
        self.ingress_certificate_version = self._ingress_version(allowed)
        record = PrivateDnsARecord(
            self._stack,
            "ingress_record",
            name=self._names.ingress_record,
            resource_group_name=self._spoke.zone_group,
            zone_name=self._spoke.ingress_zone,
            ttl=3600,
            records=[str(self._config.ingress.load_balancer_ip)],
        )
        self.gateway_id = IngressGateway(
            self._stack,
            "application_gateway",
            at=self._at,
            names=self._names,
            subnet_id=self._spoke.gateway_subnet_id,
            address_id=self._spoke.gateway_address_id,
            identity_id=self._gateway_identity.id,
            host=self._host,
            backend_host=f"{self._names.ingress_record}.aks-ingress.{self._config.dns.domain}",
            certificate_secret_id=self._gateway_secret_id(allowed),
            trusted_root=self._config.tls.ingress_root or trusted_root(self._stack),
            max_instances=APPLICATION_GATEWAY_MAX_INSTANCES,
            after=(self._vault.endpoint, *self._gateway_roles, record),
            workspace_id=self._spoke.workspace_id,
        ).id
        if self._config.dns.public_zone_id:
            self._public_record(self._config.dns.public_zone_id)
        self._watch_expiry()
        self._outputs()

    def _gateway_secret_id(self, allowed: tuple[ITerraformDependable, ...]) -> str:
        existing = self._config.tls.gateway_certificate
        if existing:
            return f"{self._vault.uri}secrets/{existing}"
        certificate = self_issued_certificate(
            self._stack,
            "gateway_certificate",
            name=self._names.gateway_certificate,
            host=self._host,
            vault_id=self._vault.id,
            after=allowed,
        )
        return certificate.versionless_secret_id

    def _ingress_version(self, allowed: tuple[ITerraformDependable, ...]) -> str:
        """What is different for every certificate that the ingress controller shows."""
        existing = self._config.tls.ingress_certificate
        if existing:
            found = DataAzurermKeyVaultCertificate(
                self._stack,
                "ingress_certificate",
                name=existing,
                key_vault_id=self._vault.id,
                depends_on=self._deployer_roles,
            )
            return found.version
        made = ingress_leaf(
            self._stack, "ingress_certificate", name=self._names.ingress_leaf, vault_id=self._vault.id, after=allowed
        )
        # After a renewal azurerm plans `version` and `id` as they were, so that an output has the new one only at the
        # next apply: pods would keep the old certificate. The number that it was given is new at once.
        return made.get_string_attribute("value_wo_version")

    def _public_record(self, zone_id: str) -> None:
        """The clients' name in a zone of Azure DNS, which often is in a subscription of its own."""
        _, _, subscription, _, group, *_, zone = zone_id.split("/")
        provider = None
        if subscription != self._config.spoke.subscription_id:
            provider = AzurermProvider(
                self._stack,
                "azurerm_dns",
                alias="dns",
                subscription_id=subscription,
                resource_provider_registrations="none",
                features=[AzurermProviderFeatures()],
            )
        DnsARecord(
            self._stack,
            "public_record",
            name="bicycle",
            resource_group_name=group,
            zone_name=zone,
            ttl=3600,
            target_resource_id=self._spoke.gateway_address_id,
            provider=provider,
        )

    def _watch_expiry(self) -> None:
        runbooks = Runbooks(base_url=self._config.alerts.runbook_base_url)
        log_alert(
            self._stack,
            "expiry_alert",
            alert=certificate_expires(self.vault_name, runbooks=runbooks),
            name=EXPIRY_ALERT,
            at=self._at,
            workspace_id=self._spoke.workspace_id,
            action_group_id=self._spoke.action_group_id,
        )

    def _outputs(self) -> None:
        for name, value, description in (
            ("gateway_address", self._spoke.gateway_address, f"Public address that {self._host} must resolve to."),
            ("gateway_url", f"https://{self._host}", "Where clients reach the workload."),
            ("vault_name", self.vault_name, "Key vault of the certificates."),
            ("ingress_client_id", self.ingress_client_id, "Client id of the ingress controller's identity."),
        ):
            TerraformOutput(self._stack, name, value=value, description=description)
