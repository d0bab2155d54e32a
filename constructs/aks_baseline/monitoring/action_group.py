"""Action group: who hears of an alert."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.monitor_action_group import MonitorActionGroup, MonitorActionGroupEmailReceiver
from constructs import Construct

from aks_baseline.foundation.placement import Placement


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """A mailbox that alerts go to. `name` is unique in the group, whatever its case."""

    name: str
    email: str


def action_group(
    scope: Construct, id_: str, *, name: str, short_name: str, at: Placement, receivers: Sequence[Receiver]
) -> MonitorActionGroup:
    """One group for all alerts. `short_name`: at most twelve characters, the sender that people see."""
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
