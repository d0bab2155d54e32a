"""Key vault."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.key_vault import KeyVault, KeyVaultNetworkAcls
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.roles import grant
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.private_endpoint import EndpointPlace, private_endpoint


@dataclass(frozen=True, kw_only=True)
class NewVault:
    """A vault to make.

    Args:
        name: Name of the vault, unique in Azure, 3 to 24 characters.
        tenant_id: Entra tenant of the identities that use the vault.
        ip_ranges: Public ranges that people and pipelines write certificates from. Terraform writes through the data
            plane of the vault, which its firewall guards too.
        purge_protection: True: nobody can purge a deleted vault within the seven days, and nobody can turn the
            protection off again. The name stays taken for these days. azurerm recovers the vault with its certificates
            when it makes a vault of the same name in the same subscription, resource group and region. Use it in
            production, because a purge destroys the private key of the gateway. False: a trial can be destroyed and
            begun anew.
        workspace_id: Log Analytics workspace for logs and metrics.
        lifecycle: Protection from deletion. None: no protection.
    """

    name: str
    tenant_id: str
    ip_ranges: Sequence[IPv4Network]
    purge_protection: bool
    workspace_id: str
    lifecycle: TerraformResourceLifecycle | None


class SecretsVault(Construct):
    """Key vault for the cluster's certificates and secrets, with a private endpoint.

    Azure roles decide who reads and writes. The firewall refuses all public addresses but `ip_ranges`. The cluster and
    its workloads use the private endpoint. Azure keeps a deleted vault for seven days.
    Source: article, "Add secret management"; Azure pages "Configure Azure Key Vault firewalls and virtual networks",
    "Azure Key Vault recovery management with soft delete and purge protection".

    Args:
        vault: The vault to make, or the resource id of an existing one, whose owner guards it and keeps its logs.
        at: Resource group and region of the vault and its endpoint.
        endpoint: Subnet and private DNS zone of the private endpoint.

    Attributes:
        endpoint: Private endpoint. Resources that read the vault from inside the network must wait for it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        vault: NewVault | str,
        at: Placement,
        endpoint: EndpointPlace,
    ) -> None:
        super().__init__(scope, id_)
        if isinstance(vault, NewVault):
            made = self._vault(vault, at=at)
            self.name, self.id, self.uri = vault.name, made.id, made.vault_uri
        else:
            self.name, self.id = vault.rpartition("/")[2], vault
            self.uri = f"https://{self.name.lower()}.vault.azure.net/"
        self.endpoint = private_endpoint(
            self,
            "endpoint",
            name=f"pe-{self.name}",
            at=at,
            place=endpoint,
            resource_id=self.id,
            subresource="vault",
        )

    def _vault(self, new: NewVault, *, at: Placement) -> KeyVault:
        vault = KeyVault(
            self,
            "Default",
            name=new.name,
            resource_group_name=at.resource_group,
            location=at.location,
            tenant_id=new.tenant_id,
            sku_name="standard",
            rbac_authorization_enabled=True,
            enabled_for_deployment=False,
            enabled_for_disk_encryption=False,
            enabled_for_template_deployment=False,
            soft_delete_retention_days=7,
            purge_protection_enabled=new.purge_protection,
            public_network_access_enabled=True,  # if False, Azure ignores ip_rules
            network_acls=KeyVaultNetworkAcls(
                default_action="Deny",
                bypass="AzureServices",  # Application Gateway reads its certificate as a trusted service
                # Azure returns /32 for an address without a length
                ip_rules=[str(network) for network in new.ip_ranges],
            ),
            lifecycle=new.lifecycle,
        )
        send_diagnostics(vault, to=new.workspace_id)
        return vault

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
