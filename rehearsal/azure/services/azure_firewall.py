"""Microsoft.Network: Azure Firewall, its policies, rule collection groups and IP groups."""

from rehearsal.azure.behaviour import Put, completes, defaults, in_use, plain, refuses, shows
from rehearsal.azure.cloud import Cloud, Resource
from rehearsal.azure.inline import number
from rehearsal.azure.leases import lease
from rehearsal.azure.network_rules import check_public_address
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.values import Body, at, rows, same

FIREWALL = "Microsoft.Network/azureFirewalls"
POLICY = "Microsoft.Network/firewallPolicies"
RULES = "Microsoft.Network/firewallPolicies/ruleCollectionGroups"
IP_GROUP = "Microsoft.Network/ipGroups"
TIERS = ("Basic", "Standard", "Premium")

plain(RULES)
defaults({POLICY: {"threatIntelMode": "Alert"}, FIREWALL: {"additionalProperties": {}}})
in_use({POLICY: "FirewallPolicyInUse", IP_GROUP: "IpGroupInUse"})


@completes(FIREWALL)
def complete_firewall(put: Put) -> None:
    number(put, "ipConfigurations")
    parts = rows(put.properties, "ipConfigurations")
    subnet = next((path for part in parts if (path := at(part, "properties", "subnet", "id"))), None)
    for part in parts if subnet else []:
        part["properties"]["privateIPAddress"] = lease(put.cloud, subnet, put.id.key)[0]
    management = put.properties.get("managementIpConfiguration")
    if management:
        management["id"] = f"{put.id.text}/azureFirewallIpConfigurations/{management.get('name')}"
        subnet = at(management, "properties", "subnet", "id")
        address = lease(put.cloud, subnet, f"{put.id.key}/management")[0]
        management["properties"]["privateIPAddress"] = address
    if not put.properties.get("firewallPolicy"):
        put.properties.setdefault("threatIntelMode", "Alert")


@shows(POLICY)
def show_policy(cloud: Cloud, resource: Resource, body: Body) -> None:
    using = [
        each for each in cloud.of_type(FIREWALL) if same(at(each.properties, "firewallPolicy", "id"), resource.id.text)
    ]
    groups = cloud.children(resource.id.text, "ruleCollectionGroups")
    body["properties"] |= {
        "ruleCollectionGroups": [{"id": each.id.text} for each in groups],
        "firewalls": [{"id": each.id.text} for each in using],
        "childPolicies": [],
    }


@shows(IP_GROUP)
def show_ip_group(cloud: Cloud, resource: Resource, body: Body) -> None:
    """List every policy once: the provider locks them by name, and would wait for itself."""
    policies = dict.fromkeys(each.id.parent for each in cloud.users(resource.id) if each.id.kind == RULES.lower())
    body["properties"] |= {"firewalls": [], "firewallPolicies": [{"id": path} for path in policies]}


@refuses(FIREWALL)
def check_firewall(put: Put) -> None:
    parts = rows(put.properties, "ipConfigurations")
    subnets = [path for part in parts if (path := at(part, "properties", "subnet", "id"))]
    if at(put.properties, "sku", "name") == "AZFW_VNet":
        if len(subnets) != 1:
            message = f"{put.id.name}: exactly one ip configuration has the subnet, got {len(subnets)}"
            raise AzureError("AzureFirewallSubnetConfiguration", message)
        if not subnets[0].lower().endswith("/azurefirewallsubnet"):
            raise AzureError("AzureFirewallSubnetName", f"{subnets[0]} is not named AzureFirewallSubnet")
    for part in parts:
        check_public_address(put, at(part, "properties", "publicIPAddress", "id"), "Azure Firewall")


@refuses(FIREWALL)
def check_firewall_policy(put: Put) -> None:
    policy = put.cloud.get(at(put.properties, "firewallPolicy", "id"))
    if not policy:
        return
    mine = at(put.properties, "sku", "tier") or "Standard"
    theirs = at(policy.properties, "sku", "tier") or "Standard"
    if TIERS.index(theirs) > TIERS.index(mine):
        message = f"firewall {put.id.name} is {mine}, its policy {policy.id.name} {theirs}"
        raise AzureError("AzureFirewallPolicyTierMismatch", message)
    if not same(policy.body.get("location"), put.body.get("location")):
        message = f"{policy.id.name} lies in another region than {put.id.name}"
        raise AzureError("AzureFirewallPolicyRegion", message)


@refuses(FIREWALL)
def check_rule_groups(put: Put) -> None:
    """Azure writes no group of a policy while it makes a firewall with it. Source: reference implementation, hub."""
    policy = at(put.properties, "firewallPolicy", "id")
    for group in put.cloud.children(policy, "ruleCollectionGroups") if policy and not put.before else []:
        put.cloud.need(put.id.text, [group.id.key], "all groups of its policy")


@refuses(POLICY)
def check_tier(put: Put) -> None:
    premium = put.properties.get("intrusionDetection") or put.properties.get("transportSecurity")
    if premium and at(put.properties, "sku", "tier") != "Premium":
        message = f"{put.id.name}: intrusion detection and TLS inspection need tier Premium"
        raise AzureError("FirewallPolicyPremiumFeature", message)


@refuses(RULES)
def check_rules(put: Put) -> None:
    policy = put.cloud.get(put.id.parent)
    proxy = at(policy.properties, "dnsSettings", "enableProxy") if policy else None
    seen: dict[int, str] = {}
    for collection in rows(put.properties, "ruleCollections"):
        priority, name = collection["priority"], collection.get("name")
        if priority in seen:
            message = f"{put.id.name}: collections {seen[priority]} and {name} share priority {priority}"
            raise AzureError("FirewallPolicyRuleCollectionPriorityConflict", message)
        seen[priority] = name
        for rule in collection.get("rules") or []:
            _check_rule(rule, where=f"{put.id.name}/{name}/{rule.get('name')}", proxy=bool(proxy))


def _check_rule(rule: Body, *, where: str, proxy: bool) -> None:
    if not (rule.get("sourceAddresses") or rule.get("sourceIpGroups")):
        raise AzureError("FirewallPolicyRuleNoSource", f"{where} has no source")
    targets = ("targetFqdns", "fqdnTags", "targetUrls", "webCategories")
    if rule.get("ruleType") == "ApplicationRule" and not any(rule.get(key) for key in targets):
        raise AzureError("FirewallPolicyApplicationRuleNoTarget", f"{where} has no target")
    if rule.get("ruleType") == "NetworkRule" and rule.get("destinationFqdns") and not proxy:
        message = f"{where}: FQDNs in network rules need the DNS proxy of the policy"
        raise AzureError("FirewallPolicyNetworkRuleFqdnNeedsDnsProxy", message)
