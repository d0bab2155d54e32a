"""Networks that exist already, as a central team owns them."""

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated

from pydantic import Field

from aks_baseline.network import subnet_names
from config.model.base import Section
from config.model.text import ResourceId, form

# Azure page "Naming rules and restrictions for Azure resources", Microsoft.Network/virtualNetworks/subnets.
SubnetName = Annotated[
    str,
    form(
        r"^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?$",
        "at most 64 letters, digits, hyphens, dots and underscores, beginning with a letter or digit",
        "snet-aks",
    ),
]


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


class ExistingSubnets(Section):
    nodes: SubnetName = Field(default=subnet_names.NODES, description="Optional. Subnet of nodes.")
    ingress: SubnetName = Field(default=subnet_names.INGRESS, description="Optional. Subnet of load balancers.")
    application_gateway: SubnetName = Field(
        default=subnet_names.APPLICATION_GATEWAY, description="Optional. Subnet of Application Gateway, for it alone."
    )
    private_endpoints: SubnetName = Field(
        default=subnet_names.PRIVATE_ENDPOINTS, description="Optional. Subnet of private endpoints."
    )
    api_server: SubnetName = Field(
        default=subnet_names.API_SERVER,
        description="Optional. Subnet that is delegated to AKS. It is used with `api_server.vnet_integration`.",
    )
    pods: SubnetName = Field(
        default=subnet_names.PODS,
        description="Optional. Subnets that are delegated to AKS, for the pods of pools with `pod_subnet`. Their names "
        "end in - and the name of the pool.",
    )


class ExistingSpoke(Section):
    virtual_network_id: ResourceId = Field(
        description="Required. Virtual network of the clusters. Its owner has peered it with the hub, and has prepared "
        "its subnets as docs/landing-zone.md says."
    )
    subnets: ExistingSubnets = Field(
        default=ExistingSubnets(),
        description="Optional. Names of its subnets; `spoke.subnets` states their prefixes. The subnet of a pool with "
        "`subnet` has the name of `nodes`, - and the name of the pool. The subnets of a further cluster in the same "
        "spoke end in - and the name of the cluster.",
    )
