"""Compares two JSON values and lists every path whose value differs, with the old and the new value."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAMES = ("name", "alert", "record")


@dataclass(frozen=True, kw_only=True)
class ChangedValue:
    """A value that differs.

    `path` looks like `tags.owner` or `rule[https].ports`. A value of None means null or missing, because Terraform
    treats a missing argument like null.
    """

    path: str
    before: Any
    after: Any


def changed_values(before: Any, after: Any, path: str = "") -> Iterator[ChangedValue]:
    """List every difference, sorted by path.

    Blocks of a list are compared by name if all of them have a name, otherwise by position. Texts that are JSON
    objects, such as a policy's parameters, are compared by their contents.
    """
    if before == after:
        return
    contents = _object(before), _object(after)
    if contents[0] and contents[1] and contents[0] != contents[1]:
        before, after = contents
    if _blocks(before) and _blocks(after):
        before, after = _by_name(before, after)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}, key=_in_order):
            yield from changed_values(before.get(key), after.get(key), _below(path, str(key)))
    else:
        yield ChangedValue(path=path, before=before, after=after)


def _object(value: Any) -> dict[str, Any] | None:
    """Contents of a text that is a JSON object. None for any other value."""
    if not isinstance(value, str) or not value.startswith("{"):
        return None
    try:
        found = json.loads(value)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def path_of(steps: Sequence[str | int], value: Any) -> str:
    """Path of the given keys and positions in `value`, in the notation of `changed_values`."""
    path = ""
    for step in steps:
        if isinstance(value, list) and isinstance(step, int):
            path += f"[{_keys(value)[step] if _named(value) and step < len(value) else step}]"
            value = value[step] if step < len(value) else None
        else:
            path = _below(path, str(step))
            value = value.get(step) if isinstance(value, Mapping) else None
    return path


def _in_order(key: str) -> tuple[bool, int, str]:
    """Sort key: positions sort by number, so that [10] comes after [9]."""
    position = key.strip("[]")
    return (position.isdecimal(), int(position) if position.isdecimal() else 0, key)


def _below(path: str, key: str) -> str:
    return f"{path}{key}" if key.startswith("[") or not path else f"{path}.{key}"


def _blocks(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _named(blocks: list[Any]) -> bool:
    names = _keys(blocks) if _blocks(blocks) else []
    return bool(names) and None not in names and len(set(names)) == len(names)


def _keys(blocks: list[Any]) -> list[str | None]:
    """Name of every block, or None. Prometheus rules have their name in `alert` or `record`."""
    names = [next((each[key] for key in NAMES if each.get(key)), None) for each in blocks]
    return [name if isinstance(name, str) else None for name in names]


def _by_name(before: list[Any], after: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield both lists as mappings. Keys are names of blocks in brackets, or positions if a block has no name."""
    named = _named(before) and _named(after)
    for blocks in (before, after):
        keys = _keys(blocks) if named else range(len(blocks))
        yield {f"[{key}]": block for key, block in zip(keys, blocks, strict=True)}
