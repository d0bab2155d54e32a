"""Describes Azure resources, rules and references in words."""

import re
from collections.abc import Iterator

from review import facts
from review.facts import Exposure, SecurityRule
from review.synthesis import Resource, Synthesis
from review.terraform import resolve

# Azure's terms for types whose Terraform name is unclear.
KINDS = {
    "azurerm_application_gateway": "Application Gateway",
    "azurerm_cdn_frontdoor_profile": "Front Door",
    "azurerm_bastion_host": "Azure Bastion",
    "azurerm_container_registry": "container registry",
    "azurerm_firewall": "Azure Firewall",
    "azurerm_key_vault": "key vault",
    "azurerm_kubernetes_cluster": "AKS cluster",
    "azurerm_kubernetes_cluster_node_pool": "node pool",
    "azurerm_log_analytics_workspace": "Log Analytics workspace",
    "azurerm_monitor_workspace": "Azure Monitor workspace",
    "azurerm_virtual_network_gateway": "virtual network gateway",
}
REFERENCE = re.compile(r"\$\{[^}]*\}")
PROVIDERS = ("azurerm_", "kubernetes_")


def kind(resource: Resource) -> str:
    """Kind of a resource: `key vault`."""
    if resource.body.get("kind"):
        return str(resource.body["kind"])
    plain = resource.type
    for provider in PROVIDERS:
        plain = plain.removeprefix(provider)
    return KINDS.get(resource.type) or re.sub(r"_v\d$", "", plain).replace("_", " ")


def titled(resource: Resource) -> str:
    """Kind and name of a resource: `key vault kv-aks-1`."""
    return f"{kind(resource)} {spoken_name(resource)}"


def spoken_name(resource: Resource) -> str:
    """Name of a resource, or the last part of its address if the name is a reference or missing."""
    nameless = "${" in resource.name or resource.name == resource.address
    return resource.address.partition(".")[2] if nameless else resource.name


def spoken(made: Synthesis, resource: Resource, text: object) -> str:
    """Value of a resource with references replaced by descriptions of their targets: `fqdn of aks-1`."""

    def replace(match: re.Match[str]) -> str:
        target = made.target(resource.stack, match[0])
        source = resolve(made.stacks, resource.stack, match[0])
        attribute = re.sub(r"\[\d+\]", "", source.rpartition(".")[2])
        if target is None:
            return "a value that another stack knows" if "remote_state" in source else "a value known after apply"
        return target.name if attribute in ("id", "name") else f"{attribute.replace('_', ' ')} of {target.name}"

    return REFERENCE.sub(replace, str(text))


def resident(made: Synthesis, resource: Resource) -> Iterator[str]:
    """Lines of text for a resource in a subnet of a drawing."""
    if resource.type in ("azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool"):
        for pool in facts.pools(made):
            if pool.resource is resource:
                yield f"pool {pool.name}: {pool.fewest_nodes} to {pool.most_nodes} × {pool.at('vm_size')}"
    elif resource.type == "azurerm_private_endpoint":
        target = made.follow(resource, "private_service_connection.private_connection_resource_id")
        yield f"private endpoint of {target.name if target else resource.name}"
    elif resource.body.get("kind") == "Service":
        yield f"load balancer {facts.balancer_address(resource)} of {resource.name}"
    else:
        tier = resource.at("sku_tier") or ""
        yield " ".join(filter(None, (kind(resource), str(tier), resource.name)))


def rule_in_words(rule: SecurityRule) -> str:
    """Describe a security rule: `TCP, port 443, from Internet to the subnet`."""
    ports = "every port" if rule.ports == ("*",) else f"port {', '.join(rule.ports)}"
    protocol = "every protocol" if rule.protocol == "*" else rule.protocol.upper()
    here, there = "the group's subnet", "anywhere"
    sources = _ends(rule.sources, everything=there if rule.inbound else here)
    destinations = _ends(rule.destinations, everything=here if rule.inbound else there)
    return f"{protocol}, {ports}, from {sources} to {destinations}"


def _ends(addresses: tuple[str, ...], *, everything: str) -> str:
    return everything if addresses == ("*",) else ", ".join(addresses)


def exposure_in_words(exposure: Exposure) -> str:
    """Purpose of a public address that no rule opens to the internet."""
    if exposure.owner is None:
        return "belongs to nothing that is made here"
    if exposure.guarded_elsewhere:
        return "what the security group of its subnet allows, which is not made here"
    if exposure.owner.type == "azurerm_firewall":
        return "serves traffic from inside; from the internet it takes what a NAT rule of the firewall says"
    return "no rule of a security group lets the internet in"
