"""Writes the message for a value that the model refuses: the given value, the allowed values and the fix.

`config/reading/shape.py` describes the allowed values. Examples come from `config/baseline.yaml` if the file has the
value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

from config.model.base import LONGEST_TEXT
from config.problem import ConfigError
from config.reading import shape
from config.reading.documents import read
from config.reading.schema import ONLY_WITH, Node
from config.reading.wording import LONGEST_VALUE, Loc, listed, nearest, shown

BASELINE = Path(__file__).parents[1] / "baseline.yaml"
NAMES = ("AKS", "Azure", "Entra", "Kubernetes", "Terraform")

Remedy = tuple[str, str, str]
"""The given value, the allowed values and the fix."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A value that the model refuses.

    Args:
        loc: Path of the value.
        value: The value as YAML reads it.
        written: Text of the value in the file. None if the value is a list or a mapping, or is missing.
        node: Schema node of the value.
        context: Pydantic's details of the error, such as the bound that the value exceeds.
    """

    loc: Loc
    value: Any
    written: str | None
    node: Node
    context: Mapping[str, Any]

    @property
    def example(self) -> str:
        """A short valid value for the message. Empty if there is none.

        The value comes from `config/baseline.yaml`, or else from the schema. For free text, the schema gives no value.
        """
        invented = None if shape.allows(self.node, "") else shape.example(self.node)
        for value in (value_at(self.loc, _baseline()), invented):
            items = value if isinstance(value, list) else [value]
            plain = not any(isinstance(item, list | dict) or len(str(item)) > LONGEST_VALUE for item in items)
            if value not in (None, [], self.value) and plain:
                return shown(value)
        return ""

    @property
    def for_example(self) -> str:
        return f"write it like {self.example}" if self.example else "see docs/configuration.md"


@cache
def _baseline() -> dict[str, Any]:
    """Return the values of `config/baseline.yaml`. Empty if the file cannot be read."""
    try:
        return read(BASELINE).values
    except ConfigError:
        return {}


def value_at(loc: Loc, values: Any) -> Any:
    """Return the value at `loc`, or None if the path does not exist."""
    try:
        for step in loc:
            values = values[step]
    except (KeyError, IndexError, TypeError):
        return None
    return values


def remedy(kind: str, place: Place) -> Remedy:
    """Return the message for pydantic's error type `kind`. Pydantic's own messages are written for programmers."""
    if not place.loc:  # pydantic refused the values as a whole
        return "values that are no configuration", "sections with their keys", "begin with config/baseline.yaml"
    if kind == "missing":
        return "nothing", _purpose(place), _add(place)
    need = shape.words(place.node)
    if kind == "none_required":
        return _got(place), *_other_choice(place)
    if place.value is None:
        return "nothing", need, f"{_add(place)}, or delete the key" if "default" in place.node else _add(place)
    if kind == "value_error" and str(place.node.get("format")).startswith("ipv4"):
        return _address(place)
    return _got(place), need, _fix(kind, place)


def _purpose(place: Place) -> str:
    """Return the first sentence of the field's description, in a form that fits into another sentence."""
    _, means = shape.meaning(place.node)
    sentence = re.split(r"[.;] ", means)[0] or shape.words(place.node)
    first = sentence.split()[0]
    is_name = first in NAMES or not first[1:].islower()
    return sentence if is_name else sentence[0].lower() + sentence[1:]


def _add(place: Place) -> str:
    key = place.loc[-1]
    if isinstance(key, int):
        return f"write {place.example}" if place.example else "fill it in"
    if place.example:
        return f"add {key}: {place.example}"
    required = shape.keys(place.node, required=True)
    if required:
        return f"add {key} with {listed(required, 'and')}"
    return f"add {key}" if value_at(place.loc, _baseline()) is None else f"add {key}, as in config/baseline.yaml"


def _other_choice(place: Place) -> tuple[str, str]:
    """Return the allowed values and the fix for a key that needs another value of the section's deciding field."""
    ((field, values),) = place.node[ONLY_WITH].items()
    choice, key = f"{field}: {shown(values[0])}", place.loc[-1]
    return f"no {key} without {choice}", f"delete {key}, or set {choice}"


def _got(place: Place) -> str:
    """Return the value as the user wrote it. Add how YAML reads it if that differs."""
    value, written = place.value, place.written
    if isinstance(value, str | list | dict) or written is None or written == shown(value):
        return shown(value)
    return f"{shown(written)}, which YAML reads as {shown(value) if isinstance(value, bool) else 'a number'}"


def _fix(kind: str, place: Place) -> str:  # noqa: C901 - a table of cases
    value, context = place.value, place.context
    match kind:
        case "string_type" if place.written and shape.allows(place.node, place.written):
            return f'put it in quotes: "{place.written}"'
        case "bool_type" | "literal_error" if place.node.get("type") == "boolean":
            return "write true or false without quotes"
        case "int_type" | "float_type" if str(value).isdecimal():
            return "write the number without quotes"
        case "list_type" | "tuple_type":
            return "begin each item with -" if isinstance(value, dict) else f"put it in brackets: [{shown(value)}]"
        case "dict_type" | "model_type":
            return "write its keys below it, one a line and indented"
        case "literal_error" | "enum":
            meant = nearest(value, map(shown, place.node.get("enum", ())))
            return f"did you mean {meant}" if meant else "choose one of them"
        case "string_pattern_mismatch" if isinstance(value, str):
            plain = re.sub(r"\s+", "", value).lower()
            return f"write {shown(plain)}" if re.fullmatch(context["pattern"], plain) else place.for_example
        case "string_too_long" if context["max_length"] < LONGEST_TEXT or "pattern" not in place.node:
            return f"shorten it to {context['max_length']} characters"
        case "string_too_short":
            return f"lengthen it to {context['min_length']} characters or more"
        case "too_short":
            return f"add one, for example {place.example}" if place.example else "add one, as in config/baseline.yaml"
        case "too_long":
            return f"delete {context['actual_length'] - context['max_length']} of them"
        case "finite_number":
            return "write a number with digits"
        case "greater_than_equal":
            return f"raise it to {context['ge']} or more"
        case "less_than_equal":
            return f"lower it to {context['le']} or less"
        case "value_error":  # raised by one of the model's validators
            return str(context["error"])
        case _:
            return place.for_example


def _address(place: Place) -> Remedy:
    got, need = shown(place.value), shape.words(place.node)
    try:
        network = IPv4Network(place.value, strict=False)
    except ValueError:
        is_ipv6 = str(place.value).count(":") > 1
        return got, need, "give its IPv4 counterpart: IPv6 is not deployed" if is_ipv6 else place.for_example
    if place.node["format"] == "ipv4network":
        return got, "a network address", f"write {network}"
    return got, need, f"write {place.value.partition('/')[0]}, without a prefix"
