"""Lists the changes between two syntheses in words: `make review BASE=<folder, file or git ref>`."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from review.difference.access import role_changes
from review.difference.change import Change as Change
from review.difference.earlier import BaseError as BaseError
from review.difference.earlier import base_folder as base_folder
from review.difference.earlier import base_output as base_output
from review.difference.pod_traffic import pod_traffic_changes
from review.difference.policies import alert_changes, policy_changes
from review.difference.pools import pool_changes
from review.difference.resources import resource_changes
from review.difference.rules import firewall_changes, security_changes
from review.synthesis import PARTS, Output, Synthesis

# In the order in which a reviewer reads them.
HEADINGS = {
    "stack": "Stacks",
    "firewall": "Firewall",
    "security rule": "Security groups",
    "pod traffic": "Pods",
    "role": "Roles",
    "pool": "Node pools",
    "policy": "Policies",
    "alert": "Alerts",
    "resource": "Everything else",
}


def differences(before: Output, after: Synthesis) -> tuple[Change, ...]:
    """Everything added, removed or changed, in the order of HEADINGS."""
    told = [
        *firewall_changes(before, after),
        *security_changes(before, after),
        *pod_traffic_changes(before, after),
        *role_changes(before, after),
        *pool_changes(before, after),
        *policy_changes(before, after),
        *alert_changes(before, after),
    ]
    found = [*told, *resource_changes(before, after, told=told)]
    return tuple(sorted(found, key=_place))


def _place(change: Change) -> tuple[int, int, str, int]:
    """Sort key: subjects in the order of HEADINGS, stacks in the order of their dependencies."""
    part = change.stack.partition("-")[0]
    stack = PARTS.index(part) if part in PARTS else len(PARTS)
    return list(HEADINGS).index(change.kind), stack, change.stack, "+-~".index(change.sign)


def lines(changes: Sequence[Change], *, name: str) -> Iterator[str]:
    """Format the changes for a terminal. `name` is the base of the comparison, as the user named it."""
    yield f"compared with {name}: {_count(changes)}"
    yield from (f"  {change}" for change in changes)


def markdown(changes: Sequence[Change], *, name: str) -> str:
    """Format the changes for a pull request. Every subject is fenced, so that no text is read as Markdown."""
    parts = [f"## Changes against {name.replace('`', '')}\n", f"{_count(changes)}.\n".capitalize()]
    for kind, group in groupby(changes, key=lambda change: change.kind):
        parts += [
            f"### {HEADINGS[kind]}\n",
            "```diff",
            *(str(change).replace("~", "!", 1) for change in group),
            "```\n",
        ]
    return "\n".join(parts)


def _count(changes: Sequence[Change]) -> str:
    if not changes:
        return "nothing changes"
    signs = [change.sign for change in changes]
    words = {"+": "came", "-": "went", "~": "changed"}
    return ", ".join(f"{signs.count(sign)} {word}" for sign, word in words.items() if sign in signs)


def write(changes: Sequence[Change], *, name: str, out: Path) -> None:
    """Write `difference.md` and `difference.json` into the folder `out`."""
    content = {"base": name, "changes": [change.as_json() for change in changes]}
    (out / "difference.md").write_text(markdown(changes, name=name), encoding="utf-8")
    (out / "difference.json").write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
