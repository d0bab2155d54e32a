"""The private DNS zone of API servers, where the spoke makes one."""

from collections.abc import Mapping

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.private_dns_zone import PrivateZone
from config.model import BaselineConfig


def api_server_zone(
    scope: Construct, *, config: BaselineConfig, at: Placement, networks: Mapping[str, tuple[str, str]]
) -> str | None:
    """Make the zone of `api_server.private_dns_zone: own`. It outlives the cluster, so it is in the spoke.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
        at: Resource group.
        networks: Name and resource id of every linked network.

    Returns:
        The id of the zone; None if the spoke makes none.
    """
    server = config.api_server
    if not (server.private and server.private_dns_zone == "own"):
        return None
    # AKS takes this name for both kinds of private API server; mspnp/aks-baseline has it with VNet integration.
    name = f"privatelink.{config.location}.azmk8s.io"
    return PrivateZone(scope, "api_server_zone", name=name, at=at, networks=networks).id
