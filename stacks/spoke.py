"""Spoke stack: the workload's network, and all other resources that outlive a cluster."""

from collections.abc import Mapping
from dataclasses import dataclass

from constructs import Construct

from aks_baseline.cluster.backup_links import BackupLinks
from aks_baseline.foundation.awaited import awaited
from aks_baseline.foundation.hosts import ingress_domain
from aks_baseline.foundation.registry import RegistryLinks, cache_images
from aks_baseline.monitoring.action_group import Receiver, action_group
from aks_baseline.monitoring.container_insights import workspace_solutions
from aks_baseline.monitoring.private_link import MonitorScope
from aks_baseline.network.peering import Peer
from aks_baseline.network.private_dns_zone import PrivateZone
from aks_baseline.network.private_endpoint import EndpointPlace, private_endpoint
from aks_baseline.network.public_address import PublicAddress
from config.fleet import SpokeView
from stacks.add_ons import cached_repositories
from stacks.api_server_zone import api_server_zone
from stacks.base import BaselineStack
from stacks.changes import protect_prefixes, protect_running_pools
from stacks.further_endpoints import further_endpoints
from stacks.hub import HubLinks
from stacks.log_workspace import log_workspace
from stacks.nat_gateway import make_nat_gateway
from stacks.peering import peer_with_hub
from stacks.providers import registry_provider
from stacks.public_record import public_record
from stacks.registry import SHARED_REGISTRY, make_registry
from stacks.service_zones import service_zones
from stacks.site import Site, cluster_site
from stacks.spoke_alerts import make_spoke_alerts
from stacks.spoke_network import make_spoke_network
from stacks.spoke_options import OptionPlace, has_storage, make_spoke_options


@dataclass(frozen=True, kw_only=True)
class SpokeLinks:
    """Values of the spoke that one of its clusters uses. They are strings, which become references to its state."""

    stack: str
    vnet_name: str
    vnet_id: str
    nodes_subnet_id: str
    pool_subnet_ids: Mapping[str, str]
    pod_subnet_ids: Mapping[str, str]
    ingress_subnet_id: str
    ingress_subnet_name: str
    gateway_subnet_id: str
    endpoint_subnet_id: str
    api_server_subnet_id: str | None
    api_server_zone_id: str | None
    gateway_address_id: str
    gateway_address: str
    has_public_record: bool
    has_solutions: bool
    nat_addresses: tuple[str, ...]
    registry: RegistryLinks
    workspace_id: str
    workspace_name: str
    workspace_group: str
    action_group_id: str
    vault_zone_id: str
    ingress_zone: str
    zone_group: str
    backup: BackupLinks | None
    monitor_scope: MonitorScope | None


class SpokeStack(BaselineStack):
    """Network, private DNS zones, monitoring and registry of a spoke.

    The stack contains the virtual network with its peerings, the public address of the gateway, private DNS zones, the
    log workspace, alerts on the workspace and on the hub's firewall, and the registry with its private endpoint and
    cache rules.

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
        config, names = spoke.config, site.names
        super().__init__(
            scope,
            id_,
            part="spoke",
            site=site,
            subscription_id=config.spoke.subscription_id,
            private_storage=has_storage(spoke),
        )
        hub, after = awaited(self, "hub", hub, stack=hub.stack)
        if registry:
            registry, waits = awaited(self, "registry", registry, stack=SHARED_REGISTRY)
            after += waits
        at = self.group("group", name=names.spoke_group, after=after)
        shared = self.group("shared_group", name=names.shared_group, after=after)
        logs = log_workspace(self, config=config, name=names.cluster_workspace, at=shared)
        # The first cluster has the solutions of the workspace. Without a first cluster the spoke has them.
        if all(cluster.label for cluster in spoke.clusters) and config.logs.existing_workspace_id is None:
            workspace_solutions(self, "solutions", at=shared, workspace=logs)
        network = make_spoke_network(self, spoke, names, at=at, hub=hub, workspace_id=hub.workspace_id or logs.id)
        nat_addresses = make_nat_gateway(
            self, config=config, names=names, at=at, network=network, workspace_id=hub.workspace_id or logs.id
        )
        protect_prefixes(self, spoke, allow_destroy=site.allow_destroy)
        for cluster in spoke.clusters:
            protect_running_pools(self, cluster)
        peer_with_hub(
            self,
            config=config,
            hub=hub,
            spoke=Peer(
                resource_group=at.resource_group,
                name=network.vnet.name,
                id=network.vnet.id,
                title=names.spoke_network,
            ),
        )
        gateway_addresses = [
            PublicAddress(
                self,
                f"{cluster.label}_gateway_address" if cluster.label else "gateway_address",
                name=cluster_site(cluster).names.gateway_address,
                at=at,
                workspace_id=hub.workspace_id or logs.id,
                lifecycle=self.lifecycle,
            )
            for cluster in spoke.clusters
        ]

        # Of several clusters, the live one has the public name. The record outlives each of them, so it is made here.
        listed = any(cluster.beside_others for cluster in spoke.clusters)
        if listed and config.dns.public_zone_id and config.shared.router == "none":
            pairs = zip(spoke.clusters, gateway_addresses, strict=True)
            ((live, address),) = ((cluster, each) for cluster, each in pairs if cluster.live)
            through = live.config.ingress.via_firewall
            public_record(
                self,
                zone_id=config.dns.public_zone_id,
                subscription_id=config.spoke.subscription_id,
                address_id=None if through else address.id,
                address=hub.firewall_public_ips[0] if through else None,
            )
        networks = {"spoke": (names.spoke_network, network.vnet.id)}
        if config.dns.use_hub or config.private_endpoints.location == "hub":
            networks["hub"] = (hub.title, hub.vnet_id)
        registry_zone_id, vault_zone_id = service_zones(self, config=config, at=at, networks=networks)
        ingress_zone = PrivateZone(
            self, "ingress_zone", name=ingress_domain(config.dns.domain), at=at, networks=networks
        )

        alerts = action_group(
            self,
            "alerts",
            name=names.action_group,
            short_name=names.application,
            at=shared,
            receivers=[Receiver(name=each.name, email=each.email) for each in config.alerts.receivers],
        )
        make_spoke_alerts(
            self,
            config=config,
            workspace=names.cluster_workspace,
            at=shared,
            workspace_id=logs.id,
            firewall_id=hub.firewall_id,
            action_group_id=alerts.id,
        )

        endpoint_subnet_id = hub.endpoint_subnet_id or network.private_endpoints.id
        further_endpoints(
            self,
            endpoints=config.private_endpoints.further,
            at=shared,
            zone_at=at,
            networks=networks,
            subnet_id=endpoint_subnet_id,
            connection=f"to_{names.spoke_network}",
        )
        own_registry = registry is None
        registry = registry or make_registry(self, config=config, names=names, at=shared, workspace_id=logs.id)
        private_endpoint(
            self,
            "registry_endpoint",
            name=f"pe-{registry.name}",
            at=shared,
            place=EndpointPlace(
                subnet_id=endpoint_subnet_id, zone_id=registry_zone_id, connection=f"to_{names.spoke_network}"
            ),
            resource_id=registry.id,
            subresource="registry",
        )
        if own_registry:
            cache_images(
                self,
                provider=registry_provider(self, config=config),
                registry_id=registry.id,
                repositories=cached_repositories(cluster.config for cluster in spoke.clusters),
                docker_hub_credential_set_id=config.registry.docker_hub_credential_set_id,
            )
        options = make_spoke_options(
            self,
            names=names,
            group=self.group,
            spoke=spoke,
            at=shared,
            place=OptionPlace(
                network=network.vnet, networks=networks, zone_at=at, endpoint_subnet_id=endpoint_subnet_id
            ),
            logs=logs,
            action_group_id=alerts.id,
        )
        servers = [cluster.config.api_server for cluster in spoke.clusters]
        server_zone_id = api_server_zone(self, servers=servers, at=at, networks=networks)
        self.links = {
            cluster.label: SpokeLinks(
                stack=id_,
                vnet_name=names.spoke_network,
                vnet_id=network.vnet.id,
                nodes_subnet_id=subnets.nodes.id,
                pool_subnet_ids={pool: subnet.id for pool, subnet in subnets.pools.items()},
                pod_subnet_ids={pool: subnet.id for pool, subnet in subnets.pods.items()},
                ingress_subnet_id=subnets.ingress.id,
                ingress_subnet_name=str(subnets.ingress.name_input),
                gateway_subnet_id=subnets.application_gateway.id,
                endpoint_subnet_id=endpoint_subnet_id,
                api_server_subnet_id=subnets.api_server.id if subnets.api_server else None,
                api_server_zone_id=server_zone_id,
                gateway_address_id=address.id,
                gateway_address=address.ip_address,
                has_public_record=listed,
                has_solutions=bool(cluster.label),
                nat_addresses=nat_addresses,
                registry=registry,
                workspace_id=logs.id,
                workspace_name=logs.name,
                workspace_group=logs.resource_group,
                action_group_id=alerts.id,
                vault_zone_id=vault_zone_id,
                ingress_zone=ingress_zone.name,
                zone_group=at.resource_group,
                backup=options.backup,
                monitor_scope=options.monitor_scope,
            )
            for cluster, subnets, address in zip(spoke.clusters, network.clusters, gateway_addresses, strict=True)
        }
        """Values for each cluster, by its label."""
