"""State of the stand-in: everything that exists, and what it noticed."""

import re
import threading
import time
import uuid
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rehearsal.azure import behaviour
from rehearsal.azure.behaviour import Put
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.resource_id import IN_A_GROUP, ResourceId
from rehearsal.azure.values import Body, at, copied, filled, guid, merged, texts
from rehearsal.azure.vaults import Vaults

TENANT = "11111111-2222-4333-8444-555555555555"
CLIENT = "22222222-3333-4444-8555-666666666666"
DEPLOYER = "33333333-4444-4555-8666-777777777777"  # object id of the principal that runs Terraform
SUBSCRIPTION = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"

GROUP = "microsoft.resources/resourcegroups"
SUBSCRIPTION_PATH = re.compile(r"/subscriptions/[^/]+")


@dataclass(kw_only=True)
class Resource:
    """A stored resource.

    Args:
        id: its id.
        body: what a GET returns, before the views.
        sent: what the last PUT said; its references count.
        by_azure: whether Azure has created it without a PUT.
        born: when it was created, in seconds since 1970.
        hidden: what its service knows about it and does not show.
    """

    id: ResourceId
    body: Body
    sent: Body = field(default_factory=dict)
    by_azure: bool = False
    born: float = field(default_factory=time.time)
    hidden: Body = field(default_factory=dict)

    @property
    def properties(self) -> Body:
        found: Body = self.body.setdefault("properties", {})
        return found


@dataclass(frozen=True, kw_only=True)
class Need:
    """A request was accepted because something else was there already, so the configuration must order the two.

    Args:
        consumer: id of the resource that was accepted.
        providers: ids, one of which is enough.
        reason: what the consumer needs, in words.
    """

    consumer: str
    providers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A copy of everything that exists."""

    resources: dict[str, Resource]
    vaults: Vaults
    registered: set[str]
    imported: set[str]


class Cloud:
    """All resources of the stand-in, and what happened to them.

    Attributes:
        resources: stored resources, by id in lower case.
        vaults: contents of the key vaults.
        imported: names of certificates that people imported into the vaults, in lower case.
        registered: resource providers that were registered, in lower case.
        notices: legal requests that are probably not meant.
        refusals: requests that were refused, as `code: message`.
        gaps: requests that the stand-in cannot answer, and its own faults.
        needs: what accepted requests relied on.
        deployers: object ids that the login counts as, such as that of a group.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.resources: dict[str, Resource] = {}
        self.vaults = Vaults()
        self.imported: set[str] = set()
        self.registered: set[str] = set()
        self.notices: list[str] = []
        self.refusals: list[str] = []
        self.gaps: list[str] = []
        self.needs: list[Need] = []
        self.deployers = {DEPLOYER}

    def snapshot(self) -> Snapshot:
        with self.lock:
            whole = Snapshot(
                resources=self.resources, vaults=self.vaults, registered=self.registered, imported=self.imported
            )
            return deepcopy(whole)

    def restore(self, snapshot: Snapshot) -> None:
        """Make everything as it was. The snapshot can be restored once more."""
        with self.lock:
            whole = deepcopy(snapshot)
            self.resources, self.vaults = whole.resources, whole.vaults
            self.registered, self.imported = whole.registered, whole.imported

    def notice(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)

    def need(self, consumer: str, providers: list[str], reason: str) -> None:
        """Note that a request relied on one of `providers`."""
        if providers:
            keys = tuple(each.lower() for each in providers)
            self.needs.append(Need(consumer=consumer.lower(), providers=keys, reason=reason))

    def get(self, path: Any) -> Resource | None:
        """Stored resource of a path. None if there is none, or if `path` is no text."""
        return self.resources.get("/" + path.strip("/").lower()) if isinstance(path, str) else None

    def of_type(self, type_: str) -> list[Resource]:
        return [each for each in self.resources.values() if each.id.kind == type_.lower()]

    def children(self, parent: str, type_: str = "") -> list[Resource]:
        """Direct children of a path, of all types or of one (`subnets`)."""
        above = parent.lower().rstrip("/")
        found = [each for each in self.resources.values() if each.id.parent.lower() == above]
        return [each for each in found if not type_ or each.id.types[-1].lower() == type_.lower()]

    def add(self, path: str, body: Body) -> Resource:
        """Store something that Azure creates by itself."""
        id_ = ResourceId.parse(path)
        whole = {"id": id_.text, "name": id_.name, "type": id_.type, **body}
        made = Resource(id=id_, body=whole, by_azure=True)
        made.properties.setdefault("provisioningState", "Succeeded")
        self.resources[id_.key] = made
        return made

    def adopt(self, id_: ResourceId, body: Body) -> Resource:
        """Store something that somebody else has created, with what Azure computes."""
        resource = _new(id_, copied(body), {})
        resource.by_azure = True
        put = Put(cloud=self, resource=resource, before=None)
        self._complete(put)
        self.resources[id_.key] = resource
        self._finish(put)
        return resource

    def drop(self, path: str) -> None:
        """Remove a path and everything below it, without asking."""
        id_ = ResourceId.parse(path)
        for key in [key for key in self.resources if id_.holds(key)]:
            del self.resources[key]

    def built_in(self, id_: ResourceId) -> Body | None:
        """Body of an object that Azure has without a PUT."""
        for find in behaviour.BUILT_IN.get(id_.kind, []):
            body = find(self, id_)
            if body is not None:
                return body
        return None

    def exists(self, path: str) -> bool:
        """Whether a path is stored, built in, outside of what the stand-in stores, or part of something stored."""
        id_ = ResourceId.parse(path)
        if id_.key in self.resources or self.built_in(id_) is not None:
            return True
        if not id_.group or re.search(r"/providers/[^/]+/locations/", id_.key):
            return True
        while id_.parent:
            above = self.get(id_.parent)
            if above:
                return any(same_path(text, path) for _, text in texts(self.shown(above)))
            id_ = ResourceId.parse(id_.parent)
        return False

    def references(self, body: Body, own: ResourceId) -> Iterator[tuple[str, str]]:
        """Paths in a body that name other resources, with the place where they stand."""
        for place, text in texts({key: value for key, value in body.items() if key not in ("id", "tags")}):
            if IN_A_GROUP.match(text) and not own.holds(text):
                yield place, text

    def users(self, id_: ResourceId) -> Iterator[Resource]:
        """Resources that refer to this one or to something in it."""
        for each in list(self.resources.values()):
            outside = not id_.holds(each.id.key)
            if outside and any(id_.holds(text) for _, text in self.references(each.sent, each.id)):
                yield each

    def shown(self, resource: Resource) -> Body:
        """What a GET returns."""
        body = copied(resource.body)
        for view in behaviour.VIEWS.get(resource.id.kind, []):
            view(self, resource, body)
        return body

    def put(self, id_: ResourceId, body: Body, *, patch: bool = False) -> tuple[Resource, bool]:
        """Write a resource. Returns it, and whether it is new.

        Raises:
            AzureError: Azure would refuse the request.
        """
        before = self.resources.get(id_.key)
        built_in = self.built_in(id_)
        if patch and not before and built_in is None:
            raise AzureError("ResourceNotFound", f"{id_.text} was not found", status=404)
        self._refuse_without_home(id_)
        base = before.body if before else built_in or {}
        sent = merged(before.sent if before else base, body) if patch else body
        for place, text in self.references(sent, id_):
            if not self.exists(text):
                where = place.lstrip(".")
                message = f"{id_.text}: referenced resource not found: {text} (at {where})"
                raise AzureError("InvalidResourceReference", message)
        resource = _new(before.id if before else id_, copied(merged(base, body) if patch else body), sent)
        put = Put(cloud=self, resource=resource, before=before)
        for rule in behaviour.RULES.get(id_.kind, []):
            rule(put)
        if before:
            resource.born = before.born
        self._complete(put)
        self.resources[id_.key] = resource
        self._finish(put)
        return resource, before is None

    def _refuse_without_home(self, id_: ResourceId) -> None:
        home = f"/subscriptions/{id_.subscription}/resourceGroups/{id_.group}"
        if id_.group and id_.kind != GROUP and not self.exists_group(home):
            raise AzureError("ResourceGroupNotFound", f"Resource group '{id_.group}' could not be found.", status=404)
        inside = id_.parent and not SUBSCRIPTION_PATH.fullmatch(id_.parent)
        if inside and not id_.parent.lower().startswith("/providers/") and not self.exists(id_.parent):
            raise AzureError("ParentResourceNotFound", f"'{id_.parent}' must exist before '{id_.text}'.", status=404)
        if id_.namespace.lower() in behaviour.UNREGISTERED - self.registered:
            need = f"The subscription is not registered to use namespace '{id_.namespace}'"
            fix = "add it to resource_providers_to_register"
            raise AzureError("MissingSubscriptionRegistration", f"{need}: {fix}", status=409)

    def exists_group(self, path: str) -> bool:
        return self.get(path) is not None or self.built_in(ResourceId.parse(path)) is not None

    def _complete(self, put: Put) -> None:
        body = put.body
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        stamp = {"createdAt": moment, "createdBy": CLIENT, "lastModifiedAt": moment}
        filled(body, {"etag": f'W/"{uuid.uuid4()}"', "systemData": stamp})
        self._complete_identity(put)
        filled(put.properties, behaviour.DEFAULTS.get(put.id.kind, {}))
        for complete in behaviour.COMPLETIONS.get(put.id.kind, []):
            complete(put)
        put.properties.setdefault("provisioningState", "Succeeded")

    def _complete_identity(self, put: Put) -> None:
        """Add object and client ids to the managed identities of a resource."""
        identity = put.body.get("identity")
        if not isinstance(identity, dict):
            return
        if "systemassigned" in str(identity.get("type")).lower():
            object_id = put.kept("identity", "principalId") or guid(put.id.text, "identity", put.resource.born)
            identity.update(principalId=object_id, tenantId=TENANT)
        assigned = identity.get("userAssignedIdentities") or {}
        for path in list(assigned):
            found = self.get(path)
            assigned[path] = {key: at(found.properties, key) for key in ("principalId", "clientId")} if found else {}

    def _finish(self, put: Put) -> None:
        """Store the children of a body. If one is refused, the whole PUT is."""
        try:
            for step in behaviour.AFTER_PUT.get(put.id.kind, []):
                step(put)
        except AzureError:
            if put.before:
                self.resources[put.id.key] = put.before
            else:
                self.drop(put.id.text)
            raise

    def delete(self, id_: ResourceId) -> bool:
        """Delete a resource and everything below it. Returns False if it does not exist.

        Raises:
            AzureError: something still refers to it.
        """
        resource = self.resources.get(id_.key)
        if not resource:
            return False
        self._refuse_in_use(resource)
        for key in [key for key in self.resources if id_.holds(key)]:
            gone = self.resources.pop(key, None)
            if gone:  # a cleanup may have dropped it
                for cleanup in behaviour.CLEANUPS.get(gone.id.kind, []):
                    cleanup(self, gone)
        return True

    def _refuse_in_use(self, resource: Resource) -> None:
        id_ = resource.id
        if id_.kind == GROUP:
            return
        child, code = behaviour.HELD_BY.get(id_.kind, ("", ""))
        if child and (children := self.children(id_.text, child)):
            raise AzureError(code, f"{id_.text} still has {children[0].id.text}", status=409)
        for user in self.users(id_):
            if user.by_azure or user.id.kind in behaviour.LOOSE:
                continue
            if id_.kind in behaviour.IN_USE:
                message = f"{id_.text} cannot be deleted: {user.id.text} still refers to it"
                raise AzureError(behaviour.IN_USE[id_.kind], message, status=409)
            if id_.kind != "microsoft.managedidentity/userassignedidentities":
                self.notice(f"deleted while in use: {id_.type} {id_.name} by {user.id.type} {user.id.name}")

    def left(self) -> list[str]:
        """Ids of everything that a deployment has made and not deleted."""
        return sorted(each.id.text for each in self.resources.values() if not each.by_azure)


def same_path(one: str, other: str) -> bool:
    return one.strip("/").lower() == other.strip("/").lower()


def _new(id_: ResourceId, body: Body, sent: Body) -> Resource:
    body.update(id=id_.text, name=id_.name, type=id_.type)
    if not isinstance(body.get("properties"), dict):
        body["properties"] = {}
    return Resource(id=id_, body=body, sent=sent)
