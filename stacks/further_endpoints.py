"""Private endpoints of further resources, as the configuration lists them."""

from collections.abc import Sequence

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.network.private_endpoint import private_endpoint
from config.model import FurtherEndpoint
from stacks.private_network import PrivateNetwork


def further_endpoints(
    scope: Construct, *, endpoints: Sequence[FurtherEndpoint], at: Placement, private: PrivateNetwork
) -> None:
    """Make the endpoints and the zones that they name. A zone of `dns.private_zones` is used as it is.

    Args:
        scope: The stack.
        endpoints: The endpoints of the configuration.
        at: Resource group and region of the endpoints.
        private: Subnet of the endpoints, and networks that resolve the zones.
    """
    names = dict.fromkeys(each.zone for each in endpoints if not each.zone.startswith("/"))
    zones = {name: private.zone_id(scope, name, name=name) for name in names}
    for each in endpoints:
        private_endpoint(
            scope,
            f"endpoint_{each.name}",
            name=f"pe-{each.name}",
            at=at,
            place=private.endpoint(zone_id=zones.get(each.zone, each.zone)),
            resource_id=each.resource_id,
            subresource=each.subresource,
        )
