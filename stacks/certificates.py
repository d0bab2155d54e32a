"""Certificates of the gateway and the ingress controller: made, or imported by the user."""

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.data_azurerm_key_vault_certificate import DataAzurermKeyVaultCertificate
from constructs import Construct

from aks_baseline.edge.certificates import ingress_leaf, self_issued_certificate
from config.model import BaselineConfig
from stacks.names import Names
from stacks.vault import Vault


def listener_secret_id(
    scope: Construct,
    *,
    config: BaselineConfig,
    names: Names,
    vault: Vault,
    host: str,
    after: tuple[ITerraformDependable, ...],
) -> str:
    """Version-less id of the gateway's own certificate: one that the user imported, or one that the vault issues.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        vault: Vault of the certificate.
        host: Name that clients ask for.
        after: Resources to wait for before anything is written.
    """
    if config.tls.gateway_certificate:
        return f"{vault.vault.uri}secrets/{config.tls.gateway_certificate}"
    certificate = self_issued_certificate(
        scope, "gateway_certificate", name=names.gateway_certificate, host=host, vault_id=vault.vault.id, after=after
    )
    return certificate.versionless_secret_id


def ingress_version(
    scope: Construct,
    *,
    config: BaselineConfig,
    names: Names,
    vault: Vault,
    after: tuple[ITerraformDependable, ...],
) -> str:
    """Text that changes whenever the ingress controller's certificate is renewed.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        vault: Vault of the certificate.
        after: Resources to wait for before anything is written.
    """
    if config.tls.ingress_certificate:
        found = DataAzurermKeyVaultCertificate(
            scope,
            "ingress_certificate",
            name=config.tls.ingress_certificate,
            key_vault_id=vault.vault.id,
            depends_on=list(vault.deployer_roles),
        )
        return found.version
    made = ingress_leaf(scope, "ingress_certificate", name=names.ingress_leaf, vault_id=vault.vault.id, after=after)
    # azurerm plans `version` and `id` of a renewed secret as they were, and an output would have the new ones only at
    # the next apply: pods would keep the old certificate. The number that the secret was given is new at once.
    return made.get_string_attribute("value_wo_version")
