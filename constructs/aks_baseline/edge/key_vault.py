"""Key vault."""

from collections.abc import Sequence
from ipaddress import IPv4Network

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.key_vault import KeyVault, KeyVaultNetworkAcls
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.roles import grant
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.private_endpoint import private_endpoint


class SecretsVault(Construct):
    """The vault of the cluster's certificates and secrets: Entra roles decide, the firewall is shut, consumers come
    through the private endpoint.

    Required. `ip_ranges`: public ranges from which people and pipelines write certificates. That goes through the
    vault's data plane, which has no way around its firewall.
    Required. `purge_protection`: Azure then keeps a deleted vault for seven days whatever anybody does. It cannot be
    turned off again, and it holds the name: the vault's name comes from the configuration, so the next deployment asks
    for the same one. Inside these days azurerm recovers the vault with its certificates (`recover_soft_deleted_…` in
    the provider's features), which works in the same subscription, group and region only. Production has it: a purge
    takes the listener's key away for good. Elsewhere it is off, so that a trial can be torn down and begun anew.
    Required. `subnet_id`, `zone_id`, `connection`: where the private endpoint is, where its name is, what it is called.
    `endpoint`: what consumers inside the network wait for.
    Source: article, "Add secret management"; Azure pages "Configure Azure Key Vault firewalls and virtual networks",
    "Azure Key Vault recovery management with soft delete and purge protection".
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
        subnet_id: str,
        zone_id: str,
        connection: str,
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
            public_network_access_enabled=True,  # or Azure would disregard ip_rules
            network_acls=KeyVaultNetworkAcls(
                default_action="Deny",
                bypass="AzureServices",  # Application Gateway fetches its certificate as a trusted service
                ip_rules=[str(network) for network in ip_ranges],  # Azure answers /32 even where it was left out
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
            subnet_id=subnet_id,
            resource_id=self.id,
            subresource="vault",
            zone_id=zone_id,
            connection=connection,
        )

    def grant_reading(self, id_: str, *, to: str, whom: str) -> tuple[ITerraformDependable, ...]:
        """Let the identity with the object id `to` read secrets and the vault's properties. `whom`: who that is."""
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
        """Let whoever deploys, a person or a pipeline with the object id `to`, make certificates."""
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
        """Let whoever deploys, with the object id `to`, write secrets. Reading comes with it: azurerm reads what it
        has written, and no built-in role writes without reading.
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
