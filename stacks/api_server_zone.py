"""The private DNS zone of API servers, where the spoke makes one."""

from collections.abc import Iterable, Mapping

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.private_dns_zone import PrivateZone
from config.model import ApiServer


def api_server_zone(
    scope: Construct, *, servers: Iterable[ApiServer], at: Placement, networks: Mapping[str, tuple[str, str]]
) -> str | None:
    """Make the zone of `api_server.private_dns_zone: own`. It outlives the cluster, so it is in the spoke.

    Args:
        scope: The stack.
        servers: API servers of the spoke's clusters.
        at: Resource group and region.
        networks: Name and resource id of every linked network.

    Returns:
        The id of the zone; None if the spoke makes none.
    """
    if not any(server.private and server.private_dns_zone == "own" for server in servers):
        return None
    # AKS takes this name for both kinds of private API server; mspnp/aks-baseline has it with VNet integration.
    name = f"privatelink.{at.location}.azmk8s.io"
    return PrivateZone(scope, "api_server_zone", name=name, at=at, networks=networks).id
