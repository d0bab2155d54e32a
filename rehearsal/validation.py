"""`make validate`: `terraform init` and `terraform validate` on every stack."""

import json
import shutil
from pathlib import Path

from rehearsal.providers import SYNTHESIZED, initialize
from rehearsal.stage import count
from rehearsal.step_report import step
from rehearsal.terraform import Terraform, TerraformError, brief
from terminal.summary import ordered_stacks


def validate(terraform: Terraform, out: Path, *, folder: Path) -> bool:
    """Validate every stack of an output folder with the providers' own schemas.

    Args:
        terraform: Terraform.
        out: output folder of a synthesis. It is only read.
        folder: temporary folder.

    Returns:
        False if a stack is invalid.

    Raises:
        UnavailableError: Terraform or azurerm cannot be had.
    """
    files, _ = ordered_stacks(out)
    valid = [_valid(terraform, name, file, folder=folder / name) for name, file in files.items()]
    return all(valid)


def _valid(terraform: Terraform, name: str, file: Path, *, folder: Path) -> bool:
    shutil.copytree(file.parent, folder, ignore=shutil.ignore_patterns(".terraform", "*.tfplan", "plan"))
    copy = folder / SYNTHESIZED
    whole = count(json.loads(copy.read_text()))
    with step(name, "validate") as running:
        try:
            missing = initialize(terraform, folder, backend=False)
        except TerraformError as error:
            running.details = str(error).splitlines()
            return False
        checked = count(json.loads(copy.read_text()))
        answer = json.loads(terraform.run(folder, "validate", "-json").out)
        problems = [each for each in answer.get("diagnostics", []) if each["severity"] == "error"]
        running.details = [
            brief(f"{each.get('address', name)}: {each['summary']}: {each.get('detail', '')}") for each in problems
        ]
        valid = f"{checked} of {whole} resources valid" if missing else f"{whole} resources valid"
        left = f", {' and '.join(missing)} cannot be had" if missing else ""
        running.result = f"{len(problems)} problems" if problems else f"{valid}{left}"
    return not problems
