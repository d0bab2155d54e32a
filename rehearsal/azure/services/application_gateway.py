"""Microsoft.Network: Application Gateway and its firewall policies."""

import re

from rehearsal.azure.behaviour import Put, completes, defaults, in_use, refuses, shows
from rehearsal.azure.cloud import Cloud, Resource
from rehearsal.azure.inline import number
from rehearsal.azure.network_rules import check_gateway_group, check_public_address
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.roles import assignments
from rehearsal.azure.values import Body, at, rows, same, texts

GATEWAY = "Microsoft.Network/applicationGateways"
ENDPOINT = "microsoft.network/privateendpoints"
FIREWALL = "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"

PARTS = (
    "gatewayIPConfigurations",
    "frontendIPConfigurations",
    "frontendPorts",
    "backendAddressPools",
    "backendHttpSettingsCollection",
    "httpListeners",
    "requestRoutingRules",
    "probes",
    "sslCertificates",
    "trustedRootCertificates",
    "trustedClientCertificates",
    "sslProfiles",
    "rewriteRuleSets",
    "redirectConfigurations",
    "urlPathMaps",
    "authenticationCertificates",
    "privateLinkConfigurations",
    "listeners",
    "backendSettingsCollection",
)
DEFAULTS_OF_PARTS: dict[str, Body] = {
    "httpListeners": {"requireServerNameIndication": False, "hostNames": []},
    "backendHttpSettingsCollection": {"pickHostNameFromBackendAddress": False},
    "probes": {"minServers": 0},
}
READERS = (
    "Key Vault Secrets User",
    "Key Vault Secrets Officer",
    "Key Vault Administrator",
    "Key Vault Certificate User",
)
SECRET = re.compile(r"https://([^./]+)\.vault\.azure\.net/secrets/([^/]+)(?:/([^/]+))?/?$")

defaults(
    {
        GATEWAY: {"operationalState": "Running", "enableHttp2": False},
        FIREWALL: {
            "policySettings": {
                "state": "Enabled",
                "mode": "Prevention",
                "requestBodyCheck": True,
                "maxRequestBodySizeInKb": 128,
                "fileUploadLimitInMb": 100,
                "fileUploadEnforcement": True,
                "requestBodyEnforcement": True,
                "requestBodyInspectLimitInKB": 128,
            },
            "managedRules": {"exclusions": []},
        },
    }
)
in_use({FIREWALL: "FirewallPolicyInUse"})


@completes(GATEWAY)
def complete_gateway(put: Put) -> None:
    number(put, *PARTS)
    for name, values in DEFAULTS_OF_PARTS.items():
        for part in rows(put.properties, name):
            part["properties"] = values | part["properties"]
    for part in rows(put.properties, "backendHttpSettingsCollection"):
        if part["properties"].get("cookieBasedAffinity") == "Enabled":
            part["properties"].setdefault("affinityCookieName", "ApplicationGatewayAffinity")
    for part in rows(put.properties, "sslCertificates"):
        for secret in ("data", "password"):
            part["properties"].pop(secret, None)


@completes(FIREWALL)
def complete_rule_sets(put: Put) -> None:
    for each in rows(put.properties, "managedRules", "managedRuleSets"):
        each.setdefault("ruleGroupOverrides", [])


@shows(FIREWALL)
def show_gateways(cloud: Cloud, resource: Resource, body: Body) -> None:
    using = [
        each for each in cloud.of_type(GATEWAY) if same(at(each.properties, "firewallPolicy", "id"), resource.id.text)
    ]
    body["properties"]["applicationGateways"] = [{"id": each.id.text} for each in using]


@refuses(GATEWAY)
def check_parts(put: Put) -> None:
    """Every part that another part names must be defined in the gateway."""
    own = {f"{put.id.key}/{name}/{part['name']}".lower() for name in PARTS for part in rows(put.properties, name)}
    for _, text in texts(put.properties):
        inside = put.id.holds(text) and text.count("/") == put.id.text.count("/") + 2
        if inside and text.lower() not in own:
            raise AzureError("InvalidResourceReference", f"{put.id.name}: {text} is not defined in the gateway")
    seen: dict[int, str] = {}
    for rule in rows(put.properties, "requestRoutingRules"):
        priority = at(rule, "properties", "priority")
        if priority is None:
            raise AzureError("ApplicationGatewayRequestRoutingRulePriorityCannotBeEmpty", rule["name"])
        if priority in seen:
            message = f"{seen[priority]} and {rule['name']} share priority {priority}"
            raise AzureError("ApplicationGatewayRequestRoutingRulePriorityConflict", message)
        seen[priority] = rule["name"]
    if put.properties.get("firewallPolicy") and at(put.properties, "sku", "tier") != "WAF_v2":
        raise AzureError("ApplicationGatewayFirewallPolicyNeedsWafTier", put.id.name)


@refuses(GATEWAY)
def check_network(put: Put) -> None:
    cloud = put.cloud
    for part in rows(put.properties, "frontendIPConfigurations"):
        check_public_address(put, at(part, "properties", "publicIPAddress", "id"), "Application Gateway v2")
    for part in rows(put.properties, "gatewayIPConfigurations"):
        subnet = cloud.get(at(part, "properties", "subnet", "id"))
        if not subnet:
            continue
        if group := at(subnet.properties, "networkSecurityGroup", "id"):
            check_gateway_group(cloud, group, subnet.id.text)
        table = at(subnet.properties, "routeTable", "id")
        for route in cloud.children(table, "routes") if table else []:
            away = route.properties.get("nextHopType") != "Internet"
            if route.properties.get("addressPrefix") == "0.0.0.0/0" and away:
                message = f"{subnet.id.text} routes 0.0.0.0/0 elsewhere than Internet, v2 gateways do not support that"
                raise AzureError("ApplicationGatewaySubnetUserDefinedRouteNotSupported", message)
        for user in cloud.users(subnet.id):
            if user.id.kind.endswith(("/privateendpoints", "/agentpools")):
                message = f"{subnet.id.text} also holds {user.id.text}"
                raise AzureError("ApplicationGatewaySubnetCannotHaveOtherResources", message)


@refuses(GATEWAY)
def check_certificates(put: Put) -> None:
    for kind in ("sslCertificates", "trustedRootCertificates"):
        for part in rows(put.properties, kind):
            if uri := at(part, "properties", "keyVaultSecretId"):
                _check_secret(put, part["name"], uri)


def _check_secret(put: Put, name: str, uri: str) -> None:
    found = SECRET.match(uri)
    if not found:
        raise AzureError("ApplicationGatewayInvalidSecretId", f"{name}: {uri} is no secret id")
    vaults = put.cloud.of_type("Microsoft.KeyVault/vaults")
    vault = next((each for each in vaults if same(each.id.name, found[1])), None)
    imported = found[2].lower() in put.cloud.imported
    if not vault or not (imported or found[2].lower() in put.cloud.vaults.live[found[1].lower()].secrets):
        raise AzureError("ApplicationGatewayKeyVaultSecretException", f"{name}: {uri} does not exist (yet)")
    base = f"https://{found[1]}.vault.azure.net"
    either = [f"{base}/certificates/{found[2]}", f"{base}/secrets/{found[2]}"]
    if not imported:
        put.cloud.need(put.id.text, either, f"the certificate {found[2]}")
    identities = [put.cloud.get(path) for path in at(put.body, "identity", "userAssignedIdentities") or {}]
    if not identities:
        message = f"{put.id.name} reads {uri} but has no user-assigned identity"
        raise AzureError("ApplicationGatewayKeyVaultIdentityMissing", message)
    principals = [each.properties["principalId"] for each in identities if each]
    granted = [id_ for each in principals for id_ in assignments(put.cloud, each, vault.id.text, *READERS)]
    put.cloud.need(put.id.text, granted, f"its identity's role on {vault.id.name}")
    if vault.properties.get("enableRbacAuthorization") and not granted:
        message = f"{put.id.name}: its identity may not read secrets of {vault.id.text} (no role assignment yet)"
        raise AzureError("ApplicationGatewayKeyVaultSecretAccessDenied", message)
    _check_way(put, vault, uri)


def _check_way(put: Put, vault: Resource, uri: str) -> None:
    """A gateway reaches a vault with a firewall through a private endpoint in its network.

    Source: Azure page "TLS termination with Key Vault certificates", on vaults with a firewall.
    """
    rules = vault.properties.get("networkAcls") or {}
    if rules.get("defaultAction") == "Deny":
        users = put.cloud.users(vault.id)
        put.cloud.need(put.id.text, [each.id.key for each in users if each.id.kind == ENDPOINT], "the way to its vault")
    if rules.get("defaultAction") == "Deny" and rules.get("bypass") != "AzureServices":
        put.cloud.notice(f"{vault.id.name}: its firewall stops Azure services, the gateway cannot fetch {uri}")
