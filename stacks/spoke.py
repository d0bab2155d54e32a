"""Spoke stack: the workload's network, and all other resources that outlive a cluster."""

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.foundation.awaited import awaited
from aks_baseline.foundation.registry import RegistryLinks
from config.fleet import SpokeView
from stacks.api_server_zone import api_server_zone
from stacks.base import BaselineStack
from stacks.changes import protect_spoke
from stacks.further_endpoints import further_endpoints
from stacks.gateway_addresses import gateway_addresses, has_live_record, live_record
from stacks.hub_links import HubLinks
from stacks.log_workspace import log_workspace
from stacks.nat_gateway import make_nat_gateway
from stacks.peering import peer_with_hub
from stacks.private_network import private_network
from stacks.registry import SHARED_REGISTRY, connect_registry
from stacks.service_zones import service_zones
from stacks.site import Site
from stacks.spoke_alerts import make_spoke_alerts
from stacks.spoke_links import SpokeLinks
from stacks.spoke_network import workload_network
from stacks.spoke_options import has_storage, make_spoke_options


class SpokeStack(BaselineStack):
    """Network, private DNS zones, monitoring and registry of a spoke.

    The stack contains the virtual network with its peerings unless a central team has made it, the public address of
    the gateway, private DNS zones, the log workspace, alerts on the workspace and on the hub's firewall, and the
    registry with its private endpoint and cache rules.

    Args:
        site: Names, region, tags, state and protection.
        spoke: Spoke with its configuration and address plan.
        hub: Values of the hub.
        registry: Registry that all spokes share. None: the spoke has its own.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        site: Site,
        spoke: SpokeView,
        hub: HubLinks,
        registry: RegistryLinks | None,
    ) -> None:
        config, names, storage = spoke.config, site.names, has_storage(spoke)
        subscription = config.spoke.subscription_id
        super().__init__(scope, id_, part="spoke", site=site, subscription_id=subscription, private_storage=storage)
        hub, registry, after = self._awaited(hub, registry)
        at = self.group("group", name=names.spoke_group, after=after)
        shared = self.group("shared_group", name=names.shared_group, after=after)

        logs = log_workspace(self, spoke=spoke, name=names.cluster_workspace, at=shared)
        watch = hub.workspace_id or logs.id  # the network team watches the network
        network = workload_network(self, spoke, names, at=at, hub=hub, workspace_id=watch)
        nat_addresses = make_nat_gateway(self, config=config, names=names, at=at, network=network, workspace_id=watch)
        protect_spoke(self, spoke)
        peer_with_hub(self, config=config, hub=hub, at=at, network=network)
        addresses = gateway_addresses(self, spoke=spoke, at=at, workspace_id=watch)
        live_record(self, spoke=spoke, addresses=addresses, hub=hub)

        private = private_network(config=config, at=at, network=network, hub=hub)
        zones = service_zones(self, config=config, private=private)
        action_group_id = make_spoke_alerts(
            self, config=config, names=names, at=shared, workspace_id=logs.id, firewall_id=hub.firewall_id
        )
        further_endpoints(self, endpoints=config.private_endpoints.further, at=shared, private=private)
        registry = connect_registry(
            self,
            spoke=spoke,
            names=names,
            at=shared,
            shared=registry,
            private=private,
            zone_id=zones.registry_id,
            workspace_id=logs.id,
        )
        options = make_spoke_options(
            self,
            spoke=spoke,
            names=names,
            group=self.group,
            at=shared,
            network=network,
            private=private,
            logs=logs,
            action_group_id=action_group_id,
        )
        server_zone_id = api_server_zone(self, spoke=spoke, private=private)

        self.links = {
            cluster.label: SpokeLinks(
                stack=id_,
                vnet_name=network.name,
                vnet_id=network.id,
                nodes_subnet_id=subnets.nodes.id,
                pool_subnet_ids={pool: subnet.id for pool, subnet in subnets.pools.items()},
                pod_subnet_ids={pool: subnet.id for pool, subnet in subnets.pods.items()},
                ingress_subnet_id=subnets.ingress.id,
                ingress_subnet_name=subnets.ingress.name,
                gateway_subnet_id=subnets.application_gateway.id,
                endpoint_subnet_id=private.endpoint_subnet_id,
                api_server_subnet_id=subnets.api_server.id if subnets.api_server else None,
                api_server_zone_id=server_zone_id,
                gateway_address_id=address.id,
                gateway_address=address.ip_address,
                has_public_record=has_live_record(spoke),
                has_solutions=bool(cluster.label),
                nat_addresses=nat_addresses,
                registry=registry,
                workspace_id=logs.id,
                workspace_name=logs.name,
                workspace_group=logs.resource_group,
                action_group_id=action_group_id,
                vault_zone_id=zones.vault_id,
                ingress_zone=zones.ingress,
                zone_group=at.resource_group,
                backup=options.backup,
                monitor_scope=options.monitor_scope,
            )
            for cluster, subnets, address in zip(spoke.clusters, network.clusters, addresses, strict=True)
        }
        """Values for each cluster, by its label."""

    def _awaited(
        self, hub: HubLinks, registry: RegistryLinks | None
    ) -> tuple[HubLinks, RegistryLinks | None, list[ITerraformDependable]]:
        """Values of stacks that may not be applied yet, and what this stack waits for."""
        hub, after = awaited(self, "hub", hub, stack=hub.stack)
        if registry:
            registry, waits = awaited(self, "registry", registry, stack=SHARED_REGISTRY)
            after += waits
        return hub, registry, after
