"""Hub virtual network."""

from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network

from cdktf_cdktf_provider_azurerm.subnet import Subnet
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork, VirtualNetworkDdosProtectionPlan
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network import subnet_names
from aks_baseline.network.security_group import SecurityGroup
from aks_baseline.network.security_rules import BASTION, PRIVATE_ENDPOINTS


@dataclass(frozen=True, kw_only=True)
class HubPrefixes:
    """Prefixes of the hub's subnets, from the address plan.

    Args:
        firewall: AzureFirewallSubnet, /26 or larger.
        gateway: GatewaySubnet, /27 or larger.
        bastion: AzureBastionSubnet, /26 or larger.
        private_endpoints: snet-privatelinkendpoints. None makes no such subnet: the endpoints live in the spoke.
    """

    firewall: IPv4Network
    gateway: IPv4Network
    bastion: IPv4Network
    private_endpoints: IPv4Network | None = None


class HubNetwork(Construct):
    """The hub's virtual network with subnets for the firewall, a gateway, Bastion and, if asked for, private endpoints.

    Azure accepts no network security group on the subnets of the firewall and the gateway. The groups of the other
    subnets let pass only the traffic of Bastion and of the endpoints. Source: article, "Hub".

    Args:
        name: Name of the virtual network.
        bastion_security_name: Name of the security group of AzureBastionSubnet.
        endpoint_security_name: Name of the security group of snet-privatelinkendpoints, if there is such a subnet.
        at: Resource group and region.
        address_space: Range of the network; it holds every prefix.
        prefixes: Prefixes of the subnets.
        workspace_id: Log Analytics workspace for logs and metrics.
        ddos_plan_id: DDoS protection plan. None: Azure's basic protection.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        bastion_security_name: str,
        endpoint_security_name: str,
        at: Placement,
        address_space: IPv4Network,
        prefixes: HubPrefixes,
        workspace_id: str,
        ddos_plan_id: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.vnet = VirtualNetwork(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            address_space=[str(address_space)],
            ddos_protection_plan=(
                VirtualNetworkDdosProtectionPlan(id=ddos_plan_id, enable=True) if ddos_plan_id else None
            ),
        )
        send_diagnostics(self.vnet, to=workspace_id)
        subnet = partial(self._subnet, at=at, vnet_name=self.vnet.name)
        self.firewall_subnet = subnet("AzureFirewallSubnet", prefixes.firewall)
        self.gateway_subnet = subnet("GatewaySubnet", prefixes.gateway)
        self.bastion_subnet = subnet("AzureBastionSubnet", prefixes.bastion)
        self.bastion_security = SecurityGroup(
            self,
            "bastion_security",
            name=bastion_security_name,
            at=at,
            subnet_id=self.bastion_subnet.id,
            rules=BASTION,
            workspace_id=workspace_id,
        )
        self.endpoint_subnet: Subnet | None = None
        if prefixes.private_endpoints:
            self.endpoint_subnet = subnet(
                subnet_names.PRIVATE_ENDPOINTS,
                prefixes.private_endpoints,
                endpoint_policies="NetworkSecurityGroupEnabled",
            )
            SecurityGroup(
                self,
                "endpoint_security",
                name=endpoint_security_name,
                at=at,
                subnet_id=self.endpoint_subnet.id,
                rules=PRIVATE_ENDPOINTS,
                workspace_id=workspace_id,
            )

    def _subnet(
        self,
        name: str,
        prefix: IPv4Network,
        *,
        at: Placement,
        vnet_name: str,
        endpoint_policies: str = "Disabled",
    ) -> Subnet:
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
