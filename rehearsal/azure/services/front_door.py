"""Microsoft.Cdn: Azure Front Door, and Microsoft.Network: its firewall policies."""

from rehearsal.azure.behaviour import Put, completes, defaults, in_use, plain
from rehearsal.azure.values import rows, short

PROFILE = "Microsoft.Cdn/profiles"
FIREWALL = "Microsoft.Network/frontDoorWebApplicationFirewallPolicies"

plain(*(f"{PROFILE}/{type_}" for type_ in ("originGroups", "originGroups/origins", "secrets", "securityPolicies")))
plain(f"{PROFILE}/afdEndpoints/routes", f"{PROFILE}/ruleSets", f"{PROFILE}/ruleSets/rules")
defaults(
    {
        PROFILE: {"resourceState": "Active", "originResponseTimeoutSeconds": 60, "extendedProperties": {}},
        f"{PROFILE}/afdEndpoints": {"enabledState": "Enabled", "deploymentStatus": "NotStarted"},
        f"{PROFILE}/customDomains": {"domainValidationState": "Pending"},
        FIREWALL: {
            "frontendEndpointLinks": [],
            "securityPolicyLinks": [],
            "resourceState": "Enabled",
            "policySettings": {"enabledState": "Enabled", "mode": "Prevention", "requestBodyCheck": "Enabled"},
        },
    }
)
in_use({FIREWALL: "InUse"})


@completes(PROFILE)
def complete_profile(put: Put) -> None:
    put.properties["frontDoorId"] = put.guid("front door")
    put.body.setdefault("kind", "frontdoor")


@completes(f"{PROFILE}/afdEndpoints")
def complete_endpoint(put: Put) -> None:
    put.properties["hostName"] = f"{put.id.name}-{short(put.id.text)}.z01.azurefd.net"


@completes(f"{PROFILE}/customDomains")
def complete_domain(put: Put) -> None:
    token = {"validationToken": short(put.id.text) * 4, "expirationDate": "2027-01-01T00:00:00Z"}
    put.properties["validationProperties"] = token


@completes(FIREWALL)
def complete_firewall(put: Put) -> None:
    for each in rows(put.properties, "managedRules", "managedRuleSets"):
        each.setdefault("ruleGroupOverrides", [])
        each.setdefault("exclusions", [])
