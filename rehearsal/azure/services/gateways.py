"""Microsoft.Network: Bastion, and gateways to on-premises networks."""

from rehearsal.azure.behaviour import Put, completes, defaults, plain, refuses
from rehearsal.azure.inline import number
from rehearsal.azure.leases import lease
from rehearsal.azure.network_rules import check_bastion_group, check_public_address
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.values import Body, at, rows

BASTION = "Microsoft.Network/bastionHosts"
GATEWAY = "Microsoft.Network/virtualNetworkGateways"
STANDARD_ONLY = ("enableTunneling", "enableIpConnect", "enableShareableLink", "enableFileCopy")

plain("Microsoft.Network/localNetworkGateways", "Microsoft.Network/expressRouteCircuits")
defaults(
    {
        BASTION: {
            "scaleUnits": 2,
            **dict.fromkeys((*STANDARD_ONLY, "disableCopyPaste", "enableKerberos"), False),
        },
        GATEWAY: {
            "bgpSettings": {"asn": 65515, "peerWeight": 0},
            **dict.fromkeys(
                (
                    "enableBgp",
                    "activeActive",
                    "enablePrivateIpAddress",
                    "disableIPSecReplayProtection",
                    "enableBgpRouteTranslationForNat",
                    "allowVirtualWanTraffic",
                    "allowRemoteVnetTraffic",
                ),
                False,
            ),
        },
    }
)


@completes(BASTION)
def complete_bastion(put: Put) -> None:
    put.properties["dnsName"] = f"bst-{put.guid('dns')}.bastion.azure.com"
    number(put, "ipConfigurations")
    put.body.setdefault("sku", {"name": "Basic"})


@completes(GATEWAY)
def complete_gateway(put: Put) -> None:
    number(put, "ipConfigurations")
    put.properties["resourceGuid"] = put.guid("guid")
    if put.properties.get("gatewayType") != "ExpressRoute":
        put.properties.setdefault("vpnGatewayGeneration", "Generation1")
    if put.properties.get("sku"):
        put.properties["sku"].setdefault("capacity", 2)
    settings = put.properties["bgpSettings"]
    stated = {str(each.get("ipconfigurationId")).lower(): each for each in rows(settings, "bgpPeeringAddresses")}
    parts = rows(put.properties, "ipConfigurations")
    settings["bgpPeeringAddresses"] = [
        _peering(put, part, stated.get(part["id"].lower(), {}), owner=f"{put.id.key}/{position}")
        for position, part in enumerate(parts)
    ]
    first = (each["defaultBgpIpAddresses"][0] for each in settings["bgpPeeringAddresses"])
    settings["bgpPeeringAddress"] = ",".join(first)


def _peering(put: Put, part: Body, stated: Body, *, owner: str) -> Body:
    address = lease(put.cloud, at(part, "properties", "subnet", "id"), owner)
    public = put.cloud.get(at(part, "properties", "publicIPAddress", "id"))
    tunnels = [public.properties.get("ipAddress")] if public else []
    custom = {"customBgpIpAddresses": stated.get("customBgpIpAddresses") or []}
    ids = {"ipconfigurationId": part["id"], "defaultBgpIpAddresses": address, "tunnelIpAddresses": tunnels}
    return {**stated, **custom, **ids}


@refuses(BASTION)
def check_bastion(put: Put) -> None:
    for part in rows(put.properties, "ipConfigurations"):
        subnet = put.cloud.get(at(part, "properties", "subnet", "id"))
        if not subnet or subnet.id.name.lower() != "azurebastionsubnet":
            message = f"Bastion needs AzureBastionSubnet, got {at(part, 'properties', 'subnet', 'id')}"
            raise AzureError("InvalidSubnet", message)
        check_public_address(put, at(part, "properties", "publicIPAddress", "id"), "Bastion")
        if group := at(subnet.properties, "networkSecurityGroup", "id"):
            check_bastion_group(put.cloud, group)
    used = [key for key in STANDARD_ONLY if put.properties.get(key)]
    if used and at(put.body, "sku", "name") == "Basic":
        raise AzureError("BastionFeatureNeedsStandard", f"{put.id.name}: sku Basic does not support {', '.join(used)}")
