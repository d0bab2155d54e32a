"""Leaves providers out of a stack, with everything that belongs to them. Ordering through a removed resource stays."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Body = dict[str, Any]
MODES = {"resource": "", "data": "data."}
KINDS = ("provider", "resource", "data", "output", "locals")


def without(stack: Mapping[str, Any], *, providers: Sequence[str]) -> Body:
    """Return a stack without the resources, outputs and locals of some providers, and without what refers to them."""
    result: Body = json.loads(json.dumps(stack))
    prefixes = tuple(f"{name}_" for name in providers)
    for name in providers:
        result["terraform"].get("required_providers", {}).pop(name, None)
        result.get("provider", {}).pop(name, None)
    removed = {
        f"{mode}{type_}.{name}": list(_depends_on(body))
        for kind, mode in MODES.items()
        for type_, bodies in result.get(kind, {}).items()
        if type_.startswith(prefixes)
        for name, body in bodies.items()
    }
    for kind in MODES:
        for type_ in [each for each in result.get(kind, {}) if each.startswith(prefixes)]:
            del result[kind][type_]
    _drop_references(result, prefixes)
    _bridge(result, removed)
    return {key: value for key, value in result.items() if value or key not in KINDS}


def _blocks(body: Any) -> list[Any]:
    return body if isinstance(body, list) else [body]


def _depends_on(body: Any) -> Iterator[str]:
    for block in _blocks(body):
        yield from block.get("depends_on") or []


def _drop_references(stack: Body, prefixes: Sequence[str]) -> None:
    name = "|".join(map(re.escape, prefixes))
    reference = re.compile(rf"(?:^|[^\w.-])(?:data\.)?(?:{name})\w*\.")
    for kind in ("output", "locals"):
        for key in [key for key, value in stack.get(kind, {}).items() if reference.search(json.dumps(value))]:
            del stack[kind][key]
    for kind in MODES:
        for bodies in stack.get(kind, {}).values():
            for key in [key for key, body in bodies.items() if reference.search(json.dumps(_arguments(body)))]:
                del bodies[key]


def _arguments(body: Any) -> list[Body]:
    hidden = ("depends_on", "//")
    return [{key: value for key, value in block.items() if key not in hidden} for block in _blocks(body)]


def _bridge(stack: Body, removed: Mapping[str, Sequence[str]]) -> None:
    """Replace a removed resource in depends_on by what it depended on."""

    def kept(address: str, seen: frozenset[str]) -> Iterator[str]:
        if address not in removed:
            yield address
        for each in removed.get(address, ()):
            if each not in seen:
                yield from kept(each, seen | {address})

    for kind in MODES:
        for bodies in stack.get(kind, {}).values():
            for body in bodies.values():
                for block in _blocks(body):
                    if "depends_on" in block:
                        found = {each for address in block["depends_on"] for each in kept(address, frozenset())}
                        block["depends_on"] = sorted(found)
