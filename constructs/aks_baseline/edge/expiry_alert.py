"""Alert on certificates and secrets that expire soon."""

from aks_baseline.monitoring.log_alert import LogAlert
from aks_baseline.monitoring.runbook import Runbooks

EXPIRY_ALERT = "CertificateNearExpiry"

# Key Vault writes these operations into its audit log 30 days before the newest version expires, and when it has
# expired. The event needs no subscriber. The ingress certificate is a secret, the gateway's is a certificate.
OPERATIONS = tuple(
    f"{kind}{event}EventGridNotification" for kind in ("Secret", "Certificate") for event in ("NearExpiry", "Expired")
)


def certificate_expires(vault: str, *, runbooks: Runbooks) -> LogAlert:
    """Log alert on a certificate or secret that expires within 30 days or has expired.

    Source: Azure pages "Azure Key Vault logging" and "Azure Key Vault as Event Grid source".

    Args:
        vault: Name of the key vault.
        runbooks: Links to the runbooks of the alerts.
    """
    operations = ", ".join(f'"{operation}"' for operation in OPERATIONS)
    return LogAlert(
        title=f"Certificate in {vault} expires",
        description=(
            f"A certificate or secret in the vault expires within 30 days. Runbook: {runbooks.of(EXPIRY_ALERT)}"
        ),
        severity=2,
        window="P1D",  # the vault logs it once
        frequency="PT1H",
        query="\n".join(
            (
                "AzureDiagnostics",
                f'| where ResourceProvider == "MICROSOFT.KEYVAULT" and Resource =~ "{vault}"',
                f"| where OperationName in ({operations})",
            )
        ),
    )
