"""Plays a change: applies the configuration of BASE, then the new one, and says what is replaced, lost or refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rehearsal.deployment import Deployment, all_unchanged, counted, make, tell
from rehearsal.stage import StagedStack
from rehearsal.step_report import say, step
from rehearsal.terraform import TerraformError
from review.plan_guard import judge, told
from review.terraform_plan import Plan, PlannedChange

GONE = ("replace", "delete")


@dataclass(frozen=True, kw_only=True)
class StackChange:
    """What a new configuration does to a stack.

    Args:
        stack: name of the stack.
        plan: the plan. None if Terraform refuses to plan.
        problems: why it could not be planned or applied.
        refused: addresses that Terraform would not delete, because the synthesized stack has prevent_destroy there.
    """

    stack: str
    plan: Plan | None
    problems: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def lost(self) -> tuple[PlannedChange, ...]:
        """Changes that lose something protected."""
        judged = judge([self.plan], allow=()) if self.plan else ()
        return tuple(each.change for each in judged if each.refused)


def apply_base(deployment: Deployment, stacks: Sequence[StagedStack]) -> bool:
    """Deploy the stacks of BASE. Returns False if they cannot be deployed."""
    for stack in stacks:
        try:
            make(deployment, stack)
        except TerraformError as error:
            tell(str(error).splitlines())
            return False
    return True


def upgrade(deployment: Deployment, stacks: Sequence[StagedStack]) -> bool:
    """Deploy new stacks over those of BASE.

    Returns:
        False if something protected is lost, refused, or wrong.
    """
    moved = [stack.name for stack in stacks if moves(deployment, stack)]
    if moved:
        names = ", ".join(moved)
        say(
            f"{names}: another organization, application, environment or region is another state, so Terraform does not"
        )
        say(
            "know what BASE has deployed. This is a second deployment beside the first, and it is rehearsed on its own."
        )
        return False
    stay = {stack.home for stack in stacks}
    gone = [stack.name for home, stack in deployment.applied.items() if home not in stay]
    for name in gone:
        say(f"{name}: no longer in the file. Destroy it first: make cdktf with the old file")
    changes = []
    for stack in stacks:
        changes.append(change(deployment, stack))
        if changes[-1].problems:
            return False
    good = all_unchanged(deployment, stacks)
    refused = [each for each in changes if each.refused]
    if refused:
        say("the plans above would be refused as they are; the rehearsal went on as with safety.allow_destroy: true")
    return good and not refused and not gone and not any(each.lost for each in changes)


def moves(deployment: Deployment, stack: StagedStack) -> bool:
    """Whether a new stack keeps its state in another place than the deployed one."""
    return any(each.name == stack.name and each.home != stack.home for each in deployment.applied.values())


def readable(plan: Plan) -> list[str]:
    """Changes of a plan in words. What Azure computes and what one stack tells another are left out."""
    _, *lines = told(judge([plan], allow=()), [plan], allow=())
    hidden = ("  output cross-stack-", "refused: ")
    return [line for line in lines if not line.startswith(hidden) and "changed only in what Azure computes" not in line]


def change(deployment: Deployment, stack: StagedStack) -> StackChange:
    """Plan and apply a new version of a stack, and tell what it does. Of a new stack, tell only how much it makes."""
    new = stack.home not in deployment.applied
    plan, problems = None, []
    refused: tuple[str, ...] = ()
    try:
        with step(stack.name, "plan" if new else "upgrade") as running:
            plan = deployment.plan(stack)
            refused = refused_addresses(plan, stack.body)
            running.result = counted(plan)
            kept = [f"  refused by prevent_destroy: {address}" for address in refused]
            running.details = kept if new else [*readable(plan), *kept]
        with step(stack.name, "apply") as running:
            running.result = f"{deployment.apply(stack)} done"
    except TerraformError as error:
        problems = str(error).splitlines()
        tell(problems)
    return StackChange(stack=stack.name, plan=plan, problems=tuple(problems), refused=refused)


def refused_addresses(plan: Plan, body: Mapping[str, Any]) -> tuple[str, ...]:
    """Addresses that the plan deletes although the stack protects them. Terraform reads only what is still there.

    Args:
        plan: plan of a copy without prevent_destroy.
        body: Terraform JSON of the stack, as it was synthesized.
    """
    return tuple(_refused(plan, body))


def _refused(plan: Plan, body: Mapping[str, Any]) -> Iterator[str]:
    for each in plan.changes:
        type_, _, name = each.address.partition("[")[0].partition(".")
        resource = body.get("resource", {}).get(type_, {}).get(name, {})
        lifecycle = resource.get("lifecycle") or {}
        if each.kind in GONE and lifecycle.get("prevent_destroy"):
            yield each.address
