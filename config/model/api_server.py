"""The Kubernetes API server: public or private, and who reaches it."""

from ipaddress import IPv4Network
from typing import Annotated

from pydantic import Field

from config.model.base import Section
from config.model.text import form

ApiServerZone = Annotated[
    str,
    form(
        r"^(system|own|none|/subscriptions/[^/\s]+/resourceGroups/[^/\s]+/providers(/[^/\s]+){3,})$",
        "system, own, none or the resource id of a private DNS zone",
        "own",
    ),
]


class ApiServer(Section):
    authorized_ip_ranges: tuple[IPv4Network, ...] = Field(
        default=(),
        description="Optional. Further public ranges that reach the API server, beside `operators.ip_ranges` and "
        "the firewall's addresses. Refused with `private`.",
    )
    private: bool = Field(
        default=False,
        description="Optional. Gives the API server a private address only: `bootstrap`, kubectl and pipelines then "
        "run inside the network, see docs/private.md. A change makes the cluster anew.",
    )
    vnet_integration: bool = Field(
        default=False,
        description="Optional. Puts the API server into `spoke.subnets.api_server`, where nodes call it directly. "
        "Left out, a private API server has a private endpoint in the node subnet. AKS cannot turn it off again.",
    )
    private_dns_zone: ApiServerZone = Field(
        default="system",
        description="Optional. Zone for the name of a private API server; not read if `private` is false. system: "
        "AKS makes one beside the nodes. own: it is made in the spoke. none: only the public name exists, which leads "
        "to the private address. The id of a zone: that one is used, and its owner links it to the networks. A change "
        "makes the cluster anew.",
    )
    public_name: bool = Field(
        default=True,
        description="Optional. Keeps a public DNS name that leads to the private address, so that the hub and runners "
        "find the API server without a link to its zone; not read if `private` is false.",
    )
    private_ranges: tuple[IPv4Network, ...] = Field(
        default=(),
        max_length=50,
        description="Optional. Further private ranges, beside the hub, from which people and runners reach an API "
        "server in `spoke.subnets.api_server`; not read without `vnet_integration`.",
    )
    run_command: bool = Field(
        default=False,
        description="Optional. Lets people run kubectl and helm through Azure's own API (`az aks command invoke`), "
        "without a way into the network. The command runs in a pod as an administrator of Azure's making.",
    )
