"""Read model of a synthesis: resources, their references, and deviations with their evidence."""

import json
from collections import defaultdict
from collections.abc import Collection, Generator, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from config.addresses.arithmetic import PlannedSubnet
from config.addresses.plan import AddressPlan
from config.fleet import ClusterView
from config.model import BaselineConfig
from review.kubernetes import manifests
from review.terraform import REFERENCE, Body, Stacks, addresses, resolve

# In the order in which they build on one another.
PARTS = ("hub", "global-registry", "spoke", "global-router", "cluster", "bootstrap", "global")


def part(stack: str) -> str:
    """Kind of a stack: one of PARTS. This is the stack's name without region, spoke and cluster."""
    return next((each for each in PARTS if stack == each or stack.startswith(f"{each}-")), stack)


class NotChosen(Exception):  # noqa: N818 - an answer, not an error
    """Raised by a check if the configuration turns its subject off. `str()` names the subject."""


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """Evidence of a deviation: the location, the value found, and the value wanted.

    Args:
        stack: name of the stack; `configuration` for the user's file.
        address: Terraform address, kind and name of a Kubernetes object, or path in the configuration.
        attribute: dotted path of the argument; empty for the whole resource.
        found: the value found, as text.
        wanted: the value wanted, as text.
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
    """A Terraform resource or Kubernetes object of a stack, with the methods that checks use."""

    stack: str
    address: str
    body: Body

    @property
    def part(self) -> str:
        """Kind of its stack."""
        return part(self.stack)

    @property
    def type(self) -> str:
        return self.address.partition(".")[0]

    @property
    def name(self) -> str:
        """Name in Azure or Kubernetes."""
        return str(self.at("name") or self.at("metadata.name") or self.address)

    def at(self, path: str) -> Any:
        """Value at a path such as `network_profile.outbound_type`. None if missing."""
        return value_at(self.body, path)

    def blocks(self, path: str) -> tuple[Body, ...]:
        """Every block at a path, whether it was written as a list or as one object."""
        return blocks_at(self.body, path)

    def deviates(self, attribute: str, wanted: object) -> Deviation:
        """Return a deviation for an attribute of this resource."""
        return Deviation(
            stack=self.stack,
            address=self.address,
            attribute=attribute,
            found=shown(self.at(attribute) if attribute else self.name),
            wanted=shown(wanted),
        )

    def expects(self, path: str, *allowed: object) -> Iterator[Deviation]:
        """Yields a deviation if the value is not one of `allowed`."""
        if self.at(path) not in allowed:
            yield self.deviates(path, " or ".join(map(shown, allowed)))

    def expects_some(self, path: str, wanted: str) -> Iterator[Deviation]:
        """Yields a deviation if the value is missing or empty. `wanted` describes the expected value."""
        if self.at(path) in (None, "", [], {}):
            yield self.deviates(path, wanted)

    def expects_none(self, path: str, wanted: str = "nothing") -> Iterator[Deviation]:
        """Yields a deviation if the value is set and not false."""
        if self.at(path) not in (None, "", [], {}, False):
            yield self.deviates(path, wanted)

    def expects_all(self, path: str, wanted: Collection[str]) -> Iterator[Deviation]:
        """Yields a deviation if the list does not contain all of `wanted`."""
        if missing := sorted(set(wanted) - set(self.at(path) or ())):
            yield self.deviates(path, f"also {', '.join(missing)}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Output:
    """Every stack of an output folder. `stacks`: Terraform JSON by name of the stack."""

    stacks: Stacks

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every Terraform resource of every stack that Terraform creates."""
        return tuple(
            Resource(stack=stack, address=address, body=body)
            for stack, content in self.stacks.items()
            for address, body in addresses(content)
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
        """Resource that a value refers to, in any stack. None for values without a reference."""
        match = REFERENCE.search(resolve(self.stacks, stack, str(value))) if "${" in str(value) else None
        return self._by_address.get((match[1], match[2])) if match else None

    def follow(self, resource: Resource, path: str) -> Resource | None:
        """Resource that an attribute refers to."""
        return self.target(resource.stack, resource.at(path))

    def pointing(self, to: Resource | None, path: str, *types: str) -> tuple[Resource, ...]:
        """Resources of these types whose attribute refers to `to`."""
        return tuple(each for each in self.every(*types) if to is not None and self.follow(each, path) is to)

    @cached_property
    def objects(self) -> tuple[Resource, ...]:
        """Manifests of all Kubernetes objects that the bootstrap stacks make, including those of the Traefik chart."""
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
    """An output folder and the configuration it was made from.

    Args:
        stacks: Terraform JSON by name of the stack.
        config: the configuration; that of the first cluster, if there are several.
        plan: its address plan.
        root: folder of this repository, for its pipelines and pages.
        members: all clusters of a fleet. Empty for a single cluster.
        beside: configurations of all clusters that use the same firewall. Empty for a single cluster.
    """

    config: BaselineConfig
    plan: AddressPlan
    root: Path
    members: tuple[ClusterView, ...] = ()
    beside: tuple[BaselineConfig, ...] = ()

    @cached_property
    def subnets(self) -> tuple[PlannedSubnet, ...]:
        """Planned subnets of all networks."""
        plans = [member.plan for member in self.members] or [self.plan]
        planned = (each for plan in plans for each in (*plan.region.subnets, *plan.spoke.subnets))
        return tuple({each.prefix: each for each in planned}.values())

    def settings(self, stack: str) -> tuple[BaselineConfig, AddressPlan]:
        """Configuration and plan of a stack: those of its cluster, or of the first cluster of its spoke or hub."""
        for member in self.members:
            if f"{member.stack.partition('-')[2]}-".startswith(f"{stack.partition('-')[2]}-"):
                return member.config, member.plan
        return self.config, self.plan

    def configured(self, path: str, *, found: object, wanted: object) -> Deviation:
        """Return a deviation in the configuration file."""
        return Deviation(stack="configuration", address=path, found=shown(found), wanted=shown(wanted))


def value_at(body: Any, path: str) -> Any:
    """Value at a path. A single block may be written as an object or as a list of one."""
    for key in path.split(".") if path else ():
        body = body[0] if isinstance(body, list) and len(body) == 1 else body
        body = body.get(key) if isinstance(body, dict) else None
    return body


def blocks_at(body: Any, path: str) -> tuple[Body, ...]:
    """Every block at a path, written as a list or as one object."""
    found = value_at(body, path)
    return tuple(found) if isinstance(found, list) else (found,) if isinstance(found, dict) else ()


def shown(value: object) -> str:
    """Format a value for a deviation: strings unchanged, None as `nothing`, other values as JSON."""
    if isinstance(value, str):
        return value or "an empty text"
    return "nothing" if value is None else json.dumps(value, default=str)
