"""Replaces sensitive and unknown parts of the values in a plan.

Terraform marks these parts in masks. A mask has the shape of the value, with True for a part that is fully marked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

SHORTEST_SECRET = 6  # characters; otherwise every `true` or `1` would be hidden


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """A sensitive value. It can be compared but is never printed."""

    value: Any = field(repr=False)

    def __str__(self) -> str:
        return "(sensitive)"


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A value that is known only after the plan is applied."""

    def __str__(self) -> str:
        return "(known after apply)"


def secret_texts(value: Any, mask: Any) -> Iterator[str]:
    """Yield strings that the mask marks and that are long enough to be secrets."""
    if isinstance(value, str):
        if mask is True and len(value) >= SHORTEST_SECRET:
            yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from secret_texts(part, mask is True or (isinstance(mask, dict) and mask.get(key)))
    elif isinstance(value, list):
        masks = [True] * len(value) if mask is True else mask if isinstance(mask, list) else []
        for part, its in zip(value, masks, strict=False):
            yield from secret_texts(part, its)


def without(secrets: frozenset[str], value: Any) -> Any:
    """Hide every string in the value that contains a secret."""
    if isinstance(value, str):
        return Hidden(value=value) if any(secret in value for secret in secrets) else value
    if isinstance(value, dict):
        return {key: without(secrets, part) for key, part in value.items()}
    return [without(secrets, part) for part in value] if isinstance(value, list) else value


def either(one: Any, other: Any) -> Any:
    """Combine two masks, so that an argument stays hidden if it was sensitive before or is sensitive now."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: either(one.get(key), other.get(key)) for key in {*one, *other}}
    if isinstance(one, list) and isinstance(other, list):
        return [either(*pair) for pair in zip_longest(one, other)]
    return True if one and other else one or other


def masked(value: Any, unknown: Any, sensitive: Any) -> Any:
    """Replace the sensitive and unknown parts of a value."""
    if sensitive is True:
        return Hidden(value=Unknown() if unknown is True else value)
    if unknown is True:
        return Unknown()
    if isinstance(value, dict) or (value is None and isinstance(unknown, dict) and _any(unknown)):
        parts, unknowns = value or {}, unknown if isinstance(unknown, dict) else {}
        secret = sensitive if isinstance(sensitive, dict) else {}
        keys = [*parts, *(key for key, mask in unknowns.items() if key not in parts and _any(mask))]
        return {key: masked(parts.get(key), unknowns.get(key), secret.get(key)) for key in keys}
    if isinstance(value, list):
        masks = (each[: len(value)] if isinstance(each, list) else [] for each in (unknown, sensitive))
        return [masked(*row) for row in zip_longest(value, *masks)]
    return value


def _any(mask: Any) -> bool:
    parts = mask.values() if isinstance(mask, dict) else mask if isinstance(mask, list) else ()
    return mask is True or any(map(_any, parts))
