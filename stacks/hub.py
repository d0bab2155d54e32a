"""Hub stack: the network team's resources, which all spokes of a region share."""

from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Literal

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.log_workspace import LogWorkspace
from aks_baseline.network.bastion import Bastion
from aks_baseline.network.hub_network import HubNetwork, HubPrefixes
from config.fleet import RegionView
from config.model import BaselineConfig
from stacks.base import BaselineStack
from stacks.changes import protect_prefixes, protect_running_pools
from stacks.firewall import make_firewall
from stacks.site import Site


@dataclass(frozen=True, kw_only=True)
class HubLinks:
    """Values of the hub that its spokes use. They are strings, which become references to the hub's state.

    `stack`: name of its stack, empty for an existing hub. `title`: name of its network as plain text. `workspace_id`
    and `firewall_id`: None for an existing hub that keeps its workspace, or its firewall, to itself.
    `firewall_private_ip`: next hop of the spokes, the firewall or another appliance. None: the spokes have a way out of
    their own. `firewall_public_ips`: addresses that nodes have outside.
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


class HubStack(BaselineStack):
    """Log workspace, network, firewall with its policy, Bastion and virtual network gateway.

    Args:
        site: Names, region, tags, state and protection.
        region: Region with its configuration, address plan and spokes.
    """

    def __init__(self, scope: Construct, id_: str, *, site: Site, region: RegionView) -> None:
        config, plan, names = region.config, region.plan, site.names
        super().__init__(
            scope,
            id_,
            part="hub",
            site=site,
            subscription_id=config.hub.subscription_id,
            private_storage=config.flow_logs.enabled,
        )
        at = self.group("group", name=names.hub_group)
        logs = LogWorkspace(
            self,
            "logs",
            name=names.hub_workspace,
            at=at,
            retention_days=config.logs.retention_days,
            local_authentication=False,
            lifecycle=self.lifecycle,
        )
        ddos_plan_id = self._ddos_plan(config, at=at)
        network = HubNetwork(
            self,
            "network",
            name=names.hub_network,
            bastion_security_name=names.bastion_nsg,
            endpoint_security_name=names.hub_endpoint_nsg,
            at=at,
            address_space=config.hub.address_space,
            prefixes=HubPrefixes(
                firewall=plan.firewall.prefix,
                gateway=plan.gateway.prefix,
                bastion=plan.bastion.prefix,
                private_endpoints=config.hub.subnets.private_endpoints,
            ),
            workspace_id=logs.id,
            ddos_plan_id=ddos_plan_id,
        )
        if config.flow_logs.enabled:
            from stacks.flow_logs import log_flows  # imported here: few deployments log flows

            account = f"stflowhub{names.suffix}"
            log_flows(
                self,
                config=config,
                at=at,
                name=names.hub_network,
                account=account,
                network=network.vnet,
                workspace_id=logs.id,
                workspace_guid=logs.workspace.workspace_id,
            )
        for spoke in region.spokes:
            protect_prefixes(self, spoke, allow_destroy=site.allow_destroy)
            if spoke.config.spoke.subscription_id == config.hub.subscription_id:  # where this stack may look
                for cluster in spoke.clusters:
                    protect_running_pools(self, cluster)
        firewall = None
        if config.egress.has_firewall:
            firewall = make_firewall(
                self, region=region, names=names, at=at, subnet_id=network.firewall_subnet.id, workspace_id=logs.id
            )
        bastion = None
        if config.bastion.enabled:
            bastion = Bastion(
                self,
                "bastion",
                name=names.bastion,
                address_name=names.bastion_address,
                at=at,
                subnet_id=network.bastion_subnet.id,
                after=network.bastion_security.association,
                workspace_id=logs.id,
                lifecycle=self.lifecycle,
            )
        if config.gateway.type != "none":
            self._gateway(config.gateway.type, at=at, subnet_id=network.gateway_subnet.id, workspace_id=logs.id)
        self.links = HubLinks(
            stack=id_,
            resource_group=at.resource_group,
            vnet_id=network.vnet.id,
            vnet_name=network.vnet.name,
            title=names.hub_network,
            endpoint_subnet_id=network.endpoint_subnet.id if network.endpoint_subnet else None,
            firewall_id=firewall.id if firewall else None,
            firewall_private_ip=firewall.private_ip if firewall else _text(config.egress.next_hop_ip),
            firewall_policy_id=firewall.policy_id if firewall else None,
            node_ip_group_id=firewall.node_ip_group_id if firewall else None,
            firewall_public_ips=firewall.public_ips if firewall else tuple(map(str, config.egress.public_ips)),
            bastion_id=bastion.id if bastion else None,
            bastion_address=bastion.ip_address if bastion else None,
            bastion_range=str(plan.bastion.prefix),
            workspace_id=logs.id,
            ddos_plan_id=ddos_plan_id,
        )

    def _ddos_plan(self, config: BaselineConfig, *, at: Placement) -> str | None:
        if config.ddos.plan != "own":
            return config.ddos.plan_id
        # This import is here, as few hubs have a plan.
        from cdktf_cdktf_provider_azurerm.network_ddos_protection_plan import NetworkDdosProtectionPlan

        name = f"ddos-{at.location}"
        return NetworkDdosProtectionPlan(
            self, "ddos_plan", name=name, resource_group_name=at.resource_group, location=at.location
        ).id

    def _gateway(
        self, kind: Literal["vpn", "expressroute"], *, at: Placement, subnet_id: str, workspace_id: str
    ) -> None:
        # This import is here, as the binding is among the slowest to import and most hubs have no gateway.
        from aks_baseline.network.virtual_network_gateway import HubGateway

        HubGateway(
            self,
            "gateway",
            name=self.site.names.hub_gateway,
            address_name=self.site.names.hub_gateway_address,
            kind=kind,
            at=at,
            subnet_id=subnet_id,
            workspace_id=workspace_id,
            lifecycle=self.lifecycle,
        )


def _text(address: IPv4Address | None) -> str | None:
    return str(address) if address else None
