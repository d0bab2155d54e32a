"""Writes config/schema.json and docs/configuration.md: `python -m tools.configuration_page`.

Both are generated only from the model and the rules. A test asserts that they are current.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.levels import LEVELS, Level, has_inner_levels, may_state
from config.model.text import WORDS
from config.reading import shape
from config.reading.members import INSIDE
from config.reading.schema import DECIDES, ONLY_WITH, Node
from config.reading.schema import schema as model_schema
from config.reading.wording import shown
from config.rules import RULES
from tools.requirement_links import linked

ROOT = Path(__file__).parents[1]
SCHEMA, PAGE = ROOT / "config/schema.json", ROOT / "docs/configuration.md"

DRAFT = "https://json-schema.org/draft/2020-12/schema"
PAGE_HEAD = """# Configuration

<!-- Generated from config/model/ and config/rules/ by `make generate`. -->

One YAML file says what is deployed. It is refused as a whole, with a line for each mistake, before anything is written.

- `extends: baseline.yaml` takes everything from another file, relative to this one. Mappings are merged; lists, single
  values and `null` replace what was there.
- `regions`, `spokes` and `clusters` make a fleet of one file. Each of them has names, and below a name only what
  differs there; it is merged like a file with `extends`. Regions hold spokes, spokes hold clusters, and each of the
  three may be left out. See [Levels](#levels) for the keys that a region, a spoke and a cluster may state.
- Keys that are not listed here are refused, and so are keys that stand twice.
- Put versions, times and ids in quotes where YAML would read a number: `"1.35"`.
- Editors that know JSON Schema complete keys from `config/schema.json`: begin the file with
  `# yaml-language-server: $schema=schema.json`.
"""


def schema() -> dict[str, Any]:
    """JSON Schema of a configuration file. A file with `extends` may be incomplete, but items of lists may not."""
    source = model_schema()
    partial = set(_sections(source))
    return {
        "$schema": DRAFT,
        "title": "AKS baseline configuration",
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _published(node) for key, node in source["properties"].items()}
        | {key: _of_members(key, level, source) for key, level in INSIDE.items()},
        # A file that extends another one, or has members, may state the rest there.
        "if": {
            "anyOf": [
                {"required": ["extends"], "properties": {"extends": {"type": "string"}}},
                *({"required": [key]} for key in INSIDE),
            ]
        },
        "else": _completeness(source),
        "$defs": {
            name: _published(node, keep_required=name not in partial) for name, node in sorted(source["$defs"].items())
        },
    }


def _of_members(key: str, level: Level, source: Node) -> dict[str, Any]:
    """Schema of `regions`, `spokes` or `clusters`: a mapping of names to the keys that such a member may state."""
    node = source["properties"][key]
    (pattern,) = node["patternProperties"]
    stated = [each for each in source["properties"] if may_state(level, (each,)) or has_inner_levels((each,))]
    member = {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {each: {"$ref": f"#/properties/{each}"} for each in stated},
    }
    return _published(node) | {"patternProperties": {pattern: member}}


def _sections(node: Node) -> Iterator[str]:
    """Names of definitions that a file may state in part, because files are merged. Items of lists are not merged."""
    for inner in node.get("properties", {}).values():
        for reference in [inner, *inner.get("anyOf", ())]:
            if name := reference.get("$ref", "").rpartition("/")[2]:
                yield name
                yield from _sections(model_schema()["$defs"][name])


def _completeness(node: Node) -> dict[str, Any]:
    """Required keys of a complete file, for every section that it contains."""
    inner = {key: _completeness(shape.resolved(value)) for key, value in node.get("properties", {}).items()}
    found = {
        "required": shape.keys(node, required=True),
        "properties": {key: value for key, value in inner.items() if value},
    }
    return {key: value for key, value in found.items() if value}


def _published(node: Node, *, keep_required: bool = True) -> dict[str, Any]:
    """Schema `node` for editors: without pydantic's titles and empty defaults, with an error message for patterns."""
    dropped = {"title", DECIDES, ONLY_WITH, WORDS, *(() if keep_required else ("required",))}
    if node.get("default") is None or "$ref" in node:
        dropped.add("default")
    published = {key: value for key, value in node.items() if key not in dropped}
    if "properties" in node:
        published["properties"] = {key: _published(value) for key, value in node["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            published[key] = _published(node[key])
    if "patternProperties" in node:
        del published["propertyNames"]
        values = {pattern: _published(value) for pattern, value in node["patternProperties"].items()}
        published |= {"patternProperties": values, "additionalProperties": False}
    if "anyOf" in node:
        published["anyOf"] = [_published(branch) for branch in node["anyOf"]]
    if "pattern" in node:
        published["patternErrorMessage"] = f"Write {shape.words(node)}."
    return published


def page() -> str:
    """Reference page: one table for each section, then the rules across fields."""
    tables = "\n".join(_tables("", model_schema()))
    refused = "".join(f"- {rule.says}\n" for rule in RULES if rule.refuses)
    warned = "".join(f"- {rule.says}\n" for rule in RULES if not rule.refuses)
    return linked(f"""{PAGE_HEAD}
{tables}
## Levels

A key may be stated at its level and above. A value holds for everything below the place where it is stated.

| lowest level | keys |
|---|---|
{_levels()}

## Checked across fields

Beside the address plan, whose rules are in [topology.md](topology.md). Ids lead to [requirements.md](requirements.md).
A file is refused unless:

{refused}
A file passes, but a line on standard error says so, unless:

{warned}""")


def _levels() -> str:
    """Rows of the table of levels."""
    words = {"fleet": "top level", "each": "any; each hub, spoke and cluster has its own value"}
    levels = dict.fromkeys(LEVELS.values())
    keys = {level: ", ".join(f"`{path}`" for path in LEVELS if LEVELS[path] == level) for level in levels}
    return "\n".join(f"| {words.get(level, level)} | {keys[level]} |" for level in levels)


def _tables(path: str, node: Node) -> Iterator[str]:
    rows, inner = [], []
    for key, value in node["properties"].items():
        value, place = shape.resolved(value), f"{path}.{key}".removeprefix(".")
        nested = value.get("items", {}) and shape.resolved(value["items"])
        section = (place, value) if shape.keys(value) else (f"{place}[]", nested)
        if section[1] and shape.keys(section[1]):
            inner.append(section)
        rows.append(f"| `{key}` | {_type(place, value)} | {_left_out(value)} | {_description(value)} |")
    heading = f"`{path}`" if path else "Top level"
    yield f"## {heading}\n\n| key | type | left out | meaning |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    for place, section_node in inner:
        yield from _tables(place, section_node)


def _type(place: str, node: Node) -> str:
    if shape.keys(node):
        return f"[section](#{_anchor(place)})"
    if node.get("type") == "array" and shape.keys(shape.resolved(node["items"])):
        return f"[list](#{_anchor(place)})" + (", one or more" if node.get("minItems") else "")
    return _cell(shape.words(node))


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w-]", "", heading.lower())


def _left_out(node: Node) -> str:
    kind, _ = shape.meaning(node)
    if kind != "Optional":
        return kind.lower()
    if shape.keys(node):
        return "its defaults"
    found = re.search(r"Left out, (.+?)\.(?: |$)", node["description"])
    if node.get("default") is None and found:
        return _cell(found[1])
    default = node.get("default")
    return "nothing" if default in (None, [], {}) else f"`{shown(default)}`"


def _description(node: Node) -> str:
    _, text = shape.meaning(node)
    return _cell(re.sub(r"\.? ?Left out, [^.]*$", "", text)) if node.get("default") is None else _cell(text)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<")


def main() -> None:
    SCHEMA.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
