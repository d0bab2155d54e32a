"""Azure Policy as plain data. `assignment` turns it into a Terraform resource."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from aks_baseline.foundation.cluster_namespaces import SYSTEM_NAMESPACES

Effect = Literal["Audit", "Deny", "Disabled", "deny"]
"""Effects as built-in definitions spell them. Our own definition also accepts the lower-case deny."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Definition or initiative with the effect and the parameters of its assignment.

    Args:
        name: Name of the assignment, at most 64 characters. The configuration uses it too.
        definition_id: Id of the definition or initiative.
        title: Azure's display name of the definition.
        reason: What the policy is for, as a sentence without full stop. Azure shows it as the description.
        effect: What happens to an object that breaks the policy.
        excluded_namespaces: Kubernetes namespaces that the policy does not check. None for policies on Azure resources.
        parameters: All other parameters of the definition.
        audit_only: Azure's definition offers no effect Deny.
    """

    name: str
    definition_id: str
    title: str
    reason: str
    effect: Effect
    excluded_namespaces: tuple[str, ...] | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    audit_only: bool = False

    @property
    def initiative(self) -> bool:
        """True for an initiative, False for a definition."""
        return "/policySetDefinitions/" in self.definition_id

    @property
    def denies(self) -> bool:
        """True if the policy refuses objects."""
        return self.effect.lower() == "deny"


def definition(guid: str) -> str:
    """Id of a built-in definition.

    Args:
        guid: Name of the definition, a GUID.
    """
    return f"/providers/Microsoft.Authorization/policyDefinitions/{guid}"


def initiative(guid: str) -> str:
    """Id of a built-in initiative, which is a set of definitions.

    Args:
        guid: Name of the initiative, a GUID.
    """
    return f"/providers/Microsoft.Authorization/policySetDefinitions/{guid}"


def with_effects(policies: Sequence[Policy], effects: Mapping[str, Effect]) -> tuple[Policy, ...]:
    """Replace the effects of policies.

    Args:
        policies: Policies with their default effects.
        effects: Chosen effects by the name of the policy. Other policies keep their default.
    """
    return tuple(replace(policy, effect=effects.get(policy.name, policy.effect)) for policy in policies)


def exempting(policy: Policy, namespaces: Sequence[str]) -> tuple[Policy, ...]:
    """Exempt namespaces from a policy that denies, and add a copy of the policy that audits them.

    A policy that only audits stays as it is. Exempt system namespaces are not audited.
    Source: article, "Policy management": exempt areas stay visible through Audit.

    Args:
        policy: The policy.
        namespaces: Kubernetes namespaces to exempt.
    """
    excluded = policy.excluded_namespaces
    if excluded is None or not policy.denies:
        return (policy,)
    further = tuple(namespace for namespace in namespaces if namespace not in excluded)
    relaxed = replace(policy, excluded_namespaces=(*excluded, *further))
    if set(further) <= set(SYSTEM_NAMESPACES):
        return (relaxed,)
    audit = replace(
        policy,
        name=f"{policy.name}-audit",
        title=f"Audit of exempt namespaces: {policy.title}",
        reason=f"Keeps in sight what the exemption of {', '.join(further)} lets pass",
        effect="Audit",
    )
    return relaxed, audit
