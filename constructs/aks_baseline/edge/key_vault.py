"""Key vault."""

from collections.abc import Sequence
from ipaddress import IPv4Network

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.key_vault import KeyVault, KeyVaultNetworkAcls
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.roles import grant
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.private_endpoint import EndpointPlace, private_endpoint


class SecretsVault(Construct):
    """Key vault for the cluster's certificates and secrets, with a private endpoint.

    Azure roles decide who reads and writes. The firewall refuses all public addresses but `ip_ranges`. The cluster and
    its workloads use the private endpoint. Azure keeps a deleted vault for seven days.
    Source: article, "Add secret management"; Azure pages "Configure Azure Key Vault firewalls and virtual networks",
    "Azure Key Vault recovery management with soft delete and purge protection".

    Args:
        name: Name of the vault, unique in Azure, 3 to 24 characters.
        at: Resource group and region.
        tenant_id: Entra tenant of the identities that use the vault.
        ip_ranges: Public ranges that people and pipelines write certificates from. Terraform writes through the data
            plane of the vault, which its firewall guards too.
        purge_protection: True: nobody can purge a deleted vault within the seven days, and nobody can turn the
            protection off again. The name stays taken for these days. azurerm recovers the vault with its certificates
            when it makes a vault of the same name in the same subscription, resource group and region. Use it in
            production, because a purge destroys the private key of the gateway. False: a trial can be destroyed and
            begun anew.
        endpoint: Subnet and private DNS zone of the private endpoint.
        workspace_id: Log Analytics workspace for logs and metrics.
        lifecycle: Protection from deletion. None: no protection.

    Attributes:
        endpoint: Private endpoint. Resources that read the vault from inside the network must wait for it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        tenant_id: str,
        ip_ranges: Sequence[IPv4Network],
        purge_protection: bool,
        endpoint: EndpointPlace,
        workspace_id: str,
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        vault = KeyVault(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            tenant_id=tenant_id,
            sku_name="standard",
            rbac_authorization_enabled=True,
            enabled_for_deployment=False,
            enabled_for_disk_encryption=False,
            enabled_for_template_deployment=False,
            soft_delete_retention_days=7,
            purge_protection_enabled=purge_protection,
            public_network_access_enabled=True,  # if False, Azure ignores ip_rules
            network_acls=KeyVaultNetworkAcls(
                default_action="Deny",
                bypass="AzureServices",  # Application Gateway reads its certificate as a trusted service
                ip_rules=[str(network) for network in ip_ranges],  # Azure returns /32 for an address without a length
            ),
            lifecycle=lifecycle,
        )
        self.name = name
        self.id = vault.id
        self.uri = vault.vault_uri
        send_diagnostics(vault, to=workspace_id)
        self.endpoint = private_endpoint(
            self,
            "endpoint",
            name=f"pe-{name}",
            at=at,
            place=endpoint,
            resource_id=self.id,
            subresource="vault",
        )

    def grant_reading(self, id_: str, *, to: str, whom: str) -> tuple[ITerraformDependable, ...]:
        """Let an identity read secrets and the vault's properties.

        Args:
            id_: First part of the construct ids.
            to: Object id of the identity.
            whom: Who the identity belongs to, as the subject of a sentence.
        """
        return (
            grant(
                self,
                f"{id_}_secrets",
                role="Key Vault Secrets User",
                on=self.id,
                to=to,
                why=f"{whom} reads its certificate with the key",
            ),
            grant(
                self,
                f"{id_}_reader",
                role="Key Vault Reader",
                on=self.id,
                to=to,
                why=f"{whom} finds out what the vault holds",
            ),
        )

    def grant_certificates(self, id_: str, *, to: str) -> ITerraformDependable:
        """Let whoever deploys make certificates.

        Args:
            id_: Construct id.
            to: Object id of the person or pipeline that deploys.
        """
        return grant(
            self,
            id_,
            role="Key Vault Certificates Officer",
            on=self.id,
            to=to,
            principal=None,
            why="Whoever deploys makes the certificates inside the vault",
        )

    def grant_secrets(self, id_: str, *, to: str) -> ITerraformDependable:
        """Let whoever deploys write and read secrets.

        azurerm reads what it has written, and no built-in role can write but not read.

        Args:
            id_: Construct id.
            to: Object id of the person or pipeline that deploys.
        """
        return grant(
            self,
            id_,
            role="Key Vault Secrets Officer",
            on=self.id,
            to=to,
            principal=None,
            why="Whoever deploys writes the ingress controller's certificate into the vault",
        )
