"""Formats paths and values for messages: short, on one line, and as the user would write them."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

Loc = tuple[str | int, ...]

LONGEST_VALUE = 40


def path_of(loc: Loc) -> str:
    """Format a path, such as `node_pools[1].max_count`. Quote a key that is not a plain word."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{_key(step)}" for step in loc)
    return "".join(steps).removeprefix(".")


def _key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]{1,60}", key) else repr(_cut(key))


def shown(value: object) -> str:
    """Format a value as in YAML. Long text is cut. A mapping or a long list is named without its contents."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return _text(value)
        case Mapping():
            return "a mapping" if value else "an empty mapping"
        case list() | tuple():
            items = [shown(item) for item in value]
            return cut if len(cut := f"[{', '.join(items)}]") <= 2 * LONGEST_VALUE else f"a list of {len(items)}"
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    if len(text) > LONGEST_VALUE:
        return f"{_cut(text)!r} ({len(text)} characters)"
    return text if re.fullmatch(r"[\w./:*%+@!<>-]+", text) else repr(text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def listed(items: Iterable[object], conjunction: str = "or") -> str:
    """Join the items as `a, b or c`."""
    *head, last = map(str, items)
    return f"{', '.join(head)} {conjunction} {last}" if head else last


def nearest(word: object, choices: Iterable[str]) -> str | None:
    """Return the choice that is most similar to `word`, or None if no choice is similar."""
    by_lower, lower = {choice.lower(): choice for choice in choices}, str(word).lower()
    matches = get_close_matches(lower, by_lower, n=1, cutoff=0.65)
    matches += [
        choice for choice in by_lower if len(lower) > 2 and (lower.startswith(choice) or choice.startswith(lower))
    ]
    return by_lower[matches[0]] if matches else None
