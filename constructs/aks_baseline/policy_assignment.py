"""Assignment of a built-in Azure Policy to a resource group."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cdktf_cdktf_provider_azurerm.resource_group_policy_assignment import ResourceGroupPolicyAssignment
from constructs import Construct

from aks_baseline.placement import Placement

Effect = Literal["Audit", "Deny", "Disabled"]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A built-in definition or initiative and how we assign it.

    `name`: our own short name, also the assignment's; at most 64 characters. `definition`: Azure's GUID. `title`:
    Azure's display name.
    `parameters`: everything but the effect.
    """

    name: str
    definition: str
    title: str
    effect: Effect
    parameters: Mapping[str, object] = field(default_factory=dict)
    initiative: bool = False

    @property
    def definition_id(self) -> str:
        kind = "policySetDefinitions" if self.initiative else "policyDefinitions"
        return f"/providers/Microsoft.Authorization/{kind}/{self.definition}"


def assign(scope: Construct, policy: Policy, *, to: Placement, subject: str) -> ResourceGroupPolicyAssignment:
    """Assign `policy` to a resource group. `subject`: the registry or cluster it is about, in the display name's
    brackets.
    """
    parameters = {"effect": policy.effect, **policy.parameters}
    return ResourceGroupPolicyAssignment(
        scope,
        policy.name,
        name=policy.name,
        resource_group_id=to.resource_group_id,
        policy_definition_id=policy.definition_id,
        display_name=f"[{subject}] {policy.title}"[:120],
        enforce=True,
        parameters=json.dumps({key: {"value": value} for key, value in parameters.items()}, sort_keys=True),
    )
