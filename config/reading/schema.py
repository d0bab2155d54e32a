"""JSON schema of the model. Messages, pages and editors read it.

A union of sections appears as one section with the keys of all its members.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from config.model import BaselineConfig
from config.model.base import LONGEST_TEXT

Node = dict[str, Any]
"""A node of the JSON schema."""

NULL: Node = {"type": "null"}

# Our own marks in the schema. The published schema leaves them out.
DECIDES, ONLY_WITH = "x-decides", "x-only-with"


@cache
def schema() -> Node:
    """Return pydantic's JSON schema of the whole file, with each union of sections merged into one section."""
    found: Node = _without_longest_text(BaselineConfig.model_json_schema())
    definitions = found["$defs"]
    for first, *others in sorted({tuple(names) for names in _choices_of_sections(found)}):
        definitions[first] = _merged([definitions[first], *(definitions.pop(name) for name in others)])
    return found


def _without_longest_text(node: Any) -> Any:
    """Return `node` without the maximum length that applies to all text. Only its own message needs it."""
    if isinstance(node, list):
        return [_without_longest_text(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_longest_text(each) for key, each in node.items() if (key, each) != ("maxLength", LONGEST_TEXT)
    }


def _choices_of_sections(node: Any) -> Iterator[list[str]]:
    """Yield the definition names of each union of sections. Replace the union with a reference to the first."""
    inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    for each in inner:
        yield from _choices_of_sections(each)
    if isinstance(node, dict) and "oneOf" in node:
        references = [branch["$ref"] for branch in node.pop("oneOf")]
        node["$ref"] = references[0]
        yield [reference.rpartition("/")[2] for reference in references]


def _merged(branches: list[Node]) -> Node:
    """Merge `branches` into one section with the keys of all branches.

    DECIDES marks the deciding key. ONLY_WITH marks a key that only some branches have, and gives the values of the
    deciding key that allow it.
    """
    decides = _deciding_key(branches)
    properties: dict[str, Node] = {}
    for key in dict.fromkeys(key for branch in branches for key in branch["properties"]):
        having = [branch for branch in branches if branch["properties"].get(key, NULL).get("type") != "null"]
        nodes = [branch["properties"][key] for branch in having]
        node = next((each for each in nodes if "description" in each), nodes[0])
        values = [value for each in having for value in choices(each["properties"][decides])]
        if key == decides:
            node = {**node, "enum": values, DECIDES: True}
            node.pop("const", None)
        elif len(having) < len(branches):
            inner = {name: value for name, value in node.items() if name != "description"}
            node = {"anyOf": [inner, NULL], "description": node["description"], ONLY_WITH: {decides: values}}
        properties[key] = node
    required = set.intersection(*(set(branch.get("required", ())) for branch in branches))
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": [key for key in properties if key in required],
    }


def choices(node: Node) -> list[Any]:
    """Return the values that a node lists. Empty if the node has no list of values."""
    return list(node.get("enum", [node["const"]] if "const" in node else []))


def _deciding_key(branches: list[Node]) -> str:
    """Return the deciding key: its allowed values differ in every branch."""
    for key in branches[0]["properties"]:
        values = [tuple(choices(branch["properties"].get(key, {}))) for branch in branches]
        if all(values) and len(set(values)) == len(branches):
            return str(key)
    raise LookupError(branches)
