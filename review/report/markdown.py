"""Renders `review.md` for a pull request: at most 60 lines, with details folded."""

import re

from review.report.content import Content
from review.report.page import administrators, environment, heading

MOST_LINES = 60
MOST_ROWS = 8  # of a table
MOST_DEVIATIONS = 6
MOST_ACCEPTED = 4
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def markdown(content: Content) -> str:
    """Render the review as GitHub Markdown."""
    templates = environment(escaped=False)
    templates.filters["code"] = code
    templates.filters["plain"] = plain
    return templates.get_template("review.md.j2").render(
        content=content,
        heading=heading(content),
        administrators=administrators(content),
        most_rows=MOST_ROWS,
        most_deviations=MOST_DEVIATIONS,
        most_accepted=MOST_ACCEPTED,
    )


def code(value: object) -> str:
    """Format text as code, so that it is not read as Markdown, HTML or a mention."""
    text = " ".join(str(value).split()).replace("|", "\\|") or " "
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}"


def plain(value: object) -> str:
    """Escape Markdown, HTML, links and mentions in a sentence."""
    text = PUNCTUATION.sub(_escaped, " ".join(str(value).split()))
    return text.replace("\\@", "@<!-- -->")


def _escaped(match: re.Match[str]) -> str:
    entities = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    harmless = ".,:;'\"/()%?="
    letter = match[1]
    return entities.get(letter) or (letter if letter in harmless else f"\\{letter}")
