"""Writes import blocks beside the synthesized stacks: `import.tf.json`, which Terraform reads with `cdk.tf.json`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rehearsal.adoption.azure_reader import AzureReader
from rehearsal.adoption.chosen_by_azure import FIND
from rehearsal.adoption.ids import Ids, UnknownIdError
from review.terraform import addresses

FILE = "import.tf.json"


@dataclass(frozen=True, kw_only=True)
class Imports:
    """Import blocks of a stack.

    Args:
        stack: name of the stack.
        ids: ids by address.
        left_out: why an address has none.
    """

    stack: str
    ids: dict[str, str]
    left_out: dict[str, str]

    def write(self, folder: Path) -> Path:
        """Write the blocks into the folder of the stack."""
        blocks = [{"to": address, "id": id_} for address, id_ in self.ids.items()]
        file = folder / FILE
        file.write_text(json.dumps({"import": blocks}, indent=2) + "\n", encoding="utf-8")
        return file


def imports(ids: Ids, stack: str, *, azure: AzureReader) -> Imports:
    """Find the ids of all azurerm resources of a stack.

    Args:
        ids: ids of the synthesis.
        stack: name of the stack.
        azure: reads what Azure has chosen.

    Raises:
        ReadError: Azure cannot be read.
    """
    found, left_out = {}, {}
    for address, body in addresses(ids.stacks[stack]):
        type_ = address.partition(".")[0]
        if not type_.startswith("azurerm_"):
            continue
        try:
            find = FIND.get(type_)
            found[address] = find(azure, ids, stack, body) if find else ids.of(stack, address)
        except UnknownIdError as error:
            left_out[address] = str(error)
    return Imports(stack=stack, ids=found, left_out=left_out)


def said(made: Sequence[Imports]) -> list[str]:
    """What was written, for people."""
    lines = []
    for each in made:
        left = f", {len(each.left_out)} left out" if each.left_out else ""
        lines.append(f"{each.stack:10} {len(each.ids)} import blocks{left}")
        lines += [f"{'':10} {address}: {why}; Terraform makes it" for address, why in each.left_out.items()]
    return lines
