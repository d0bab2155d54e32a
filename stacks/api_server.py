"""The way to the cluster's API server: who may call it, its private zone, and the firewall's rule for pods."""

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import KubernetesCluster
from constructs import Construct

from aks_baseline.cluster.options import ApiServerAccess
from aks_baseline.foundation.roles import grant
from aks_baseline.network.api_server_rule import ApiServerRule
from config.model import ApiServer, BaselineConfig
from stacks.hub_links import HubLinks
from stacks.names import Names
from stacks.providers import hub_provider
from stacks.spoke_links import SpokeLinks

MADE_BY_AKS = {"system": "System", "none": "None"}


def api_server_access(config: BaselineConfig, *, hub: HubLinks, spoke: SpokeLinks) -> ApiServerAccess:
    """Options of the API server.

    Args:
        config: The configuration of the cluster.
        hub: Hub with the firewall and Bastion.
        spoke: Spoke with the delegated subnet and the zone.
    """
    server = config.api_server
    return ApiServerAccess(
        authorized_ip_ranges=() if server.private else _authorized_ip_ranges(config, hub, spoke),
        private=server.private,
        private_dns_zone=_zone(server, spoke) or MADE_BY_AKS.get(server.private_dns_zone, server.private_dns_zone),
        public_name=server.public_name,
        subnet_id=spoke.api_server_subnet_id if server.vnet_integration else None,
        run_command=server.run_command,
    )


def api_server_name(config: BaselineConfig, cluster: KubernetesCluster) -> str:
    """Reference to the name or the address by which Terraform calls the API server.

    A private API server with a public name goes by that one: it resolves everywhere, the zone only where it is linked.

    Args:
        config: The configuration of the cluster.
        cluster: The cluster.
    """
    name: str = cluster.fqdn if _has_public_name(config) else cluster.kube_config.get(0).host
    return name


def api_server_host(config: BaselineConfig, name: str) -> str:
    """Address for the providers of what is inside the cluster.

    Args:
        config: The configuration of the cluster.
        name: What `api_server_name` refers to, in the stack of the providers.
    """
    return f"https://{name}:443" if _has_public_name(config) else name


def _has_public_name(config: BaselineConfig) -> bool:
    return config.api_server.private and config.api_server.public_name


def grant_api_server(
    scope: Construct, *, config: BaselineConfig, spoke: SpokeLinks, control_plane: str
) -> list[ITerraformDependable]:
    """Let the control plane put a private API server into its subnet and its zone.

    AKS writes the record of the API server into the zone, and links the zone to the network of the nodes. The role on
    the network allows that link and nothing else there. Source: Azure page "Create a private Azure Kubernetes Service
    (AKS) cluster", "Configuration options for private DNS"; mspnp/aks-baseline, which gives the same role on the spoke.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        spoke: Spoke with the delegated subnet, the network and the zone.
        control_plane: Object id of the control plane's identity.
    """
    roles: list[ITerraformDependable] = []
    server = config.api_server
    if server.vnet_integration and spoke.api_server_subnet_id:
        roles.append(
            grant(
                scope,
                "control_plane_api_server",
                role="Network Contributor",
                on=spoke.api_server_subnet_id,
                to=control_plane,
                why="AKS puts the API server into this subnet",
            )
        )
    zone_id = _zone(server, spoke) or server.private_dns_zone
    if server.private and zone_id not in MADE_BY_AKS:
        for part, resource_id, why in (
            ("zone", zone_id, "AKS writes the name of the API server into this zone"),
            ("zone_link", spoke.vnet_id, "AKS links the API server's zone to this network"),
        ):
            role = grant(
                scope,
                f"control_plane_{part}",
                role="Private DNS Zone Contributor",
                on=resource_id,
                to=control_plane,
                why=why,
            )
            roles.append(role)
    return roles


def _zone(server: ApiServer, spoke: SpokeLinks) -> str | None:
    """The zone that the spoke makes, for a cluster that asks for it."""
    return spoke.api_server_zone_id if server.private_dns_zone == "own" else None


def _authorized_ip_ranges(config: BaselineConfig, hub: HubLinks, spoke: SpokeLinks) -> list[str]:
    """Ranges that reach the API server: the firewall's and Bastion's addresses, operators and whoever is listed."""
    return [
        *(f"{address}/32" for address in (spoke.nat_addresses or hub.firewall_public_ips)),
        # Azure page "Connect to AKS private cluster using Azure Bastion", "Additional requirements"
        *([f"{hub.bastion_address}/32"] if hub.bastion_address else []),
        *(str(prefix) for prefix in (*config.operators.ip_ranges, *config.api_server.authorized_ip_ranges)),
    ]


def open_api_server(
    scope: Construct, *, config: BaselineConfig, names: Names, hub: HubLinks, fqdn: str
) -> list[ITerraformDependable]:
    """Let pods through the hub's firewall to a public API server. The owner of an existing policy does so.

    A private one has an address in the network of the nodes: calls to it never come to the firewall.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        hub: Hub with the firewall policy.
        fqdn: Name of the API server.

    Returns:
        What pods that call the API server wait for; empty with an existing policy and with a private API server.
    """
    if config.api_server.private or not (hub.firewall_policy_id and hub.node_ip_group_id):
        return []
    rule = ApiServerRule(
        scope,
        "api_server_rule",
        name=names.api_server_rules,
        policy_id=hub.firewall_policy_id,
        node_ip_group_id=hub.node_ip_group_id,
        fqdn=fqdn,
        provider=hub_provider(scope, config=config),
    )
    return [rule.group]
