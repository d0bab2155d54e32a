"""The differences between two values of JSON: the path of each, with what was there before and what is there after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAMES = ("name", "alert", "record")


@dataclass(frozen=True, kw_only=True)
class ChangedValue:
    """A value that differs.

    `path`: such as `tags.owner` or `rule[https].ports`. None stands for no value: Terraform treats an argument that is
    left out like one that is null.
    """

    path: str
    before: Any
    after: Any


def changed_values(before: Any, after: Any, path: str = "") -> Iterator[ChangedValue]:
    """Every difference, in the order of the paths' names.

    Blocks of a list are compared by their names where all have one, else by position.
    """
    if before == after:
        return
    if _blocks(before) and _blocks(after):
        before, after = _by_name(before, after)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}, key=_in_order):
            yield from changed_values(before.get(key), after.get(key), _below(path, str(key)))
    else:
        yield ChangedValue(path=path, before=before, after=after)


def path_of(steps: Sequence[str | int], value: Any) -> str:
    """The path that `changed_values` gives to the place in `value` that these keys and positions lead to."""
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
    """Positions by their number, so that [10] comes behind [9]."""
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
    """What each block is called: rules of Prometheus have `alert` or `record` for a name."""
    names = [next((each[key] for key in NAMES if each.get(key)), None) for each in blocks]
    return [name if isinstance(name, str) else None for name in names]


def _by_name(before: list[Any], after: list[Any]) -> Iterator[dict[str, Any]]:
    """Each of the two lists with a key for each block that means the same in both, in brackets."""
    named = _named(before) and _named(after)
    for blocks in (before, after):
        keys = _keys(blocks) if named else range(len(blocks))
        yield {f"[{key}]": block for key, block in zip(keys, blocks, strict=True)}
