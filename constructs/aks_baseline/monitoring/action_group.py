"""Action group: who is notified of an alert."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.monitor_action_group import MonitorActionGroup, MonitorActionGroupEmailReceiver
from constructs import Construct

from aks_baseline.foundation.placement import Placement


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Mailbox that alerts are sent to.

    Args:
        name: Name of the receiver, unique in the group without regard to case.
        email: Address.
    """

    name: str
    email: str


def action_group(
    scope: Construct, id_: str, *, name: str, short_name: str, at: Placement, receivers: Sequence[Receiver]
) -> MonitorActionGroup:
    """Make an action group that sends mail. Action groups are in no region.

    Source: article, "Monitor and collect metrics".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the group.
        short_name: Name that people see as the sender, at most twelve characters.
        at: Resource group.
        receivers: Mailboxes. With none, the alerts are only in the portal.
    """
    return MonitorActionGroup(
        scope,
        id_,
        name=name,
        short_name=short_name,
        resource_group_name=at.resource_group,
        email_receiver=[
            MonitorActionGroupEmailReceiver(
                name=receiver.name, email_address=receiver.email, use_common_alert_schema=True
            )
            for receiver in receivers
        ],
    )
