"""Writes config/facts/arguments.json, the arguments of resource types: `python -m tools.argument_table SCHEMA`.

SCHEMA is what `terraform providers schema -json` prints in `cdktf.out/stacks/cluster`. Run it after an upgrade of the
azurerm provider, or when a stack makes a new type of resource; a test says so.
"""

import ast
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from config.facts.arguments import REQUIRED, SECRET, TABLE

ROOT = Path(__file__).parents[1]
PACKAGE = "cdktf_cdktf_provider_azurerm."
NOT_RESOURCES = ("data_", "provider")


def types_made() -> Iterator[str]:
    """Types of azurerm that the constructs and stacks can make: each has a module of its own in the provider."""
    for file in sorted((*ROOT.glob("constructs/aks_baseline/**/*.py"), *ROOT.glob("stacks/*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
                name = str(node.module).removeprefix(PACKAGE)
                if not name.startswith(NOT_RESOURCES):
                    yield f"azurerm_{name}"


def table(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of every type that is made, as `config/facts/arguments.py` reads them.

    Args:
        schema: Output of `terraform providers schema -json`.
    """
    (provider,) = (each for name, each in schema["provider_schemas"].items() if name.endswith("/azurerm"))
    resources = provider["resource_schemas"]
    made = {type_: _block(resources[type_]["block"]) for type_ in sorted(set(types_made()))}
    return {type_: {name: each for name, each in block.items() if name != "id"} for type_, block in made.items()}


def _block(block: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of a block. What a provider only answers is left out."""
    settable = {
        name: attribute
        for name, attribute in block.get("attributes", {}).items()
        if (attribute.get("optional") or attribute.get("required"))
    }
    attributes = {name: _attribute(each) for name, each in settable.items()}
    blocks = {name: _nested(each) for name, each in block.get("block_types", {}).items()}
    return dict(sorted({**attributes, **blocks}.items()))


def _attribute(attribute: Mapping[str, Any]) -> Any:
    kind = _kind(attribute["type"])
    marks = (REQUIRED if attribute.get("required") else "") + (SECRET if attribute.get("sensitive") else "")
    return kind + marks if isinstance(kind, str) else kind


def _kind(kind: Any) -> Any:
    """A type as Terraform writes it, such as `list(string)`. Objects are written like blocks."""
    if isinstance(kind, str):
        return kind
    outer, inner = kind
    if isinstance(inner, list) and inner[0] == "object":
        return [0, 0, {name: _kind(each) for name, each in inner[1].items()}]
    return f"{outer}({_kind(inner)})"


def _nested(nested: Mapping[str, Any]) -> list[Any]:
    """Fewest and most blocks, 0 for any number, and the arguments of each."""
    single = nested["nesting_mode"] == "single"
    most = 1 if single else nested.get("max_items", 0)
    return [nested.get("min_items", 0), most, _block(nested["block"])]


def main() -> None:
    """Write the table."""
    made = table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    lines = ",\n".join(
        f"{json.dumps(type_)}: {json.dumps(each, separators=(',', ':'))}" for type_, each in made.items()
    )
    TABLE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
