"""Where resources go."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Resource group, region and availability zones that a stack's resources share.

    `resource_group`: its name, `resource_group_id`: its id, both as references. `zones` is None where the region has
    none: Azure refuses an empty list.
    """

    resource_group: str
    resource_group_id: str
    location: str
    zones: Sequence[str] | None
