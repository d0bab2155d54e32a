"""Microsoft.Network: networks, subnets, peerings, security groups, routes, public addresses, NAT gateways."""

from rehearsal.azure.behaviour import Put, completes, defaults, in_use, loose, plain, refuses
from rehearsal.azure.inline import holds
from rehearsal.azure.network_rules import check_bastion_group, check_gateway_group
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.values import at, networks, prefixes, public_address, region, rows, same

NETWORK = "Microsoft.Network/virtualNetworks"
SUBNET = "Microsoft.Network/virtualNetworks/subnets"
PEERING = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
GROUP = "Microsoft.Network/networkSecurityGroups"
RULE = "Microsoft.Network/networkSecurityGroups/securityRules"
ROUTES = "Microsoft.Network/routeTables"
ROUTE = "Microsoft.Network/routeTables/routes"
ADDRESS = "Microsoft.Network/publicIPAddresses"

holds(NETWORK, {"subnets": "subnets", "virtualNetworkPeerings": "virtualNetworkPeerings"})
holds(GROUP, {"securityRules": "securityRules"})
holds(ROUTES, {"routes": "routes"})

plain("Microsoft.Network/ddosProtectionPlans")
defaults(
    {
        NETWORK: {"enableDdosProtection": False},
        SUBNET: {"privateEndpointNetworkPolicies": "Disabled", "privateLinkServiceNetworkPolicies": "Enabled"},
        RULE: {
            key: []
            for key in (
                "sourceAddressPrefixes",
                "destinationAddressPrefixes",
                "sourcePortRanges",
                "destinationPortRanges",
            )
        },
        ROUTES: {"disableBgpRoutePropagation": False},
        ROUTE: {"hasBgpOverride": False},
        PEERING: {
            "allowForwardedTraffic": False,
            "allowGatewayTransit": False,
            "useRemoteGateways": False,
            "peerCompleteVnets": True,
            "peeringSyncLevel": "FullyInSync",
        },
        ADDRESS: {
            "publicIPAddressVersion": "IPv4",
            "idleTimeoutInMinutes": 4,
            "ipTags": [],
            "ddosSettings": {"protectionMode": "VirtualNetworkInherited"},
        },
        "Microsoft.Network/natGateways": {"idleTimeoutInMinutes": 4},
    }
)
in_use(
    {
        NETWORK: "InUseVirtualNetworkCannotBeDeleted",
        SUBNET: "InUseSubnetCannotBeDeleted",
        GROUP: "InUseNetworkSecurityGroupCannotBeDeleted",
        ROUTES: "InUseRouteTableCannotBeDeleted",
        ADDRESS: "PublicIPAddressCannotBeDeleted",
        "Microsoft.Network/natGateways": "InUseNatGateway",
    }
)
loose(NETWORK, PEERING)

# Actions that a service may do in a subnet that is delegated to it. All others join it.
DELEGATED = {"microsoft.web/serverfarms": "Microsoft.Network/virtualNetworks/subnets/action"}
JOIN = "Microsoft.Network/virtualNetworks/subnets/join/action"

# Largest prefix lengths of the subnets that Azure knows by name. Source: the pages of Bastion, Azure Firewall, VPN
# Gateway and Route Server.
SMALLEST = {
    "azurebastionsubnet": 26,
    "azurefirewallsubnet": 26,
    "azurefirewallmanagementsubnet": 26,
    "gatewaysubnet": 29,
    "routeserversubnet": 27,
}
WITHOUT_GROUP = ("azurefirewallsubnet", "azurefirewallmanagementsubnet", "routeserversubnet")


@completes(NETWORK, "Microsoft.Network/natGateways")
def give_guid(put: Put) -> None:
    put.properties["resourceGuid"] = put.guid("guid")
    if put.id.kind.endswith("natgateways"):
        put.body.setdefault("sku", {"name": "Standard"})


@completes(SUBNET)
def complete_subnet(put: Put) -> None:
    properties = put.properties
    if put.before:
        put.resource.hidden = put.before.hidden
    stated = properties.get("addressPrefixes") or [properties["addressPrefix"]]
    properties["addressPrefixes"] = stated
    if len(stated) == 1:
        properties["addressPrefix"] = stated[0]
    for delegation in properties.get("delegations") or []:
        service = delegation.setdefault("properties", {})
        service["actions"] = [DELEGATED.get(str(service.get("serviceName")).lower(), JOIN)]
        delegation["id"] = f"{put.id.text}/delegations/{delegation.get('name')}"


@completes(PEERING)
def complete_peering(put: Put) -> None:
    remote = put.cloud.get(at(put.properties, "remoteVirtualNetwork", "id"))
    back = put.cloud.children(remote.id.text, "virtualNetworkPeerings") if remote else []
    back = [each for each in back if same(at(each.properties, "remoteVirtualNetwork", "id"), put.id.parent)]
    put.properties["peeringState"] = "Connected" if back else "Initiated"
    for each in back:
        each.properties["peeringState"] = "Connected"
    if remote:
        space = remote.properties.get("addressSpace")
        put.set({"remoteAddressSpace": space, "remoteVirtualNetworkAddressSpace": space})


@completes(ADDRESS)
def complete_address(put: Put) -> None:
    properties = put.properties
    put.body.setdefault("sku", {"name": "Basic"}).setdefault("tier", "Regional")
    if same(properties.get("publicIPAllocationMethod"), "Static"):
        properties["ipAddress"] = put.kept("properties", "ipAddress") or public_address(put.id.text)
    if label := at(properties, "dnsSettings", "domainNameLabel"):
        properties["dnsSettings"]["fqdn"] = f"{label}.{put.location}.cloudapp.azure.com"


@completes("Microsoft.Network/publicIPPrefixes")
def complete_prefix(put: Put) -> None:
    first = public_address(put.id.text).rsplit(".", 1)[0]
    put.properties["ipPrefix"] = f"{first}.0/{put.properties.get('prefixLength', 28)}"


@refuses(NETWORK)
def check_space(put: Put) -> None:
    space = networks(at(put.properties, "addressSpace", "addressPrefixes"))
    for position, one in enumerate(space):
        if any(one.overlaps(other) for other in space[:position]):
            message = f"address space of {put.id.name} overlaps itself: {one}"
            raise AzureError("NetcfgInvalidVirtualNetworkSite", message)
    for subnet in put.cloud.children(put.id.text, "subnets") if put.before else []:
        mine = prefixes(subnet.properties)[0]
        if not any(mine.version == each.version and mine.subnet_of(each) for each in space):  # type: ignore[arg-type]
            raise AzureError("InvalidAddressSpace", f"{subnet.id.name} {mine} lies outside {put.id.name}")


@refuses(SUBNET)
def check_prefixes(put: Put) -> None:
    network = put.cloud.get(put.id.parent)
    space = networks(at(network.properties, "addressSpace", "addressPrefixes")) if network else []
    if not put.properties.get("addressPrefixes") and not put.properties.get("addressPrefix"):
        raise AzureError("SubnetHasNoAddressPrefix", f"{put.id.name} has no address prefix")
    for mine in prefixes(put.properties):
        inside = any(mine.version == each.version and mine.subnet_of(each) for each in space)  # type: ignore[arg-type]
        if not inside or (mine.version == 4 and mine.prefixlen > 29):
            message = f"Subnet '{put.id.name}' {mine} is not valid in {[str(each) for each in space]}"
            raise AzureError("NetcfgInvalidSubnet", message)
        for other in put.cloud.children(put.id.parent, "subnets"):
            if other.id.key != put.id.key and any(mine.overlaps(each) for each in prefixes(other.properties)):
                message = f"Subnet '{put.id.name}' {mine} overlaps '{other.id.name}'"
                raise AzureError("NetcfgSubnetRangesOverlap", message)
        if mine.prefixlen > SMALLEST.get(put.id.name.lower(), 32):
            need = f"/{SMALLEST[put.id.name.lower()]} or larger"
            raise AzureError("SubnetTooSmall", f"{put.id.name} must be {need}, got {mine}")


@refuses(SUBNET)
def check_move(put: Put) -> None:
    """Azure page "Add, change, or delete a virtual network subnet": no new prefix while anything is in the subnet."""
    if not put.before or prefixes(put.before.properties) == prefixes(put.properties):
        return
    user = next(put.cloud.users(put.id), None)
    if user:
        message = f"{put.id.text} is in use by {user.id.text} and its prefix cannot change"
        raise AzureError("InUsePrefixCannotBeDeleted", message)


@refuses(SUBNET)
def check_attachments(put: Put) -> None:
    name, cloud = put.id.name.lower(), put.cloud
    attached = {key: at(put.properties, key, "id") for key in ("networkSecurityGroup", "routeTable", "natGateway")}
    group = attached["networkSecurityGroup"]
    if group and name in WITHOUT_GROUP:
        message = f"{put.id.name} accepts no network security group"
        raise AzureError("NetworkSecurityGroupNotAllowedOnAzureFirewallSubnet", message)
    if group and name == "gatewaysubnet":
        cloud.notice("GatewaySubnet has a network security group; gateways do not support one")
    if attached["routeTable"] and name == "azurebastionsubnet":
        message = "AzureBastionSubnet accepts no route table"
        raise AzureError("RouteTableCannotBeAttachedForAzureBastionSubnet", message)
    network = cloud.get(put.id.parent)
    for what, path in attached.items():
        found = cloud.get(path)
        if found and network and region(found.body.get("location")) != region(network.body.get("location")):
            raise AzureError("InvalidResourceReference", f"{what} {path} and the network lie in different regions")
    if group and name == "azurebastionsubnet":
        check_bastion_group(cloud, group)
    for gateway in cloud.of_type("Microsoft.Network/applicationGateways") if group else []:
        for part in rows(gateway.properties, "gatewayIPConfigurations"):
            if same(at(part, "properties", "subnet", "id"), put.id.text):
                check_gateway_group(cloud, group, put.id.text)


@refuses(GROUP)
def check_rules(put: Put) -> None:
    seen: dict[tuple[str, int], str] = {}
    for rule in rows(put.properties, "securityRules"):
        where = (rule["properties"]["direction"], rule["properties"]["priority"])
        if where in seen:
            message = f"{put.id.name}: rules {seen[where]} and {rule['name']} share direction and priority {where}"
            raise AzureError("SecurityRuleConflict", message)
        if not 100 <= where[1] <= 4096:
            raise AzureError("SecurityRuleInvalidPriority", f"{rule['name']}: {where[1]}")
        seen[where] = rule["name"]


@refuses(RULE)
def check_rule(put: Put) -> None:
    mine = (put.properties["direction"], put.properties["priority"])
    for other in put.cloud.children(put.id.parent, "securityRules"):
        if other.id.key != put.id.key and (other.properties["direction"], other.properties["priority"]) == mine:
            raise AzureError("SecurityRuleConflict", f"{put.id.name} and {other.id.name} share {mine}")


@refuses(PEERING)
def check_peering(put: Put) -> None:
    mine, path = put.cloud.get(put.id.parent), at(put.properties, "remoteVirtualNetwork", "id")
    other = put.cloud.get(path)
    if not mine or not other:
        raise AzureError("InvalidResourceReference", f"peering {put.id.name}: remote network {path} does not exist")
    if mine is other:
        raise AzureError("VirtualNetworkCannotPeerWithItself", put.id.name)
    for one in networks(at(mine.properties, "addressSpace", "addressPrefixes")):
        for two in networks(at(other.properties, "addressSpace", "addressPrefixes")):
            if one.version == two.version and one.overlaps(two):
                message = f"{mine.id.name} {one} overlaps {other.id.name} {two}"
                raise AzureError("VnetAddressSpacesOverlap", message)
    for each in put.cloud.children(mine.id.text, "virtualNetworkPeerings"):
        if each.id.key != put.id.key and same(at(each.properties, "remoteVirtualNetwork", "id"), path):
            message = f"{each.id.name} already peers {mine.id.name} with {other.id.name}"
            raise AzureError("AnotherPeeringAlreadyReferencesRemoteVnet", message)


@refuses(PEERING)
def check_remote_gateway(put: Put) -> None:
    if not put.properties.get("useRemoteGateways"):
        return
    remote = str(at(put.properties, "remoteVirtualNetwork", "id")).lower()
    back = [
        each
        for each in put.cloud.children(remote, "virtualNetworkPeerings")
        if same(at(each.properties, "remoteVirtualNetwork", "id"), put.id.parent)
    ]
    gateways = put.cloud.of_type("Microsoft.Network/virtualNetworkGateways")
    there = any(
        same(path, f"{remote}/subnets/gatewaysubnet")
        for each in gateways
        for _, path in put.cloud.references(each.sent, each.id)
    )
    if not there or not any(each.properties.get("allowGatewayTransit") for each in back):
        message = f"{put.id.name} uses remote gateways, but the remote network has none or lacks gateway transit"
        raise AzureError("RemotePeeringOrGatewayMissing", message)


@refuses(ADDRESS)
def check_address(put: Put) -> None:
    sku = at(put.body, "sku", "name") or "Basic"
    if sku == "Basic":
        message = f"{put.id.name}: Basic public IP addresses can no longer be created"
        raise AzureError("BasicSkuPublicIPRetired", message)
    if put.properties.get("publicIPAllocationMethod") != "Static":
        raise AzureError("StandardSkuPublicIPAddressesMustBeStatic", put.id.name)
