"""Describes the value that the model allows at a path: its JSON schema, a description in words and an example.

All of this is read from the model. A new field needs no change here; a new format needs an entry in FORMATS.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from config.model.text import WORDS
from config.reading.schema import Node, choices, schema
from config.reading.wording import Loc, listed, shown

MOST_CHOICES = 15

FORMATS: dict[str, tuple[str, str]] = {
    "ipv4network": ("an IPv4 range", "10.0.0.0/24"),
    "ipv4": ("an IPv4 address", "10.0.0.4"),
    "date": ("a date", "2026-12-31"),
}


def at(loc: Loc) -> Node:
    """Return the schema node of the value at `loc`. Empty if the model has no such path."""
    node = resolved(schema())
    for step in loc:
        inner = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
        node = resolved(inner or _of_any_name(node))
    return node


def _inner(node: Node, key: str) -> Node:
    """Return the schema of the items or values of `node`. Empty if any value is allowed."""
    inner = node.get(key)
    return inner if isinstance(inner, dict) else {}


def _of_any_name(node: Node) -> Node:
    """Return the schema of the values in a mapping with arbitrary names."""
    (values,) = node.get("patternProperties", {"": _inner(node, "additionalProperties")}).values()
    return values if isinstance(values, dict) else {}


def words_for_names(node: Node) -> str:
    """Describe the names that a mapping with arbitrary names allows."""
    return str(node.get("propertyNames", {}).get(WORDS, "text"))


def name_problem(loc: Loc, name: str) -> str | None:
    """Return the words for names that the mapping at `loc` allows. None if it allows `name`."""
    node = at(loc)
    (pattern,) = node.get("patternProperties", {"": None})
    return None if re.search(pattern, name) else words_for_names(node)


def paths(node: Node | None = None, loc: Loc = ()) -> Iterator[Loc]:
    """Yield the path of every key of every section, in the order of the model. Sections in lists are left out."""
    node = resolved(schema() if node is None else node)
    for key in keys(node):
        yield (*loc, key)
        yield from paths(node["properties"][key], (*loc, key))


def resolved(node: Node) -> Node:
    """Follow references in `node`. If `node` allows null and one other type, return the schema of that type."""
    around = {key: value for key, value in node.items() if key not in ("$ref", "anyOf")}
    if "$ref" in node:
        return resolved({**schema()["$defs"][node["$ref"].rpartition("/")[2]], **around})
    branches = [branch for branch in node.get("anyOf", ()) if branch.get("type") != "null"]
    return resolved({**branches[0], **around}) if len(branches) == 1 else node


def keys(node: Node, *, required: bool = False) -> list[str]:
    """Return the keys of a section, or only its required keys."""
    return list(node.get("required" if required else "properties", ()))


def meaning(node: Node) -> tuple[str, str]:
    """Split the description into its first word (Required, Optional or Conditional) and the rest."""
    kind, _, text = str(node.get("description", "")).partition(". ")
    return kind, text.removesuffix(".")


def words(node: Node) -> str:
    """Describe the allowed values in plain words, such as `a whole number from 1 to 20`."""
    node = resolved(node)
    if "anyOf" in node:
        return listed(words(branch) for branch in node["anyOf"])
    if listed_values := choices(node):
        return choice_of(dict.fromkeys(map(shown, listed_values)))
    match node.get("type"):
        case "boolean":
            return "true or false"
        case "integer" | "number":
            whole = "a whole number" if node["type"] == "integer" else "a number"
            return whole + _between(node.get("minimum"), node.get("maximum"))
        case "array":
            number = {0: "", 1: " of one or more"}.get(fewest := node.get("minItems", 0), f" of {fewest} or more")
            return f"a list{number}, each {words(_inner(node, 'items'))}"
        case "object" if keys(node):
            return f"a section with {_some(keys(node))}"
        case "object":
            return str(node.get(WORDS) or f"a mapping of names to {words(_of_any_name(node))}")
        case "string":
            return _text(node)
        case _:
            return "what docs/configuration.md describes"


def choice_of(names: Iterable[str]) -> str:
    """List the names as `a, b or c`. Give only their number if there are more than MOST_CHOICES."""
    names = list(names)
    if not names:
        return "nothing"
    if len(names) > MOST_CHOICES:
        return f"one of the {len(names)} in docs/configuration.md"
    return f"one of {listed(names)}" if len(names) > 3 else listed(names)


def _some(names: list[str]) -> str:
    return listed(names, "and") if len(names) < 6 else f"{', '.join(names[:4])} and {len(names) - 4} more"


def allows(node: Node, text: str) -> bool:
    """Whether `node` allows `text` as a string, so that quotes would fix a value that YAML reads as another type."""
    node = resolved(node)
    form = node.get("pattern")
    return (
        node.get("type") == "string"
        and not {"format", "enum"} & node.keys()
        and (not form or bool(re.search(form, text)))
    )


def _text(node: Node) -> str:
    shortest, longest = node.get("minLength"), node.get("maxLength")
    length = f",{_between(shortest, longest)} characters" if shortest or longest else ""
    if "pattern" in node:
        return str(node[WORDS]) + length
    if "format" in node:
        return FORMATS.get(node["format"], (f"text in the format {node['format']}", ""))[0]
    return f"text{length}".replace(", from", " of")


def _between(lowest: float | None, highest: float | None) -> str:
    if lowest is not None and highest is not None:
        return f" from {lowest} to {highest}"
    if lowest is not None:
        return f" of {lowest} or more"
    return "" if highest is None else f" of {highest} or less"


def example(node: Node) -> Any:  # noqa: C901 - a table of cases
    """Return a value that the model accepts, in JSON types. None if no value can be derived."""
    node = resolved(node)
    if node.get("default") is not None:
        return node["default"]
    if listed_values := choices(node):
        return listed_values[0]
    if "anyOf" in node:
        return example(node["anyOf"][0])
    match node.get("type"):
        case "boolean":
            return False
        case "integer" | "number":
            return node.get("minimum", node.get("maximum", 1))
        case "array":
            return [example(_inner(node, "items"))] * node.get("minItems", 0)
        case "object":
            return {key: example(node["properties"][key]) for key in keys(node, required=True)}
        case "string" if "examples" in node:
            return node["examples"][0]
        case "string" if "format" in node:
            return FORMATS.get(node["format"], ("", None))[1]
        case "string":
            return "x" * node.get("minLength", 1)
        case _:
            return None
