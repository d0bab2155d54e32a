"""Azure Policy assignments."""

import json
from collections.abc import Iterator
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
    assignments = made.every(*(f"azurerm_{type_}_policy_assignment" for type_ in types))
    return tuple(policy for each in assignments for policy in (_policy(made, each), *_inside(made, each)))


def _inside(made: Output, assignment: Resource) -> Iterator[Policy]:
    """Policies of an initiative of our own, each as if it were assigned by itself."""
    own = made.follow(assignment, "policy_definition_id")
    if own is None or own.type != "azurerm_policy_set_definition":
        return
    for reference in own.blocks("policy_definition_reference"):
        parameters = _values(reference.get("parameter_values"))
        id_ = str(reference.get("policy_definition_id"))
        definition = made.target(own.stack, id_)
        yield Policy(
            resource=assignment,
            name=str(reference.get("reference_id")),
            title=definition.at("display_name") if definition else "",
            reason="",
            definition=definition.address if definition else id_.rpartition("/")[2],
            initiative=False,
            effect=str(parameters.get("effect") or ""),
            excluded_namespaces=tuple(parameters.get("excludedNamespaces") or ()),
            parameters=parameters,
        )


def _values(parameters: Any) -> dict[str, Any]:
    return {name: value_at(each, "value") for name, each in json.loads(parameters or "{}").items()}


def _policy(made: Output, assignment: Resource) -> Policy:
    parameters = _values(assignment.at("parameters"))
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
