"""Hub stack: the network team's resources, which all spokes of a region share."""

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
from stacks.changes import protect_region
from stacks.ddos_plan import ddos_plan
from stacks.firewall import make_firewall
from stacks.hub_links import HubLinks
from stacks.site import Site


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
        ddos_plan_id = ddos_plan(self, config=config, at=at)
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
            self._log_flows(config, at=at, network=network, logs=logs)
        protect_region(self, region)
        firewall = bastion = None
        if config.egress.has_firewall:
            firewall = make_firewall(
                self, region=region, names=names, at=at, subnet_id=network.firewall_subnet.id, workspace_id=logs.id
            )
        if config.bastion.enabled:
            bastion = self._bastion(at=at, network=network, workspace_id=logs.id)
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

    def _log_flows(self, config: BaselineConfig, *, at: Placement, network: HubNetwork, logs: LogWorkspace) -> None:
        from stacks.flow_logs import log_flows  # imported here: few deployments log flows

        names = self.site.names
        log_flows(
            self,
            config=config,
            at=at,
            name=names.hub_network,
            account=f"stflowhub{names.suffix}",
            network=network.vnet,
            logs=logs.links,
        )

    def _bastion(self, *, at: Placement, network: HubNetwork, workspace_id: str) -> Bastion:
        return Bastion(
            self,
            "bastion",
            name=self.site.names.bastion,
            address_name=self.site.names.bastion_address,
            at=at,
            subnet_id=network.bastion_subnet.id,
            after=network.bastion_security.association,
            workspace_id=workspace_id,
            lifecycle=self.lifecycle,
        )

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
