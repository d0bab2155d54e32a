"""Plays changes. A root is deployed once. Each change starts from a copy, and plans only the stacks that differ."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from rehearsal.azure.cloud import Snapshot
from rehearsal.changes.case import Case, Result
from rehearsal.changes.judgement import UNCHANGED, kind, lost, worth_applying
from rehearsal.deployment import Deployment
from rehearsal.stage import StagedStack
from rehearsal.step_report import say
from rehearsal.terraform import STOPPED, TerraformError, brief
from rehearsal.upgrade import apply_base, moves, refused_addresses
from review.terraform_plan import Plan, PlannedChange
from tools.switches.variation import configuration

ROOT = Path(__file__).parents[2]
LONGEST = 600  # seconds that a synthesis may take


class RefusedByFileError(Exception):
    """The configuration is refused. The message is the first problem."""


class StuckError(Exception):
    """The stand-in lacks something that Terraform waits for."""


def synthesize(settings: Case, *, base: bool, folder: Path) -> Path:
    """Synthesize one side of a case and return the output folder.

    Raises:
        RefusedByFileError: the configuration has problems.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    file = configuration(folder / "config.yaml", settings.base if base else settings.settings)
    out = folder / "cdktf.out"
    environ = {**os.environ, "BASELINE_CONFIG": str(file), "CDKTF_OUTDIR": str(out)}
    command = [sys.executable, "main.py"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=LONGEST)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("warning: ")]
        raise RefusedByFileError(said[0].replace(f"{file}:", "").partition(" ")[2] if said else "no reason was given")
    return out


def play(deployment: Deployment, cases: Sequence[Case], *, folder: Path) -> Iterator[Result]:
    """Play cases that have the same root. A case that the stand-in cannot play is left out.

    Args:
        deployment: deployment to an empty stand-in.
        cases: the cases.
        folder: folder for outputs and copies.
    """
    root = Case(key="root", settings={}, base=cases[0].root)
    if not apply_base(deployment, deployment.copy(synthesize(root, base=True, folder=folder / "root"))):
        raise TerraformError(f"the root of {cases[0].key} cannot be deployed")
    for group in grouped(cases):
        with _as_deployed(deployment, folder / "kept"):
            if group[0].base != root.base and not _based(deployment, group[0], folder=folder / "base"):
                say(f"=> {', '.join(case.key for case in group)}: not played, their base cannot be deployed")
                continue
            for case in group:
                with _as_deployed(deployment, folder / "kept-base"):
                    try:
                        yield _played(deployment, case, folder=folder / "case")
                    except StuckError as error:
                        say(f"=> {case.key}: not played, {error}")


def _based(deployment: Deployment, case: Case, *, folder: Path) -> bool:
    """Deploy the base of a case over the root. Returns False if it cannot be deployed."""
    stacks = deployment.copy(synthesize(case, base=True, folder=folder), initialized=True)
    return apply_base(deployment, [stack for stack in stacks if not _same(deployment, stack)])


def grouped(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Cases that have the same base, together."""
    return _together(cases, lambda case: case.base)


def rooted(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Cases that have the same root, together."""
    return _together(cases, lambda case: case.root)


def _together(cases: Sequence[Case], settings: Callable[[Case], Mapping[str, object]]) -> Iterator[list[Case]]:
    def ordered(case: Case) -> tuple[int, str]:
        return len(settings(case)), repr(sorted(settings(case).items()))

    for _, group in groupby(sorted(cases, key=ordered), key=ordered):
        yield list(group)


@contextmanager
def _as_deployed(deployment: Deployment, kept: Path) -> Iterator[None]:
    """Put Azure and the states back when the block ends."""
    cloud, stage = deployment.azure.cloud, deployment.stage.folder
    before: Snapshot = cloud.snapshot()
    applied = dict(deployment.applied)
    for name in ("state", "stacks"):
        shutil.copytree(stage / name, kept / name, symlinks=True)
    try:
        yield
    finally:
        cloud.restore(before)
        deployment.applied, deployment.failed = applied, False
        for name in ("state", "stacks"):
            shutil.rmtree(stage / name)
            shutil.move(kept / name, stage / name)


def _played(deployment: Deployment, case: Case, *, folder: Path) -> Result:
    result = Result(key=case.key)
    try:
        stacks = deployment.copy(synthesize(case, base=False, folder=folder), initialized=True)
    except RefusedByFileError as error:
        result.outcome, result.why = "refused by the file", str(error)
        return result
    if any(moves(deployment, stack) for stack in stacks):
        result.outcome, result.why = "another deployment", "the state has another key, so nothing of the first is known"
        return result
    plans = _planned(deployment, stacks, result)
    if result.outcome == "in place" and any(worth_applying(each) for plan in plans for each in plan):
        result.outcome = kind([each for plan in plans for each in plan])
        _apply(deployment, stacks, result)
    elif result.outcome == "in place" and not result.stacks:
        result.outcome = "inside the cluster"
    elif result.outcome == "in place":
        result.outcome = kind([each for plan in plans for each in plan])
    return result


def _planned(deployment: Deployment, stacks: Sequence[StagedStack], result: Result) -> list[list[PlannedChange]]:
    """Plan every stack that differs before any is applied. A plan that is refused decides the outcome."""
    plans = []
    for stack in stacks:
        if _same(deployment, stack):
            continue
        try:
            plan = deployment.plan(stack, refresh=False)
        except TerraformError as error:
            result.outcome, result.why = "refused by the plan", _first(error)
            break
        changes = [each for each in plan.changes if each.kind not in UNCHANGED]
        plans.append(changes)
        if not changes:
            continue
        result.stacks.append(stack.name)
        result.lost += lost(changes)
        if refused := refused_addresses(plan, stack.body):
            more = " …" if len(refused) > 3 else ""
            result.outcome = "refused by the plan"
            result.why = result.why or f"prevent_destroy keeps {', '.join(refused[:3])}{more}"
    return plans


def _same(deployment: Deployment, stack: StagedStack) -> bool:
    """Whether a stack is deployed with the same JSON, so that a plan of it would be empty."""
    deployed = deployment.applied.get(stack.home)
    return deployed is not None and deployed.body == stack.body


def _apply(deployment: Deployment, stacks: Sequence[StagedStack], result: Result) -> None:
    """Deploy the stacks that differ or read other outputs, and those that fail once more after the others."""
    waiting = []
    outputs_differ = False
    for stack in stacks:
        if _same(deployment, stack) and not outputs_differ:
            continue
        try:
            plan = _deploy(deployment, stack)
            outputs_differ |= any(each.kind not in UNCHANGED for each in plan.outputs)
        except TerraformError as error:
            waiting.append(stack)
            result.why = result.why or _first(error)
    if not waiting:
        return
    result.outcome = "refused by Azure"
    try:
        for stack in waiting:
            _deploy(deployment, stack, refresh=True)  # a failed update leaves its new values in the state
    except TerraformError:
        return
    done = [stack.name for stack in stacks if stack not in waiting]
    result.outcome = "needs an order"
    result.why = f"{', '.join(stack.name for stack in waiting)} only after {', '.join(done)}: {result.why}"


def _deploy(deployment: Deployment, stack: StagedStack, *, refresh: bool = False) -> Plan:
    plan = deployment.plan(stack, refresh=refresh)
    deployment.apply(stack)
    return plan


def _first(error: TerraformError) -> str:
    """First problem of a command. The stand-in is no judge of a command that hangs."""
    line = brief(str(error).splitlines()[0])
    if STOPPED in line:
        raise StuckError(line)
    return line
