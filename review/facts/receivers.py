"""Receivers of action groups."""

from dataclasses import dataclass
from typing import Any

from review.synthesis import Resource, Synthesis

# Blocks of azurerm_monitor_action_group, their descriptions, and the argument with the destination of the message.
WAYS = {
    "email_receiver": ("email", "email_address"),
    "sms_receiver": ("SMS", "phone_number"),
    "voice_receiver": ("call", "phone_number"),
    "azure_app_push_receiver": ("Azure app", "email_address"),
    "arm_role_receiver": ("everyone with the role", "role_id"),
    "webhook_receiver": ("webhook", "service_uri"),
    "logic_app_receiver": ("logic app", "resource_id"),
    "azure_function_receiver": ("function", "function_app_resource_id"),
    "automation_runbook_receiver": ("runbook", "automation_account_id"),
    "event_hub_receiver": ("event hub", "event_hub_name"),
    "itsm_receiver": ("ITSM", "workspace_id"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Receiver:
    """A receiver of an action group. `how`: email, webhook and so on. `where`: mailbox or address."""

    group: Resource
    name: str
    how: str
    where: str


def receivers(made: Synthesis) -> tuple[Receiver, ...]:
    """Every receiver of every action group."""
    return tuple(
        _receiver(group, kind, block)
        for group in made.every("azurerm_monitor_action_group")
        for kind in WAYS
        for block in group.blocks(kind)
    )


def _receiver(group: Resource, kind: str, block: dict[str, Any]) -> Receiver:
    how, place = WAYS[kind]
    return Receiver(group=group, name=str(block.get("name")), how=how, where=str(block.get(place) or ""))
