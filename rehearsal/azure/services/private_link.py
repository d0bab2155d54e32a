"""Microsoft.Network: private endpoints and the private DNS zones that name them."""

from rehearsal.azure.behaviour import Put, after_delete, completes, defaults, held_by, plain, refuses, shows
from rehearsal.azure.cloud import Cloud, Resource
from rehearsal.azure.inline import number
from rehearsal.azure.leases import lease, release
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.values import Body, at, region, rows, same

ENDPOINT = "Microsoft.Network/privateEndpoints"
ZONE_GROUP = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"
ZONE = "Microsoft.Network/privateDnsZones"
LINK = "Microsoft.Network/privateDnsZones/virtualNetworkLinks"
PUBLIC_ZONE = "Microsoft.Network/dnsZones"
RECORDS = ("A", "AAAA", "CNAME", "TXT", "MX", "SRV", "PTR")
REGISTRY = "microsoft.containerregistry/registries"

# Azure page "Azure Private Endpoint private DNS zone values".
ZONE_OF = {
    "registry": "privatelink.azurecr.io",
    "vault": "privatelink.vaultcore.azure.net",
    "blob": "privatelink.blob.core.windows.net",
    "grafana": "privatelink.grafana.azure.com",
    "prometheusmetrics": "privatelink.{region}.prometheus.monitor.azure.com",
}
# Azure page "What is a private endpoint?", private-link resource.
SUBRESOURCES = {
    REGISTRY: {"registry"},
    "microsoft.keyvault/vaults": {"vault"},
    "microsoft.storage/storageaccounts": {"blob", "file", "queue", "table", "dfs", "web"},
    "microsoft.dashboard/grafana": {"grafana"},
    "microsoft.containerservice/managedclusters": {"management"},
    "microsoft.monitor/accounts": {"prometheusmetrics"},
    "microsoft.eventgrid/topics": {"topic"},
    "microsoft.insights/privatelinkscopes": {"azuremonitor"},
}

plain("Microsoft.Network/privateLinkServices")
held_by(ZONE, "virtualNetworkLinks", "CannotDeleteResource")
defaults(
    {
        ZONE: {
            "maxNumberOfRecordSets": 25000,
            "maxNumberOfVirtualNetworkLinks": 1000,
            "maxNumberOfVirtualNetworkLinksWithRegistration": 100,
            "internalId": "aW50ZXJuYWw=",
        },
        LINK: {"virtualNetworkLinkState": "Completed", "registrationEnabled": False, "resolutionPolicy": "Default"},
        PUBLIC_ZONE: {
            "numberOfRecordSets": 2,
            "maxNumberOfRecordSets": 10000,
            "nameServers": [f"ns{at}-01.azure-dns.{end}." for at, end in enumerate(("com", "net", "org", "info"), 1)],
        },
    }
)


def _connections(properties: Body) -> list[Body]:
    return rows(properties, "privateLinkServiceConnections") + rows(properties, "manualPrivateLinkServiceConnections")


def _host_names(cloud: Cloud, connection: Body) -> list[str]:
    """Names of the target that lead to the endpoint."""
    target = cloud.get(at(connection, "properties", "privateLinkServiceId"))
    if not target:
        return ["unknown.azure.net"]
    name = target.id.name.lower()
    if target.id.kind == REGISTRY:
        home = region(target.body.get("location"))
        others = [each.id.name.lower() for each in cloud.children(target.id.text, "replications")]
        regions = [home, *(each for each in others if each != home)]
        return [f"{name}.azurecr.io", *(f"{name}.{each}.data.azurecr.io" for each in regions)]
    groups = rows(connection, "properties", "groupIds") or ["azure"]
    if "vault" in groups:
        return [f"{name}.vault.azure.net"]
    zones = (ZONE_OF.get(str(each).lower(), f"privatelink.{each}.azure.net") for each in groups)
    return [f"{name}.{zone.removeprefix('privatelink.')}" for zone in zones]


@completes(ENDPOINT)
def complete_endpoint(put: Put) -> None:
    properties = put.properties
    number(put, "privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
    for connection in _connections(properties):
        manual = connection in rows(properties, "manualPrivateLinkServiceConnections")
        state = {"status": "Pending" if manual else "Approved", "description": "", "actionsRequired": "None"}
        connection["properties"]["privateLinkServiceConnectionState"] = state
    names = [name for each in _connections(properties) for name in _host_names(put.cloud, each)]
    static = [at(each, "properties", "privateIPAddress") for each in rows(properties, "ipConfigurations")]
    subnet = at(properties, "subnet", "id")
    leased = len(static) < len(names)
    addresses = lease(put.cloud, subnet, put.id.key, count=max(1, len(names))) if leased else static
    properties["customDnsConfigs"] = [
        {"fqdn": name, "ipAddresses": [address]} for name, address in zip(names, addresses, strict=False)
    ]
    put.resource.hidden["names"] = list(zip(names, addresses, strict=False))
    properties["networkInterfaces"] = [{"id": _interface(put, subnet, addresses)}]


def _interface(put: Put, subnet: str, addresses: list[str]) -> str:
    """Create the network interface of an endpoint, as Azure does."""
    name = put.properties.get("customNetworkInterfaceName") or f"{put.id.name}.nic.{put.guid('nic')}"
    group = f"/subscriptions/{put.id.subscription}/resourceGroups/{put.id.group}"
    path = f"{group}/providers/Microsoft.Network/networkInterfaces/{name}"
    parts = [
        {
            "name": f"privateEndpointIpConfig.{position}",
            "properties": {
                "privateIPAddress": address,
                "privateIPAllocationMethod": "Dynamic",
                "primary": position == 0,
                "subnet": {"id": subnet},
            },
        }
        for position, address in enumerate(addresses)
    ]
    put.cloud.add(path, {"location": put.body.get("location"), "properties": {"ipConfigurations": parts}})
    return path


@after_delete(ENDPOINT)
def remove_interface(cloud: Cloud, resource: Resource) -> None:
    release(cloud, resource.id.key)
    for interface in resource.properties.get("networkInterfaces") or []:
        cloud.drop(interface["id"])


@completes(ZONE_GROUP)
def write_records(put: Put) -> None:
    endpoint = put.cloud.get(put.id.parent)
    names = endpoint.hidden.get("names", []) if endpoint else []
    for config in rows(put.properties, "privateDnsZoneConfigs"):
        path = at(config, "properties", "privateDnsZoneId")
        zone = path.rsplit("/", 1)[-1]
        records = []
        for name, address in names:
            host = name.removesuffix(zone.removeprefix("privatelink")).rstrip(".")
            record = {"recordType": "A", "recordSetName": host, "fqdn": f"{host}.{zone}", "ttl": 10}
            records.append({**record, "ipAddresses": [address], "provisioningState": "Succeeded"})
            shown = {"fqdn": f"{host}.{zone}.", "ttl": 10, "aRecords": [{"ipv4Address": address}]}
            put.cloud.add(f"{path}/A/{host}", {"properties": shown})
        config["properties"]["recordSets"] = records
        config["id"] = f"{put.id.text}/privateDnsZoneConfigs/{config.get('name')}"


@after_delete(ZONE_GROUP)
def remove_records(cloud: Cloud, resource: Resource) -> None:
    for config in rows(resource.properties, "privateDnsZoneConfigs"):
        for record in rows(config, "properties", "recordSets"):
            cloud.drop(f"{config['properties']['privateDnsZoneId']}/A/{record['recordSetName']}")


@completes(ZONE, PUBLIC_ZONE)
def complete_zone(put: Put) -> None:
    put.body["location"] = "global"
    path = f"{put.id.text}/SOA/@"
    if put.cloud.get(path):
        return
    private = put.id.kind == ZONE.lower()
    email = "azureprivatedns-host.microsoft.com" if private else "azuredns-hostmaster.microsoft.com"
    start: Body = {"email": email, "expireTime": 2419200, "host": "azureprivatedns.net"}
    start |= {"refreshTime": 3600, "retryTime": 300, "serialNumber": 1}
    start["minimumTtl" if private else "minimumTTL"] = 10 if private else 300
    record: Body = {"fqdn": f"{put.id.name}.", "isAutoRegistered": False}
    record |= {"ttl": 3600, "soaRecord": start} if private else {"TTL": 3600, "SOARecord": start}
    put.cloud.add(path, {"properties": record})


@shows(ZONE)
def count_records(cloud: Cloud, resource: Resource, body: Body) -> None:
    children = cloud.children(resource.id.text)
    links = [each for each in children if each.id.kind == LINK.lower()]
    body["properties"] |= {
        "numberOfRecordSets": len(children) - len(links),
        "numberOfVirtualNetworkLinks": len(links),
        "numberOfVirtualNetworkLinksWithRegistration": 0,
    }


@completes(*(f"{zone}/{record}" for zone in (ZONE, PUBLIC_ZONE) for record in RECORDS))
def complete_record(put: Put) -> None:
    zone = put.id.names[-2]
    put.properties["fqdn"] = f"{zone}." if put.id.name == "@" else f"{put.id.name}.{zone}."
    put.properties["isAutoRegistered"] = False
    put.properties.setdefault("metadata", {})
    if "TTL" in put.properties:
        put.properties["ttl"] = put.properties["TTL"]


@refuses(ENDPOINT)
def check_endpoint(put: Put) -> None:
    for connection in _connections(put.properties):
        path, groups = (at(connection, "properties", key) for key in ("privateLinkServiceId", "groupIds"))
        target = put.cloud.get(path)
        if not target:
            raise AzureError("InvalidResourceReference", f"{put.id.name}: target {path} does not exist")
        allowed = SUBRESOURCES.get(target.id.kind)
        if allowed and not {str(each).lower() for each in groups or []} <= allowed:
            message = f"{put.id.name}: group ids {groups} do not fit {target.id.type} ({', '.join(sorted(allowed))})"
            raise AzureError("InvalidGroupId", message)
        if target.id.kind == REGISTRY and at(target.body, "sku", "name") != "Premium":
            raise AzureError("PrivateEndpointNeedsPremiumRegistry", target.id.name)


@refuses(ZONE_GROUP)
def check_zones(put: Put) -> None:
    endpoint = put.cloud.get(put.id.parent)
    connections = _connections(endpoint.properties) if endpoint else []
    groups = {str(name).lower() for each in connections for name in rows(each, "properties", "groupIds")}
    home = region(endpoint.body.get("location")) if endpoint else ""
    for config in rows(put.properties, "privateDnsZoneConfigs"):
        path = str(at(config, "properties", "privateDnsZoneId"))
        zone = path.rsplit("/", 1)[-1]
        for name in groups & ZONE_OF.keys():
            wanted = ZONE_OF[name].format(region=home)
            if not same(zone, wanted):
                put.cloud.notice(f"{put.id.names[0]}: zone {zone} does not serve group {name}, {wanted} does")
        if not put.cloud.children(path, "virtualNetworkLinks"):
            put.cloud.notice(f"{put.id.names[0]}: its zone {zone} was linked to no network when the endpoint was made")


@refuses(LINK)
def check_link(put: Put) -> None:
    network = at(put.properties, "virtualNetwork", "id")
    for link in put.cloud.of_type(LINK):
        if link.id.key == put.id.key or not same(at(link.properties, "virtualNetwork", "id"), network):
            continue
        if same(link.id.names[0], put.id.names[0]):
            message = f"{network} is already linked to a zone named {put.id.names[0]}: {link.id.text}"
            raise AzureError("Conflict", message, status=409)
        if put.properties.get("registrationEnabled") and link.properties.get("registrationEnabled"):
            raise AzureError("Conflict", f"{network} already registers in {link.id.names[0]}", status=409)
