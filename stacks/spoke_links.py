"""What a spoke hands on to its clusters."""

from collections.abc import Mapping
from dataclasses import dataclass

from aks_baseline.cluster.backup_links import BackupLinks
from aks_baseline.foundation.registry import RegistryLinks
from aks_baseline.monitoring.private_link import MonitorScope


@dataclass(frozen=True, kw_only=True)
class SpokeLinks:
    """Values of the spoke that one of its clusters uses. Strings become references to the state of the spoke.

    Args:
        stack: Name of the spoke's stack.
        vnet_name: Name of the network as plain text.
        vnet_id: The network.
        nodes_subnet_id: Subnet of node pools without a subnet of their own.
        pool_subnet_ids: Subnets of node pools that have one of their own, by the name of the pool.
        pod_subnet_ids: Subnets of pods that have one of their own, by the name of their pool.
        ingress_subnet_id: Subnet of internal load balancers.
        ingress_subnet_name: Its name as plain text.
        gateway_subnet_id: Subnet of Application Gateway.
        endpoint_subnet_id: Subnet of private endpoints.
        api_server_subnet_id: Delegated subnet of the API server. None: the API server is outside of the network.
        api_server_zone_id: Private DNS zone of API servers that the spoke made. None: it made none.
        gateway_address_id: Public address of the gateway.
        gateway_address: The address itself.
        has_public_record: True if the spoke has the record of the clients' name.
        has_solutions: True if the spoke has the solutions of the log workspace.
        nat_addresses: Public addresses of the NAT gateway; empty without one.
        registry: Registry.
        workspace_id: Log workspace of the clusters.
        workspace_name: Its name.
        workspace_group: Its resource group.
        action_group_id: Action group of all alerts.
        vault_zone_id: Private DNS zone of key vaults.
        ingress_zone: Name of the private DNS zone of the ingress controllers.
        zone_group: Resource group of that zone.
        backup: Store of AKS backup. None: no cluster of the spoke is backed up by it.
        monitor_scope: Private link scope of Azure Monitor. None: there is none.
    """

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
