"""Spoke virtual network, with the default route to the hub's firewall."""

from collections.abc import Sequence
from functools import partial
from ipaddress import IPv4Network

from cdktf_cdktf_provider_azurerm.route_table import RouteTable, RouteTableRoute
from cdktf_cdktf_provider_azurerm.subnet import Subnet, SubnetDelegation, SubnetDelegationServiceDelegation
from cdktf_cdktf_provider_azurerm.subnet_route_table_association import SubnetRouteTableAssociation
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork, VirtualNetworkDdosProtectionPlan
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network import subnet_names
from aks_baseline.network.cluster_subnets import ClusterPrefixes, ClusterSubnets, JoinedSubnet
from aks_baseline.network.node_rules import node_rules
from aks_baseline.network.security_group import SecurityGroup
from aks_baseline.network.security_rules import (
    PRIVATE_ENDPOINTS,
    SecurityRule,
    api_server_rules,
    application_gateway_rules,
    ingress_rules,
)

# Azure fills in the actions of a delegation; left out, every plan would show a change (azurerm page on subnets).
FOR_AKS = SubnetDelegation(
    name="aks",
    service_delegation=SubnetDelegationServiceDelegation(
        name="Microsoft.ContainerService/managedClusters",
        actions=["Microsoft.Network/virtualNetworks/subnets/join/action"],
    ),
)


class SpokeNetwork(Construct):
    """The workload's network: subnets for nodes, internal load balancers, Application Gateway and private endpoints.

    Each cluster has subnets of its own; private endpoints share one. No cluster's nodes reach those of another. Every
    subnet has a network security group. Nodes and load balancers leave through the firewall.
    Source: article, "Spoke" and "Egress traffic flow".

    Args:
        name: Name of the virtual network; the names of its security groups derive from it.
        route_table_name: Name of the route table.
        at: Resource group and region.
        address_space: Range of the network; it holds every prefix.
        clusters: Prefixes of the subnets of each cluster.
        private_endpoints: Prefix of snet-privatelinkendpoints.
        bastion: Prefix of the hub's Bastion subnet, from which nodes accept SSH. None: from nobody.
        next_hop_ip: Private address of the firewall, the next hop of the default route. None: there is no such route.
        clients: Service tag of those who reach the gateways: Internet, or Front Door alone.
        dns_servers: Addresses of DNS servers. None: Azure's own resolver.
        workspace_id: Log Analytics workspace for logs and metrics.
        ddos_plan_id: DDoS protection plan. None: Azure's basic protection.
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
        clusters: Sequence[ClusterPrefixes],
        private_endpoints: IPv4Network,
        bastion: str | None,
        next_hop_ip: str | None,
        clients: str = "Internet",
        dns_servers: Sequence[str] | None = None,
        workspace_id: str,
        ddos_plan_id: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._name, self._at, self._workspace_id, self._clients = name, at, workspace_id, clients
        self.vnet = VirtualNetwork(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            address_space=[str(address_space)],
            dns_servers=dns_servers,
            ddos_protection_plan=(
                VirtualNetworkDdosProtectionPlan(id=ddos_plan_id, enable=True) if ddos_plan_id else None
            ),
        )
        self._vnet_name = self.vnet.name
        send_diagnostics(self.vnet, to=workspace_id)
        self.clusters = tuple(self._cluster(each, bastion=bastion) for each in clusters)
        # Endpoints heed a security group only where the subnet says so.
        self.private_endpoints = self._subnet(
            subnet_names.PRIVATE_ENDPOINTS,
            private_endpoints,
            security="privatelinkendpoints",
            rules=PRIVATE_ENDPOINTS,
            endpoint_policies="NetworkSecurityGroupEnabled",
        )
        if next_hop_ip:
            self._route_through(next_hop_ip, table_name=route_table_name, labels=[each.label for each in clusters])

    def _cluster(self, prefixes: ClusterPrefixes, *, bastion: str | None) -> ClusterSubnets:
        gateway, ingress = str(prefixes.application_gateway), str(prefixes.ingress)
        place = f"{prefixes.label}-" if prefixes.label else ""
        named = partial(subnet_names.subnet_of, prefixes.label)
        rules_of_nodes = node_rules(
            nodes=prefixes.nodes_and_pods,
            application_gateway=gateway,
            ingress=ingress,
            bastion=bastion,
            api_server=str(prefixes.api_server) if prefixes.api_server else None,
            pod_ports=prefixes.pod_ports,
        )
        node_subnet = partial(self._subnet, rules=rules_of_nodes, services=prefixes.node_services)
        pod_subnet = partial(self._subnet, rules=rules_of_nodes, delegation=FOR_AKS)
        return ClusterSubnets(
            api_server=self._api_server(prefixes),
            nodes=node_subnet(named(subnet_names.NODES), prefixes.nodes, security=f"{place}nodepools"),
            pools={
                pool: node_subnet(named(subnet_names.pool_subnet(pool)), prefix, security=f"{place}nodepool-{pool}")
                for pool, prefix in prefixes.pools.items()
            },
            pods={
                pool: pod_subnet(named(subnet_names.pod_subnet(pool)), prefix, security=f"{place}pods-{pool}")
                for pool, prefix in prefixes.pod_subnets.items()
            },
            ingress=self._subnet(
                named(subnet_names.INGRESS),
                prefixes.ingress,
                security=f"{place}aksilbs",
                rules=ingress_rules(application_gateway=gateway, ingress=ingress),
            ),
            application_gateway=self._subnet(
                named(subnet_names.APPLICATION_GATEWAY),
                prefixes.application_gateway,
                security=f"{place}appgw",
                rules=application_gateway_rules(clients=str(prefixes.firewall or self._clients)),
                services=prefixes.gateway_services,
            ),
        )

    def _api_server(self, prefixes: ClusterPrefixes) -> JoinedSubnet | None:
        if prefixes.api_server is None:
            return None
        place = f"{prefixes.label}-" if prefixes.label else ""
        callers = [str(each) for each in prefixes.operators]
        return self._subnet(
            subnet_names.subnet_of(prefixes.label, subnet_names.API_SERVER),
            prefixes.api_server,
            security=f"{place}apiserver",
            rules=api_server_rules(nodes=prefixes.nodes_and_pods, callers=callers),
            delegation=FOR_AKS,
        )

    def _subnet(
        self,
        name: str,
        prefix: IPv4Network,
        *,
        security: str,
        rules: Sequence[SecurityRule],
        endpoint_policies: str = "Disabled",
        delegation: SubnetDelegation | None = None,
        services: Sequence[str] = (),
    ) -> JoinedSubnet:
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
            service_endpoints=list(services) or None,
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
        return JoinedSubnet(id=made.id, name=name)

    def _route_through(self, next_hop_ip: str, *, table_name: str, labels: Sequence[str]) -> None:
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
        for label, subnets in zip(labels, self.clusters, strict=True):
            api_server = {"api_server": subnets.api_server} if subnets.api_server else {}
            pods = {f"pods_{pool}": subnet for pool, subnet in subnets.pods.items()}
            routed = {"nodes": subnets.nodes, "ingress": subnets.ingress, **api_server, **subnets.pools, **pods}
            for id_of, subnet in routed.items():
                id_ = f"{label}_{id_of}_route" if label else f"{id_of}_route"
                SubnetRouteTableAssociation(self, id_, subnet_id=subnet.id, route_table_id=routes.id)
