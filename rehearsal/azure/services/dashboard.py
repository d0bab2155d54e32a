"""Microsoft.Dashboard: Azure Managed Grafana."""

from rehearsal.azure.behaviour import Put, completes, defaults, unregistered
from rehearsal.azure.values import public_address, short

GRAFANA = "Microsoft.Dashboard/grafana"

unregistered("Microsoft.Dashboard")
defaults(
    {
        GRAFANA: {
            "grafanaMajorVersion": "11",
            "zoneRedundancy": "Disabled",
            "apiKey": "Disabled",
            "deterministicOutboundIP": "Disabled",
            "publicNetworkAccess": "Enabled",
            "grafanaConfigurations": {"smtp": {"enabled": False}},
        }
    }
)


@completes(GRAFANA)
def complete_grafana(put: Put) -> None:
    host = f"{put.id.name}-{short(put.id.text)}.{put.location[:4]}.grafana.azure.com"
    put.properties["endpoint"] = f"https://{host}"
    put.properties["grafanaVersion"] = f"{put.properties['grafanaMajorVersion']}.2.1"
    if put.properties["deterministicOutboundIP"] == "Enabled":
        put.properties["outboundIPs"] = [public_address(f"{put.id.text}{number}") for number in (1, 2)]
