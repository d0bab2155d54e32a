"""Virtual network of a spoke, as the configuration and the address plan want it."""

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.security_rules import FRONT_DOOR
from aks_baseline.network.spoke_network import SpokeNetwork, SpokePrefixes
from config.fleet import RegionView, SpokeView
from stacks.hub import HubLinks
from stacks.names import Names


def make_spoke_network(
    scope: Construct, region: RegionView, spoke: SpokeView, names: Names, *, at: Placement, hub: HubLinks
) -> SpokeNetwork:
    """Make the network of a spoke.

    Args:
        scope: The stack.
        region: Region with the address plan of the hub.
        spoke: Spoke with its configuration and address plan.
        names: Names of the resources.
        at: Resource group and region.
        hub: Values of the hub.
    """
    config, plan = spoke.config, spoke.plan
    networks = [cluster.config.network for cluster in spoke.clusters]
    pods = next((each.pod_cidr for each in networks if each.model == "overlay"), None)
    private_ranges = (each for cluster in spoke.clusters for each in cluster.config.api_server.private_ranges)
    return SpokeNetwork(
        scope,
        "network",
        name=names.spoke_network,
        route_table_name=names.route_table,
        at=at,
        address_space=config.spoke.address_space,
        prefixes=SpokePrefixes(
            nodes=plan.nodes.prefix,
            ingress=plan.ingress.prefix,
            application_gateway=plan.application_gateway.prefix,
            private_endpoints=plan.private_endpoints.prefix,
            pools={pool: subnet.prefix for pool, subnet in plan.own_subnets.items()},
            api_server=plan.api_server.prefix if plan.api_server else None,
        ),
        bastion=region.plan.bastion.prefix,
        pods=pods,
        clients=FRONT_DOOR if config.shared.router == "front_door" else "Internet",
        operators=(region.config.hub.address_space, *dict.fromkeys(private_ranges)),
        next_hop_ip=hub.firewall_private_ip,
        dns_servers=[hub.firewall_private_ip] if config.dns.use_hub else None,
        workspace_id=hub.workspace_id,
        pod_ports=_called_by_gateway(spoke),
    )


def _called_by_gateway(spoke: SpokeView) -> list[int]:
    """Ports of pods behind AGIC, of all clusters of the spoke."""
    clusters = [each.config for each in spoke.clusters if each.config.ingress.controller == "agic"]
    return sorted({port for each in clusters for workload in each.workloads for port in workload.ports})
