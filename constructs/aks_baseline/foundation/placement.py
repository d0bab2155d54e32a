"""Where resources go."""

from collections.abc import Sequence
from dataclasses import dataclass


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
