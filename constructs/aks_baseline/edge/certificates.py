"""Certificates in the key vault. No private key is in code or in state.

Key Vault makes the gateway's certificate. It cannot make the ingress controller's certificate: Application Gateway
trusts only a CA as the root of its backend, and the vault's issuer `Self` makes no CA (Azure page "Troubleshoot backend
health issues in Application Gateway", "The intermediate certificate was not found").
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

# The vault renews a certificate this many days before it expires. The gateway fetches the new version in four hours.
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
    """Make a TLS server certificate that is signed with its own key. The vault renews it.

    It is valid for a year. Application Gateway accepts it for a listener. Browsers do not trust it.
    Source: article, "Ingress traffic flow"; reference implementation, step 02; Azure page "TLS termination with Key
    Vault certificates".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the certificate in the vault.
        host: Host name of the certificate, at most 64 characters: the common name of a certificate takes no more.
        vault_id: Key vault.
        after: Resources to wait for, among them the role that lets whoever deploys make certificates.
    """
    return KeyVaultCertificate(
        scope,
        id_,
        name=name,
        key_vault_id=vault_id,
        certificate_policy=_policy(host),
        depends_on=list(after),
    )


def _policy(host: str) -> KeyVaultCertificateCertificatePolicy:
    return KeyVaultCertificateCertificatePolicy(
        issuer_parameters=KeyVaultCertificateCertificatePolicyIssuerParameters(name="Self"),
        key_properties=KeyVaultCertificateCertificatePolicyKeyProperties(
            key_type="RSA",
            key_size=2048,
            exportable=True,  # Application Gateway terminates TLS itself
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
                KeyVaultCertificateCertificatePolicyX509CertificatePropertiesSubjectAlternativeNames(dns_names=[host])
            ),
            key_usage=["digitalSignature"],  # enough for ECDHE, which all cipher suites of the listener use
            extended_key_usage=[SERVER_AUTHENTICATION],
            validity_in_months=12,
        ),
    )


def trusted_root(scope: Construct) -> str:
    """Make the Terraform variable `ingress_root`: PEM of the CA that signs the ingress controller's certificate.

    Source: Azure page "Overview of TLS termination and end to end TLS with Application Gateway".

    Args:
        scope: The stack, whose variable it becomes.
    """
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
    """Make a secret with the ingress controller's certificate, its chain and its key.

    The value comes from the Terraform variable `ingress_leaf`. The variable is ephemeral and the argument is
    write-only, so the key is in no plan and in no state. The variable `ingress_leaf_expiry` is public and differs for
    each certificate: when it changes, azurerm writes a new version of the secret. It is also the expiration date of the
    secret, so that the vault logs an event 30 days before.
    Source: azurerm 4.55 page "azurerm_key_vault_secret"; Terraform page "Ephemeral values in resources".

    Args:
        scope: The stack, whose variables they become.
        id_: Construct id.
        name: Name of the secret in the vault.
        vault_id: Key vault.
        after: Resources to wait for, among them the role that lets whoever deploys write and read secrets.
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
