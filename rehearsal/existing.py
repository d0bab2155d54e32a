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

# What is not the default, where it matters for those who use it.
BODIES: Mapping[str, Body] = {
    "microsoft.containerregistry/registries": {"sku": {"name": "Premium"}},
    "microsoft.keyvault/vaults": {"properties": {"enableRbacAuthorization": True}},
    "microsoft.network/firewallpolicies": {"properties": {"sku": {"tier": "Premium"}}},
    "microsoft.network/virtualnetworks": {"properties": {"addressSpace": {"addressPrefixes": ["192.0.2.0/24"]}}},
    "microsoft.network/virtualnetworks/subnets": {"properties": {"addressPrefix": "192.0.2.0/25"}},
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
    return created


def imported(bodies: Sequence[Mapping[str, Any]]) -> list[str]:
    """Names of certificates that the user imported into the vaults: gateways name them, and no stack creates them."""
    return sorted(set(IMPORTED.findall(json.dumps(list(bodies)))))


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
