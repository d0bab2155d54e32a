"""What the user's file names and no stack creates: a shared registry, a DNS zone, a firewall policy."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rehearsal.azure.cloud import SUBSCRIPTION, Cloud
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body

IMPORTED = re.compile(r"vault_uri}secrets/([\w-]+)")
ID = re.compile(r"/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/\"$\s]+/providers/[^\"$\s:;,|]+", re.IGNORECASE)
GROUP = re.compile(r"^/subscriptions/[^/]+/resourceGroups/([^/]+)", re.IGNORECASE)

AKS = "Microsoft.ContainerService/managedClusters"
RULES_OF_AKS = {"name": "aks", "ruleType": "ApplicationRule", "fqdnTags": ["AzureKubernetesService"]}
DEFAULT_ROUTE = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "192.0.2.132"}

# What is not the default, where it matters for those who use it.
BODIES: Mapping[str, Body] = {
    "microsoft.containerregistry/registries": {"sku": {"name": "Premium"}},
    "microsoft.keyvault/vaults": {"properties": {"enableRbacAuthorization": True}},
    "microsoft.network/firewallpolicies": {"properties": {"sku": {"tier": "Premium"}}},
    "microsoft.network/virtualnetworks": {"properties": {"addressSpace": {"addressPrefixes": ["198.18.0.0/15"]}}},
    "microsoft.network/virtualnetworks/subnets": {"properties": {"addressPrefix": "198.18.0.0/17"}},
}


def create(cloud: Cloud, bodies: Sequence[Mapping[str, Any]], *, location: str) -> list[str]:
    """Create what the stacks refer to by its id, in resource groups that none of them creates.

    Args:
        cloud: everything that exists in the stand-in.
        bodies: Terraform JSON of all stacks.
        location: region of what is created.

    Returns:
        Ids of what was created.
    """
    text = json.dumps(list(bodies))
    ours = {group["name"].lower() for body in bodies for group in _groups(body)}
    found = dict.fromkeys(path.rstrip("/.)'\\") for path in ID.findall(text))
    found |= dict.fromkeys(zone for body in bodies for zone in _zones(body))
    created = []
    for path in found:
        group = GROUP.match(path)
        if group and group[1].lower() not in ours and not cloud.get(path):
            _create(cloud, path, group[0], location)
            created.append(path)
        if path in created and ResourceId.parse(path).kind == "microsoft.network/firewallpolicies":
            _let_aks_out(cloud, path)
    for use, subnet_id in _joined(bodies):
        if subnet_id in created:
            _prepare(cloud, subnet_id, use, location)
    return created


def imported(bodies: Sequence[Mapping[str, Any]]) -> list[str]:
    """Names of certificates that the user imported into the vaults: gateways name them, and no stack creates them."""
    return sorted(set(IMPORTED.findall(json.dumps(list(bodies)))))


def _joined(bodies: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Subnets that clusters and pools join, with the argument that names them."""
    for body in bodies:
        for type_ in ("azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool"):
            for found in body.get("resource", {}).get(type_, {}).values():
                access = found.get("api_server_access_profile") or {}
                yield "api_server", str(access.get("subnet_id"))
                for pool in (found, found.get("default_node_pool") or {}):
                    yield from ((key, str(pool.get(key))) for key in ("vnet_subnet_id", "pod_subnet_id"))


def _prepare(cloud: Cloud, subnet_id: str, use: str, location: str) -> None:
    """Give an existing subnet what its owner has to give it: a default route, and a delegation to AKS."""
    subnet = ResourceId.parse(subnet_id)
    properties = dict(BODIES["microsoft.network/virtualnetworks/subnets"]["properties"])
    if use != "vnet_subnet_id":
        properties["delegations"] = [{"name": "aks", "properties": {"serviceName": AKS}}]
    network = ResourceId.parse(subnet.parent)
    table = f"{network.scope}/providers/Microsoft.Network/routeTables/rt-{network.name}"
    cloud.adopt(ResourceId.parse(table), {"location": location})
    cloud.adopt(ResourceId.parse(f"{table}/routes/default"), {"properties": DEFAULT_ROUTE})
    cloud.adopt(subnet, {"properties": {**properties, "routeTable": {"id": table}}})


def _let_aks_out(cloud: Cloud, policy_id: str) -> None:
    """Give an existing firewall policy the rules that its owner has to give it."""
    collection = {"name": "aks", "ruleCollectionType": "FirewallPolicyFilterRuleCollection", "rules": [RULES_OF_AKS]}
    group = ResourceId.parse(f"{policy_id}/ruleCollectionGroups/aks")
    cloud.adopt(group, {"properties": {"priority": 200, "ruleCollections": [collection]}})


def _groups(body: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    found: Iterable[Mapping[str, Any]] = body.get("resource", {}).get("azurerm_resource_group", {}).values()
    return found


def _zones(body: Mapping[str, Any]) -> Iterator[str]:
    """Ids of the DNS zones whose records a stack creates by the name of the zone."""
    providers = body.get("provider", {}).get("azurerm", [])
    subscriptions = {f"azurerm.{each.get('alias')}": each.get("subscription_id") for each in providers}
    for type_, records in body.get("resource", {}).items():
        kind = "privateDnsZones" if "private" in type_ else "dnsZones"
        for record in records.values() if re.fullmatch(r"azurerm_(private_)?dns_\w+_record", type_) else ():
            subscription = subscriptions.get(record.get("provider")) or SUBSCRIPTION
            group = f"/subscriptions/{subscription}/resourceGroups/{record['resource_group_name']}"
            if "${" not in group + record["zone_name"]:
                yield f"{group}/providers/Microsoft.Network/{kind}/{record['zone_name']}"


def _create(cloud: Cloud, path: str, group: str, location: str) -> None:
    if not cloud.get(group):
        cloud.add(group, {"location": location})
    id_ = ResourceId.parse(path)
    parents = [id_]
    while len(parents[-1].types) > 1:
        parents.append(ResourceId.parse(parents[-1].parent))
    for each in reversed(parents):
        if not cloud.get(each.text):
            cloud.adopt(each, {"location": location, **BODIES.get(each.kind, {})})
