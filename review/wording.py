"""Formats values and signs for readers."""

import json
import re
from typing import Any, TextIO

LONGEST = 100  # maximum characters of a value; a query could fill the screen

# Characters in messages, and their replacements on a terminal that cannot show them.
ASCII = {"→": "->", "×": "x", "…": "..."}

AZURE_ID = re.compile(r"^/subscriptions/.*?([^/]+/[^/]+)$")


def value(found: Any) -> str:
    """Format a value on one line, cut to a maximum length: None as `nothing`, a block as `name npuser01, max 5`."""
    if _texts(found):
        found = ", ".join(map(value, found))
    text = "nothing" if found is None else found if isinstance(found, str) else _of_data(found)
    text = AZURE_ID.sub(r"…/\1", text)  # the name is at the end
    text = _printable(text) or "an empty text"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _of_data(found: Any) -> str:
    if isinstance(found, dict):
        return ", ".join(f"{key} {value(each)}" for key, each in found.items() if each is not None)
    return json.dumps(found, ensure_ascii=False, default=str) if isinstance(found, dict | list | bool) else str(found)


def becomes(before: Any, after: Any) -> str:
    """Format a change: `5 → 8`. For lists and multi-line texts, list the added and removed parts."""
    if isinstance(before, str) and isinstance(after, str) and "\n" in before and "\n" in after:
        before, after = ([line.strip() for line in text.splitlines() if line.strip()] for text in (before, after))
    if before is None and isinstance(after, dict):
        return f"comes with {value(after)}"
    if after is None and isinstance(before, dict):
        return f"goes, with {value(before)}"
    if _texts(before or after) and _texts(after or before):
        before, after = before or [], after or []
        came = [each for each in after if each not in before]
        went = [each for each in before if each not in after]
        parts = [f"{sign} {', '.join(each)}" for sign, each in (("+", came), ("-", went)) if each]
        if parts or sorted(before) == sorted(after):
            return value("; ".join(parts)) if parts else "in another order"
    if len(value(before)) == LONGEST and value(before) == value(after):
        return f"…{_differing(str(before), str(after))} → …{_differing(str(after), str(before))}"
    return f"{value(before)} → {value(after)}"


def _texts(found: Any) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(each, str) for each in found)


def _differing(text: str, other: str) -> str:
    """Part of a text that starts shortly before its first difference from the other."""
    at = next((at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), len(other))
    return value(text[max(0, at - 20) :][: LONGEST // 2])


def on(stream: TextIO, text: str) -> str:
    """Replace characters that the stream cannot encode."""
    text, encoding = _printable(text), stream.encoding or "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for character, plain in ASCII.items():
            text = text.replace(character, plain)
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _printable(text: str) -> str:
    """Text without control sequences that move the cursor or change colours."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
