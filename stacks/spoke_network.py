"""Virtual network of a spoke: made as the configuration and the address plan want it, or a central team's."""

from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.cluster_subnets import ClusterPrefixes, ClusterSubnets, JoinedSubnet
from aks_baseline.network.security_rules import FRONT_DOOR
from aks_baseline.network.spoke_network import SpokeNetwork
from config.fleet import ClusterView, SpokeView
from config.model import BaselineConfig, ExistingSpoke
from stacks.hub_links import HubLinks
from stacks.names import Names


@dataclass(frozen=True, kw_only=True)
class WorkloadNetwork:
    """Network of a spoke that its clusters join.

    Args:
        id: The virtual network.
        name: Its name as plain text.
        clusters: Subnets of each cluster.
        endpoint_subnet_id: Subnet of private endpoints.
        made: The virtual network as this stack makes it. None: a central team has made it.
    """

    id: str
    name: str
    clusters: tuple[ClusterSubnets, ...]
    endpoint_subnet_id: str
    made: VirtualNetwork | None


def workload_network(
    scope: Construct, spoke: SpokeView, names: Names, *, at: Placement, hub: HubLinks, workspace_id: str
) -> WorkloadNetwork:
    """Make the network of a spoke, or find that of `spoke.existing`.

    Args:
        scope: The stack.
        spoke: Spoke with its clusters.
        names: Names of the resources.
        at: Resource group and region.
        hub: Values of the hub.
        workspace_id: Log workspace for diagnostics.
    """
    config = spoke.config
    if config.spoke.existing:
        return _existing(config.spoke.existing, spoke)
    network = SpokeNetwork(
        scope,
        "network",
        name=names.spoke_network,
        route_table_name=names.route_table,
        at=at,
        address_space=config.spoke.address_space,
        clusters=[_prefixes(cluster) for cluster in spoke.clusters],
        private_endpoints=spoke.private_endpoints.prefix,
        bastion=hub.bastion_range,
        clients=FRONT_DOOR if config.shared.router == "front_door" else "Internet",
        next_hop_ip=None if config.egress.mode == "nat_gateway" else hub.firewall_private_ip,
        dns_servers=[hub.firewall_private_ip] if config.dns.use_hub and hub.firewall_private_ip else None,
        workspace_id=workspace_id,
        ddos_plan_id=config.ddos.plan_id or hub.ddos_plan_id,
    )
    return WorkloadNetwork(
        id=network.vnet.id,
        name=names.spoke_network,
        clusters=network.clusters,
        endpoint_subnet_id=network.private_endpoints.id,
        made=network.vnet,
    )


def _existing(existing: ExistingSpoke, spoke: SpokeView) -> WorkloadNetwork:
    return WorkloadNetwork(
        id=existing.virtual_network_id,
        name=existing.virtual_network_id.rpartition("/")[2],
        clusters=tuple(_existing_subnets(existing, cluster) for cluster in spoke.clusters),
        endpoint_subnet_id=_existing_subnet(existing, existing.subnets.private_endpoints).id,
        made=None,
    )


def _existing_subnets(existing: ExistingSpoke, cluster: ClusterView) -> ClusterSubnets:
    def own(name: str) -> JoinedSubnet:
        return _existing_subnet(existing, f"{name}-{cluster.label}" if cluster.label else name)

    names, pools = existing.subnets, cluster.config.node_pools
    return ClusterSubnets(
        nodes=own(names.nodes),
        pools={pool.name: own(f"{names.nodes}-{pool.name}") for pool in pools if pool.subnet},
        pods={pool.name: own(f"{names.pods}-{pool.name}") for pool in pools if pool.pod_subnet},
        ingress=own(names.ingress),
        application_gateway=own(names.application_gateway),
        api_server=own(names.api_server) if cluster.config.api_server.vnet_integration else None,
    )


def _existing_subnet(existing: ExistingSpoke, name: str) -> JoinedSubnet:
    return JoinedSubnet(id=f"{existing.virtual_network_id}/subnets/{name}", name=name)


def _prefixes(cluster: ClusterView) -> ClusterPrefixes:
    config, plan = cluster.config, cluster.plan.spoke
    return ClusterPrefixes(
        label=cluster.label,
        nodes=plan.nodes.prefix,
        ingress=plan.ingress.prefix,
        application_gateway=plan.application_gateway.prefix,
        pools={pool: subnet.prefix for pool, subnet in plan.own_subnets.items()},
        pod_subnets={pool: subnet.prefix for pool, subnet in plan.pod_subnets.items()},
        api_server=plan.api_server.prefix if plan.api_server else None,
        pods=config.network.pod_cidr if config.network.model == "overlay" else None,
        operators=(config.hub.address_space, *config.api_server.private_ranges),
        pod_ports=_called_by_gateway(config),
        node_services=config.network.service_endpoints.nodes,
        gateway_services=config.network.service_endpoints.application_gateway,
        firewall=config.hub.subnets.firewall if config.ingress.via_firewall else None,
    )


def _called_by_gateway(config: BaselineConfig) -> list[int]:
    """Ports of pods behind AGIC."""
    if config.ingress.controller != "agic":
        return []
    return sorted({port for workload in config.workloads for port in workload.ports})
