"""Public addresses of the gateways, and the public name of several clusters in a spoke."""

from collections.abc import Sequence

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.network.public_address import PublicAddress
from config.fleet import SpokeView
from stacks.hub_links import HubLinks
from stacks.public_record import public_record
from stacks.site import cluster_site


def gateway_addresses(
    scope: Construct, *, spoke: SpokeView, at: Placement, workspace_id: str
) -> tuple[PublicAddress, ...]:
    """Make an address for the gateway of each cluster. The address outlives the cluster, so it is in the spoke.

    Args:
        scope: The stack.
        spoke: Spoke with its clusters.
        at: Resource group, region and availability zones.
        workspace_id: Log Analytics workspace.
    """
    return tuple(
        PublicAddress(
            scope,
            f"{cluster.label}_gateway_address" if cluster.label else "gateway_address",
            name=cluster_site(cluster).names.gateway_address,
            at=at,
            workspace_id=workspace_id,
            lifecycle=protection(allow_destroy=spoke.config.safety.allow_destroy),
        )
        for cluster in spoke.clusters
    )


def has_live_record(spoke: SpokeView) -> bool:
    """True if the spoke has several clusters, of which the live one has the public name.

    Args:
        spoke: Spoke with its clusters.
    """
    return any(cluster.beside_others for cluster in spoke.clusters)


def live_record(scope: Construct, *, spoke: SpokeView, addresses: Sequence[PublicAddress], hub: HubLinks) -> None:
    """Make the public record of the live cluster. It outlives each of several clusters, so it is in the spoke.

    Args:
        scope: The stack.
        spoke: Spoke with its clusters.
        addresses: Address of each cluster's gateway.
        hub: Hub with the firewall that clients may call instead.
    """
    config = spoke.config
    if not has_live_record(spoke) or config.dns.public_zone_id is None or config.shared.router != "none":
        return
    pairs = zip(spoke.clusters, addresses, strict=True)
    ((live, address),) = ((cluster, each) for cluster, each in pairs if cluster.live)
    through = live.config.ingress.via_firewall
    public_record(
        scope,
        zone_id=config.dns.public_zone_id,
        subscription_id=config.spoke.subscription_id,
        address_id=None if through else address.id,
        address=hub.firewall_public_ips[0] if through else None,
    )
