"""Virtual network of a spoke, as the configuration and the address plan want it."""

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.cluster_subnets import ClusterPrefixes
from aks_baseline.network.security_rules import FRONT_DOOR
from aks_baseline.network.spoke_network import SpokeNetwork
from config.fleet import ClusterView, SpokeView
from config.model import BaselineConfig
from stacks.hub_links import HubLinks
from stacks.names import Names


def make_spoke_network(
    scope: Construct, spoke: SpokeView, names: Names, *, at: Placement, hub: HubLinks, workspace_id: str
) -> SpokeNetwork:
    """Make the network of a spoke.

    Args:
        scope: The stack.
        spoke: Spoke with its clusters.
        names: Names of the resources.
        at: Resource group and region.
        hub: Values of the hub.
        workspace_id: Log workspace for diagnostics.
    """
    config = spoke.config
    return SpokeNetwork(
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
