"""Reads synthesized Terraform JSON: the resources of a stack and the targets of its references."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Body = dict[str, Any]
Stacks = Mapping[str, Body]

REFERENCE = re.compile(r"([\w-]+): .*?\b((?:azurerm|kubernetes|helm|terraform)_\w+\.[\w-]+)")
LOCAL = re.compile(r"(?<![\w.-])local\.([\w-]+)")
REMOTE = re.compile(r"data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)")
LINK = re.compile(f"{LOCAL.pattern}|{REMOTE.pattern}")


def read(out: Path) -> Stacks:
    """Read every stack of an output folder, by name, without the `//` metadata of cdktf."""
    return {file.parent.name: _plain(json.loads(file.read_text())) for file in sorted(out.glob("stacks/*/cdk.tf.json"))}


def every(stack: Body, type_: str) -> dict[str, Body]:
    """All resources of a type, by their Terraform name."""
    found: dict[str, Body] = stack.get("resource", {}).get(type_, {})
    return found


def only(stack: Body, type_: str) -> Body:
    """The one resource of a type."""
    found = every(stack, type_)
    assert len(found) == 1, f"{len(found)} of {type_}: {sorted(found)}"
    return next(iter(found.values()))


def named(stack: Body, type_: str, name: str) -> Body:
    """The one resource of a type whose attribute `name` has this value."""
    found = [body for body in every(stack, type_).values() if body.get("name") == name]
    assert len(found) == 1, f"{len(found)} of {type_} are named {name}"
    return found[0]


def addresses(stack: Body) -> Iterator[tuple[str, Body]]:
    """`type.name` and body of every resource that Terraform creates.

    Only the resources that stop an apply have a `count`: constructs/aks_baseline/foundation/awaited.py.
    """
    for type_, found in stack.get("resource", {}).items():
        for name, body in found.items():
            if "count" not in body:
                yield f"{type_}.{name}", body


def block(value: Any) -> Body:
    """Return a single block, which cdktf writes as an object or as a list of one."""
    if isinstance(value, list):
        assert len(value) == 1, value
        value = value[0]
    assert isinstance(value, dict), value
    return value


def resolve(stacks: Stacks, stack: str, value: str) -> str:
    """Follow a reference through locals and through the outputs of other stacks.

    Returns `<stack>: <expression>`, such as `hub: azurerm_firewall.firewall.id`.
    """
    while True:
        if (match := LOCAL.search(value)) and match[1] in stacks[stack].get("locals", ()):
            value = stacks[stack]["locals"][match[1]]
        elif (match := REMOTE.search(value)) and match[1] in stacks:
            stack = match[1]
            value = stacks[stack]["output"][match[2]]["value"]
        else:
            break
    return f"{stack}: {value.removeprefix('${').removesuffix('}')}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key != "//"}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
