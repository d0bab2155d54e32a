"""The public name of the workload."""

from cdktf_cdktf_provider_azurerm.dns_a_record import DnsARecord
from constructs import Construct

from aks_baseline.foundation.hosts import CLIENT_LABEL
from stacks.providers import zone_provider


def public_record(
    scope: Construct, *, zone_id: str, subscription_id: str | None, address_id: str | None, address: str | None = None
) -> None:
    """Make the record of the clients' name in a zone of Azure DNS, which often is in another subscription.

    Args:
        scope: The stack.
        zone_id: The zone.
        subscription_id: Subscription of the stack. None: that of whoever plans.
        address_id: Public address of a gateway. None: clients come to `address`.
        address: Public address of a firewall.
    """
    group, zone = zone_id.split("/")[4], zone_id.split("/")[-1]
    DnsARecord(
        scope,
        "public_record",
        name=CLIENT_LABEL,
        resource_group_name=group,
        zone_name=zone,
        ttl=3600,
        target_resource_id=address_id,
        records=[address] if address else None,
        provider=zone_provider(scope, zone_id=zone_id, subscription_id=subscription_id),
    )
