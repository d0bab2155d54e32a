"""Finds the words for a value that the model refuses: what stands there, what may stand there, what to write instead.

What is needed comes from `config/reading/shape.py`; examples are those of `config/baseline.yaml` wherever it has the
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
"""What was given, what is needed, how to fix it."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A value that is refused, how it is written in the file, what the model asks for there, what pydantic adds."""

    loc: Loc
    value: Any
    written: str | None
    node: Node
    context: Mapping[str, Any]

    @property
    def example(self) -> str:
        """A right value that fits on the line, empty if there is none; free text needs none."""
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
    """Values of the article's profile; none while somebody has broken the file."""
    try:
        return read(BASELINE).values
    except ConfigError:
        return {}


def value_at(loc: Loc, values: Any) -> Any:
    """The value at `loc`, None if there is nothing."""
    try:
        for step in loc:
            values = values[step]
    except (KeyError, IndexError, TypeError):
        return None
    return values


def remedy(kind: str, place: Place) -> Remedy:
    """Words for a refusal of pydantic's type `kind`, whose own words are written for programmers."""
    if not place.loc:  # pydantic could not even begin
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
    """First sentence of the field's description, to stand inside another sentence."""
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
    """What is needed, and how to get it, where a key belongs to another choice than the one of its section."""
    ((field, values),) = place.node[ONLY_WITH].items()
    choice, key = f"{field}: {shown(values[0])}", place.loc[-1]
    return f"no {key} without {choice}", f"delete {key}, or set {choice}"


def _got(place: Place) -> str:
    """The value as the user wrote it, and what YAML made of it if that is something else."""
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
        case "value_error":  # raised by a validator of the model's own
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
