"""Private DNS zones of a spoke: those of services behind private endpoints, and that of the ingress controllers."""

from dataclasses import dataclass

from constructs import Construct

from aks_baseline.foundation.hosts import ingress_domain
from aks_baseline.network.private_zones import SERVICE_ZONES
from config.model import BaselineConfig
from stacks.private_network import PrivateNetwork


@dataclass(frozen=True, kw_only=True)
class ServiceZones:
    """Zones of a spoke.

    Args:
        registry_id: Zone of the registry.
        vault_id: Zone of key vaults.
        ingress: Name of the zone of the ingress controllers.
    """

    registry_id: str
    vault_id: str
    ingress: str


def service_zones(scope: Construct, *, config: BaselineConfig, private: PrivateNetwork) -> ServiceZones:
    """Make the zones. Those of services can be a central team's, who links them itself.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
        private: Networks that resolve the zones.
    """
    registry = private.zone_id(scope, "registry_zone", name=SERVICE_ZONES["registry"])
    vault = private.zone_id(scope, "vault_zone", name=SERVICE_ZONES["key_vault"])
    ingress = private.zone(scope, "ingress_zone", name=ingress_domain(config.dns.domain))
    return ServiceZones(registry_id=registry, vault_id=vault, ingress=ingress.name)
