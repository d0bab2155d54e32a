"""Identity of the control plane, with the roles that the cluster needs before it is made."""

from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from config.model import BaselineConfig
from stacks.api_server import grant_api_server
from stacks.names import Names
from stacks.node_roles import grant_disk_encryption, grant_etcd_key, grant_networks
from stacks.spoke_links import SpokeLinks


@dataclass(frozen=True, kw_only=True)
class ControlPlane:
    """Identity of the control plane.

    Args:
        identity_id: Resource id of the identity.
        principal_id: Object id of its principal.
        client_id: Client id.
        roles: Roles that the cluster waits for.
    """

    identity_id: str
    principal_id: str
    client_id: str
    roles: tuple[ITerraformDependable, ...]


def make_control_plane(
    scope: Construct, *, config: BaselineConfig, names: Names, at: Placement, spoke: SpokeLinks
) -> ControlPlane:
    """Make the identity and its roles on what the cluster uses.

    These are subnets, the zone of a private API server, a disk encryption set, and the vault with the key of etcd.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        at: Resource group and region.
        spoke: Spoke with the subnets and the zone.
    """
    identity = UserAssignedIdentity(
        scope,
        "control_plane",
        name=names.control_plane_identity,
        resource_group_name=at.resource_group,
        location=at.location,
    )
    principal_id = identity.principal_id
    return ControlPlane(
        identity_id=identity.id,
        principal_id=principal_id,
        client_id=identity.client_id,
        roles=(
            *grant_networks(scope, spoke=spoke, control_plane=principal_id),
            *grant_api_server(scope, config=config, spoke=spoke, control_plane=principal_id),
            *grant_disk_encryption(scope, config=config, control_plane=principal_id),
            *grant_etcd_key(scope, config=config, control_plane=principal_id),
        ),
    )
