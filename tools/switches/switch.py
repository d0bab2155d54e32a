"""A switch: settings beside config/baseline.yaml, and what they make."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from config.addresses.plan import AddressPlan
from review.synthesis import Output
from review.terraform import Stacks

PLAN = "plan"
"""In place of a stack: the address plan. Its resources are the planned subnets, such as `spoke.subnets.nodes`."""


class Found(Enum):
    """What an argument must be, where the value itself is not fixed."""

    SOME = "something"
    NONE = "nothing"


SOME, NONE = Found.SOME, Found.NONE


@dataclass(frozen=True)
class Having:
    """A list that contains this item, or a text that contains this part."""

    part: str

    def __str__(self) -> str:
        return f"something with {self.part}"


@dataclass(frozen=True)
class To:
    """A reference to a resource, in this stack or in another one.

    Args:
        target: Type of the resource, or its address.
        stack: Stack of the resource. Empty: any stack.
    """

    target: str
    stack: str = ""

    def __str__(self) -> str:
        return f"a reference to {f'{self.stack}: ' if self.stack else ''}{self.target}"


class Made(NamedTuple):
    """An argument that a switch sets. It must hold with the switch, and must not hold in the baseline.

    Args:
        stack: Name of the stack, or `PLAN`.
        target: Type of the resource, its address, or `provider.azurerm`. With a type, any resource of that type may
            have the value.
        argument: Dotted path of the argument. Every block of a list counts. Empty: the resource as a whole.
        value: The value, `SOME`, `NONE`, `Having` or `To`. `NONE` means that no such resource has the argument.
    """

    stack: str
    target: str
    argument: str = ""
    value: object = SOME

    def __str__(self) -> str:
        place = f"{self.stack}: {self.target} {self.argument}".rstrip()
        return f"{place} is {self.value.value if isinstance(self.value, Found) else self.value}"


@dataclass(frozen=True, kw_only=True)
class Switch:
    """An option of the architecture that is off in config/baseline.yaml, or has another value there.

    Args:
        key: Name of the switch: its field and, if there are several, its value, such as `gateway.type: vpn`.
        settings: Values of fields by their path, such as `node_pools[1].os_sku`. An index that is one past the end of
            the list adds an item.
        given: Settings that it needs and that are no part of it, such as another `environment`.
        rows: Requirements that it serves, separated by spaces.
        makes: What is different with it.
    """

    key: str
    settings: Mapping[str, object]
    given: Mapping[str, object] = field(default_factory=dict)
    rows: str = ""
    makes: tuple[Made, ...]

    @property
    def on(self) -> Mapping[str, object]:
        """All settings that turn it on."""
        return {**self.given, **self.settings}

    @property
    def requirements(self) -> tuple[str, ...]:
        """Ids of the requirements that it serves."""
        return tuple(self.rows.split())


def holds(made: Made, *, stacks: Stacks, plan: AddressPlan) -> bool:
    """Return whether a synthesis has the argument.

    Args:
        made: The argument.
        stacks: Terraform JSON by stack.
        plan: The address plan of the same configuration.
    """
    values = [value for body in _bodies(made, stacks, plan) for value in _values(body, made.argument)]
    if made.value is NONE:
        return not values
    if made.value is SOME:
        return bool(values)
    return any(_matches(made, value, stacks) for value in values)


def _bodies(made: Made, stacks: Stacks, plan: AddressPlan) -> Iterator[object]:
    if made.stack == PLAN:
        for subnet in (*plan.region.subnets, *plan.spoke.subnets):
            if subnet.path == made.target:
                yield {"required": subnet.required, "prefix": str(subnet.prefix), "name": subnet.name}
        return
    type_, _, name = made.target.partition(".")
    if type_ == "provider":
        yield from stacks.get(made.stack, {}).get("provider", {}).get(name, ())
        return
    found = stacks.get(made.stack, {}).get("resource", {}).get(type_, {})
    yield from ([found[name]] if name in found else [] if name else found.values())


def _values(body: Any, path: str) -> Iterator[object]:
    """Yield the values at a path of every block. Empty values are left out."""
    if isinstance(body, list) and path:
        for each in body:
            yield from _values(each, path)
        return
    first, _, rest = path.partition(".")
    if first:
        if isinstance(body, dict) and first in body:
            yield from _values(body[first], rest)
    elif body not in (None, "", []):
        yield body


def _matches(made: Made, value: object, stacks: Stacks) -> bool:
    if isinstance(made.value, Having):
        alone = value[0] if isinstance(value, list) and len(value) == 1 else value
        return made.value.part in (alone if isinstance(alone, str | list) else str(alone))
    if isinstance(made.value, To):
        target = Output(stacks=stacks).target(made.stack, value)
        if target is None or made.value.stack not in ("", target.stack):
            return False
        return made.value.target in (target.type, target.address)
    return value == made.value
