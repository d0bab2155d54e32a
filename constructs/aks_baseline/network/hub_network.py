"""Hub virtual network."""

from ipaddress import IPv4Network

from cdktf_cdktf_provider_azurerm.subnet import Subnet
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork
from constructs import Construct

from aks_baseline.foundation.names import Names
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.security_group import SecurityGroup
from aks_baseline.network.security_rules import BASTION, PRIVATE_ENDPOINTS


class HubNetwork(Construct):
    """The hub's network with AzureFirewallSubnet, GatewaySubnet and AzureBastionSubnet.

    The first two accept no network security group; Bastion's has one that lets only its own flows pass.
    Optional. `private_endpoints`: no fourth subnet; endpoints live in the spoke.
    Source: article, "Hub".
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        at: Placement,
        names: Names,
        address_space: IPv4Network,
        firewall: IPv4Network,
        gateway: IPv4Network,
        bastion: IPv4Network,
        private_endpoints: IPv4Network | None = None,
        workspace_id: str,
    ) -> None:
        super().__init__(scope, id_)
        self.vnet = VirtualNetwork(
            self,
            "Default",
            name=names.hub_network,
            resource_group_name=at.resource_group,
            location=at.location,
            address_space=[str(address_space)],
        )
        send_diagnostics(self.vnet, to=workspace_id)
        vnet_name = self.vnet.name

        def subnet(name: str, prefix: IPv4Network, *, endpoint_policies: str = "Disabled") -> Subnet:
            return Subnet(
                self,
                name,
                name=name,
                resource_group_name=at.resource_group,
                virtual_network_name=vnet_name,
                address_prefixes=[str(prefix)],
                default_outbound_access_enabled=False,
                private_endpoint_network_policies=endpoint_policies,
            )

        self.firewall_subnet = subnet("AzureFirewallSubnet", firewall)
        self.gateway_subnet = subnet("GatewaySubnet", gateway)
        self.bastion_subnet = subnet("AzureBastionSubnet", bastion)
        self.bastion_security = SecurityGroup(
            self,
            "bastion_security",
            name=names.bastion_nsg,
            at=at,
            subnet_id=self.bastion_subnet.id,
            rules=BASTION,
            workspace_id=workspace_id,
        )
        self.endpoint_subnet: Subnet | None = None
        if private_endpoints:
            self.endpoint_subnet = subnet(
                "snet-privatelinkendpoints", private_endpoints, endpoint_policies="NetworkSecurityGroupEnabled"
            )
            SecurityGroup(
                self,
                "endpoint_security",
                name=names.hub_endpoint_nsg,
                at=at,
                subnet_id=self.endpoint_subnet.id,
                rules=PRIVATE_ENDPOINTS,
                workspace_id=workspace_id,
            )
