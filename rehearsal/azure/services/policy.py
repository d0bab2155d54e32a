"""Microsoft.Authorization: policy definitions, initiatives and assignments. Nothing is evaluated."""

import re
from typing import Any

from rehearsal.azure.behaviour import (
    Put,
    Query,
    built_in,
    completes,
    defaults,
    delete_status,
    in_use,
    lists,
    put_status,
    refuses,
)
from rehearsal.azure.built_in_policies import INITIATIVES, PARAMETERS
from rehearsal.azure.cloud import DEPLOYER, Cloud
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body, at, texts

ASSIGNMENT = "Microsoft.Authorization/policyAssignments"
DEFINITION = "Microsoft.Authorization/policyDefinitions"
INITIATIVE = "Microsoft.Authorization/policySetDefinitions"
EXEMPTION = "Microsoft.Authorization/policyExemptions"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
EFFECTS = ("audit", "deny", "disabled", "auditifnotexists", "deployifnotexists", "modify")

defaults(
    {
        ASSIGNMENT: {"enforcementMode": "Default", "notScopes": [], "metadata": {}},
        DEFINITION: {"policyType": "Custom", "metadata": {}},
        INITIATIVE: {"policyType": "Custom", "metadata": {}},
        EXEMPTION: {"metadata": {}},
    }
)
put_status(201, ASSIGNMENT)
delete_status(200, ASSIGNMENT, DEFINITION)
in_use({DEFINITION: "PolicyDefinitionInUse"})


@completes(ASSIGNMENT, DEFINITION, INITIATIVE, EXEMPTION)
def stamp(put: Put) -> None:
    who = {"createdBy": DEPLOYER, "createdOn": "2026-01-01T00:00:00Z", "updatedBy": None, "updatedOn": None}
    put.properties["metadata"] |= who
    if put.id.kind == ASSIGNMENT.lower():
        put.properties["scope"] = put.id.scope


@built_in(DEFINITION, INITIATIVE)
def definition(cloud: Cloud, id_: ResourceId) -> Body | None:
    """A built-in definition is one of the tenant, and its name is a GUID."""
    if id_.scope or not GUID.fullmatch(id_.name):
        return None
    known = PARAMETERS.get(id_.name.lower())
    if known is None:
        cloud.notice(f"policy {id_.name}: not among the built-in policies that the stand-in knows")
    return {
        "properties": {
            "displayName": f"built-in {id_.name}",
            "policyType": "BuiltIn",
            "mode": "All",
            "metadata": {"version": "1.0.0", "category": "Kubernetes"},
            "policyRule": {"if": {"field": "type", "equals": "x"}, "then": {"effect": "audit"}},
            "policyDefinitions": [],
            "parameters": {name: {"type": "String"} for name in sorted(known or ())},
        }
    }


@lists("policyDefinitions", "policySetDefinitions")
def definitions(cloud: Cloud, id_: ResourceId, query: Query) -> list[Body]:
    initiatives = str(id_.rest).lower() == "policysetdefinitions"
    stored = [cloud.shown(each) for each in cloud.of_type(INITIATIVE if initiatives else DEFINITION)]
    known = [name for name in PARAMETERS if (name in INITIATIVES) == initiatives]
    return stored + [_row(cloud, f"/providers/Microsoft.Authorization/{id_.rest}/{name}") for name in known]


def _row(cloud: Cloud, path: str) -> Body:
    id_ = ResourceId.parse(path)
    return {"id": path, "name": id_.name, "type": id_.type, **(definition(cloud, id_) or {})}


@refuses(ASSIGNMENT)
def check_assignment(put: Put) -> None:
    path = str(put.properties.get("policyDefinitionId"))
    own, guid = put.cloud.get(path), path.rsplit("/", 1)[-1].lower()
    if not own and not path.lower().startswith("/providers/"):
        raise AzureError("PolicyDefinitionNotFound", f"{put.id.name}: {path}", status=404)
    stated = at(own.properties, "parameters") or {} if own else {}
    known = set(stated) if own else PARAMETERS.get(guid)
    given = put.properties.get("parameters") or {}
    if known is None:
        put.cloud.notice(f"policy {guid}: not among the built-in policies that the stand-in knows")
    elif unknown := sorted(set(given) - known):
        message = f"{put.id.name}: the definition {path} has no parameter {', '.join(unknown)}"
        raise AzureError("UndefinedPolicyParameter", message)
    for name, value in given.items():
        if not isinstance(value, dict) or "value" not in value:
            raise AzureError("InvalidPolicyParameter", f"{put.id.name}: {name} has no value")
    _check_values(put, given, stated if own else {"effect": {"defaultValue": "", "allowedValues": EFFECTS}})


def _check_values(put: Put, given: Body, stated: dict[str, Any]) -> None:
    for name, spec in stated.items():
        if name not in given and "defaultValue" not in spec:
            raise AzureError("MissingPolicyParameter", f"{put.id.name}: {name} has no default and no value")
        allowed = [str(each).lower() for each in spec.get("allowedValues") or ()]
        value = at(given, name, "value")
        if name in given and allowed and str(value).lower() not in allowed:
            message = f"{put.id.name}: {name} is {value}, allowed are {', '.join(allowed)}"
            raise AzureError("PolicyParameterValueNotAllowed", message)


@refuses(ASSIGNMENT)
def check_texts(put: Put) -> None:
    for key, longest in (("displayName", 128), ("description", 512)):
        if len(put.properties.get(key) or "") > longest:
            raise AzureError("InvalidPolicyText", f"{put.id.name}: {key} is longer than {longest} characters")


def denies_local_accounts(cloud: Cloud, path: str, policy: str) -> str | None:
    """Name of an assignment that denies clusters with local accounts, at the scope of a path."""
    for each in cloud.of_type(ASSIGNMENT):
        here = f"{path.lower()}/".startswith(f"{each.id.scope.lower()}/")
        named = any(text.lower().endswith(policy) for _, text in texts(each.properties.get("policyDefinitionId")))
        if here and named and str(at(each.properties, "parameters", "effect", "value")).lower() == "deny":
            return each.id.name
    return None
