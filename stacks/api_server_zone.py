"""The private DNS zone of API servers, where the spoke makes one."""

from constructs import Construct

from config.fleet import SpokeView
from stacks.private_network import PrivateNetwork


def api_server_zone(scope: Construct, *, spoke: SpokeView, private: PrivateNetwork) -> str | None:
    """Make the zone of `api_server.private_dns_zone: own`. It outlives the cluster, so it is in the spoke.

    Args:
        scope: The stack.
        spoke: Spoke with its clusters.
        private: Networks that resolve the zone.

    Returns:
        The id of the zone; None if the spoke makes none.
    """
    servers = [cluster.config.api_server for cluster in spoke.clusters]
    if not any(server.private and server.private_dns_zone == "own" for server in servers):
        return None
    # AKS takes this name for both kinds of private API server; mspnp/aks-baseline has it with VNet integration.
    name = f"privatelink.{private.zone_at.location}.azmk8s.io"
    return private.zone(scope, "api_server_zone", name=name).id
