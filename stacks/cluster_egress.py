"""Way out of a cluster, as `egress.mode` says."""

from dataclasses import dataclass
from typing import Literal

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from aks_baseline.cluster.options import HttpProxy, Isolation
from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.roles import grant
from config.facts.regions import pair_of
from config.model import BaselineConfig
from stacks.names import Names
from stacks.spoke_links import SpokeLinks


@dataclass(frozen=True, kw_only=True)
class ClusterEgress:
    """Way out of a cluster.

    Args:
        outbound_type: AKS's word for it.
        proxy: Proxy of nodes and pods. None: there is none.
        isolation: What a network isolated cluster starts from. None: it is not isolated.
        ready: Roles that the cluster waits for.
    """

    outbound_type: Literal["userDefinedRouting", "userAssignedNATGateway", "none"] = "userDefinedRouting"
    proxy: HttpProxy | None = None
    isolation: Isolation | None = None
    ready: tuple[ITerraformDependable, ...] = ()


def cluster_egress(
    scope: Construct, *, config: BaselineConfig, names: Names, at: Placement, spoke: SpokeLinks, control_plane: str
) -> ClusterEgress:
    """Options of the way out. A network isolated cluster also gets an identity of its nodes, with its roles.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        at: Resource group and region.
        spoke: Spoke with the registry.
        control_plane: Object id of the control plane's identity.
    """
    if config.egress.mode == "nat_gateway":
        return ClusterEgress(outbound_type="userAssignedNATGateway")
    if config.egress.mode == "none":
        return _isolated(scope, names=names, at=at, registry_id=spoke.registry.id, control_plane=control_plane)
    return ClusterEgress(proxy=_proxy(config, names=names, spoke=spoke))


def _proxy(config: BaselineConfig, *, names: Names, spoke: SpokeLinks) -> HttpProxy | None:
    proxy = config.egress.proxy
    if proxy is None:
        return None
    regions = [config.location, config.geo_redundancy_location or pair_of(config.location)]
    registry, vault = spoke.registry.name.lower(), names.key_vault
    if config.secrets.existing_vault_id:
        vault = config.secrets.existing_vault_id.rpartition("/")[2]
    ours = [
        "localhost",
        "127.0.0.1",
        str(config.spoke.address_space),
        str(config.spoke.subnets.nodes),
        *(str(pool.subnet) for pool in config.node_pools if pool.subnet),
        str(config.network.service_cidr),
        *([str(config.network.pod_cidr)] if config.network.model == "overlay" else []),
        f"{registry}.azurecr.io",
        *(f"{registry}.{region}.data.azurecr.io" for region in regions if region),
        f"{vault}.vault.azure.net",
    ]
    return HttpProxy(
        http=proxy.http,
        https=proxy.https or proxy.http,
        direct=list(dict.fromkeys((*ours, *proxy.no_proxy))),
        trusted_ca=proxy.trusted_ca,
    )


def _isolated(scope: Construct, *, names: Names, at: Placement, registry_id: str, control_plane: str) -> ClusterEgress:
    nodes = UserAssignedIdentity(
        scope,
        "kubelet",
        name=names.kubelet_identity,
        resource_group_name=at.resource_group,
        location=at.location,
    )
    pull_role = grant(
        scope,
        "kubelet_bootstrap",
        role="AcrPull",
        on=registry_id,
        to=nodes.principal_id,
        why="Nodes pull Microsoft's images while the cluster is made",
    )
    assign_role = grant(
        scope,
        "control_plane_kubelet",
        role="Managed Identity Operator",
        on=nodes.id,
        to=control_plane,
        why="AKS gives this identity to the nodes",
    )
    return ClusterEgress(
        outbound_type="none",
        isolation=Isolation(
            registry_id=registry_id,
            kubelet_id=nodes.id,
            kubelet_client_id=nodes.client_id,
            kubelet_object_id=nodes.principal_id,
        ),
        ready=(pull_role, assign_role),
    )
