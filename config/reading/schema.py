"""JSON schema of the model, in which a choice of sections is one section: what messages, pages and editors read."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from config.model import BaselineConfig
from config.model.base import LONGEST_TEXT

Node = dict[str, Any]
"""A node of the JSON schema."""

NULL: Node = {"type": "null"}

# Marks of our own in the schema, which are not published.
DECIDES, ONLY_WITH = "x-decides", "x-only-with"


@cache
def schema() -> Node:
    """JSON schema of the whole file, as pydantic gives it. A choice of sections is one section with the keys of all."""
    found: Node = _without_longest_text(BaselineConfig.model_json_schema())
    definitions = found["$defs"]
    for first, *others in sorted({tuple(names) for names in _choices_of_sections(found)}):
        definitions[first] = _merged([definitions[first], *(definitions.pop(name) for name in others)])
    return found


def _without_longest_text(node: Any) -> Any:
    """`node` without the bound that holds for all text: it is no use to anybody but in a message of its own."""
    if isinstance(node, list):
        return [_without_longest_text(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_longest_text(each) for key, each in node.items() if (key, each) != ("maxLength", LONGEST_TEXT)
    }


def _choices_of_sections(node: Any) -> Iterator[list[str]]:
    """Names of the definitions of each choice, which then leads to the first of them alone."""
    inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    for each in inner:
        yield from _choices_of_sections(each)
    if isinstance(node, dict) and "oneOf" in node:
        references = [branch["$ref"] for branch in node.pop("oneOf")]
        node["$ref"] = references[0]
        yield [reference.rpartition("/")[2] for reference in references]


def _merged(branches: list[Node]) -> Node:
    """One section with the keys of all `branches`. ONLY_WITH names the choice that a key of some of them belongs to."""
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
    """The values that a node lists; empty if it does not."""
    return list(node.get("enum", [node["const"]] if "const" in node else []))


def _deciding_key(branches: list[Node]) -> str:
    """The key whose values differ in all `branches`."""
    for key in branches[0]["properties"]:
        values = [tuple(choices(branch["properties"].get(key, {}))) for branch in branches]
        if all(values) and len(set(values)) == len(branches):
            return str(key)
    raise LookupError(branches)
