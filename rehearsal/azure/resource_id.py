"""Parses the paths of Azure Resource Manager."""

import re
from dataclasses import dataclass
from functools import cached_property

# An id below a resource group. Other ids, such as those of policy definitions of the tenant, are not looked up.
IN_A_GROUP = re.compile(r"^/subscriptions/[0-9a-f-]{36}/resourcegroups/[^/]+(/.*)?$", re.IGNORECASE)
OWNER = re.compile(r"/subscriptions/([^/]+)(?:/resourcegroups/([^/]+))?", re.IGNORECASE)


@dataclass(frozen=True)
class ResourceId:
    """A path of Azure Resource Manager.

    Args:
        text: the path without `rest`, as it was written.
        namespace: resource provider, `Microsoft.Network`.
        types: type and its child types, `("virtualNetworks", "subnets")`.
        names: a name for every type.
        scope: path of what an extension resource belongs to, or of the resource group.
        parent: path of the parent resource, or the scope.
        rest: last segment if it is no name: a collection (`subnets`) or an action (`listKeys`). None otherwise.
    """

    text: str
    namespace: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    scope: str
    parent: str
    rest: str | None

    @classmethod
    def parse(cls, path: str) -> "ResourceId":
        """Parse a path. Upper and lower case are kept; compare with `key` and `kind`."""
        segments = path.strip("/").split("/")
        lower = [each.lower() for each in segments]
        marks = [at for at, each in enumerate(lower) if each == "providers" and at < len(lower) - 1]
        if not marks:
            return cls._of_resources(segments)
        at = marks[-1]
        tail, rest = segments[at + 2 :], None
        if len(tail) % 2:
            tail, rest = tail[:-1], tail[-1]
        scope = _path(segments[:at])
        return cls(
            text=_path(segments[: at + 2 + len(tail)]),
            namespace=segments[at + 1],
            types=tuple(tail[0::2]),
            names=tuple(tail[1::2]),
            scope=scope,
            parent=_path(segments[: at + len(tail)]) if len(tail) > 2 else scope,
            rest=rest,
        )

    @classmethod
    def _of_resources(cls, segments: list[str]) -> "ResourceId":
        """Subscriptions and resource groups, which have no `providers` in their path."""
        rest = None
        if len(segments) % 2:
            segments, rest = segments[:-1], segments[-1]
        return cls(
            text=_path(segments),
            namespace="Microsoft.Resources",
            types=tuple(segments[0::2]),
            names=tuple(segments[1::2]),
            scope="",
            parent=_path(segments[:-2]),
            rest=rest,
        )

    @cached_property
    def key(self) -> str:
        """The path in lower case, as Azure compares paths."""
        return self.text.lower()

    @cached_property
    def type(self) -> str:
        types = self.types[-1:] if self.namespace == "Microsoft.Resources" and not self.scope else self.types
        return "/".join([self.namespace, *types])

    @cached_property
    def kind(self) -> str:
        """The type in lower case."""
        return self.type.lower()

    @property
    def name(self) -> str:
        return self.names[-1] if self.names else ""

    @property
    def subscription(self) -> str:
        found = OWNER.match(self.text)
        return found[1] if found else ""

    @property
    def group(self) -> str:
        """Name of the resource group, empty outside of one."""
        found = OWNER.match(self.text)
        return found[2] or "" if found else ""

    def holds(self, path: str) -> bool:
        """Whether a path is this one or below it."""
        return f"{path.lower()}/".startswith(f"{self.key}/")


def _path(segments: list[str]) -> str:
    return "/" + "/".join(segments) if segments else ""
