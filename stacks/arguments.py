"""Checks arguments of resources against the schema of the azurerm provider."""

import re
from typing import Annotated, Any, NotRequired

from pydantic import ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from config.facts.arguments import SECRET, required
from config.reading.wording import nearest, path_of

Step = str | int

PLAIN: dict[str, Any] = {"string": StrictStr, "number": StrictInt | StrictFloat, "bool": StrictBool}

# What pydantic's types of error ask for.
NEEDED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "typed_dict_type": "a mapping",
    "missing": "a value",
    "extra_forbidden": "only arguments that azurerm 4.55 has, so nothing",
}


class RefusedError(Exception):
    """An argument does not exist, or does not take a value.

    Args:
        need: What is allowed.
        fix: How to fix it.
    """

    def __init__(self, need: str, fix: str) -> None:
        super().__init__(need)
        self.need, self.fix = need, fix


def steps_of(path: str) -> tuple[Step, ...]:
    """Split a path such as `ip_configuration[0].name`."""
    return tuple(int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", path))


def inner(spec: Any, step: Step) -> Any:
    """Return the specification of what lies behind one step of a path.

    Args:
        spec: An argument, as in config/facts/arguments.json.
        step: Name of an argument, or number of a block.

    Raises:
        RefusedError: Nothing lies there.
    """
    if isinstance(spec, list):
        _, most, arguments = spec
        if isinstance(step, int):
            return [0, 1, arguments]
        if most != 1:
            raise RefusedError("the number of a block in brackets, as there can be several", f"write [0].{step}")
        if step in arguments:
            return arguments[step]
        meant = nearest(step, arguments)
        fix = f"did you mean {meant}" if meant else "look it up in the provider's documentation"
        raise RefusedError(f"an argument that azurerm 4.55 has; {step} is none", fix)
    outer, _, items = _kind(spec).partition("(")
    if items and (outer == "map") == isinstance(step, str):
        return items.removesuffix(")")
    raise RefusedError(f"a path that ends before {step}", "shorten it")


def check(spec: Any, value: Any) -> None:
    """Check that an argument takes a value.

    Args:
        spec: The argument, as in config/facts/arguments.json.
        value: The value. None takes the argument out.

    Raises:
        RefusedError: It does not.
    """
    if _secret(spec):
        raise RefusedError("no secret: secrets do not belong in this file", "delete it")
    if value is None and not required(spec):
        return
    try:
        TypeAdapter(_annotation(spec)).validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        here = path_of(tuple(step for step in first["loc"] if step not in ("int", "float")))
        need = NEEDED.get(first["type"]) or first["msg"].removeprefix("Input should be ").lower()
        raise RefusedError(f"{need} in {here}" if here else need, "see the provider's documentation") from None


def _secret(spec: object) -> bool:
    return isinstance(spec, str) and SECRET in spec


def _kind(spec: str) -> str:
    return spec.rstrip("!*")


def _annotation(spec: Any) -> Any:
    """Type of an argument for pydantic."""
    if isinstance(spec, list):
        fewest, most, arguments = spec
        typed_dict: Any = TypedDict
        block: Any = typed_dict("Block", {name: _item(each) for name, each in arguments.items() if not _secret(each)})
        block.__pydantic_config__ = ConfigDict(extra="forbid")
        if most == 1:
            return block
        blocks: Any = list.__class_getitem__(block)
        return Annotated[blocks, Field(min_length=fewest, max_length=most or None)]
    outer, _, items = _kind(spec).partition("(")
    if not items:
        return PLAIN[outer]
    item: Any = _annotation(items.removesuffix(")"))
    return dict[str, item] if outer == "map" else list[item]


def _item(spec: Any) -> Any:
    return _annotation(spec) if required(spec) else NotRequired[_annotation(spec) | None]
