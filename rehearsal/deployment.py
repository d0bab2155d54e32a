"""Plays a deployment against the stand-in: plan, apply, second plan, missing order, destroy."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rehearsal import existing, order, samples
from rehearsal.azure.server import StandIn
from rehearsal.providers import initialize
from rehearsal.short_waits import fast_mirror
from rehearsal.stage import Stage, StagedStack
from rehearsal.step_report import say, step, widen
from rehearsal.terraform import Outcome, Terraform, TerraformError, brief
from review.plan_guard import judge, told
from review.terraform_plan import Plan, read_plan

NOTHING, CHANGES = 0, 2  # Terraform's -detailed-exitcode
PARALLEL = "-parallelism=32"
MOST = 20  # lines of details
LONGEST_FAST = 180  # seconds of a command with short waits; a longer one waits for something that never comes


@dataclass(kw_only=True)
class Deployment:
    """A deployment to the stand-in.

    Args:
        stage: folder of the rehearsal.
        terraform: Terraform with the user's environment, to initialize.
        azure: the stand-in.
        given: values of variables, by name of the environment variable.
        location: region of what the stacks refer to and do not create.
        fast: whether the waits of the provider are shortened.
        applied: stacks that exist, by the home of their state.
        failed: whether a command has failed.
    """

    stage: Stage
    terraform: Terraform
    azure: StandIn
    given: Mapping[str, str]
    location: str = "eastus2"
    fast: bool = False
    applied: dict[str, StagedStack] = field(default_factory=dict)
    failed: bool = False

    def __post_init__(self) -> None:
        longest = LONGEST_FAST if self.fast else self.terraform.longest
        extra = self.azure.environ()
        self.in_azure = Terraform(environ=self.terraform.environ, extra=extra, longest=longest)

    def stop(self) -> None:
        """End every running command and the stand-in."""
        self.terraform.stop()
        self.in_azure.stop()
        self.azure.stop()

    def copy(self, out: Path, *, initialized: bool = False) -> list[StagedStack]:
        """Copy the stacks of an output folder into the rehearsal and initialize them.

        Args:
            out: output folder of a synthesis.
            initialized: whether an earlier copy of the same stacks keeps its providers.

        Raises:
            TerraformError: a stack cannot be initialized.
            UnavailableError: Terraform or azurerm cannot be had.
        """
        stacks = self.stage.copy(out, initialized=initialized)
        widen(stack.name for stack in stacks)
        bodies = [stack.body for stack in stacks]
        for path in existing.create(self.azure.cloud, bodies, location=self.location):
            say(f"taken as there already: {brief(path)}")
        for name in existing.imported(bodies):
            say(f"taken as imported into every vault: certificate {name}")
            self.azure.cloud.imported.add(name.lower())
        for stack in [] if initialized else stacks:
            with step(stack.name, "init") as running:
                initialize(self.terraform, stack.folder, backend=True)
                left = f", {stack.left_out} of helm and kubernetes left out" if stack.left_out else ""
                running.result = f"{stack.resources} resources{left}"
                if self.fast and not self._shorten(stack):
                    running.details = ["--fast: this azurerm has another form, its waits stay as they are"]
        return [stack for stack in stacks if stack.resources]

    def _shorten(self, stack: StagedStack) -> bool:
        """Initialize a stack again, with a copy of azurerm whose waits are short."""
        settings = fast_mirror(stack.folder, mirror=self.stage.folder / "providers")
        if not settings:
            return False
        shutil.rmtree(stack.folder / ".terraform")
        (stack.folder / ".terraform.lock.hcl").unlink()  # it has the checksum of the original
        fast = Terraform(environ=self.terraform.environ, extra={"TF_CLI_CONFIG_FILE": str(settings)})
        initialize(fast, stack.folder, backend=True)
        return True

    def plan(self, stack: StagedStack, *, name: str = "plan", refresh: bool = True) -> Plan:
        """Plan a stack.

        Args:
            stack: the stack.
            name: name of the plan's files.
            refresh: whether to ask the stand-in for what is in the state.

        Raises:
            TerraformError: the plan fails.
        """
        file = stack.folder / f"{name}.tfplan"
        options = ("-detailed-exitcode", f"-out={file}", f"-refresh={str(refresh).lower()}", PARALLEL)
        done = self._run(stack, "plan", "-json", "-input=false", *options)
        if done not in (NOTHING, CHANGES):
            self.failed = True
            raise TerraformError("\n".join(self._last.problems))
        shown = stack.folder / f"{name}.json"
        text = self.in_azure.run(stack.folder, "show", "-json", str(file))
        if text.status:
            raise TerraformError("\n".join(text.problems))
        shown.write_text(text.out)
        return read_plan(shown)

    def apply(self, stack: StagedStack, *, name: str = "plan") -> int:
        """Apply the plan of a stack and return how many resources it has created, changed and deleted.

        Raises:
            TerraformError: the stand-in has refused something.
        """
        self.applied[stack.home] = stack
        status = self._run(stack, "apply", "-json", "-input=false", PARALLEL, str(stack.folder / f"{name}.tfplan"))
        if status:
            self.failed = True
            raise TerraformError("\n".join(self._last.problems))
        return _done(self._last)

    def destroy(self, stack: StagedStack) -> int:
        """Destroy a stack and return how many resources are gone.

        Raises:
            TerraformError: the stand-in has refused something.
        """
        if self._run(stack, "destroy", "-json", "-input=false", "-auto-approve", PARALLEL):
            raise TerraformError("\n".join(self._last.problems))
        del self.applied[stack.home]
        return _done(self._last)

    def _run(self, stack: StagedStack, verb: str, *arguments: str) -> int:
        variables = samples.variables(stack.body, given=self.given)
        self._last = self.in_azure.run(stack.folder, verb, *arguments, variables=variables)
        return self._last.status


def _done(outcome: Outcome) -> int:
    """Number of resources that a command has created, changed and deleted."""
    hooks = [event["hook"] for event in outcome.events if event.get("type") == "apply_complete"]
    return sum(hook.get("action") != "read" for hook in hooks)


def play(deployment: Deployment, stacks: Sequence[StagedStack]) -> bool:
    """Deploy stacks and plan every one of them again. Returns False if anything is wrong."""
    good = True
    for stack in stacks:
        try:
            make(deployment, stack)
            good &= ordered(deployment, stack)
        except TerraformError as error:
            tell(str(error).splitlines())
            return False
    return all_unchanged(deployment, stacks) and good


def make(deployment: Deployment, stack: StagedStack) -> None:
    """Plan and apply a stack.

    Raises:
        TerraformError: either fails.
    """
    with step(stack.name, "plan") as running:
        running.result = counted(deployment.plan(stack))
    with step(stack.name, "apply") as running:
        running.result = f"{deployment.apply(stack)} done"


def counted(plan: Plan) -> str:
    """Number of changes of a plan, in words."""
    line = next(told(judge([plan], allow=()), [plan], allow=()))
    return line.removeprefix(f"{plan.name}: ")


def ordered(deployment: Deployment, stack: StagedStack) -> bool:
    """Look for missing order in a stack that has been applied."""
    with step(stack.name, "order") as running:
        lost = order.missing(deployment.in_azure, stack.folder, deployment.azure.cloud.needs)
        running.result = f"{len(lost)} missing: it worked by luck" if lost else "nothing missing"
        running.details = lost[:MOST]
    return not lost


def all_unchanged(deployment: Deployment, stacks: Sequence[StagedStack]) -> bool:
    """Plan every stack again: a later one may have changed what an earlier one has made."""
    good = [unchanged(deployment, stack) for stack in stacks]
    return all(good)


def unchanged(deployment: Deployment, stack: StagedStack) -> bool:
    """Plan a stack again. Anything to change would come back for ever."""
    with step(stack.name, "second plan") as running:
        try:
            plan = deployment.plan(stack, name="second")
        except TerraformError as error:
            running.details = str(error).splitlines()
            return False
        changes = [each for each in [*plan.changes, *plan.outputs] if each.kind not in ("keep", "read")]
        running.result = "NOT EMPTY" if changes else "nothing to change"
        if changes:
            running.details = list(told(judge([plan], allow=()), [plan], allow=()))[1:MOST]
    return not changes


def tear_down(deployment: Deployment) -> bool:
    """Destroy everything in reverse order, and look for what is left. After a failure there is nothing to learn."""
    if deployment.failed:
        say("not destroyed, because a step before it failed")
        return False
    for stack in reversed(list(deployment.applied.values())):
        try:
            with step(stack.name, "destroy") as running:
                running.result = f"{deployment.destroy(stack)} gone"
        except TerraformError as error:
            tell(str(error).splitlines())
            return False
    left = deployment.azure.cloud.left()
    if left:
        say("left in Azure when every stack was destroyed:")
        tell(left)
    return not left


def tell(lines: Sequence[str]) -> None:
    """Print lines below the line of a step, the first ones if there are many."""
    for line in lines[:MOST]:
        say(f"  {brief(line)}")
    if len(lines) > MOST:
        say(f"  … and {len(lines) - MOST} more")


def tell_findings(azure: StandIn) -> None:
    """Print what the stand-in has noticed, refused and could not answer."""
    titles = {
        "noticed, not refused": azure.cloud.notices,
        "refused by the stand-in": list(dict.fromkeys(azure.cloud.refusals)),
        "the stand-in has no answer to": list(dict.fromkeys(azure.cloud.gaps)),
    }
    for title, lines in titles.items():
        if lines:
            say(f"{title}:")
            tell(lines)
