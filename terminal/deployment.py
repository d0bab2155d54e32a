"""Plans, confirms and applies the stacks one after the other with Terraform."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from fnmatch import fnmatch
from pathlib import Path

from terminal.request import RefusedError, Request
from terminal.stack import CHANGES, FAILED, NOTHING, Stack
from terminal.summary import ordered_stacks


def run(
    request: Request,
    *,
    environment_of: Callable[[str], str],
    environ: Mapping[str, str],
    variables: Mapping[str, Mapping[str, str]],
) -> int:
    """Run the request and return the exit status.

    `environment_of` returns the stage of a stack, which has to be typed. `variables` are those of single stacks, by
    name.

    `diff` returns the exit codes of Terraform: 0 for no changes, 1 if a stack could not be planned, 2 for changes. With
    `--guard` it returns 0 for changes too, and 1 if a plan would lose what is protected.
    `deploy` and `destroy` stop with 1 at the first stack that fails or is not approved.
    """
    if request.verb != "diff" and not request.guard and not (sys.stdin.isatty() and sys.stdout.isatty()):
        advice = "say --guard, or --auto-approve"
        raise RefusedError(f"cdktf {request.verb}: this is no terminal, so nobody can be asked - {advice}")
    if request.app:
        known = {name: value for name, value in environ.items() if not name.startswith("TF_VAR_")}  # same as cdktf
        made = subprocess.run(request.app, shell=True, env={**known, "CDKTF_OUTDIR": str(request.output)})
        if made.returncode:
            return made.returncode
    stacks = [
        Stack(name=name, folder=file.parent, environ={**environ, **variables.get(name, {})})
        for name, file in _chosen(request).items()
    ]
    return _diff(stacks, request) if request.verb == "diff" else _change(stacks, request, environment_of)


def _chosen(request: Request) -> dict[str, Path]:
    """Return the requested stacks in the order in which they are planned and applied."""
    stacks, needs = ordered_stacks(request.output)
    for pattern in request.stacks:
        if not any(fnmatch(name, pattern) for name in stacks):
            raise RefusedError(f"cdktf {request.verb}: got {pattern}, need {', '.join(stacks)}")
    if not request.stacks and request.verb != "diff":
        raise RefusedError(f"cdktf {request.verb}: name the stacks, of {', '.join(stacks)}")
    chosen = [name for name in stacks if not request.stacks or any(fnmatch(name, each) for each in request.stacks)]
    if request.verb == "destroy":
        left = [name for name in stacks if name not in chosen and needs[name] & set(chosen)]
        if left and not request.alone:
            advice = "destroy them first or with it; if they are gone, add --ignore-missing-stack-dependencies"
            raise RefusedError(f"cdktf destroy: {', '.join(left)} would be left without what they stand on - {advice}")
        chosen.reverse()
    return {name: stacks[name] for name in chosen}


def _diff(stacks: list[Stack], request: Request) -> int:
    statuses = {stack.name: _planned(stack, request) for stack in stacks}
    said = {NOTHING: "nothing to change", FAILED: "could not be planned", CHANGES: "would change"}
    for name, status in statuses.items():
        print(f"{name}: {said[status]}")
    if request.guard and FAILED not in statuses.values():
        return NOTHING
    return FAILED if FAILED in statuses.values() else max(statuses.values(), default=NOTHING)


def _planned(stack: Stack, request: Request) -> int:
    """Plan a stack for `diff`. With `--guard`, a plan that would lose what is protected counts as failed."""
    try:
        status = stack.plan(request.options, keep=request.guard)
        if request.guard and status == CHANGES and not stack.judge_plan(allow=request.allow):
            return FAILED
        return status
    finally:
        stack.forget_plan()


def _change(stacks: list[Stack], request: Request, environment_of: Callable[[str], str]) -> int:
    destroy = ["-destroy"] if request.verb == "destroy" else []
    for position, stack in enumerate(stacks):
        try:
            status = stack.plan([*destroy, *request.options], keep=True)
            if status == CHANGES:
                if request.guard:
                    approved = stack.judge_plan(allow=request.allow)
                else:
                    approved = _approved(stack.name, request.verb, environment_of(stack.name))
                status = NOTHING if approved and stack.apply() else FAILED
        finally:
            stack.forget_plan()
        if status == FAILED:
            print(f"stopped: {', '.join(each.name for each in stacks[position:])} not done")
            return FAILED
    return NOTHING


def _approved(stack: str, verb: str, environment: str) -> bool:
    what = f"destroy {stack}" if verb == "destroy" else f"apply this plan to {stack}"
    try:
        return input(f"Type {environment} to {what}, anything else to stop: ").strip() == environment
    except EOFError:
        return False
