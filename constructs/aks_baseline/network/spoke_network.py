"""Spoke virtual network, with the default route to the hub's firewall."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network
from types import MappingProxyType

from cdktf_cdktf_provider_azurerm.route_table import RouteTable, RouteTableRoute
from cdktf_cdktf_provider_azurerm.subnet import Subnet
from cdktf_cdktf_provider_azurerm.subnet_route_table_association import SubnetRouteTableAssociation
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork
from constructs import Construct

from aks_baseline.foundation.names import Names
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.security_group import SecurityGroup
from aks_baseline.network.security_rules import (
    APPLICATION_GATEWAY,
    PRIVATE_ENDPOINTS,
    SecurityRule,
    ingress_rules,
    node_rules,
)


class SpokeNetwork(Construct):
    """The workload's network: subnets for nodes, internal load balancers, Application Gateway and private endpoints.

    Each has a network security group; nodes and load balancers leave through the firewall, without exception.
    Required. `nodes`, `ingress`, `application_gateway`, `private_endpoints`: prefixes from the address plan.
    Required. `bastion`: prefix of the hub's Bastion, from which nodes accept SSH.
    Optional. `pools`: prefixes of node pools' own subnets by the pool's name, none: all share `nodes`.
    Optional. `pods`: no range of their own, pods take addresses of `nodes`.
    Optional. `dns_servers`: none, which is Azure's own resolver.
    Source: article, "Spoke" and "Egress traffic flow".
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        at: Placement,
        names: Names,
        address_space: IPv4Network,
        nodes: IPv4Network,
        ingress: IPv4Network,
        application_gateway: IPv4Network,
        private_endpoints: IPv4Network,
        bastion: IPv4Network,
        next_hop_ip: str,
        pods: IPv4Network | None = None,
        pools: Mapping[str, IPv4Network] = MappingProxyType({}),
        dns_servers: Sequence[str] | None = None,
        workspace_id: str,
    ) -> None:
        super().__init__(scope, id_)
        self.vnet = VirtualNetwork(
            self,
            "Default",
            name=names.spoke_network,
            resource_group_name=at.resource_group,
            location=at.location,
            address_space=[str(address_space)],
            dns_servers=dns_servers,
        )
        send_diagnostics(self.vnet, to=workspace_id)
        vnet_name = self.vnet.name

        def subnet(
            name: str,
            prefix: IPv4Network,
            *,
            security: str,
            rules: Sequence[SecurityRule],
            endpoint_policies: str = "Disabled",
        ) -> Subnet:
            made = Subnet(
                self,
                name,
                name=name,
                resource_group_name=at.resource_group,
                virtual_network_name=vnet_name,
                address_prefixes=[str(prefix)],
                default_outbound_access_enabled=False,
                private_endpoint_network_policies=endpoint_policies,
                private_link_service_network_policies_enabled=endpoint_policies != "Disabled",
            )
            SecurityGroup(
                self,
                f"{security}_security",
                name=names.spoke_nsg(security),
                at=at,
                subnet_id=made.id,
                rules=rules,
                workspace_id=workspace_id,
            )
            return made

        rules_of_nodes = node_rules(
            nodes=[str(prefix) for prefix in (nodes, *pools.values(), pods) if prefix],
            application_gateway=str(application_gateway),
            ingress=str(ingress),
            bastion=str(bastion),
        )
        self.nodes = subnet("snet-clusternodes", nodes, security="nodepools", rules=rules_of_nodes)
        self.pools = {
            pool: subnet(f"snet-clusternodes-{pool}", prefix, security=f"nodepool-{pool}", rules=rules_of_nodes)
            for pool, prefix in pools.items()
        }
        self.ingress = subnet(
            "snet-clusteringressservices",
            ingress,
            security="aksilbs",
            rules=ingress_rules(application_gateway=str(application_gateway), ingress=str(ingress)),
        )
        self.application_gateway = subnet(
            "snet-applicationgateway", application_gateway, security="appgw", rules=APPLICATION_GATEWAY
        )
        # Endpoints heed a security group only where the subnet says so.
        self.private_endpoints = subnet(
            "snet-privatelinkendpoints",
            private_endpoints,
            security="privatelinkendpoints",
            rules=PRIVATE_ENDPOINTS,
            endpoint_policies="NetworkSecurityGroupEnabled",
        )

        routes = RouteTable(
            self,
            "routes",
            name=names.route_table,
            resource_group_name=at.resource_group,
            location=at.location,
            route=[
                RouteTableRoute(
                    name="r-nexthop-to-fw",
                    address_prefix="0.0.0.0/0",
                    next_hop_type="VirtualAppliance",
                    next_hop_in_ip_address=next_hop_ip,
                )
            ],
        )
        for id_of, routed in (("nodes", self.nodes), ("ingress", self.ingress), *self.pools.items()):
            SubnetRouteTableAssociation(self, f"{id_of}_route", subnet_id=routed.id, route_table_id=routes.id)
