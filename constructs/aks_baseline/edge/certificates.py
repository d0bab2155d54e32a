"""The certificates in the key vault: no private key is in code or in state.

Key Vault makes the gateway's own. It cannot make the ingress controller's: its issuer `Self` signs a certificate that
is no CA, and Application Gateway trusts only a CA as root of its backend (Azure page "Troubleshoot backend health
issues in Application Gateway", "The intermediate certificate was not found").
"""

from collections.abc import Sequence

from cdktf import Fn, ITerraformDependable, TerraformVariable
from cdktf_cdktf_provider_azurerm.key_vault_certificate import (
    KeyVaultCertificate,
    KeyVaultCertificateCertificatePolicy,
    KeyVaultCertificateCertificatePolicyIssuerParameters,
    KeyVaultCertificateCertificatePolicyKeyProperties,
    KeyVaultCertificateCertificatePolicyLifetimeAction,
    KeyVaultCertificateCertificatePolicyLifetimeActionAction,
    KeyVaultCertificateCertificatePolicyLifetimeActionTrigger,
    KeyVaultCertificateCertificatePolicySecretProperties,
    KeyVaultCertificateCertificatePolicyX509CertificateProperties,
    KeyVaultCertificateCertificatePolicyX509CertificatePropertiesSubjectAlternativeNames,
)
from cdktf_cdktf_provider_azurerm.key_vault_secret import KeyVaultSecret
from constructs import Construct

SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1"

# The vault renews with so many days left. The gateway fetches the new version within four hours.
RENEW_DAYS_BEFORE_EXPIRY = 60


def self_issued_certificate(
    scope: Construct,
    id_: str,
    *,
    name: str,
    host: str,
    vault_id: str,
    after: Sequence[ITerraformDependable],
) -> KeyVaultCertificate:
    """A year's TLS server certificate for `host` as PKCS#12, signed with its own key, renewed by the vault.

    A listener of Application Gateway takes it; browsers do not trust it.
    `host`: at most 64 characters, which is what a certificate's common name holds.
    `after`: the role that lets whoever deploys make it.
    Source: article, "Ingress traffic flow"; reference implementation, step 02; Azure page "TLS termination with Key
    Vault certificates".
    """
    return KeyVaultCertificate(
        scope,
        id_,
        name=name,
        key_vault_id=vault_id,
        certificate_policy=KeyVaultCertificateCertificatePolicy(
            issuer_parameters=KeyVaultCertificateCertificatePolicyIssuerParameters(name="Self"),
            key_properties=KeyVaultCertificateCertificatePolicyKeyProperties(
                key_type="RSA",
                key_size=2048,
                exportable=True,  # the consumer terminates TLS itself
                reuse_key=False,
            ),
            lifetime_action=[
                KeyVaultCertificateCertificatePolicyLifetimeAction(
                    action=KeyVaultCertificateCertificatePolicyLifetimeActionAction(action_type="AutoRenew"),
                    trigger=KeyVaultCertificateCertificatePolicyLifetimeActionTrigger(
                        days_before_expiry=RENEW_DAYS_BEFORE_EXPIRY
                    ),
                )
            ],
            secret_properties=KeyVaultCertificateCertificatePolicySecretProperties(content_type="application/x-pkcs12"),
            x509_certificate_properties=KeyVaultCertificateCertificatePolicyX509CertificateProperties(
                subject=f"CN={host}",
                subject_alternative_names=(
                    KeyVaultCertificateCertificatePolicyX509CertificatePropertiesSubjectAlternativeNames(
                        dns_names=[host]
                    )
                ),
                key_usage=["digitalSignature"],  # enough for ECDHE, which is all that the listener speaks
                extended_key_usage=[SERVER_AUTHENTICATION],
                validity_in_months=12,
            ),
        ),
        depends_on=list(after),
    )


def trusted_root(scope: Construct) -> str:
    """PEM of the CA that signs the ingress controller's certificate, as the Terraform variable `ingress_root`."""
    variable = TerraformVariable(
        scope,
        "ingress_root",
        type="string",
        description="CA certificate that the gateway trusts, as PEM. Public.",
        nullable=False,
    )
    root: str = variable.string_value
    return root


def ingress_leaf(
    scope: Construct, id_: str, *, name: str, vault_id: str, after: Sequence[ITerraformDependable]
) -> KeyVaultSecret:
    """The ingress controller's certificate with chain and key, as a secret of the vault.

    It comes from the Terraform variable `ingress_leaf`, which is ephemeral and written with a write-only argument: the
    key is in no plan and in no state. The variable `ingress_leaf_expiry` is public and different for each certificate:
    when it changes, azurerm writes a new version of the secret. The secret carries it as its expiration date, so that
    the vault tells of it 30 days before.
    `after`: the role that lets whoever deploys write and read back secrets.
    Source: azurerm 4.55 page "azurerm_key_vault_secret"; Terraform page "Ephemeral values in resources".
    """
    leaf = TerraformVariable(
        scope,
        "ingress_leaf",
        type="string",
        description="PEM of the ingress controller's certificate, of its issuers up to the root, and of its key.",
        sensitive=True,
        nullable=False,
    )
    leaf.add_override("ephemeral", True)  # TerraformVariable has no argument for it
    expiry = TerraformVariable(
        scope,
        "ingress_leaf_expiry",
        type="number",
        description="When that certificate expires, in seconds since 1970.",
        nullable=False,
    )
    return KeyVaultSecret(
        scope,
        id_,
        name=name,
        key_vault_id=vault_id,
        value_wo=leaf.string_value,
        value_wo_version=expiry.number_value,
        content_type="application/x-pem-file",
        expiration_date=Fn.timeadd("1970-01-01T00:00:00Z", f"{expiry.string_value}s"),
        depends_on=list(after),
    )
