"""The AKS cluster, as the configuration wants it."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.foundation.placement import Placement
from config.model import BaselineConfig
from stacks.api_server import api_server_access
from stacks.cluster_egress import ClusterEgress
from stacks.control_plane import ControlPlane
from stacks.hub_links import HubLinks
from stacks.options import cluster_options
from stacks.site import Site
from stacks.spoke_links import SpokeLinks
from stacks.windows import windows_password


def make_aks(
    scope: Construct,
    *,
    config: BaselineConfig,
    site: Site,
    at: Placement,
    hub: HubLinks,
    spoke: SpokeLinks,
    tenant_id: str,
    control_plane: ControlPlane,
    egress: ClusterEgress,
    gateway_id: str | None,
    after: Sequence[ITerraformDependable],
) -> AksCluster:
    """Make the cluster.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        site: Names, tags and protection.
        at: Resource group, region and availability zones.
        hub: Hub with the firewall and Bastion.
        spoke: Spoke with the subnets and the log workspace.
        tenant_id: Entra tenant of the subscription.
        control_plane: Identity of the control plane.
        egress: Way out of the cluster.
        gateway_id: Application gateway that AGIC writes to. None: the controller is another one.
        after: Policies, rules, roles and endpoints that must be in force before the first node.
    """
    return AksCluster(
        scope,
        "cluster",
        name=site.names.cluster,
        node_group_name=site.names.node_group,
        at=at,
        options=cluster_options(
            config,
            tenant_id=tenant_id,
            api_server=api_server_access(config, hub=hub, spoke=spoke),
            nodes_subnet_id=spoke.nodes_subnet_id,
            pool_subnet_ids=spoke.pool_subnet_ids,
            pod_subnet_ids=spoke.pod_subnet_ids,
            windows_password=windows_password(scope) if config.windows else None,
            gateway_id=gateway_id,
            egress=egress,
        ),
        identity_id=control_plane.identity_id,
        workspace_id=spoke.workspace_id,
        tags=site.tags,
        allow_destroy=site.allow_destroy,
        after=[*control_plane.roles, *egress.ready, *after],
    )
