"""Rule of Gatekeeper as plain data. `gatekeeper_policy` turns it into a policy definition of Azure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class GatekeeperRule:
    """A constraint template of Gatekeeper with the constraint that applies it.

    Args:
        name: Name of the policy, at most 36 characters.
        title: Display name in Azure.
        description: What the rule is for.
        template: The constraint template, as YAML.
        effect: Deny refuses objects that break the rule, Audit only reports them.
        api_groups: API groups of the objects; an empty text is the core group.
        kinds: Kinds of the objects.
        namespaces: Kubernetes namespaces that the rule looks at. Empty: all of them.
        excluded_namespaces: Kubernetes namespaces that the rule does not look at.
        labels: Label selector of the objects. Empty: all of them.
        values: Parameters of the constraint.
    """

    name: str
    title: str
    description: str
    template: str
    effect: Literal["Audit", "Deny"]
    api_groups: tuple[str, ...]
    kinds: tuple[str, ...]
    namespaces: tuple[str, ...]
    excluded_namespaces: tuple[str, ...]
    labels: Mapping[str, object]
    values: Mapping[str, object]
