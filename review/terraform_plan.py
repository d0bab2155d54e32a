"""Reads the output of `terraform show -json PLANFILE`. Source: Terraform page "JSON Output Format", format 1."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from review.changed_values import path_of
from review.masked_values import Unknown, either, masked, secret_texts, without

FORMAT = "1"  # major version; Terraform keeps it compatible until the next major version

Kind = Literal["keep", "make", "read", "change", "replace", "delete", "forget"]
KINDS: Mapping[tuple[str, ...], Kind] = {
    ("no-op",): "keep",
    ("create",): "make",
    ("read",): "read",
    ("update",): "change",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("delete",): "delete",
    ("forget",): "forget",
}


class PlanError(Exception):
    """The file is not a readable plan. The message is one line with the reason and the fix."""


@dataclass(frozen=True, kw_only=True)
class PlannedChange:
    """Planned change of one resource, or a change that was made outside of Terraform.

    Args:
        address: Terraform address.
        previous_address: address before a move, if the resource moves.
        type: its Terraform type.
        data: whether it is a data source, which Terraform only reads.
        deposed: key of an old object that a failed replacement left behind; empty for the resource itself.
        kind: kind of change.
        reason: Terraform's action_reason; empty if there is none.
        before: values before the change; None if the resource does not exist.
        after: values after the change; None if the resource will not exist.
        forced_by: paths of the arguments that force a replacement.
        imported: id in Azure if the resource is imported; empty otherwise.
    """

    address: str
    previous_address: str
    type: str
    data: bool
    deposed: str
    kind: Kind
    reason: str
    before: Any
    after: Any
    forced_by: tuple[str, ...]
    imported: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A Terraform plan.

    Args:
        name: file of the plan.
        complete: False if Terraform left resources out of it, as it does for `-target`.
        changes: changes of every resource and data source.
        drift: changes that were made outside of Terraform.
        outputs: changes of outputs.
        arguments: arguments that the configuration states, by resource. Azure computes the others.
    """

    name: str
    complete: bool
    changes: tuple[PlannedChange, ...]
    drift: tuple[PlannedChange, ...]
    outputs: tuple[PlannedChange, ...]
    arguments: Mapping[str, frozenset[str]]


def read_plan(file: Path) -> Plan:
    """Read a plan from a file.

    Raises:
        PlanError: The file is missing, or is not a plan in a supported format.
    """
    content = _content(file)
    try:
        secrets = frozenset(_secrets(content))
        outputs = content.get("output_changes") or {}
        return Plan(
            name=str(file),
            complete=content.get("complete", True),
            changes=tuple(_change(each, secrets) for each in content.get("resource_changes") or ()),
            drift=tuple(_change(each, secrets) for each in content.get("resource_drift") or ()),
            outputs=tuple(_change({"address": name, "change": outputs[name]}, secrets) for name in sorted(outputs)),
            arguments={each["address"]: frozenset(each.get("expressions") or ()) for each in _configured(content)},
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise PlanError(f"{file}: got a plan with something unreadable in it ({error}), {_NEEDED}") from error
    except PlanError as error:
        raise PlanError(f"{file}: {error}") from error


_NEEDED = "need what `terraform show -json PLANFILE` prints - write that into a file and name it"


def _content(file: Path) -> Mapping[str, Any]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise PlanError(f"{file}: cannot be read: {error.strerror}, {_NEEDED}") from error
    if raw.startswith(b"PK"):  # Terraform's own plan file is a zip archive
        raise PlanError(f"{file}: got Terraform's binary plan, {_NEEDED}")
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise PlanError(f"{file}: got no JSON, {_NEEDED}") from error
    if not isinstance(content, dict) or "format_version" not in content:
        raise PlanError(f"{file}: got JSON without format_version, {_NEEDED}")
    version = str(content["format_version"])
    if version.partition(".")[0] != FORMAT:
        raise PlanError(
            f"{file}: got a plan of format {version[:20]!a}, need format {FORMAT} - plan with Terraform 1.1 or newer"
        )
    if "planned_values" not in content:
        raise PlanError(f"{file}: got the JSON of a state, {_NEEDED}")
    if content.get("errored"):
        raise PlanError(f"{file}: got a plan that failed half-way, need a whole one - plan again")
    return content


def _configured(content: Mapping[str, Any]) -> Sequence[Any]:
    """Resources of the root module. Resources of other modules have no address in the configuration."""
    return ((content.get("configuration") or {}).get("root_module") or {}).get("resources") or ()


def _change(found: Mapping[str, Any], secrets: frozenset[str]) -> PlannedChange:
    change = found["change"]
    actions = tuple(change["actions"])
    if actions not in KINDS:
        known = ", ".join(sorted({each for action in KINDS for each in action}))
        raise PlanError(
            f"{found['address']}: got the action {'/'.join(actions)!a}, need one of {known} - update the guard"
        )
    sensitive = either(change.get("before_sensitive"), change.get("after_sensitive"))
    importing = change.get("importing") or {}
    return PlannedChange(
        address=found["address"],
        previous_address=found.get("previous_address", ""),
        type=found.get("type", ""),
        data=found.get("mode") == "data",
        deposed=found.get("deposed", ""),
        kind=KINDS[actions],
        reason=found.get("action_reason", ""),
        before=without(secrets, masked(change.get("before"), None, sensitive)),
        after=without(secrets, masked(change.get("after"), change.get("after_unknown"), sensitive)),
        forced_by=tuple(path_of(steps, change.get("before")) for steps in change.get("replace_paths") or ()),
        imported=str(importing.get("id") or Unknown()) if importing else "",
    )


def _secrets(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield sensitive strings. Terraform does not hide them where a provider copies them to another argument.

    Outputs are left out: cdktf marks every output for other stacks as sensitive, and these are names and ids.
    """
    changes = [each["change"] for part in ("resource_changes", "resource_drift") for each in content.get(part) or ()]
    for change in changes:
        yield from secret_texts(change.get("before"), change.get("before_sensitive"))
        yield from secret_texts(change.get("after"), change.get("after_sensitive"))
    declared = ((content.get("configuration") or {}).get("root_module") or {}).get("variables") or {}
    for name, variable in (content.get("variables") or {}).items():
        yield from secret_texts(variable.get("value"), declared.get(name, {}).get("sensitive", False))
