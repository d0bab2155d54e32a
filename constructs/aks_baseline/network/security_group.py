"""Network security group of one subnet."""

from collections.abc import Sequence

from cdktf_cdktf_provider_azurerm.network_security_group import (
    NetworkSecurityGroup,
    NetworkSecurityGroupSecurityRule,
)
from cdktf_cdktf_provider_azurerm.subnet_network_security_group_association import (
    SubnetNetworkSecurityGroupAssociation,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.network.security_rules import SecurityRule


class SecurityGroup(Construct):
    """A network security group with its rules, bound to a subnet, with its events and counters in the workspace.

    Source: article, "Network topology"; Azure page "Network security groups overview".

    Args:
        name: Name of the group.
        at: Resource group and region.
        subnet_id: Subnet that the group guards.
        rules: Security rules, from `security_rules`.
        workspace_id: Log Analytics workspace for logs.

    Attributes:
        association: Binding of group and subnet. Wait for it before anything is put into the subnet.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        subnet_id: str,
        rules: Sequence[SecurityRule],
        workspace_id: str,
    ) -> None:
        super().__init__(scope, id_)
        group = NetworkSecurityGroup(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            security_rule=[_block(rule) for rule in rules],
        )
        self.association = SubnetNetworkSecurityGroupAssociation(
            self, "association", subnet_id=subnet_id, network_security_group_id=group.id
        )
        send_diagnostics(group, to=workspace_id)


def _block(rule: SecurityRule) -> NetworkSecurityGroupSecurityRule:
    # Azure stores one port and several ports in different fields; the other one must stay empty.
    one = len(rule.ports) == 1
    return NetworkSecurityGroupSecurityRule(
        name=rule.name,
        description=rule.reason,
        priority=rule.priority,
        direction=rule.direction,
        access=rule.access,
        protocol=rule.protocol,
        source_port_range="*",
        source_address_prefix=rule.source,
        destination_address_prefix=rule.destination,
        destination_port_range=rule.ports[0] if one else None,
        destination_port_ranges=None if one else list(rule.ports),
    )
