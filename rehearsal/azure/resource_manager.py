"""Answers of Azure Resource Manager: reads, writes, lists, actions and long-running operations."""

import re

from rehearsal.azure import behaviour, operations, resource_providers
from rehearsal.azure.behaviour import Query, Reply
from rehearsal.azure.cloud import GROUP, Cloud, Resource
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body, same

# Resource providers whose resources belong to a scope. The list of a resource group does not show them.
OF_A_SCOPE = ("microsoft.authorization", "microsoft.consumption")


def answer(cloud: Cloud, method: str, path: str, query: Query, body: Body) -> Reply:
    """Answer a request.

    Raises:
        AzureError: Azure would refuse it, or the stand-in has no answer.
    """
    path = re.sub(r"/+", "/", path)
    if path.startswith(operations.PREFIX):
        return Reply(body={"id": path, "name": path.rsplit("/", 1)[1], "status": "Succeeded"})
    if reply := resource_providers.answer(cloud, path):
        return reply
    id_ = ResourceId.parse(path)
    if method in ("GET", "HEAD"):
        found = _read(cloud, id_, query)
        return found if method == "GET" else Reply(status=204)
    if method == "POST":
        return _act(cloud, id_, body)
    if method in ("PUT", "PATCH"):
        return _write(cloud, id_, body, method=method)
    if method == "DELETE":
        there = cloud.delete(id_)
        status = behaviour.DELETE_STATUS.get(id_.kind, 204)
        if there and status == 202:
            return Reply(status=202, headers=operations.polled())
        return Reply(status=status if there or status == 200 else 204)
    raise AzureError("MethodNotAllowed", method, status=405)


def _read(cloud: Cloud, id_: ResourceId, query: Query) -> Reply:
    if id_.rest is not None:
        if reply := _asked(cloud, id_):
            return reply
        return Reply(body={"value": _listing(cloud, id_, query)})
    if resource := cloud.get(id_.text):
        return Reply(body=cloud.shown(resource))
    body = cloud.built_in(id_)
    if body is not None:
        return Reply(body={"id": id_.text, "name": id_.name, "type": id_.type, **body})
    if reply := _asked(cloud, id_):
        return reply
    code = "ResourceGroupNotFound" if id_.kind == GROUP else "ResourceNotFound"
    raise AzureError(code, f"The Resource '{id_.text}' was not found.", status=404)


def _asked(cloud: Cloud, id_: ResourceId) -> Reply | None:
    """Answer a GET of something that is neither resource nor list, such as `upgradeProfiles/default`."""
    name = id_.rest or (id_.types[-1] if id_.types else "")
    for act in behaviour.ACTIONS.get(f"get {name}".lower(), []):
        if reply := act(cloud, id_, {}):
            return reply
    return None


def _act(cloud: Cloud, id_: ResourceId, body: Body) -> Reply:
    for act in behaviour.ACTIONS.get((id_.rest or "").lower(), []):
        if reply := act(cloud, id_, body):
            return Reply(status=reply.status, body=reply.body, headers=reply.headers or operations.polled())
    return _gap(cloud, f"POST {id_.text}/{id_.rest or ''}")


def _write(cloud: Cloud, id_: ResourceId, body: Body, *, method: str) -> Reply:
    if id_.rest is not None:
        owner = cloud.get(id_.text)
        if not owner:
            return _gap(cloud, f"{method} {id_.text}/{id_.rest}")
        owner.hidden[id_.rest.lower()] = body  # settings with a fixed name
        return Reply(body=body, headers=operations.polled())
    resource, new = cloud.put(id_, body, patch=method == "PATCH")
    return Reply(status=_status(id_, new=new, method=method), body=cloud.shown(resource), headers=operations.polled())


def _status(id_: ResourceId, *, new: bool, method: str) -> int:
    stated = behaviour.PUT_STATUS.get(id_.kind)
    if stated == 201 and method == "PATCH" and "eventsubscriptions" not in id_.kind:
        return 200
    return stated or (201 if new and method == "PUT" else 200)


def _gap(cloud: Cloud, request: str) -> Reply:
    cloud.gaps.append(request)
    raise AzureError("NotInTheStandIn", f"the stand-in for Azure has no answer to {request}")


def _listing(cloud: Cloud, id_: ResourceId, query: Query) -> list[Body]:
    for rows in behaviour.LISTINGS.get((id_.rest or "").lower(), []):
        return rows(cloud, id_, query)
    return stored_rows(cloud, id_, query)


def stored_rows(cloud: Cloud, id_: ResourceId, query: Query) -> list[Body]:
    """Stored resources of a collection, as `$filter` asks for them."""
    collection = (id_.rest or "").lower()
    stored = [each for each in cloud.resources.values() if _belongs(each, id_, collection)]
    wanted = query.get("$filter", "")
    type_ = re.search(r"resourceType eq '([^']+)'", wanted, re.IGNORECASE)
    name = re.search(r"\bname eq '([^']+)'", wanted, re.IGNORECASE)
    return [
        cloud.shown(each)
        for each in stored
        if (not type_ or each.id.kind == type_[1].lower()) and (not name or same(each.id.name, name[1]))
    ]


def _belongs(resource: Resource, id_: ResourceId, collection: str) -> bool:
    """Whether a resource is listed under `<id>/<collection>`."""
    mine = resource.id
    if id_.namespace == "Microsoft.Resources" and not id_.scope:
        if collection == "resourcegroups":
            return mine.kind == GROUP and same(mine.subscription, id_.subscription)
        if collection == "resources":
            home = f"/subscriptions/{mine.subscription}/resourceGroups/{mine.group}"
            top = bool(mine.group) and len(mine.types) == 1 and mine.kind != GROUP and same(mine.scope, home)
            return top and mine.namespace.lower() not in OF_A_SCOPE and (not id_.group or same(mine.group, id_.group))
    wanted = "/".join([id_.namespace, *id_.types, collection]).lower()
    base = id_.text if id_.types else id_.scope
    return mine.kind == wanted and (not base or mine.key.startswith(f"{base.lower()}/"))
