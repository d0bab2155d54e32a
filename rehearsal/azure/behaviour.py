"""Tables of what Azure does with a type. The modules of `services` fill them when they are imported.

A type without an entry is stored and shown as it was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body, at, guid, region

if TYPE_CHECKING:
    from rehearsal.azure.cloud import Cloud, Resource

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, kw_only=True)
class Put:
    """A resource that is being written.

    Args:
        cloud: everything that exists.
        resource: resource as it will be stored. Completions change its body.
        before: stored resource that it replaces. None for a new one.
    """

    cloud: Cloud
    resource: Resource
    before: Resource | None

    @property
    def id(self) -> ResourceId:
        return self.resource.id

    @property
    def body(self) -> Body:
        return self.resource.body

    @property
    def properties(self) -> Body:
        return self.resource.properties

    def set(self, values: Body) -> None:
        """Set properties, whatever they are."""
        self.resource.properties.update(values)

    @property
    def location(self) -> str:
        return region(self.body.get("location") or "eastus")

    def kept(self, *path: str) -> str | None:
        """Text of the stored resource. None for a new one."""
        found = at(self.before.body, *path) if self.before else None
        return found if isinstance(found, str) else None

    def guid(self, what: str) -> str:
        """GUID that stays while the resource lives. Another resource of the same name gets another one."""
        return guid(self.id.text, what, (self.before or self.resource).born)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """Answer of the stand-in.

    Args:
        status: HTTP status.
        body: JSON of the answer, or raw bytes. None for an answer without a body.
        headers: further headers.
    """

    status: int = 200
    body: Body | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Query = Mapping[str, str]
PutStep = Callable[[Put], None]
View = Callable[["Cloud", "Resource", Body], None]
Cleanup = Callable[["Cloud", "Resource"], None]
Found = Callable[["Cloud", ResourceId], Body | None]
Listing = Callable[["Cloud", ResourceId, Query], list[Body]]
Action = Callable[["Cloud", ResourceId, Body], "Reply | None"]

RULES: dict[str, list[PutStep]] = {}
COMPLETIONS: dict[str, list[PutStep]] = {}
AFTER_PUT: dict[str, list[PutStep]] = {}
VIEWS: dict[str, list[View]] = {}
CLEANUPS: dict[str, list[Cleanup]] = {}
DEFAULTS: dict[str, Body] = {}
PLAIN: set[str] = set()
BUILT_IN: dict[str, list[Found]] = {}
LISTINGS: dict[str, list[Listing]] = {}
ACTIONS: dict[str, list[Action]] = {}
PUT_STATUS: dict[str, int] = {}
DELETE_STATUS: dict[str, int] = {}
IN_USE: dict[str, str] = {}
HELD_BY: dict[str, tuple[str, str]] = {}
LOOSE: set[str] = set()
UNREGISTERED: set[str] = set()


def _into(table: dict[str, list[F]], names: tuple[str, ...]) -> Callable[[F], F]:
    def entered(function: F) -> F:
        for name in names:
            table.setdefault(name.lower(), []).append(function)
        return function

    return entered


def refuses(*types: str) -> Callable[[PutStep], PutStep]:
    """The function raises AzureError for a body that Azure refuses, and notes what the body relies on."""
    return _into(RULES, types)


def completes(*types: str) -> Callable[[PutStep], PutStep]:
    """The function adds what Azure computes, and creates what Azure creates with the resource."""
    return _into(COMPLETIONS, types)


def after_put(*types: str) -> Callable[[PutStep], PutStep]:
    """The function runs when the resource is stored, for children that refer to it."""
    return _into(AFTER_PUT, types)


def shows(*types: str) -> Callable[[View], View]:
    """The function adds to an answer what depends on other resources."""
    return _into(VIEWS, types)


def after_delete(*types: str) -> Callable[[Cleanup], Cleanup]:
    """The function removes what Azure removes with the resource."""
    return _into(CLEANUPS, types)


def built_in(*types: str) -> Callable[[Found], Found]:
    """The function returns the body of an object that Azure has without a PUT, or None."""
    return _into(BUILT_IN, types)


def lists(*collections: str) -> Callable[[Listing], Listing]:
    """The function returns the rows of a collection that is more than the stored resources below a path."""
    return _into(LISTINGS, collections)


def acts(*actions: str) -> Callable[[Action], Action]:
    """The function answers a POST to `<resource>/<action>`. It returns None if another function may answer."""
    return _into(ACTIONS, actions)


def defaults(rows: Mapping[str, Body]) -> None:
    """Register values that Azure adds where a body leaves them out, by type."""
    DEFAULTS.update({type_.lower(): values for type_, values in rows.items()})


def plain(*types: str) -> None:
    """Register types that Azure returns as they were sent."""
    PLAIN.update(type_.lower() for type_ in types)


def put_status(status: int, *types: str) -> None:
    """Register the HTTP status of a PUT where it is not 201 for a new resource and 200 for a stored one."""
    PUT_STATUS.update((type_.lower(), status) for type_ in types)


def delete_status(status: int, *types: str) -> None:
    """Register the HTTP status of a DELETE where it is not 204."""
    DELETE_STATUS.update((type_.lower(), status) for type_ in types)


def in_use(rows: Mapping[str, str]) -> None:
    """Register types that cannot be deleted while a resource refers to them, with Azure's error code."""
    IN_USE.update({type_.lower(): code for type_, code in rows.items()})


def held_by(type_: str, child: str, code: str) -> None:
    """Register a type that cannot be deleted while it has a child of a type, with Azure's error code."""
    HELD_BY[type_.lower()] = (child, code)


def loose(*types: str) -> None:
    """Register types whose references do not keep their target from being deleted."""
    LOOSE.update(type_.lower() for type_ in types)


def unregistered(*namespaces: str) -> None:
    """Register resource providers that neither a new subscription nor azurerm's default set registers."""
    UNREGISTERED.update(each.lower() for each in namespaces)


def is_known(type_: str) -> bool:
    """Whether anybody has decided what the stand-in does with a type."""
    tables = (COMPLETIONS, DEFAULTS, VIEWS, PLAIN)
    return any(type_.lower() in table for table in tables)
