"""Microsoft.Network: Traffic Manager profiles and their endpoints."""

from rehearsal.azure.behaviour import Put, completes, defaults
from rehearsal.azure.values import rows

PROFILE = "Microsoft.Network/trafficManagerProfiles"
ENDPOINT = f"{PROFILE}/externalEndpoints"

defaults(
    {
        PROFILE: {
            "profileStatus": "Enabled",
            "trafficViewEnrollmentStatus": "Disabled",
            "monitorConfig": {"intervalInSeconds": 30, "timeoutInSeconds": 10, "toleratedNumberOfFailures": 3},
        },
        ENDPOINT: {"endpointStatus": "Enabled", "weight": 1, "alwaysServe": "Disabled"},
    }
)


@completes(PROFILE)
def complete_profile(put: Put) -> None:
    names = put.properties["dnsConfig"]
    names["fqdn"] = f"{names['relativeName']}.trafficmanager.net"
    put.body["location"] = "global"


@completes(ENDPOINT)
def give_priority(put: Put) -> None:
    """An endpoint without a priority gets the next one of its profile."""
    others = [each.properties for each in put.cloud.children(put.id.parent) if each.id.key != put.id.key]
    put.properties.setdefault("priority", 1 + max((each.get("priority") or 0 for each in others), default=0))
    put.properties.setdefault("endpointMonitorStatus", "CheckingEndpoint")
    for each in rows(put.properties, "customHeaders"):
        each.setdefault("value", "")
