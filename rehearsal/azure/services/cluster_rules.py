"""What Azure refuses of clusters and node pools of Microsoft.ContainerService, and what they rely on."""

import re
from ipaddress import ip_address

from rehearsal.azure.behaviour import Put, refuses
from rehearsal.azure.built_in_policies import LOCAL_ACCOUNTS
from rehearsal.azure.cloud import Resource
from rehearsal.azure.kubernetes_versions import OFFERED, full_version, numbers
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.roles import assignments
from rehearsal.azure.services.policy import denies_local_accounts
from rehearsal.azure.values import Body, at, networks, prefixes, rows, same, texts

CLUSTER = "Microsoft.ContainerService/managedClusters"
POOL = f"{CLUSTER}/agentPools"
FIREWALL = "Microsoft.Network/azureFirewalls"
PEERINGS = "virtualNetworkPeerings"

# Gigabytes of cache or temporary disk, which is where an ephemeral disk lies. Source: Azure pages of the VM series.
CACHE_GB = {
    "standard_ds2_v2": 86,
    "standard_ds3_v2": 172,
    "standard_ds4_v2": 344,
    "standard_ds5_v2": 688,
    "standard_d2d_v5": 75,
    "standard_d4d_v5": 150,
    "standard_d8d_v5": 300,
    "standard_d2ds_v5": 75,
    "standard_d4ds_v5": 150,
    "standard_d8ds_v5": 300,
    "standard_d16ds_v5": 600,
    "standard_d2ds_v4": 75,
    "standard_d4ds_v4": 150,
    "standard_d8ds_v4": 300,
    "standard_d2s_v5": 0,
    "standard_d4s_v5": 0,
    "standard_d8s_v5": 0,
    "standard_b2s": 8,
    "standard_b2ms": 16,
    "standard_b4ms": 32,
}


def _may(put: Put, scope: str, role: str) -> bool:
    """Whether the identity of the cluster has a role on a scope. It does not count before the cluster is made."""
    identities = [put.cloud.get(path) for path in at(put.body, "identity", "userAssignedIdentities") or {}]
    principals = [each.properties["principalId"] for each in identities if each]
    roles = (role, "Owner", "Contributor")
    granted = [id_ for each in principals for id_ in assignments(put.cloud, each, scope, *roles)]
    put.cloud.need(put.id.text, granted, f"the cluster identity's {role} on {scope.rsplit('/', 1)[-1]}")
    return bool(granted) or not principals


def _subnets(put: Put) -> list[Resource]:
    pools = rows(put.properties, "agentPoolProfiles")
    found = [put.cloud.get(path) for path in sorted({str(pool.get("vnetSubnetID")) for pool in pools})]
    return [each for each in found if each]


@refuses(CLUSTER)
def check_names(put: Put) -> None:
    version = re.fullmatch(r"1\.(\d+)(\.\d+)?", put.properties.get("kubernetesVersion") or f"1.{OFFERED[0]}")
    if not version or int(version[1]) not in OFFERED:
        raise AzureError("K8sVersionNotSupported", f"{put.id.name}: version {put.properties.get('kubernetesVersion')}")
    if len(put.id.name) > 63 or not re.fullmatch(r"[a-zA-Z0-9]([\w-]*[a-zA-Z0-9])?", put.id.name):
        raise AzureError("InvalidClusterName", put.id.name)
    group = put.properties.get("nodeResourceGroup") or ""
    if len(group) > 80:
        raise AzureError("NodeResourceGroupNameTooLong", group)
    found = put.cloud.get(f"/subscriptions/{put.id.subscription}/resourceGroups/{group}") if group else None
    if found and not put.before and not found.by_azure:
        raise AzureError("NodeResourceGroupAlreadyExists", group, status=409)
    if not put.before and not any(pool.get("mode") == "System" for pool in rows(put.properties, "agentPoolProfiles")):
        raise AzureError("NoSystemPool", f"{put.id.name} has no system pool")


@refuses(CLUSTER)
def check_upgrade(put: Put) -> None:
    """Azure page "Upgrade options and recommendations for Azure Kubernetes Service (AKS) clusters"."""
    if not put.before or not put.properties.get("kubernetesVersion"):
        return
    here, there = (numbers(full_version(each["kubernetesVersion"])) for each in (put.before.properties, put.properties))
    if there[1] not in (here[1], here[1] + 1) or there < here:
        message = f"{put.id.name}: from {put.before.properties['kubernetesVersion']} to {there[0]}.{there[1]}"
        raise AzureError("NotAllUpgradesAreAllowed", message)


@refuses(CLUSTER)
def check_ranges(put: Put) -> None:
    network = put.properties.get("networkProfile") or {}
    service, pods = (
        networks(network[key] for key in (name,) if network.get(key)) for name in ("serviceCidr", "podCidr")
    )
    dns = network.get("dnsServiceIP")
    if service and dns:
        if ip_address(dns) not in service[0]:
            raise AzureError("DnsServiceIpOutOfServiceCidr", f"{dns} lies outside {service[0]}")
        if ip_address(dns) == service[0][1]:
            raise AzureError("InvalidDnsServiceIP", f"{dns} is the first address of {service[0]}")
    if service and pods and service[0].overlaps(pods[0]):
        raise AzureError("ServiceCidrOverlapPodCidr", f"{service[0]} overlaps {pods[0]}")
    for subnet in _subnets(put):
        home = put.cloud.get(subnet.id.parent)
        for space in networks(at(home.properties, "addressSpace", "addressPrefixes")) if home else []:
            for each in [*service, *pods]:
                if space.version == each.version and space.overlaps(each):
                    message = f"{each} overlaps {subnet.id.names[0]} {space}"
                    raise AzureError("ServiceCidrOverlapExistingSubnetsCidr", message)


@refuses(CLUSTER)
def check_way_out(put: Put) -> None:
    """Nodes without a public address need their routes, the firewall and its rules when the cluster is made."""
    for subnet in _subnets(put):
        if not _may(put, subnet.id.text, "Network Contributor"):
            put.cloud.notice(f"{put.id.name}: its identity had no Network Contributor on {subnet.id.text} in time")
        if at(put.properties, "networkProfile", "outboundType") != "userDefinedRouting":
            continue
        table = put.cloud.get(at(subnet.properties, "routeTable", "id"))
        if not table:
            message = f"outboundType is userDefinedRouting but {subnet.id.text} has no route table"
            raise AzureError("ExistingRouteTableNotAssociatedWithSubnet", message)
        association = f"azurerm_subnet_route_table_association {subnet.id.key}"
        put.cloud.need(put.id.text, [association], "the route table on its subnet")
        routes = [each.properties for each in put.cloud.children(table.id.text, "routes")]
        default = next((each for each in routes if each.get("addressPrefix") == "0.0.0.0/0"), None)
        if not default:
            raise AzureError("UserDefinedRoutingWithoutDefaultRoute", f"{table.id.text} has no route 0.0.0.0/0")
        _check_firewall(put, subnet, str(default.get("nextHopIpAddress")))


def _check_firewall(put: Put, subnet: Resource, hop: str) -> None:
    firewall = next(
        (each for each in put.cloud.of_type(FIREWALL) if hop in [text for _, text in texts(each.body)]), None
    )
    if not firewall:
        put.cloud.notice(f"{put.id.name}: its next hop {hop} is no firewall that the stand-in knows")
        return
    parts = rows(firewall.properties, "ipConfigurations")
    inside = next(str(path) for part in parts if (path := at(part, "properties", "subnet", "id")))
    hub, spoke = inside.lower().split("/subnets/")[0], subnet.id.parent.lower()
    if hub != spoke:
        _check_peerings(put, hub, spoke)
    put.cloud.need(put.id.text, [firewall.id.key], "the firewall")
    policy = at(firewall.properties, "firewallPolicy", "id")
    groups = put.cloud.children(policy, "ruleCollectionGroups") if policy else []
    known = {text for group in groups for _, text in texts(group.properties)}
    if not known & {"AzureKubernetesService", "mcr.microsoft.com"}:
        message = f"{put.id.name}: the firewall {firewall.id.name} has no rule yet that lets nodes out"
        raise AzureError("VMExtensionError_OutboundConnFail", message)
    for group in groups:
        put.cloud.need(put.id.text, [group.id.key], "the rules of the firewall")


def _check_peerings(put: Put, hub: str, spoke: str) -> None:
    for one, other in ((spoke, hub), (hub, spoke)):
        found = put.cloud.children(one, PEERINGS)
        keys = [each.id.key for each in found if same(at(each.properties, "remoteVirtualNetwork", "id"), other)]
        put.cloud.need(put.id.text, keys, "the peering on the way to the firewall")
        if not keys:
            message = f"{put.id.name}: {one} was not peered with {other}, so nodes cannot reach the firewall"
            raise AzureError("VMExtensionError_OutboundConnFail", message)


@refuses(CLUSTER)
def check_api_server(put: Put) -> None:
    access = put.properties.get("apiServerAccessProfile") or {}
    if access.get("enablePrivateCluster") and access.get("authorizedIPRanges"):
        raise AzureError("AuthorizedIPRangesNotSupportedOnPrivateCluster", put.id.name)
    zone = str(access.get("privateDNSZone") or "")
    if zone.startswith("/"):
        ending = rf"/privatednszones/([^/.]+\.)?privatelink\.{put.location}\.azmk8s\.io$"
        if not re.search(ending, zone, re.IGNORECASE):
            message = f"{zone} must end with privatelink.{put.location}.azmk8s.io"
            raise AzureError("CustomPrivateDNSZoneNameInvalid", message)
        if not at(put.body, "identity", "userAssignedIdentities"):
            raise AzureError("CustomPrivateDNSZoneNeedsUserAssignedIdentity", put.id.name)
        if not _may(put, zone, "Private DNS Zone Contributor"):
            message = f"the cluster identity needs Private DNS Zone Contributor on {zone} before {put.id.name} is made"
            raise AzureError("CustomPrivateDNSZoneMissingPermissionError", message)
    subnet = put.cloud.get(access.get("subnetId"))
    if subnet:
        _check_api_subnet(put, subnet)
    elif access.get("enableVnetIntegration") and _subnets(put):
        raise AzureError(
            "APIServerSubnetMissing", f"{put.id.name}: VNet integration with an own network needs a subnet"
        )


def _check_api_subnet(put: Put, subnet: Resource) -> None:
    network = prefixes(subnet.properties)[0]
    if network.prefixlen > 28:
        raise AzureError("APIServerSubnetTooSmall", f"{subnet.id.text} {network} must be /28 or larger")
    if subnet in _subnets(put):
        raise AzureError("APIServerSubnetShared", f"{subnet.id.text} is also a subnet of nodes")
    delegated = [at(each, "properties", "serviceName") for each in rows(subnet.properties, "delegations")]
    if not any(same(each, CLUSTER) for each in delegated):
        raise AzureError("APIServerSubnetNotDelegated", f"{subnet.id.text} is not delegated to {CLUSTER}")
    if not _may(put, subnet.id.text, "Network Contributor"):
        message = f"the cluster identity needs Network Contributor on {subnet.id.text} before {put.id.name} is made"
        raise AzureError("APIServerSubnetPermission", message)


@refuses(CLUSTER)
def check_identities(put: Put) -> None:
    kubelet = put.cloud.get(at(put.properties, "identityProfile", "kubeletidentity", "resourceId"))
    if kubelet and not kubelet.by_azure and not _may(put, kubelet.id.text, "Managed Identity Operator"):
        message = f"the cluster identity needs Managed Identity Operator on {kubelet.id.text}"
        raise AzureError("MissingManagedIdentityOperator", message)
    issuer = at(put.properties, "oidcIssuerProfile", "enabled")
    if at(put.properties, "securityProfile", "workloadIdentity", "enabled") and not issuer:
        raise AzureError("WorkloadIdentityNeedsOidcIssuer", put.id.name)
    if put.properties.get("disableLocalAccounts"):
        if not put.properties.get("aadProfile"):
            raise AzureError("DisableLocalAccountsNeedsAad", put.id.name)
    elif not put.before and (name := denies_local_accounts(put.cloud, put.id.text, LOCAL_ACCOUNTS)):
        raise AzureError("RequestDisallowedByPolicy", f"{name} denies clusters with local accounts", status=403)


@refuses(POOL)
def check_pool(put: Put) -> None:
    pool, name = put.properties, put.id.name
    size, disk = str(pool.get("vmSize")).lower(), pool.get("osDiskSizeGB") or 128
    if not re.fullmatch(r"[a-z][a-z0-9]{0,11}", name):
        raise AzureError("InvalidAgentPoolName", name)
    if pool.get("osDiskType") == "Ephemeral" and disk > CACHE_GB.get(size, disk):
        message = f"{name}: {pool['vmSize']} has {CACHE_GB[size]} GB for an ephemeral disk, which needs {disk} GB"
        raise AzureError("EphemeralOSDiskTooLarge", message)
    lowest, highest = pool.get("minCount"), pool.get("maxCount")
    if pool.get("enableAutoScaling") and (lowest is None or not highest or lowest > highest):
        raise AzureError("InvalidAutoscaleCounts", f"{name}: {lowest} to {highest}")
    if pool.get("mode") == "System" and (pool.get("count") or lowest or 1) < 1:
        raise AzureError("SystemPoolNeedsNode", name)


@refuses(POOL)
def check_pool_subnet(put: Put) -> None:
    subnet, cluster = put.cloud.get(put.properties.get("vnetSubnetID")), put.cloud.get(put.id.parent)
    if not subnet or not cluster:
        return
    network = cluster.properties.get("networkProfile") or {}
    if network.get("outboundType") == "userDefinedRouting" and not at(subnet.properties, "routeTable", "id"):
        message = f"{put.id.name}: outboundType is userDefinedRouting but {subnet.id.text} has no route table"
        raise AzureError("ExistingRouteTableNotAssociatedWithSubnet", message)
    others = [
        each.properties
        for each in put.cloud.children(put.id.parent, "agentPools")
        if each.id.key != put.id.key and same(each.properties.get("vnetSubnetID"), subnet.id.text)
    ]
    flat = network.get("networkPlugin") == "azure" and network.get("networkPluginMode") != "overlay"
    room = prefixes(subnet.properties)[0].num_addresses - 5
    first, most = (
        sum(_addresses(pool, count, flat=flat) for pool in [put.properties, *others])
        for count in ("minCount", "maxCount")
    )
    if first > room:
        message = f"{put.id.name}: {subnet.id.name} has {room} addresses, the nodes and pods need {first}"
        raise AzureError("InsufficientSubnetSize", message)
    if most > room:
        put.cloud.notice(f"{subnet.id.name} has {room} addresses, the pools at their maximum need {most}")


def _addresses(pool: Body, count: str, *, flat: bool) -> int:
    """Addresses of a pool. Without overlay every pod has one."""
    nodes = pool.get(count) or pool.get("count") or 1
    pods = pool.get("maxPods") or 30
    return int(nodes) * (pods + 1 if flat and not pool.get("podSubnetID") else 1)
