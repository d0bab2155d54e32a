"""Hub, spoke, and networking inside the cluster."""

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Literal

from pydantic import Field

from config.model.base import Section
from config.model.existing import ExistingHub, ExistingSpoke
from config.model.text import DnsLabel, Guid, ResourceId, form


class HubSubnets(Section):
    firewall: IPv4Network = Field(description="Required. AzureFirewallSubnet, /26 or larger.")
    gateway: IPv4Network = Field(description="Required. GatewaySubnet, /27 or larger.")
    bastion: IPv4Network = Field(description="Required. AzureBastionSubnet, /26 or larger.")
    private_endpoints: IPv4Network | None = Field(
        default=None,
        description="Conditional. Subnet for private endpoints; required if `private_endpoints.location` is hub.",
    )


class Hub(Section):
    subscription_id: Guid | None = Field(
        default=None, description="Optional. Subscription of the hub. Left out, `ARM_SUBSCRIPTION_ID` decides at plan."
    )
    existing: ExistingHub | None = Field(
        default=None,
        description="Optional. Hub of a central team. Then no hub stack is made, and `firewall` and `bastion` are not "
        "read. Left out, the hub is made.",
    )
    address_space: IPv4Network = Field(
        description="Required. Address space of the hub's virtual network, made or existing."
    )
    subnets: HubSubnets = Field(
        description="Required. Prefixes of the hub's subnets; the planner checks each. Not read with `existing`."
    )


class AddressPools(Section):
    hubs: IPv4Network | None = Field(
        default=None, description="Conditional. Range for hubs; required if a hub states `address_space: auto`."
    )
    spokes: IPv4Network | None = Field(
        default=None, description="Conditional. Range for spokes; required if a spoke states `address_space: auto`."
    )


class Firewall(Section):
    public_ip_count: int = Field(
        default=3,
        ge=1,
        le=20,
        description="Optional. Public addresses for SNAT: each gives 2,496 ports a virtual machine instance of "
        "the firewall.",
    )
    base_policy_id: ResourceId | None = Field(
        default=None, description="Optional. Parent firewall policy of the organization that ours inherits from."
    )
    policy_id: ResourceId | None = Field(
        default=None,
        description="Optional. Existing firewall policy to use. Then no policy and no rules are made: its owner "
        "allows the egress, TCP 443 to the API server's own name among it.",
    )


class Bastion(Section):
    enabled: bool = Field(
        default=True, description="Optional. Deploys Azure Bastion; its subnet is reserved either way."
    )


class Gateway(Section):
    type: Literal["none", "vpn", "expressroute"] = Field(
        default="none", description="Optional. Zone-redundant virtual network gateway towards on-premises networks."
    )


class SpokeSubnets(Section):
    nodes: IPv4Network = Field(description="Required. snet-clusternodes: nodes and, in flat Azure CNI, every pod.")
    ingress: IPv4Network = Field(description="Required. snet-clusteringressservices: internal load balancers.")
    application_gateway: IPv4Network = Field(
        description="Required. snet-applicationgateway, dedicated to Application Gateway."
    )
    private_endpoints: IPv4Network = Field(
        description="Required. snet-privatelinkendpoints: registry and key vault endpoints."
    )
    api_server: IPv4Network | None = Field(
        default=None,
        description="Conditional. snet-apiserver, delegated to AKS, /28 or larger; required with "
        "`api_server.vnet_integration`.",
    )


class Spoke(Section):
    subscription_id: Guid | None = Field(
        default=None,
        description="Optional. Subscription of the spoke. Left out, `ARM_SUBSCRIPTION_ID` decides at plan.",
    )
    existing: ExistingSpoke | None = Field(
        default=None,
        description="Optional. Virtual network of a central team for the clusters; needs `hub.existing`. No network, "
        "subnet, security group, route or peering is made then. Left out, the network is made.",
    )
    address_space: IPv4Network = Field(
        description="Required. Address space of the spoke's virtual network, made or existing."
    )
    subnets: SpokeSubnets = Field(description="Required. Prefixes of the spoke's subnets; the planner checks each.")


ServiceName = Literal[
    "Microsoft.AzureActiveDirectory",
    "Microsoft.AzureCosmosDB",
    "Microsoft.CognitiveServices",
    "Microsoft.ContainerRegistry",
    "Microsoft.EventHub",
    "Microsoft.KeyVault",
    "Microsoft.ServiceBus",
    "Microsoft.Sql",
    "Microsoft.Storage",
    "Microsoft.Storage.Global",
    "Microsoft.Web",
]


class ServiceEndpoints(Section):
    nodes: tuple[ServiceName, ...] = Field(
        default=(), description="Optional. Services of snet-clusternodes and of the subnets of pools."
    )
    application_gateway: tuple[ServiceName, ...] = Field(
        default=(), description="Optional. Services of snet-applicationgateway."
    )


class Network(Section):
    service_endpoints: ServiceEndpoints = Field(
        default=ServiceEndpoints(),
        description="Optional. Services that a subnet reaches by a service endpoint, past the firewall. Prefer a "
        "private endpoint where the service has one.",
    )
    model: Literal["azure_cni", "overlay"] = Field(
        default="azure_cni",
        description="Optional. azure_cni gives each pod an address of the node subnet, overlay one of `pod_cidr`.",
    )
    policy_engine: Literal["azure", "calico", "cilium"] = Field(
        default="azure",
        description="Optional. Engine of Kubernetes network policies. It cannot be added or changed later.",
    )
    fqdn_policies: bool = Field(
        default=False,
        description="Optional. Lets Cilium's network policies name domains that pods may call. It needs "
        "`policy_engine` cilium, and AKS charges it by node and hour.",
    )
    service_cidr: IPv4Network = Field(
        default=IPv4Network("172.16.0.0/16"),
        description="Optional. Range of Kubernetes services, seen by nobody outside the cluster.",
    )
    dns_service_ip: IPv4Address = Field(
        default=IPv4Address("172.16.0.10"),
        description="Optional. Address of the cluster's DNS service, inside `service_cidr`.",
    )
    pod_cidr: IPv4Network = Field(
        default=IPv4Network("192.168.0.0/16"),
        description="Optional. Range of pods; read only if `model` is overlay, one /24 a node.",
    )
    on_premises_ranges: tuple[IPv4Network, ...] = Field(
        default=(),
        description="Optional. Ranges in use elsewhere that the hub, the spoke, pods and services must stay clear of.",
    )


class IpPlanExtra(Section):
    nodes: int = Field(default=0, ge=0, description="Optional. Further addresses to keep free in snet-clusternodes.")
    ingress: int = Field(
        default=0, ge=0, description="Optional. Further addresses to keep free in snet-clusteringressservices."
    )
    application_gateway: int = Field(
        default=0, ge=0, description="Optional. Further addresses in snet-applicationgateway."
    )
    private_endpoints: int = Field(
        default=0, ge=0, description="Optional. Further addresses in snet-privatelinkendpoints."
    )


class IpPlan(Section):
    pod_update_strategy: Literal["rolling", "replace"] = Field(
        default="rolling",
        description="Optional. replace reuses the addresses of old pods, so updates need no extra ones.",
    )
    pod_surge: float = Field(
        default=1.0,
        ge=0,
        le=1,
        description="Optional. Share of pods that an update may run twice; 1.0 is every pod at once.",
    )
    scale_percent: int | None = Field(
        default=None,
        ge=100,
        le=2000,
        description="Optional. Plans for each pool's starting count times this percentage instead of its "
        "maximum: 400 means four times.",
    )
    extra: IpPlanExtra = Field(
        default=IpPlanExtra(), description="Optional. Addresses for consumers that the plan does not know."
    )


class FurtherEndpoint(Section):
    name: Annotated[DnsLabel, Field(max_length=40)] = Field(
        description="Required. Name of the endpoint, behind pe-; unique among the further ones."
    )
    resource_id: ResourceId = Field(description="Required. Resource behind the endpoint.")
    subresource: Annotated[str, form(r"^[A-Za-z_]{2,60}$", "letters and _", "blob")] = Field(
        description="Required. Azure's group id of the resource's part, such as blob, sqlServer or vault."
    )
    zone: Annotated[
        str,
        form(
            r"^(privatelink(\.[a-z0-9-]+)+|/subscriptions/[^/\s]+/resourceGroups/[^/\s]+/providers(/[^/\s]+){3,})$",
            "the name of a private zone, beginning with privatelink, or the resource id of one",
            "privatelink.blob.core.windows.net",
        ),
    ] = Field(
        description="Required. Private DNS zone of the record: a name makes it in the spoke, an id takes that one."
    )
    addresses: int = Field(
        default=1, ge=1, le=50, description="Optional. Addresses that the endpoint takes, for the address plan."
    )


class PrivateEndpoints(Section):
    further: tuple[FurtherEndpoint, ...] = Field(
        default=(), description="Optional. Private endpoints of other resources, beside the registry and the vault."
    )
    location: Literal["spoke", "hub"] = Field(
        default="spoke", description="Optional. Network that holds the private endpoints."
    )
