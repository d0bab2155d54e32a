"""What Bastion and Application Gateway demand of the security group on their subnet, and of public addresses."""

from collections.abc import Sequence
from typing import Any

from rehearsal.azure.behaviour import Put
from rehearsal.azure.cloud import Cloud
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.values import Body, at

# Source: Azure page "Working with NSG access and Azure Bastion".
BASTION_NEEDS = (
    ("Inbound", (443,), ("Internet",)),
    ("Inbound", (443,), ("GatewayManager",)),
    ("Outbound", (22, 3389), ("VirtualNetwork",)),
    ("Outbound", (443,), ("AzureCloud",)),
)
# Source: Azure page "Application Gateway infrastructure configuration".
GATEWAY_PORTS = (65200, 65300, 65535)

HOLDERS = ("azurefirewalls", "bastionhosts", "applicationgateways", "virtualnetworkgateways", "natgateways")


def check_bastion_group(cloud: Cloud, group: str) -> None:
    """Refuse a security group that stops Bastion."""
    for direction, ports, tags in BASTION_NEEDS:
        if not _allows(cloud, group, direction, ports, tags):
            need = f"{direction.lower()} {', '.join(map(str, ports))} {tags[0]}, which Azure Bastion needs"
            code = "NetworkSecurityGroupNotCompliantForAzureBastionSubnet"
            raise AzureError(code, f"{group} does not allow {need}")


def check_gateway_group(cloud: Cloud, group: str, subnet: str) -> None:
    """Refuse a security group that stops the management of Application Gateway."""
    if not _allows(cloud, group, "Inbound", GATEWAY_PORTS, ("GatewayManager", "Internet")):
        message = f"{group} on {subnet} blocks inbound 65200-65535 from GatewayManager"
        raise AzureError("ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup", message)


def _allows(cloud: Cloud, group: str, direction: str, ports: Sequence[int], tags: Sequence[str]) -> bool:
    """Whether the rules of a group allow every port for one of the tags. Inbound traffic needs a rule."""
    rules = sorted((each.properties for each in cloud.children(group, "securityRules")), key=_priority)
    side = "sourceAddressPrefix" if direction == "Inbound" else "destinationAddressPrefix"
    for port in ports:
        hits = [
            rule
            for rule in rules
            if rule["direction"] == direction and _covers(rule, port) and rule.get(side) in ("*", "0.0.0.0/0", *tags)
        ]
        allowed = hits[0]["access"].lower() == "allow" if hits else direction == "Outbound"
        if not allowed:
            return False
    return True


def _priority(rule: Body) -> int:
    return int(rule["priority"])


def _covers(rule: Body, port: int) -> bool:
    stated = [rule.get("destinationPortRange"), *(rule.get("destinationPortRanges") or [])]
    spans = [str(each).split("-") for each in stated if each]
    inside = any(span == ["*"] or int(span[0]) <= port <= int(span[-1]) for span in spans)
    return inside and rule["protocol"].lower() in ("*", "tcp")


def check_public_address(put: Put, path: Any, what: str) -> None:
    """Refuse a public address that is not Standard, or that something else has."""
    address = put.cloud.get(path)
    if not address:
        return
    if at(address.body, "sku", "name") != "Standard":
        message = f"{what} needs a Standard public IP, {address.id.name} is not"
        raise AzureError("PublicIpSkuNotSupported", message)
    for user in put.cloud.users(address.id):
        if user.id.key != put.id.key and user.id.kind.rsplit("/", 1)[-1] in HOLDERS:
            raise AzureError("PublicIPAddressInUse", f"{address.id.text} is already used by {user.id.text}")
