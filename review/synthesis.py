"""What was synthesized, ready to be asked: resources, what they refer to, and the evidence of a deviation."""

import json
from collections import defaultdict
from collections.abc import Collection, Generator, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from config.addresses.plan import AddressPlan
from config.model import BaselineConfig
from review.kubernetes import manifests
from review.terraform import REFERENCE, Body, Stacks, resolve

PARTS = ("hub", "spoke", "cluster", "bootstrap", "global")


class NotChosen(Exception):  # noqa: N818 - an answer, not an error
    """Raised by a check whose subject the configuration leaves out; `str()` says what is left out."""


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """Evidence: where something is, what was found there, and what was wanted.

    Args:
        stack: name of the stack; `configuration` for the user's file.
        address: Terraform address, kind and name of a Kubernetes object, or path in the configuration.
        attribute: argument of that resource, with dots; empty if the whole is meant.
        found: the value that was found, as text.
        wanted: what was wanted, as text.
    """

    stack: str
    address: str
    attribute: str = ""
    found: str
    wanted: str

    def __str__(self) -> str:
        where = f"{self.stack}: {self.address}" + (f" {self.attribute}" if self.attribute else "")
        return f"{where}: found {self.found}, wanted {self.wanted}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Resource:
    """A Terraform resource or Kubernetes object of a stack, with what a check asks of it."""

    stack: str
    address: str
    body: Body

    @property
    def part(self) -> str:
        """hub, spoke, cluster or bootstrap: a stack's name without its region."""
        return next((part for part in PARTS if self.stack == part or self.stack.startswith(f"{part}-")), self.stack)

    @property
    def type(self) -> str:
        return self.address.partition(".")[0]

    @property
    def name(self) -> str:
        """What Azure or Kubernetes calls it."""
        return str(self.at("name") or self.at("metadata.name") or self.address)

    def at(self, path: str) -> Any:
        """Value at a path such as `network_profile.outbound_type`; None if there is none."""
        return value_at(self.body, path)

    def blocks(self, path: str) -> tuple[Body, ...]:
        """Every block at a path, whether it was written as a list or as one object."""
        return blocks_at(self.body, path)

    def deviates(self, attribute: str, wanted: object) -> Deviation:
        """Evidence that this resource's attribute is not what was wanted."""
        return Deviation(
            stack=self.stack,
            address=self.address,
            attribute=attribute,
            found=shown(self.at(attribute) if attribute else self.name),
            wanted=shown(wanted),
        )

    def expects(self, path: str, *allowed: object) -> Iterator[Deviation]:
        """Yields a deviation if the value is none of `allowed`."""
        if self.at(path) not in allowed:
            yield self.deviates(path, " or ".join(map(shown, allowed)))

    def expects_some(self, path: str, wanted: str) -> Iterator[Deviation]:
        """Yields a deviation if there is no value, or an empty one. `wanted`: what it should be."""
        if self.at(path) in (None, "", [], {}):
            yield self.deviates(path, wanted)

    def expects_none(self, path: str, wanted: str = "nothing") -> Iterator[Deviation]:
        """Yields a deviation if there is a value other than false."""
        if self.at(path) not in (None, "", [], {}, False):
            yield self.deviates(path, wanted)

    def expects_all(self, path: str, wanted: Collection[str]) -> Iterator[Deviation]:
        """Yields a deviation if the list lacks one of `wanted`."""
        if missing := sorted(set(wanted) - set(self.at(path) or ())):
            yield self.deviates(path, f"also {', '.join(missing)}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Output:
    """Every stack of an output folder. `stacks`: Terraform JSON by name of the stack."""

    stacks: Stacks

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every Terraform resource of every stack."""
        return tuple(
            Resource(stack=stack, address=f"{type_}.{name}", body=body)
            for stack, content in self.stacks.items()
            for type_, found in content.get("resource", {}).items()
            for name, body in found.items()
        )

    @cached_property
    def _by_type(self) -> Mapping[str, list[Resource]]:
        by_type: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            by_type[resource.type].append(resource)
        return by_type

    @cached_property
    def _by_address(self) -> Mapping[tuple[str, str], Resource]:
        return {(resource.stack, resource.address): resource for resource in self.resources}

    def every(self, *types: str, part: str = "") -> tuple[Resource, ...]:
        """Resources of these types in all stacks, or in those of one part (hub, spoke, cluster, bootstrap)."""
        found = (resource for type_ in types for resource in self._by_type.get(type_, ()))
        return tuple(resource for resource in found if not part or resource.part == part)

    def needed(self, type_: str, *, part: str) -> Generator[Deviation, None, tuple[Resource, ...]]:
        """Resources of a type in a part; yields a deviation for each stack of that part that has none.

        Raises:
            NotChosen: no stack of that part was synthesized.
        """
        if not self.parts(part):
            raise NotChosen(f"a {part} of its own")
        for stack in self.parts(part):
            if not self.stacks[stack].get("resource", {}).get(type_):
                yield Deviation(stack=stack, address=type_, found="none", wanted="at least one")
        return self.every(type_, part=part)

    def parts(self, part: str) -> tuple[str, ...]:
        """Names of the stacks of a part: one, or one a region."""
        return tuple(stack for stack in self.stacks if stack == part or stack.startswith(f"{part}-"))

    def target(self, stack: str, value: object) -> Resource | None:
        """The resource that a value refers to, in whichever stack it is; None for plain values."""
        match = REFERENCE.search(resolve(self.stacks, stack, str(value))) if "${" in str(value) else None
        return self._by_address.get((match[1], match[2])) if match else None

    def follow(self, resource: Resource, path: str) -> Resource | None:
        """The resource that an attribute refers to."""
        return self.target(resource.stack, resource.at(path))

    def pointing(self, to: Resource | None, path: str, *types: str) -> tuple[Resource, ...]:
        """Resources of these types whose attribute refers to `to`."""
        return tuple(each for each in self.every(*types) if to is not None and self.follow(each, path) is to)

    @cached_property
    def objects(self) -> tuple[Resource, ...]:
        """Every Kubernetes object that the bootstrap stacks make, Traefik's own included, as its manifest."""
        return tuple(
            Resource(stack=stack, address=f"{body['kind']} {body['metadata']['name']}", body=body)
            for stack in self.parts("bootstrap")
            for body in manifests(self.stacks[stack])
        )

    def of_kind(self, *kinds: str) -> tuple[Resource, ...]:
        """Kubernetes objects of these kinds."""
        return tuple(each for each in self.objects if each.body["kind"] in kinds)


@dataclass(frozen=True, kw_only=True, eq=False)
class Synthesis(Output):
    """An output folder beside the configuration it was made from.

    Args:
        stacks: Terraform JSON by name of the stack.
        config: the configuration.
        plan: its address plan.
        root: folder of this repository, for its pipelines and pages.
    """

    config: BaselineConfig
    plan: AddressPlan
    root: Path

    def configured(self, path: str, *, found: object, wanted: object) -> Deviation:
        """Evidence in the user's file."""
        return Deviation(stack="configuration", address=path, found=shown(found), wanted=shown(wanted))


def value_at(body: Any, path: str) -> Any:
    """Value at a path; a block that may occur once is entered whether or not it was written as a list."""
    for key in path.split(".") if path else ():
        body = body[0] if isinstance(body, list) and len(body) == 1 else body
        body = body.get(key) if isinstance(body, dict) else None
    return body


def blocks_at(body: Any, path: str) -> tuple[Body, ...]:
    """Every block at a path, however it was written."""
    found = value_at(body, path)
    return tuple(found) if isinstance(found, list) else (found,) if isinstance(found, dict) else ()


def shown(value: object) -> str:
    """A value as the evidence quotes it: text as it is, nothing as `nothing`, all else as JSON."""
    if isinstance(value, str):
        return value or "an empty text"
    return "nothing" if value is None else json.dumps(value, default=str)
