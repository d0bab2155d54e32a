"""Policies on how clusters are deployed, as plain data. Configuration reads the names too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from aks_baseline.policy.policy import Effect

Subject = Literal["required-tag", "required-names", "allowed-vm-sizes"]


@dataclass(frozen=True, kw_only=True)
class Governance:
    """Policy definition of our own on deployments.

    Args:
        title: Display name.
        reason: What the policy is for, as a sentence without full stop.
        effect: What happens to a resource that breaks the policy, unless the team chooses another effect.
        mode: Azure's evaluation mode: Indexed sees resources that take tags, All sees also parts such as node pools.
    """

    title: str
    reason: str
    effect: Effect
    mode: Literal["All", "Indexed"]


GOVERNANCE: Mapping[Subject, Governance] = {
    "required-tag": Governance(
        title="Resources must have a tag",
        reason="Costs are charged by tags, so no resource goes without",
        effect="Audit",
        mode="Indexed",
    ),
    "required-names": Governance(
        title="Resources must have a name of the organization's pattern",
        reason="A name says whose resource it is",
        effect="Audit",
        mode="All",
    ),
    "allowed-vm-sizes": Governance(
        title="Node pools must have an allowed size",
        reason="Sizes are chosen by cost and by the zones that offer them",
        effect="Deny",
        mode="All",
    ),
}
