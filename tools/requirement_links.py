"""Links the ids of requirements in a page of docs/ to docs/requirements.md."""

import re

from config.facts.requirements import SEVERITIES

ID = re.compile(r"(?<![\w\[#`-])[A-Z]{2,6}-\d{2}(?![\w\]])")


def linked(text: str) -> str:
    """Turn ids such as `FLOW-21` into links. Unknown ids and existing links stay unchanged."""
    return ID.sub(
        lambda found: f"[{found[0]}](requirements.md#{found[0]})" if found[0] in SEVERITIES else found[0], text
    )
