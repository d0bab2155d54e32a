"""What a hub hands on to its spokes."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class HubLinks:
    """Values of a hub that its spokes use. They are strings, which become references to the hub's state.

    Args:
        stack: Name of the hub's stack. Empty for an existing hub.
        resource_group: Resource group of the network.
        vnet_id: The network.
        vnet_name: Its name as a reference.
        title: Its name as plain text.
        endpoint_subnet_id: Subnet of private endpoints. None: they are in the spokes.
        firewall_id: Firewall. None: there is none, or its owner watches it.
        firewall_private_ip: Next hop of the spokes, the firewall or another appliance. None: spokes have a way out of
            their own.
        firewall_policy_id: Policy to which clusters add rules. None: there is none, or its owner adds them.
        node_ip_group_id: IP group of the nodes in that policy.
        firewall_public_ips: Addresses that nodes have outside.
        bastion_id: Bastion. None: there is none.
        bastion_address: Its public address.
        bastion_range: Range of its subnet, from which nodes accept SSH.
        workspace_id: Log workspace of the network. None: the owner of an existing hub keeps it to himself.
        ddos_plan_id: DDoS protection plan. None: Azure's basic protection.
    """

    stack: str
    resource_group: str
    vnet_id: str
    vnet_name: str
    title: str
    endpoint_subnet_id: str | None
    firewall_id: str | None
    firewall_private_ip: str | None
    firewall_policy_id: str | None
    node_ip_group_id: str | None
    firewall_public_ips: tuple[str, ...]
    bastion_id: str | None
    bastion_address: str | None
    bastion_range: str | None
    workspace_id: str | None
    ddos_plan_id: str | None = None
