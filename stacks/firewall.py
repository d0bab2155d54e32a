"""The hub's firewall with its policy, made or of the organization."""

from dataclasses import dataclass

from cdktf import TerraformOutput
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.network.firewall import EgressFirewall
from aks_baseline.network.firewall_policy import EgressPolicy
from config.fleet import RegionView
from stacks.egress import egress
from stacks.names import Names


@dataclass(frozen=True, kw_only=True)
class HubFirewall:
    """A firewall.

    Args:
        id: The firewall.
        private_ip: Next hop of the spokes.
        public_ips: Addresses that services on the internet see.
        policy_id: Its policy. None: the policy is the organization's.
        node_ip_group_id: IP group of the nodes. None: the policy is the organization's.
    """

    id: str
    private_ip: str
    public_ips: tuple[str, ...]
    policy_id: str | None
    node_ip_group_id: str | None


def make_firewall(
    scope: Construct, *, region: RegionView, names: Names, at: Placement, subnet_id: str, workspace_id: str
) -> HubFirewall:
    """Make the firewall, and its policy unless the organization has one.

    Args:
        scope: The stack.
        region: Region with its configuration and spokes.
        names: Names of the resources.
        at: Resource group, region and availability zones.
        subnet_id: AzureFirewallSubnet.
        workspace_id: Log Analytics workspace.
    """
    config = region.config
    policy, policy_id = None, config.firewall.policy_id
    if not policy_id:
        policy = _firewall_policy(scope, region, names, at=at, workspace_id=workspace_id)
        policy_id = policy.id
    firewall = EgressFirewall(
        scope,
        "firewall",
        name=names.firewall,
        address_names=[names.firewall_address(number) for number in range(config.firewall.public_ip_count)],
        at=at,
        subnet_id=subnet_id,
        policy_id=policy_id,
        after=policy.groups if policy else (),
        workspace_id=workspace_id,
        lifecycle=protection(allow_destroy=config.safety.allow_destroy),
    )
    TerraformOutput(
        scope,
        "firewall_addresses",
        value=", ".join(firewall.public_ips),
        description="Addresses that the spokes are seen under: for allow-lists of services they call",
    )
    return HubFirewall(
        id=firewall.id,
        private_ip=firewall.private_ip,
        public_ips=firewall.public_ips,
        policy_id=policy.id if policy else None,
        node_ip_group_id=policy.node_ip_group_id if policy else None,
    )


def _firewall_policy(
    scope: Construct, region: RegionView, names: Names, *, at: Placement, workspace_id: str
) -> EgressPolicy:
    config = region.config
    network_collections, application_collections = egress(region)
    return EgressPolicy(
        scope,
        "firewall_policy",
        name=names.firewall_policy,
        ip_group_name=names.node_ip_group,
        at=at,
        node_prefixes=[str(prefix) for spoke in region.spokes for prefix in spoke.node_prefixes],
        network_collections=network_collections,
        application_collections=application_collections,
        base_policy_id=config.firewall.base_policy_id,
        retention_days=config.logs.retention_days,
        workspace_id=workspace_id,
    )
