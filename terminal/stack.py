"""Runs Terraform in the folder of a synthesized stack."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from review.plan_guard import guard
from terminal.empty_states import write_missing
from terminal.interruption import left_to
from terminal.request import RefusedError
from terminal.screen import coloured

NOTHING, FAILED, CHANGES = 0, 1, 2  # Terraform's -detailed-exitcode
PLAN = "plan"  # cdktf uses the same name
PLAN_JSON = f"{PLAN}.json"


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A synthesized stack. Its methods run Terraform in its folder."""

    name: str
    folder: Path
    environ: Mapping[str, str]

    def plan(self, options: Sequence[str], *, keep: bool = False) -> int:
        """Show the plan and return Terraform's -detailed-exitcode. `keep` saves the plan for `apply`."""
        print(f"\n{self.name}: planning", flush=True)
        kept = [f"-out={PLAN}"] if keep else []
        write_missing(self.folder)
        if self._terraform("init", "-input=false", quiet=True):
            return FAILED
        return self._terraform("plan", "-input=false", "-detailed-exitcode", *kept, *options)

    def apply(self) -> bool:
        """Apply the saved plan, which is the plan that was shown."""
        return self._terraform("apply", "-input=false", PLAN) == 0

    def judge_plan(self, *, allow: Sequence[str]) -> bool:
        """Print what the plan guard says of the saved plan. False if the plan would lose what is protected."""
        file = self.folder / PLAN_JSON
        command = [self._program, "show", "-json", PLAN]
        shown = subprocess.run(command, cwd=self.folder, env=dict(self.environ), stdout=subprocess.PIPE, check=True)
        file.write_bytes(shown.stdout)
        return guard([file], allow=allow) == 0

    def forget_plan(self) -> None:
        """Delete the saved plan, because plans contain secrets."""
        for name in (PLAN, PLAN_JSON):
            (self.folder / name).unlink(missing_ok=True)

    @property
    def _program(self) -> str:
        return self.environ.get("TERRAFORM_BINARY_NAME") or "terraform"

    def _terraform(self, *arguments: str, quiet: bool = False) -> int:
        """Run Terraform and let it handle Ctrl-C. `quiet` shows its output only if it fails."""
        program = self._program
        output = subprocess.PIPE if quiet else None
        verb, *options = arguments
        command = [program, verb, *(() if coloured(sys.stdout, self.environ) else ("-no-color",)), *options]
        try:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env={**self.environ, "TF_IN_AUTOMATION": "1"},
                stdout=output,
                stderr=subprocess.STDOUT if quiet else None,
            )
        except FileNotFoundError as error:
            raise RefusedError(f"{program}: not found - install Terraform 1.11 or newer") from error
        with process, left_to(process):
            shown, _ = process.communicate()
        if quiet and process.returncode:
            sys.stdout.write(shown.decode(errors="replace"))
        return process.returncode
