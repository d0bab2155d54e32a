"""Spoke virtual network, with the default route to the hub's firewall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network

from cdktf_cdktf_provider_azurerm.route_table import RouteTable, RouteTableRoute
from cdktf_cdktf_provider_azurerm.subnet import Subnet, SubnetDelegation, SubnetDelegationServiceDelegation
from cdktf_cdktf_provider_azurerm.subnet_route_table_association import SubnetRouteTableAssociation
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network import subnet_names
from aks_baseline.network.security_group import SecurityGroup
from aks_baseline.network.security_rules import (
    PRIVATE_ENDPOINTS,
    SecurityRule,
    api_server_rules,
    application_gateway_rules,
    ingress_rules,
    node_rules,
)

# Azure fills in the actions of a delegation; left out, every plan would show a change (azurerm page on subnets).
FOR_API_SERVERS = SubnetDelegation(
    name="aks",
    service_delegation=SubnetDelegationServiceDelegation(
        name="Microsoft.ContainerService/managedClusters",
        actions=["Microsoft.Network/virtualNetworks/subnets/join/action"],
    ),
)


@dataclass(frozen=True, kw_only=True)
class SpokePrefixes:
    """Prefixes of the spoke's subnets, from the address plan.

    Args:
        nodes: snet-clusternodes, for every node pool without a subnet of its own.
        ingress: snet-clusteringressservices, for internal load balancers.
        application_gateway: snet-applicationgateway.
        private_endpoints: snet-privatelinkendpoints.
        pools: Subnets of node pools that have one of their own, by the name of the pool.
        api_server: snet-apiserver, delegated to AKS. None: the API server is outside of the network.
    """

    nodes: IPv4Network
    ingress: IPv4Network
    application_gateway: IPv4Network
    private_endpoints: IPv4Network
    pools: Mapping[str, IPv4Network] = field(default_factory=dict)
    api_server: IPv4Network | None = None


class SpokeNetwork(Construct):
    """The workload's network: subnets for nodes, internal load balancers, Application Gateway and private endpoints.

    Every subnet has a network security group. Nodes and load balancers leave through the firewall.
    Source: article, "Spoke" and "Egress traffic flow".

    Args:
        name: Name of the virtual network; the names of its security groups derive from it.
        route_table_name: Name of the route table.
        at: Resource group and region.
        address_space: Range of the network; it holds every prefix.
        prefixes: Prefixes of the subnets.
        bastion: Prefix of the hub's Bastion subnet, from which nodes accept SSH.
        next_hop_ip: Private address of the firewall, the next hop of the default route.
        pods: Range of the pods in overlay networking. None: pods take addresses of the node subnets.
        clients: Service tag of those who reach the gateway: Internet, or Front Door alone.
        operators: Private ranges from which people and runners reach an API server in this network.
        dns_servers: Addresses of DNS servers. None: Azure's own resolver.
        workspace_id: Log Analytics workspace for logs and metrics.
        pod_ports: TCP ports of pods that Application Gateway calls itself.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        route_table_name: str,
        at: Placement,
        address_space: IPv4Network,
        prefixes: SpokePrefixes,
        bastion: IPv4Network,
        next_hop_ip: str,
        pods: IPv4Network | None = None,
        clients: str = "Internet",
        operators: Sequence[IPv4Network] = (),
        dns_servers: Sequence[str] | None = None,
        workspace_id: str,
        pod_ports: Sequence[int] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._name, self._at, self._workspace_id = name, at, workspace_id
        self.vnet = VirtualNetwork(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            address_space=[str(address_space)],
            dns_servers=dns_servers,
        )
        self._vnet_name = self.vnet.name
        send_diagnostics(self.vnet, to=workspace_id)
        gateway, ingress = str(prefixes.application_gateway), str(prefixes.ingress)
        nodes = [str(prefix) for prefix in (prefixes.nodes, *prefixes.pools.values(), pods) if prefix]
        rules_of_nodes = node_rules(
            nodes=nodes,
            application_gateway=gateway,
            ingress=ingress,
            bastion=str(bastion),
            api_server=str(prefixes.api_server) if prefixes.api_server else None,
            pod_ports=pod_ports,
        )
        self.nodes = self._subnet(subnet_names.NODES, prefixes.nodes, security="nodepools", rules=rules_of_nodes)
        self.pools = {
            pool: self._subnet(
                subnet_names.pool_subnet(pool), prefix, security=f"nodepool-{pool}", rules=rules_of_nodes
            )
            for pool, prefix in prefixes.pools.items()
        }
        self.ingress = self._subnet(
            subnet_names.INGRESS,
            prefixes.ingress,
            security="aksilbs",
            rules=ingress_rules(application_gateway=gateway, ingress=ingress),
        )
        self.application_gateway = self._subnet(
            subnet_names.APPLICATION_GATEWAY,
            prefixes.application_gateway,
            security="appgw",
            rules=application_gateway_rules(clients=clients),
        )
        # Endpoints heed a security group only where the subnet says so.
        self.private_endpoints = self._subnet(
            subnet_names.PRIVATE_ENDPOINTS,
            prefixes.private_endpoints,
            security="privatelinkendpoints",
            rules=PRIVATE_ENDPOINTS,
            endpoint_policies="NetworkSecurityGroupEnabled",
        )
        self.api_server: Subnet | None = None
        if prefixes.api_server:
            self.api_server = self._subnet(
                subnet_names.API_SERVER,
                prefixes.api_server,
                security="apiserver",
                rules=api_server_rules(nodes=nodes, callers=[str(each) for each in operators]),
                delegation=FOR_API_SERVERS,
            )
        self._route_through(next_hop_ip, table_name=route_table_name)

    def _subnet(
        self,
        name: str,
        prefix: IPv4Network,
        *,
        security: str,
        rules: Sequence[SecurityRule],
        endpoint_policies: str = "Disabled",
        delegation: SubnetDelegation | None = None,
    ) -> Subnet:
        made = Subnet(
            self,
            name,
            name=name,
            resource_group_name=self._at.resource_group,
            virtual_network_name=self._vnet_name,
            address_prefixes=[str(prefix)],
            default_outbound_access_enabled=False,
            private_endpoint_network_policies=endpoint_policies,
            private_link_service_network_policies_enabled=endpoint_policies != "Disabled",
            delegation=[delegation] if delegation else None,
        )
        SecurityGroup(
            self,
            f"{security}_security",
            name=f"nsg-{self._name}-{security}",
            at=self._at,
            subnet_id=made.id,
            rules=rules,
            workspace_id=self._workspace_id,
        )
        return made

    def _route_through(self, next_hop_ip: str, *, table_name: str) -> None:
        routes = RouteTable(
            self,
            "routes",
            name=table_name,
            resource_group_name=self._at.resource_group,
            location=self._at.location,
            route=[
                RouteTableRoute(
                    name="r-nexthop-to-fw",
                    address_prefix="0.0.0.0/0",
                    next_hop_type="VirtualAppliance",
                    next_hop_in_ip_address=next_hop_ip,
                )
            ],
        )
        api_server = [("api_server", self.api_server)] if self.api_server else []
        for id_of, routed in (("nodes", self.nodes), ("ingress", self.ingress), *api_server, *self.pools.items()):
            SubnetRouteTableAssociation(self, f"{id_of}_route", subnet_id=routed.id, route_table_id=routes.id)
