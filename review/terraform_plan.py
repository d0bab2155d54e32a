"""Reads what `terraform show -json PLANFILE` prints. Source: Terraform page "JSON Output Format", format 1."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from review.changed_values import path_of
from review.masked_values import Unknown, either, masked, secret_texts, without

FORMAT = "1"  # major version; Terraform promises to keep what it holds until the next one

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
    """One line on why a file is no plan that can be judged, and what to do."""


@dataclass(frozen=True, kw_only=True)
class PlannedChange:
    """What a plan does to one resource, or what happened to it outside of Terraform.

    Args:
        address: its Terraform address.
        previous_address: its address before, if it moves.
        type: its Terraform type.
        data: whether it is a data source, which is only read.
        deposed: key of an old object that a failed replacement left behind; empty for the resource itself.
        kind: what happens.
        reason: why, as Terraform calls it; empty if Terraform says nothing.
        before: its values now; None if it does not exist.
        after: its values then; None if it will not exist.
        forced_by: paths of the arguments that no resource of this type can change.
        imported: id in Azure, if it is taken over; empty otherwise.
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
    """A plan.

    Args:
        name: its file.
        complete: False if Terraform left resources out of it, as it does for `-target`.
        changes: what it does to every resource and data source.
        drift: what happened to resources outside of Terraform.
        outputs: what it does to outputs.
        arguments: of each resource, those that the configuration states. Azure computes the others.
    """

    name: str
    complete: bool
    changes: tuple[PlannedChange, ...]
    drift: tuple[PlannedChange, ...]
    outputs: tuple[PlannedChange, ...]
    arguments: Mapping[str, frozenset[str]]


def read_plan(file: Path) -> Plan:
    """The plan in a file.

    Raises:
        PlanError: the file is not there, or no plan of a format that is known here.
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
    """Resources of the configuration itself; those of modules have no address there."""
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
    """Texts that are sensitive in one argument: Terraform shows them where a provider copies them to another.

    Outputs do not count: cdktf marks all that other stacks read, and they are names and ids.
    """
    changes = [each["change"] for part in ("resource_changes", "resource_drift") for each in content.get(part) or ()]
    for change in changes:
        yield from secret_texts(change.get("before"), change.get("before_sensitive"))
        yield from secret_texts(change.get("after"), change.get("after_sensitive"))
    declared = ((content.get("configuration") or {}).get("root_module") or {}).get("variables") or {}
    for name, variable in (content.get("variables") or {}).items():
        yield from secret_texts(variable.get("value"), declared.get(name, {}).get("sensitive", False))
