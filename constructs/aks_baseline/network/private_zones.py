"""Names of the private DNS zones of services that the baseline reaches through private endpoints."""

from collections.abc import Mapping

# Azure page "Azure Private Endpoint private DNS zone values". Azure Monitor uses the last five.
SERVICE_ZONES: Mapping[str, str] = {
    "registry": "privatelink.azurecr.io",
    "key_vault": "privatelink.vaultcore.azure.net",
    "blob": "privatelink.blob.core.windows.net",
    "monitor": "privatelink.monitor.azure.com",
    "oms": "privatelink.oms.opinsights.azure.com",
    "ods": "privatelink.ods.opinsights.azure.com",
    "agents": "privatelink.agentsvc.azure-automation.net",
}
"""Names by the key of `dns.private_zones`."""

MONITOR_ZONES = ("monitor", "oms", "ods", "agents")
"""Keys of the zones of a private link scope, beside that of blobs."""
