"""Alert on certificates that end soon."""

from aks_baseline.monitoring.log_alert import LogAlert
from aks_baseline.monitoring.runbook import Runbooks

EXPIRY_ALERT = "CertificateNearExpiry"

# What Key Vault writes into its audit log, with or without a subscriber to the event: 30 days before the newest version
# of something expires, and when it has. The ingress certificate is a secret, the gateway's a certificate.
OPERATIONS = tuple(
    f"{kind}{event}EventGridNotification" for kind in ("Secret", "Certificate") for event in ("NearExpiry", "Expired")
)


def certificate_expires(vault: str, *, runbooks: Runbooks) -> LogAlert:
    """Something in the key vault called `vault` ends within 30 days, or has ended, and nobody has renewed it.

    Source: Azure pages "Azure Key Vault logging" and "Azure Key Vault as Event Grid source".
    """
    operations = ", ".join(f'"{operation}"' for operation in OPERATIONS)
    return LogAlert(
        title=f"Certificate in {vault} expires",
        description=(
            f"A certificate or secret in the vault expires within 30 days. Runbook: {runbooks.of(EXPIRY_ALERT)}"
        ),
        severity=2,
        window="P1D",  # the vault says it once
        frequency="PT1H",
        query="\n".join(
            (
                "AzureDiagnostics",
                f'| where ResourceProvider == "MICROSOFT.KEYVAULT" and Resource =~ "{vault}"',
                f"| where OperationName in ({operations})",
            )
        ),
    )
