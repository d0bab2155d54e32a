"""Azure Policy assignments."""

import json
from dataclasses import dataclass
from typing import Any

from review.synthesis import Output, Resource, value_at


@dataclass(frozen=True, kw_only=True, eq=False)
class Policy:
    """An assignment of an Azure Policy or initiative, with its parsed parameters."""

    resource: Resource
    name: str
    title: str
    reason: str
    definition: str
    initiative: bool
    effect: str
    excluded_namespaces: tuple[str, ...]
    parameters: dict[str, Any]

    @property
    def denies(self) -> bool:
        return self.effect.lower() == "deny"

    @property
    def audits(self) -> bool:
        return self.effect.lower() in ("audit", "auditifnotexists")


def policies(made: Output) -> tuple[Policy, ...]:
    """Every policy assignment, for any kind of scope."""
    types = ("resource_group", "subscription", "management_group", "resource")
    return tuple(_policy(made, each) for each in made.every(*(f"azurerm_{type_}_policy_assignment" for type_ in types)))


def _policy(made: Output, assignment: Resource) -> Policy:
    given = json.loads(assignment.at("parameters") or "{}")
    parameters = {name: value_at(each, "value") for name, each in given.items()}
    definition = made.follow(assignment, "policy_definition_id")
    id_ = str(assignment.at("policy_definition_id"))
    return Policy(
        resource=assignment,
        name=assignment.name,
        title=assignment.at("display_name") or "",
        reason=assignment.at("description") or "",
        definition=definition.address if definition else id_.rpartition("/")[2],
        initiative="policySetDefinitions" in id_ or "policy_set_definition" in id_,
        effect=str(parameters.get("effect") or ""),
        excluded_namespaces=tuple(parameters.get("excludedNamespaces") or ()),
        parameters=parameters,
    )
