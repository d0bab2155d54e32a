"""Writes docs/requirements.md: every requirement of the article in one sentence, and where it is met."""

from collections.abc import Iterator
from pathlib import Path

from config.facts.requirements import GROUPS
from review.conformance import requirements
from review.requirement import Requirement
from tools.requirement_links import linked

PAGE = Path(__file__).parent.parent / "docs" / "requirements.md"

HEAD = """# Requirements

What the [AKS baseline architecture](https://learn.microsoft.com/azure/architecture/reference-architectures/containers/aks/baseline-aks)
asks for, one sentence each, in our own words. `make generate` writes this page from the checks in `review/conformance`.

`make review` runs every check on your own configuration. A **must** is what the architecture does, a **should** is
what it recommends, and an **option** is an alternative that is off until you choose it. A must that deviates makes the
review fail, until `review.accepted` of the configuration gives a reason and a last day.
"""


def page() -> str:
    """The whole page."""
    return "\n".join((HEAD, *_groups())) + "\n"


def _groups() -> Iterator[str]:
    for prefix, group in GROUPS.items():
        rows = [row for row in requirements() if row.id.startswith(f"{prefix}-")]
        yield f"## {group.title}\n"
        yield "| Id | Weight | Requirement | Met by |\n| --- | --- | --- | --- |"
        yield "\n".join(
            f'| <a id="{row.id}"></a>{row.id} | {row.severity} | {row.says} | {_met(row)} |' for row in rows
        )
        yield ""


def _met(row: Requirement) -> str:
    if row.page is None:
        return f"check in [{row.source}](../review/conformance/{row.source}.py)"
    link = row.page.link.removeprefix("docs/") if row.page.file.startswith("docs/") else f"../{row.page.link}"
    return f"[{row.page.heading}]({link})"


def main() -> None:
    """Write the page, and turn requirement ids on other pages into links to it."""
    PAGE.write_text(page(), encoding="utf-8")
    for file in PAGE.parent.glob("*.md"):
        text = file.read_text(encoding="utf-8")
        if file != PAGE and linked(text) != text:
            file.write_text(linked(text), encoding="utf-8")


if __name__ == "__main__":
    main()
