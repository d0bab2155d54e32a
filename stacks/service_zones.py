"""Private DNS zones of the services that a spoke reaches through private endpoints."""

from collections.abc import Mapping

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.private_dns_zone import PrivateZone
from config.model import BaselineConfig


def service_zones(
    scope: Construct, *, config: BaselineConfig, at: Placement, networks: Mapping[str, tuple[str, str]]
) -> tuple[str, str]:
    """Make the zones of the registry and the key vault, or take those of a central team, which links them itself.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
        at: Resource group.
        networks: Name and resource id of every linked network.

    Returns:
        The ids of the registry's zone and the vault's.
    """
    existing = config.dns.private_zones
    registry = existing.registry or (
        PrivateZone(scope, "registry_zone", name="privatelink.azurecr.io", at=at, networks=networks).id
    )
    vault = existing.key_vault or (
        PrivateZone(scope, "vault_zone", name="privatelink.vaultcore.azure.net", at=at, networks=networks).id
    )
    return registry, vault
