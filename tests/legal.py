"""What holds for every synthesis: references end somewhere; names, priorities and prefixes are legal.

A check yields a line for each fault, so that a property test can show them all.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from itertools import combinations
from typing import Any

from review.terraform import Body, Stacks, addresses, every

EXPRESSION = re.compile(r"\$\{([^}]*)\}")
REMOTE = re.compile(r"data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)")
RESOURCE = re.compile(r"(?<![\w.-])(data\.)?((?:azurerm|kubernetes|helm|terraform)_\w+)\.([\w-]+)")
NAMED = re.compile(r"(?<![\w.-])(local|var)\.([\w-]+)")
PREFIX = "cross-stack-reference-input-"

# Azure page "Naming rules and restrictions for Azure resources".
NAMES = {
    "azurerm_application_gateway": r"[A-Za-z0-9][\w.-]{0,78}\w",
    "azurerm_bastion_host": r"[A-Za-z0-9][\w.-]{0,78}\w",
    "azurerm_container_registry": r"[A-Za-z0-9]{5,50}",
    "azurerm_data_protection_backup_vault": r"[A-Za-z][A-Za-z0-9-]{1,49}",
    "azurerm_eventgrid_system_topic": r"[A-Za-z0-9-]{3,50}",
    "azurerm_firewall": r"[A-Za-z0-9][\w.-]{0,54}\w",
    "azurerm_firewall_policy": r"[A-Za-z0-9][\w.-]{0,78}\w",
    "azurerm_key_vault": r"[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]",
    "azurerm_kubernetes_cluster": r"[A-Za-z0-9]([\w-]{0,61}[A-Za-z0-9])?",
    "azurerm_kubernetes_cluster_node_pool": r"[a-z][a-z0-9]{0,11}",
    "azurerm_log_analytics_workspace": r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]",
    "azurerm_monitor_action_group": r"[^:<>+/&%\\?|]{1,260}",
    "azurerm_monitor_data_collection_rule": r"[A-Za-z0-9][\w.-]{0,62}[A-Za-z0-9]",
    "azurerm_network_security_group": r"[A-Za-z0-9][\w.-]{0,78}\w",
    "azurerm_private_dns_zone": r"([\w-]{1,63}\.)+[\w-]{2,63}",
    "azurerm_private_endpoint": r"[A-Za-z0-9][\w.-]{0,78}\w",
    "azurerm_public_ip": r"[A-Za-z0-9][\w.-]{0,78}\w",
    "azurerm_resource_group": r"[-\w.()]{0,89}[-\w()]",
    "azurerm_resource_group_policy_assignment": r"[^<>*%&:\\?+/\x00-\x1f]{1,63}[^<>*%&:\\?+/.\x00-\x20]",
    "azurerm_route_table": r"[A-Za-z0-9][\w.-]{0,78}\w",
    "azurerm_storage_account": r"[a-z0-9]{3,24}",
    "azurerm_subnet": r"[A-Za-z0-9][\w.-]{0,78}\w",
    "azurerm_user_assigned_identity": r"[A-Za-z0-9][\w-]{2,127}",
    "azurerm_virtual_network": r"[A-Za-z0-9][\w.-]{1,62}\w",
    "azurerm_virtual_network_gateway": r"[A-Za-z0-9][\w.-]{0,78}\w",
    "azurerm_virtual_network_peering": r"[A-Za-z0-9][\w.-]{0,78}\w",
}
# Kubernetes page "Object Names and IDs": a label for what DNS knows, a subdomain for the rest. RBAC takes any path.
LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
LABELS = ("kubernetes_namespace_v1", "kubernetes_service_v1")
SUBDOMAIN = rf"(?=.{{1,253}}$){LABEL}(\.{LABEL})*"
RBAC = ("kubernetes_role_v1", "kubernetes_cluster_role_v1", "kubernetes_role_binding_v1")
LONGEST_RELEASE = 53  # Helm page "Chart Template Guide", "Subcharts and Global Values"

PRIORITIES = {"security rule": (100, 4096), "collection": (100, 65000)}


def faults(stacks: Stacks) -> Iterator[str]:
    """Every fault of a synthesis."""
    for name, stack in stacks.items():
        yield from unresolved(stacks, name)
        yield from illegal_names(stack)
        yield from security_priorities(stack)
    yield from firewall_priorities(stacks)
    yield from prefixes(stacks)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)


def unresolved(stacks: Stacks, name: str) -> Iterator[str]:
    """References that lead nowhere: to resources, data, locals, variables, outputs, and in `depends_on`."""
    stack = stacks[name]
    for text in _texts(stack):
        for expression in EXPRESSION.findall(text):
            yield from _unresolved(stacks, stack, name, expression)
    for address, body in addresses(stack):
        for needed in body.get("depends_on", ()):
            if not any(RESOURCE.finditer(needed)) or list(_unresolved(stacks, stack, name, needed)):
                yield f"{name}: {address} depends on {needed}, which is nowhere"


def _unresolved(stacks: Stacks, stack: Body, name: str, expression: str) -> Iterator[str]:
    for state, output in REMOTE.findall(expression):
        owner = state.removeprefix(PREFIX)
        if state not in stack.get("data", {}).get("terraform_remote_state", {}):
            yield f"{name}: reads the state {state}, which it does not know"
        elif output not in stacks.get(owner, {}).get("output", {}):
            yield f"{name}: {owner} has no output {output}"
    for data, type_, resource in RESOURCE.findall(REMOTE.sub("", expression)):
        if resource not in stack.get("data" if data else "resource", {}).get(type_, {}):
            yield f"{name}: {data}{type_}.{resource} is nowhere"
    for kind, variable in NAMED.findall(expression):
        if variable not in stack.get({"local": "locals", "var": "variable"}[kind], {}):
            yield f"{name}: {kind}.{variable} is nowhere"


def illegal_names(stack: Body) -> Iterator[str]:
    """Names that Azure, Kubernetes or Helm refuses, and names that two resources of a type share."""
    shared: Counter[tuple[str, str, str]] = Counter()
    for address, body in addresses(stack):
        type_ = address.partition(".")[0]
        metadata = body.get("metadata", {})
        found = body.get("name") or (metadata.get("name") if isinstance(metadata, dict) else None)
        if not isinstance(found, str) or "${" in found:
            continue
        if not re.fullmatch(_pattern(type_), found):
            yield f"{address} has the name {found!r}"
        scope = {key: body[key] for key in sorted(body) if key.endswith(("_id", "_name", "namespace", "scope"))}
        shared[type_, found, json.dumps([scope, metadata.get("namespace") if isinstance(metadata, dict) else ""])] += 1
    yield from (f"{times} of {type_} are named {name}" for (type_, name, _), times in shared.items() if times > 1)


def _pattern(type_: str) -> str:
    if type_ in NAMES:
        return NAMES[type_]
    if type_ == "helm_release":
        return rf"(?=.{{1,{LONGEST_RELEASE}}}$){LABEL}"
    if type_ in LABELS:
        return LABEL
    if type_.startswith("kubernetes_") and not type_.startswith(RBAC):
        return SUBDOMAIN
    return r"(?s).{1,260}"


def security_priorities(stack: Body) -> Iterator[str]:
    """Priorities of security rules: within Azure's bounds, and unique for each direction."""
    low, high = PRIORITIES["security rule"]
    for name, group in every(stack, "azurerm_network_security_group").items():
        rules = group.get("security_rule", [])
        used = Counter((rule["direction"], rule["priority"]) for rule in rules)
        yield from (f"{name}: {times} rules have priority {key}" for key, times in used.items() if times > 1)
        yield from (f"{name}: priority {rule['priority']}" for rule in rules if not low <= rule["priority"] <= high)
        names = Counter(rule["name"].lower() for rule in rules)
        yield from (f"{name}: {times} rules are named {each}" for each, times in names.items() if times > 1)


def firewall_priorities(stacks: Stacks) -> Iterator[str]:
    """Priorities of rule collection groups in a policy, and of collections in a group."""
    low, high = PRIORITIES["collection"]
    groups: Counter[int] = Counter()
    many_policies = sum(len(every(stack, "azurerm_firewall_policy")) for stack in stacks.values()) > 1
    for stack in stacks.values():
        for name, group in every(stack, "azurerm_firewall_policy_rule_collection_group").items():
            groups[group["priority"]] += 1
            kinds = ("application_rule_collection", "network_rule_collection", "nat_rule_collection")
            inner = Counter(each["priority"] for kind in kinds for each in group.get(kind, []))
            yield from (f"{name}: {times} collections have priority {key}" for key, times in inner.items() if times > 1)
            if not all(low <= each <= high for each in (group["priority"], *inner)):
                yield f"{name}: a priority is outside of {low} to {high}"
    if not many_policies:
        yield from (f"{times} groups of rules have priority {key}" for key, times in groups.items() if times > 1)


def prefixes(stacks: Stacks) -> Iterator[str]:
    """Subnets lie in their network, and neither subnets nor networks overlap."""
    spaces: list[IPv4Network] = []
    for name, stack in stacks.items():
        own = [
            IPv4Network(each)
            for body in every(stack, "azurerm_virtual_network").values()
            for each in body["address_space"]
        ]
        subnets = [
            IPv4Network(each) for body in every(stack, "azurerm_subnet").values() for each in body["address_prefixes"]
        ]
        yield from (
            f"{name}: {each} lies in no network" for each in subnets if own and not any(map(each.subnet_of, own))
        )
        yield from (f"{name}: {a} and {b} overlap" for a, b in combinations(subnets, 2) if a.overlaps(b))
        spaces += own
    yield from (f"networks {a} and {b} overlap" for a, b in combinations(spaces, 2) if a.overlaps(b))
    for stack in stacks.values():
        for cluster in every(stack, "azurerm_kubernetes_cluster").values():
            inside = ip_network(cluster["network_profile"]["service_cidr"])
            if ip_network(cluster["network_profile"]["dns_service_ip"]).network_address not in inside:
                yield "the cluster's DNS address lies outside of its services"
            yield from (f"services {inside} overlap {each}" for each in spaces if inside.overlaps(each))
