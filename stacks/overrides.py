"""Sets the arguments that a configuration overrides, in the Terraform JSON of a finished synthesis."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.facts.arguments import required, table
from config.model.overrides import Overrides
from config.problem import Problem
from config.reading.wording import Loc, listed, nearest, shown
from stacks.arguments import RefusedError, Step, check, inner, steps_of

Json = dict[str, Any]

# Arguments that name a resource. Texts such as queries of alerts repeat such a name and do not refer to it.
NAMES = ("name", "metadata.name")


def override(out: Path, overrides: Overrides) -> dict[Loc, Problem]:
    """Set the overridden arguments in the folder `out`. If there are problems, nothing is written.

    Args:
        out: Folder of the synthesis.
        overrides: Values by the resource's stack and address, and by the argument's path.

    Returns:
        A problem for each override that is refused, by its path in the file.
    """
    files = {file.parent.name: file for file in sorted(out.glob("stacks/*/cdk.tf.json"))}
    stacks = {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items()}
    problems: dict[Loc, Problem] = {}
    for address, arguments in overrides.items():
        for path, value in arguments.items():
            try:
                _override(stacks, address, path, value)
            except RefusedError as refused:
                where, got = f"overrides: {address} {path}", _written(value)
                problems["overrides", address, path] = Problem(path=where, got=got, need=refused.need, fix=refused.fix)
    for name in {address.partition(".")[0] for address in overrides} if not problems else ():
        files[name].write_text(json.dumps(stacks[name], indent=2, ensure_ascii=False), encoding="utf-8")
    return problems


def _override(stacks: dict[str, Json], address: str, path: str, value: Any) -> None:
    stack, type_, name = address.split(".")
    body = stacks.get(stack, {}).get("resource", {}).get(type_, {}).get(name)
    if body is None:
        meant = nearest(address, (address for address, _ in _resources(stacks)))
        fix = f"did you mean {meant}" if meant else "look it up in the output folder, in stacks/<stack>/cdk.tf.json"
        raise RefusedError(f"the address of a resource; {address} is none", fix)
    steps = steps_of(path)
    before = _set(body, steps, value, spec=[0, 1, table()[type_]] if type_.startswith("azurerm_") else None)
    if path in NAMES and isinstance(before, str) and before != value:
        word = re.compile(rf"(?<![\w-]){re.escape(before)}(?![\w-])")
        mentions = [each for each, other in _resources(stacks) if other is not body and word.search(json.dumps(other))]
        if mentions:
            more = f" and {len(mentions) - 1} more" if len(mentions) > 1 else ""
            need = f"{before}, as {mentions[0]}{more} repeat the name as text"
            raise RefusedError(need, "use the field for this name, or `naming`")


def _resources(stacks: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    for stack, content in stacks.items():
        for type_, found in content.get("resource", {}).items():
            for name, body in found.items():
                yield f"{stack}.{type_}.{name}", body


def _set(body: Any, steps: tuple[Step, ...], value: Any, *, spec: Any) -> object:
    """Set a value behind a path, and return the earlier value.

    Args:
        body: A resource, or a part of it.
        steps: The path.
        value: The value. None deletes the argument.
        spec: What the provider's schema says. None if it is not known: then the argument exists, and keeps its type.

    Raises:
        RefusedError: The path leads nowhere, or the argument does not take the value.
    """
    step, *rest = steps
    if isinstance(body, list) and len(body) == 1 and isinstance(step, str):
        body = body[0]  # cdktf writes a single block as an object or as a list of one
    spec = None if spec is None else inner(spec, step)
    exists = step in body if isinstance(body, dict) else isinstance(step, int) and step < len(body)
    if not exists and (spec is None or isinstance(step, int)):
        raise RefusedError(f"an argument that the resource has; {step} is none", "choose one of those in its JSON")
    if rest:
        if not exists:
            body[step] = _new_block(spec, str(rest[0]))
        return _set(body[step], tuple(rest), value, spec=spec)
    before = body[step] if exists else None
    if spec is not None:
        check(spec, value)
    elif type(value) is not type(before):
        raise RefusedError(f"a value of the same type as {_written(before)}", "write it so")
    if value is None:
        body.pop(step, None)
    else:
        body[step] = value
    return before


def _written(value: Any) -> str:
    """A value as JSON, so that the text "true" differs from true. Longer ones as in other messages."""
    return shown(value) if isinstance(value, dict | list) else json.dumps(value)[:80]


def _new_block(spec: Any, given: str) -> Json:
    """An empty block, unless it needs more than the one argument that is given."""
    arguments = spec[2] if isinstance(spec, list) else {}
    missing = [name for name, each in arguments.items() if required(each) and name != given]
    if missing:
        raise RefusedError(f"the block as a whole, as it needs {listed(missing, 'and')} too", "give a mapping")
    return {}
