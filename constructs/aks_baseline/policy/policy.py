"""An Azure Policy and how we assign it: plain data, apart from the Terraform resource in policy_assignment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Effect = Literal["Audit", "Deny", "Disabled", "deny"]
"""Azure's spelling for built-in definitions; our own definition takes the lower-case one too."""

# Gatekeeper leaves the first three alone by itself; the last is that of the Flux extension. Nothing else escapes the
# audit (article, "Policy management").
CLUSTER_NAMESPACES = ("kube-system", "gatekeeper-system", "azure-arc")
SYSTEM_NAMESPACES = (*CLUSTER_NAMESPACES, "flux-system")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A definition or initiative, its effect and parameters.

    `name`: our own short name, also the assignment's; at most 64 characters. `title`: Azure's display name.
    `reason`: what the policy is for; becomes the assignment's description.
    `excluded_namespaces`: None for policies about Azure resources, which know no namespaces.
    `parameters`: everything but the effect and the excluded namespaces.
    """

    name: str
    definition_id: str
    title: str
    reason: str
    effect: Effect
    excluded_namespaces: tuple[str, ...] | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def denies(self) -> bool:
        return self.effect.lower() == "deny"


def definition(guid: str) -> str:
    """Id of a built-in definition."""
    return f"/providers/Microsoft.Authorization/policyDefinitions/{guid}"


def initiative(guid: str) -> str:
    """Id of a built-in initiative, a set of definitions."""
    return f"/providers/Microsoft.Authorization/policySetDefinitions/{guid}"


def with_effects(policies: Sequence[Policy], effects: Mapping[str, Effect]) -> tuple[Policy, ...]:
    """The policies with the effects that somebody chose, by name."""
    return tuple(replace(policy, effect=effects.get(policy.name, policy.effect)) for policy in policies)


def exempting(policy: Policy, namespaces: Sequence[str]) -> tuple[Policy, ...]:
    """The policy without a hold on `namespaces`, and a twin in Audit that goes on seeing them.

    Only what denies is relaxed: a policy that audits stands in nobody's way. System namespaces need no twin.
    Source: article, "Policy management": exempt areas stay visible through Audit.
    """
    excluded = policy.excluded_namespaces
    if excluded is None or not policy.denies:
        return (policy,)
    further = tuple(namespace for namespace in namespaces if namespace not in excluded)
    relaxed = replace(policy, excluded_namespaces=(*excluded, *further))
    if set(further) <= set(SYSTEM_NAMESPACES):
        return (relaxed,)
    twin = replace(
        policy,
        name=f"{policy.name}-audit",
        title=f"Audit of exempt namespaces: {policy.title}",
        reason=f"Keeps in sight what the exemption of {', '.join(further)} lets pass",
        effect="Audit",
    )
    return relaxed, twin
