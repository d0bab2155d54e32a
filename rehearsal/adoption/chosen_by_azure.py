"""Ids with a part that Azure has chosen: role assignments, queries of a pack, versions in a vault."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from rehearsal.adoption.azure_reader import AzureReader
from rehearsal.adoption.ids import Ids, UnknownIdError
from review.terraform import Body

Find = Callable[[AzureReader, Ids, str, Body], str]


def _role_assignment(azure: AzureReader, ids: Ids, stack: str, body: Body) -> str:
    """The assignment of the same scope, description, role, and principal if the configuration names it."""
    scope = ids.text(stack, body["scope"])
    address = f"{scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=atScope()"
    found = [
        each
        for each in _rows(azure, address)
        if str(each["properties"]["scope"]).lower() == scope.lower()
        and each["properties"].get("description") == body.get("description")
        and body["principal_id"] in ("${" in body["principal_id"] and body["principal_id"], _principal(each))
    ]
    if len(found) > 1 and "role_definition_name" in body:
        found = [each for each in found if _role_name(azure, each) == body["role_definition_name"]]
    return _only(found, "role assignment")


def _principal(assignment: Mapping[str, Any]) -> str:
    return str(assignment["properties"]["principalId"])


def _role_name(azure: AzureReader, assignment: Mapping[str, Any]) -> str:
    role = azure.get(f"{assignment['properties']['roleDefinitionId']}?api-version=2022-04-01")
    return str(role["properties"]["roleName"]) if role else ""


def _query(azure: AzureReader, ids: Ids, stack: str, body: Body) -> str:
    pack = ids.text(stack, body["query_pack_id"])
    queries = _rows(azure, f"{pack}/queries?api-version=2019-09-01")
    return _only([each for each in queries if each["properties"]["displayName"] == body["display_name"]], "query")


def _in_vault(kind: str) -> Find:
    def find(azure: AzureReader, ids: Ids, stack: str, body: Body) -> str:
        """The newest version."""
        vault = ids.text(stack, body["key_vault_id"]).rsplit("/", 1)[-1]
        name = quote(ids.text(stack, body["name"]))
        found = azure.get(f"https://{vault}.vault.azure.net/{kind}/{name}?api-version=7.4")
        return _only([found] if found else [], kind[:-1])

    return find


def _rows(azure: AzureReader, address: str) -> list[dict[str, Any]]:
    found = azure.get(quote(address, safe="/:?&=$()"))
    rows: list[dict[str, Any]] = (found or {}).get("value", [])
    return rows


def _only(found: list[dict[str, Any]], what: str) -> str:
    if len(found) != 1:
        raise UnknownIdError(f"Azure has {len(found) or 'no'} such {what}")
    return str(found[0]["id"])


FIND: Mapping[str, Find] = {
    "azurerm_role_assignment": _role_assignment,
    "azurerm_log_analytics_query_pack_query": _query,
    "azurerm_key_vault_certificate": _in_vault("certificates"),
    "azurerm_key_vault_secret": _in_vault("secrets"),
}
