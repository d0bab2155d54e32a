"""Downloads the providers of a stack, from the public registry or from the mirror in TF_CLI_CONFIG_FILE."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rehearsal.terraform import Terraform, TerraformError, UnavailableError
from rehearsal.without_providers import without

NEEDED = "azurerm"
MISSING = re.compile(r"registry\.terraform\.io/hashicorp/(\w+)|provider\s+hashicorp/(\w+)")
SYNTHESIZED = "cdk.tf.json"


def initialize(terraform: Terraform, folder: Path, *, backend: bool) -> tuple[str, ...]:
    """Run `terraform init` for the stack in a folder. A provider that cannot be had is left out, with its resources.

    Args:
        terraform: Terraform with the user's environment.
        folder: folder of a copy of the stack.
        backend: whether to open the backend of the state too.

    Returns:
        Names of the providers that were left out.

    Raises:
        TerraformError: the configuration cannot be initialized.
        UnavailableError: azurerm cannot be had.
    """
    left_out: list[str] = []
    while True:
        done = terraform.run(folder, "init", f"-backend={str(backend).lower()}", "-input=false", "-no-color")
        if done.status == 0:
            return tuple(sorted(left_out))
        text = " ".join(done.err.replace("│", " ").split())
        missing = {one or two for one, two in MISSING.findall(text)} if "provider packages" in text else set()
        if NEEDED in missing:
            raise UnavailableError(
                f"azurerm: neither the registry nor a mirror in TF_CLI_CONFIG_FILE has it ({_why(text)})"
            )
        if not missing or missing <= set(left_out):
            raise TerraformError("\n".join(done.problems))
        left_out += sorted(missing)
        file = folder / SYNTHESIZED
        content: Mapping[str, Any] = json.loads(file.read_text())
        file.write_text(json.dumps(without(content, providers=left_out), indent=2))


def _why(text: str) -> str:
    found = re.search(r"provider hashicorp/azurerm: (.*?)(?:Error:|Did you intend|All modules|$)", text)
    reason = found[1].strip() if found else "no reason was given"
    return reason if len(reason) <= 160 else f"{reason[:159]}…"
