"""Lists the changes in Terraform plans, and fails if a protected resource would be lost.

`prevent_destroy` protects a resource only while its block is in the configuration, and it stops the whole plan. The
guard reads the plan, so it also covers resources that left the configuration. `--allow` exempts named resources.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from review.changed_values import ChangedValue, changed_values
from review.masked_values import Hidden, Unknown
from review.protected import LOST_WITH
from review.terraform_plan import Kind, Plan, PlanError, PlannedChange, read_plan
from review.wording import becomes, on, value

# Most severe first.
ORDER: tuple[Kind, ...] = ("replace", "delete", "forget", "change", "make", "keep", "read")

EMPTY: tuple[Any, ...] = (None, "", [], {}, 0, False)

# Descriptions of Terraform's action_reason.
REASONS = {
    "delete_because_count_index": "its number is beyond `count`",
    "delete_because_each_key": "its key left `for_each`",
    "delete_because_no_module": "its module left the configuration",
    "delete_because_no_move_target": "it was moved to an address that the configuration lacks",
    "delete_because_no_resource_config": "it left the configuration",
    "delete_because_wrong_repetition": "`count` or `for_each` came or went",
    "replace_because_cannot_update": "it cannot be changed in place",
    "replace_because_tainted": "it is tainted: making it has failed before",
    "replace_by_request": "the plan was made with -replace",
    "replace_by_triggers": "something in its replace_triggered_by changes",
}


BAD_INPUT = 2


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A change and its plan. `loss` says what would be lost; it is empty for an unprotected resource."""

    plan: Plan
    change: PlannedChange
    loss: str
    allowed: bool

    @property
    def refused(self) -> bool:
        return bool(self.loss) and not self.allowed


def guard(files: Sequence[Path], *, allow: Sequence[str]) -> int:
    """Print the changes in the plans of these files and return the exit status.

    The status is 1 if a protected resource that `allow` does not name would be lost, and 2 for invalid input.
    """
    plans, problems = [], []
    for file in files:
        try:
            plans.append(read_plan(file))
        except PlanError as error:
            problems.append(str(error))
    try:
        judged = judge(plans, allow=allow)
    except PlanError as error:
        problems.append(str(error))
    if problems:
        for problem in problems:
            print(on(sys.stderr, problem), file=sys.stderr)
        return BAD_INPUT
    for line in told(judged, plans, allow=allow):
        print(on(sys.stdout, line))
    return 1 if any(each.refused for each in judged) else 0


def judge(plans: Sequence[Plan], *, allow: Sequence[str]) -> tuple[Judged, ...]:
    """Check every change of the plans against the protected types.

    `allow`: addresses that may be replaced or deleted.

    Raises:
        PlanError: An address is ambiguous, because several plans have a protected resource with this address.
    """
    judged = tuple(
        Judged(plan=plan, change=change, loss=_loss(change), allowed=change.address in allow)
        for plan in plans
        for change in plan.changes
    )
    for address in allow:
        files = sorted({each.plan.name for each in judged if each.loss and each.change.address == address})
        if len(files) > 1:
            raise PlanError(
                f"--allow {address}: got a resource of {' and '.join(files)}, need one - judge them one by one"
            )
    return judged


def _loss(change: PlannedChange) -> str:
    return LOST_WITH.get(change.type, "") if change.kind in ("replace", "delete") and not change.data else ""


def told(judged: Sequence[Judged], plans: Sequence[Plan], *, allow: Sequence[str]) -> Iterator[str]:
    """Yield one line for every change, with its details indented below."""
    for plan in plans:
        mine = [each for each in judged if each.plan is plan]
        yield f"{plan.name}: {_counts(mine)}"
        if not plan.complete:
            yield "  not the whole plan: Terraform left resources out, as it does for -target"
        yield from _drift(plan)
        for each in sorted(mine, key=lambda each: (ORDER.index(each.change.kind), each.change.address)):
            yield from _change(each)
        for change in plan.outputs:
            yield from _output(change)
    for address in sorted(set(allow) - {each.change.address for each in judged if each.loss}):
        yield f"--allow {address}: not needed, no plan replaces or deletes a protected resource of this address"
    if refused := [each.change.address for each in judged if each.refused]:
        yield f"refused: {len(refused)} of what is protected would be lost; --allow ADDRESS lets one pass"


def _counts(judged: Sequence[Judged]) -> str:
    counted = Counter(each.change.kind for each in judged if not each.change.data)
    words = {
        "replace": "to replace",
        "delete": "to delete",
        "forget": "to forget",
        "change": "to change",
        "make": "to make",
    }
    parts = [f"{counted[kind]} {words[kind]}" for kind in ORDER if kind in words and counted[kind]]
    return ", ".join([*parts, f"{counted['keep']} unchanged"])


def _drift(plan: Plan) -> Iterator[str]:
    """Yield changes outside of Terraform to configured arguments. Changes to computed arguments are only counted."""
    computed = 0
    for change in plan.drift:
        stated = plan.arguments.get(change.address.partition("[")[0])
        found = [each for each in _differences(change) if stated is None or re.split(r"[.[]", each.path)[0] in stated]
        if change.kind == "delete":
            yield f"  deleted outside of Terraform: {_named(change)}"
        elif found:
            yield f"  changed outside of Terraform: {_named(change)}"
            yield from map(_value, found)
        else:
            computed += 1
    if computed:
        yield f"  {computed} changed only in what Azure computes"


def _change(judged: Judged) -> Iterator[str]:
    change = judged.change
    if change.kind == "read" or change.data:
        return
    if change.previous_address:
        yield f"  move {change.previous_address} to {change.address}"
    if change.imported:
        yield f"  import {change.address}, in Azure {value(change.imported)}"
    if change.kind == "keep":
        return
    yield f"  {change.kind} {_named(change)}" + (f": {REASONS[change.reason]}" if change.reason in REASONS else "")
    if change.deposed:
        yield f"    only the old object {change.deposed}, which a failed replacement left behind"
    if change.kind == "forget":
        yield "    it stays as it is, and Terraform no longer knows it"
    if change.kind in ("change", "replace"):
        yield from _values(change)
    if judged.loss:
        yield f"    lost: {judged.loss}"
        yield "    allowed by --allow" if judged.allowed else "    REFUSED: it is protected"


def _values(change: PlannedChange) -> Iterator[str]:
    """Yield values that force a replacement, then other changes. Computed values of a replacement are left out."""
    found = _differences(change)
    forcing = [each for each in found if _forces(each, change)]
    yield from (f"{_value(each)}   forces the replacement" for each in forcing)
    unseen = [path for path in change.forced_by if not any(_inside(each.path, path) for each in forcing)]
    yield from (f"    {path}: forces the replacement" for path in unseen)
    for each in found:
        computed = change.kind == "replace" and each.after in (Unknown(), Hidden(value=Unknown()))
        if each not in forcing and not computed:
            yield _value(each)


def _differences(change: PlannedChange) -> list[ChangedValue]:
    """Differences, without those between two empty values: providers mix null, "", [], {}, 0 and false."""
    found = changed_values(change.before, change.after)
    return [each for each in found if None not in (each.before, each.after) or not _empty(each)]


def _empty(found: ChangedValue) -> bool:
    return found.before in EMPTY and found.after in EMPTY


def _forces(found: ChangedValue, change: PlannedChange) -> bool:
    return any(_inside(found.path, path) or _inside(path, found.path) for path in change.forced_by)


def _inside(path: str, whole: str) -> bool:
    return path == whole or path.startswith((f"{whole}.", f"{whole}["))


def _value(found: ChangedValue) -> str:
    return f"    {found.path}: {_becomes(found.before, found.after)}"


def _becomes(before: Any, after: Any) -> str:
    hidden = isinstance(before, Hidden) and isinstance(after, Hidden)
    return "a sensitive value changes" if hidden else becomes(before, after)


def _output(change: PlannedChange) -> Iterator[str]:
    if change.kind != "keep":
        yield f"  output {change.address}: {_becomes(change.before, change.after)}"


def _named(change: PlannedChange) -> str:
    """Address, followed by the name in Azure if there is one."""
    body = change.before if isinstance(change.before, dict) else change.after
    name = body.get("name") if isinstance(body, dict) else None
    return f"{change.address} ({value(name)})" if isinstance(name, str) else change.address
