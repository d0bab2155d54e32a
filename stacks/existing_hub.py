"""A hub that a central team owns: its values come from the configuration, and no stack is made for it. NET-04."""

from config.model.existing import ExistingHub
from stacks.hub_links import HubLinks


def existing_hub(existing: ExistingHub) -> HubLinks:
    """Values of an existing hub.

    Args:
        existing: The hub, as the configuration names it.
    """
    _, _, _, _, group, *_, name = existing.virtual_network_id.split("/")
    return HubLinks(
        stack="",
        resource_group=group,
        vnet_id=existing.virtual_network_id,
        vnet_name=name,
        title=name,
        endpoint_subnet_id=None,
        firewall_id=None,
        firewall_private_ip=str(existing.firewall_private_ip),
        firewall_policy_id=None,
        node_ip_group_id=None,
        firewall_public_ips=tuple(map(str, existing.firewall_public_ips)),
        bastion_id=None,
        bastion_address=None,
        bastion_range=str(existing.bastion_range) if existing.bastion_range else None,
        workspace_id=existing.workspace_id,
    )
