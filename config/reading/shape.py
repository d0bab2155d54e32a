"""What the model asks of the value at a path: its JSON schema, its words, a value that fits.

All of it is read from the model, so a new field needs nothing here. Only a new pattern or format does: what it means,
and an example.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from config.model import BaselineConfig
from config.reading.wording import Loc, listed, shown

Node = dict[str, Any]
"""A node of the JSON schema."""

MOST_CHOICES = 15

NULL: dict[str, Any] = {"type": "null"}

# Marks of our own in the schema, which are not published.
DECIDES, ONLY_WITH = "x-decides", "x-only-with"

PATTERNS: dict[str, tuple[str, str]] = {
    r"^[a-z]+[a-z0-9]*$": ("a region's programmatic name in lower-case letters and digits", "eastus2"),
    r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$": (
        "a GUID, hexadecimal digits in groups of 8-4-4-4-12",
        "11111111-2222-3333-4444-555555555555",
    ),
    r"^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/.+$": (
        "an Azure resource id, /subscriptions/.../resourceGroups/.../providers/...",
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-shared"
        "/providers/Microsoft.ContainerRegistry/registries/acrshared",
    ),
    r"^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$": ("a domain name in lower case", "contoso.com"),
    r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$": ("1 to 63 lower-case letters, digits and inner hyphens", "a0008"),
    r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$": (
        "a domain name in lower case, without a wildcard",
        "contoso.com",
    ),
    r"^[-\w.()]{0,89}[-\w()]$": ("1 to 90 letters, digits and -_.(), not ending in a full stop", "rg-terraform-state"),
    r"^([1-9][0-9]?%|100%)$": ("a percentage up to 100%", "33%"),
    r"^([1-9][0-9]?%|100%|[1-9][0-9]{0,3})$": ("a number of nodes or a percentage up to 100%", "33%"),
    r"^[A-Za-z][A-Za-z0-9]{1,9}$": ("2 to 10 letters and digits, beginning with a letter", "BU0001"),
    r"^[a-z0-9]{3,13}$": ("3 to 13 lower-case letters and digits", "bu0001"),
    r"^[a-z0-9]{3,24}$": ("3 to 24 lower-case letters and digits", "sttfstate"),
    r"^[a-z0-9]+(-[a-z0-9]+)*$": ("lower-case letters and digits in groups joined by single hyphens", "tfstate"),
    r"^[a-zA-Z0-9]{5,50}$": ("5 to 50 letters and digits", "acrcontoso"),
    r"^[0-9a-zA-Z-]{1,127}$": ("1 to 127 letters, digits and hyphens", "gateway-tls"),
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": ("a mail address", "platform-team@contoso.com"),
    r"^https://[^\s]+[^/\s]$": (
        "an https address without a slash at its end",
        "https://github.com/contoso/aks-baseline/blob/main",
    ),
    r"^[a-z][a-z0-9]{0,11}$": ("1 to 12 lower-case letters and digits, beginning with a letter", "npuser01"),
    r"^Standard_[A-Za-z0-9_-]+$": ("a size's full name, beginning with Standard_", "Standard_DS4_v2"),
    r"^1\.[0-9]+\.[0-9]+$": ("a version in full", "1.35.0"),
    r"^1\.[0-9]+$": ("a minor version", "1.35"),
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": ("a time of day", "21:00"),
    r"^[+-](0[0-9]|1[0-4]):[0-5][0-9]$": ("hours ahead of or behind UTC", "+00:00"),
    r"^https://[^\s?#]+$": (
        "an address beginning with https://, without a query: keys do not belong in this file",
        "https://hooks.contoso.com/aks",
    ),
    r"^(https://|ssh://|git@)[^\s?#]+$": (
        "a repository's address beginning with https://, ssh:// or git@",
        "https://github.com/contoso/aks-baseline",
    ),
    r"^[A-Za-z][A-Za-z0-9-]{0,63}$": (
        "1 to 64 letters, digits and hyphens, beginning with a letter",
        "K8sCustomIngressTlsHosts",
    ),
    r"^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]{1,76}\n)+-----END CERTIFICATE-----\n?$": (
        "one certificate as PEM, from BEGIN CERTIFICATE to END CERTIFICATE, and no key",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    ),
    r"^[1-9][0-9]*[smh]$": ("a time in seconds, minutes or hours", "2m"),
}
FORMATS: dict[str, tuple[str, str]] = {
    "ipv4network": ("an IPv4 range", "10.0.0.0/24"),
    "ipv4": ("an IPv4 address", "10.0.0.4"),
    "date": ("a date", "2026-12-31"),
}


@cache
def schema() -> Node:
    """JSON schema of the whole file, as pydantic gives it. A choice of sections is one section with the keys of all."""
    found = BaselineConfig.model_json_schema()
    definitions = found["$defs"]
    for first, *others in sorted({tuple(names) for names in _choices_of_sections(found)}):
        definitions[first] = _merged([definitions[first], *(definitions.pop(name) for name in others)])
    return found


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
        node = having[0]["properties"][key]
        values = [value for each in having for value in _choices(each["properties"][decides])]
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


def _choices(node: Node) -> list[Any]:
    """The values that a node lists; empty if it does not."""
    return list(node.get("enum", [node["const"]] if "const" in node else []))


def _deciding_key(branches: list[Node]) -> str:
    """The key whose values differ in all `branches`."""
    for key in branches[0]["properties"]:
        values = [tuple(_choices(branch["properties"].get(key, {}))) for branch in branches]
        if all(values) and len(set(values)) == len(branches):
            return str(key)
    raise LookupError(branches)


def at(loc: Loc) -> Node:
    """Schema node of the value at `loc`, empty if the model has nothing there."""
    node = resolved(schema())
    for step in loc:
        inner = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
        node = resolved(inner or _inner(node, "additionalProperties"))
    return node


def _inner(node: Node, key: str) -> Node:
    """What `node` says of its items or values; empty if they are free."""
    inner = node.get(key)
    return inner if isinstance(inner, dict) else {}


def paths(node: Node | None = None, loc: Loc = ()) -> Iterator[Loc]:
    """Every key of every section, in the model's order, without what is inside lists."""
    node = resolved(schema() if node is None else node)
    for key in keys(node):
        yield (*loc, key)
        yield from paths(node["properties"][key], (*loc, key))


def resolved(node: Node) -> Node:
    """`node` without indirection: what it refers to, or the branch beside null if it may be left empty."""
    around = {key: value for key, value in node.items() if key not in ("$ref", "anyOf")}
    if "$ref" in node:
        return resolved({**schema()["$defs"][node["$ref"].rpartition("/")[2]], **around})
    branches = [branch for branch in node.get("anyOf", ()) if branch.get("type") != "null"]
    return resolved({**branches[0], **around}) if len(branches) == 1 else node


def keys(node: Node, *, required: bool = False) -> list[str]:
    """Keys that a section may have, or those it must."""
    return list(node.get("required" if required else "properties", ()))


def meaning(node: Node) -> tuple[str, str]:
    """Required, Optional or Conditional; and the rest of the description."""
    kind, _, text = str(node.get("description", "")).partition(". ")
    return kind, text.removesuffix(".")


def words(node: Node) -> str:
    """What is allowed, in words that need no knowledge of schemas: `a whole number from 1 to 20`."""
    node = resolved(node)
    if "anyOf" in node:
        return listed(words(branch) for branch in node["anyOf"])
    if choices := _choices(node):
        return choice_of(dict.fromkeys(map(shown, choices)))
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
            return f"a mapping of names to {words(_inner(node, 'additionalProperties'))}"
        case "string":
            return _text(node)
        case _:
            return "what docs/configuration.md describes"


def choice_of(choices: Iterable[str]) -> str:
    """`a, b or c`, as long as a reader can take that in."""
    choices = list(choices)
    if not choices:
        return "nothing"
    if len(choices) > MOST_CHOICES:
        return f"one of the {len(choices)} in docs/configuration.md"
    return f"one of {listed(choices)}" if len(choices) > 3 else listed(choices)


def _some(names: list[str]) -> str:
    return listed(names, "and") if len(names) < 6 else f"{', '.join(names[:4])} and {len(names) - 4} more"


def allows(node: Node, text: str) -> bool:
    """Whether some text that YAML does not take for text would be right there in quotes."""
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
        return PATTERNS.get(node["pattern"], (f"text in the form {node['pattern']}", ""))[0] + length
    if "format" in node:
        return FORMATS.get(node["format"], (f"text in the format {node['format']}", ""))[0]
    return f"text{length}".replace(", from", " of")


def _between(lowest: float | None, highest: float | None) -> str:
    if lowest is not None and highest is not None:
        return f" from {lowest} to {highest}"
    if lowest is not None:
        return f" of {lowest} or more"
    return "" if highest is None else f" of {highest} or less"


def example(node: Node) -> Any:
    """A value that the model accepts, in JSON's types; None where it cannot tell one."""
    node = resolved(node)
    if node.get("default") is not None:
        return node["default"]
    if choices := _choices(node):
        return choices[0]
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
        case "string" if "pattern" in node:
            return PATTERNS.get(node["pattern"], ("", None))[1]
        case "string" if "format" in node:
            return FORMATS.get(node["format"], ("", None))[1]
        case "string":
            return "x" * node.get("minLength", 1)
        case _:
            return None
