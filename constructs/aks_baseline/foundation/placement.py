"""Where resources and pods go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The label of every node, by which pods ask for one of a user pool. Nobody asks for a pool by name: then a pool could
# not be replaced without taking its pods down.
POOL_ROLE = "pool-role"
USER_NODES: Mapping[str, str] = {POOL_ROLE: "user"}


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Resource group, region and availability zones that a stack's resources share.

    Args:
        resource_group: Name of the resource group, as a reference.
        resource_group_id: Its resource id, as a reference.
        location: Azure region, such as eastus2.
        zones: Availability zones. None where the region has none: Azure refuses an empty list.
    """

    resource_group: str
    resource_group_id: str
    location: str
    zones: Sequence[str] | None
