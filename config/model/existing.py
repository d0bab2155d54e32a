"""Networks that exist already, as a central team owns them."""

from ipaddress import IPv4Address, IPv4Network

from pydantic import Field

from config.model.base import Section
from config.model.text import ResourceId


class ExistingHub(Section):
    virtual_network_id: ResourceId = Field(
        description="Required. Virtual network of the hub. Its owner lets the destinations through that the review "
        "lists under Egress."
    )
    firewall_private_ip: IPv4Address = Field(
        description="Required. Private address of the firewall: next hop of the spoke, and its DNS server with "
        "`dns.use_hub`."
    )
    firewall_public_ips: tuple[IPv4Address, ...] = Field(
        default=(),
        description="Conditional. Public addresses of the firewall, which nodes call the API server from; required "
        "unless `api_server.private`.",
    )
    workspace_id: ResourceId | None = Field(
        default=None,
        description="Optional. Log workspace for diagnostics of the spoke's network. Left out, it is the spoke's own.",
    )
    bastion_range: IPv4Network | None = Field(
        default=None,
        description="Optional. Range of Bastion, from which nodes accept SSH. Left out, they accept it from nobody.",
    )
    make_peering: bool = Field(
        default=False,
        description="Optional. Makes the hub's side of the peering too; the deployer needs Network Contributor on the "
        "hub's network. Left out, its owner runs the command in the spoke's output `hub_peering_command` before the "
        "cluster is deployed.",
    )
    use_gateway: bool = Field(
        default=False,
        description="Optional. Lets the spoke use the hub's VPN or ExpressRoute gateway; needs `make_peering`, as "
        "Azure wants the hub's side first.",
    )
