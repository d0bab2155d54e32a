"""What a difference between two syntheses is made of."""

import re
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["firewall", "security rule", "role", "pool", "policy", "alert", "resource", "stack"]
Sign = Literal["+", "-", "~"]  # came, went, changed


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that came, went or changed.

    Args:
        kind: what it is about.
        sign: whether it came, went or changed.
        stack: name of the stack it is in.
        address: Terraform address; empty for a whole stack.
        text: what happened, in words.
        covers: pattern of the arguments whose difference the text already tells.
    """

    kind: Kind
    sign: Sign
    stack: str
    address: str
    text: str
    covers: str = ""

    def __str__(self) -> str:
        where = f"{self.stack}: " if self.kind == "resource" else ""  # stacks share addresses
        return f"{self.sign} {where}{self.text}"

    def tells(self, stack: str, address: str, path: str) -> bool:
        """Whether the text already tells the difference of this argument."""
        same = (self.stack, self.address) == (stack, address)
        return same and bool(self.covers) and re.fullmatch(self.covers, path) is not None

    def as_json(self) -> dict[str, Any]:
        """The change for other programs."""
        return {
            "kind": self.kind,
            "sign": self.sign,
            "stack": self.stack,
            "address": self.address,
            "text": self.text,
        }
