"""A change between two syntheses."""

import re
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["firewall", "security rule", "pod traffic", "role", "pool", "policy", "alert", "resource", "stack"]
Sign = Literal["+", "-", "~"]  # added, removed, changed


@dataclass(frozen=True, kw_only=True)
class Change:
    """One addition, removal or change.

    Args:
        kind: subject of the change.
        sign: whether something was added, removed or changed.
        stack: name of the stack.
        address: Terraform address; empty for a whole stack.
        text: description of the change.
        covers: pattern of the arguments whose difference the text already describes.
    """

    kind: Kind
    sign: Sign
    stack: str
    address: str
    text: str
    covers: str = ""

    def __str__(self) -> str:
        where = f"{self.stack}: " if self.kind == "resource" else ""  # the same address can be in several stacks
        return f"{self.sign} {where}{self.text}"

    def tells(self, stack: str, address: str, path: str) -> bool:
        """Whether the text already describes the difference of this argument."""
        same = (self.stack, self.address) == (stack, address)
        return same and bool(self.covers) and re.fullmatch(self.covers, path) is not None

    def as_json(self) -> dict[str, Any]:
        """Return the change for other programs."""
        return {
            "kind": self.kind,
            "sign": self.sign,
            "stack": self.stack,
            "address": self.address,
            "text": self.text,
        }
