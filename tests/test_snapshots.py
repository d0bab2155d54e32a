"""The whole output, a JSON file a stack, for reviewers. `make snapshots` re-records it on purpose.

Of the other profiles, what differs from the baseline in the same environment.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Synthesize
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from config.load import load
from review.changed_values import changed_values
from review.terraform import REMOTE, Stacks, addresses

PROFILES = [ROOT / "config" / f"{name}.yaml" for name in ("dev", "private")]


@pytest.mark.parametrize("name", ["hub", "spoke", "cluster", "bootstrap"])
def test_stack(name: str, stacks: Stacks, snapshot: SnapshotAssertion) -> None:
    assert stacks[name]["resource"]
    assert stacks[name] == snapshot(extension_class=JSONSnapshotExtension)


class Text(SingleFileSnapshotExtension):
    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.mark.parametrize("file", PROFILES, ids=lambda file: file.stem)
def test_profile(file: Path, synthesize: Synthesize, snapshot: SnapshotAssertion) -> None:
    environment = load(file).config.environment
    before = synthesize() if environment == "prod" else synthesize(environment=environment)
    assert "\n".join(differences(before, synthesize(extends=str(file)))) == snapshot(extension_class=Text)


def differences(before: Stacks, after: Stacks) -> Iterator[str]:
    """A line for each resource that comes (+) or goes (-), and for each argument that has another value."""
    for stack in dict.fromkeys((*before, *after)):
        old, new = (dict(addresses(stacks.get(stack, {}))) for stacks in (before, after))
        for address in sorted({*old, *new}):
            if address not in new or address not in old:
                yield f"{'+' if address in new else '-'} {stack}: {address}"
            elif changes := list(changed_values(old[address], new[address])):
                yield f"  {stack}: {address}"
                yield from (f"      {each.path}: {change(each.before, each.after)}" for each in changes)


def change(before: object, after: object) -> str:
    """What a list gains and loses, or the two values."""
    if isinstance(before, list) and isinstance(after, list):
        gained = [f"+ {value(each)}" for each in after if each not in before]
        return ", ".join([*gained, *(f"- {value(each)}" for each in before if each not in after)]) or "another order"
    return f"{value(before)} -> {value(after)}"


def value(found: object) -> str:
    """A value as JSON. A reference into another stack is named by that stack and the output."""
    text = "nothing" if found is None else json.dumps(found)
    return REMOTE.sub(lambda match: f"{match[1]}: {match[2].removeprefix('cross-stack-output-')}", text)
