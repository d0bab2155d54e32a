"""Arguments of azurerm's resource types. The table is from the provider's own schema: tools/argument_table.py."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "arguments.json"

# Marks behind the type of an argument.
REQUIRED, SECRET = "!", "*"

Arguments = Mapping[str, Any]
"""Arguments by name. A text is a type, such as `list(string)!`. A list is a block: fewest, most, arguments. Most is 0
for any number of blocks."""


@cache
def table() -> Mapping[str, Arguments]:
    """Arguments by resource type. It is read only when somebody asks."""
    found: Mapping[str, Arguments] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def required(spec: object) -> bool:
    """Whether an argument, or at least one block, must be given."""
    return spec[0] > 0 if isinstance(spec, list) else REQUIRED in str(spec)
