"""Renders `review.html`: one file that loads nothing from the network and runs only its own script."""

import hashlib
import json
from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from review import facts
from review.cost.statement import spread
from review.network_policy import ports_in_words
from review.report.content import Content, powerful
from review.report.shapes import SKY
from review.report.words import exposure_in_words, kind, rule_in_words, spoken, spoken_name, titled

TEMPLATES = Path(__file__).parent / "templates"


def environment(*, escaped: bool) -> Environment:
    """Template environment with the functions that describe facts. `escaped` turns HTML escaping on."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["cut"] = cut
    made.filters["json"] = json.dumps
    for function in (
        exposure_in_words,
        kind,
        ports_in_words,
        powerful,
        rule_in_words,
        spoken,
        spoken_name,
        spread,
        titled,
    ):
        made.globals[function.__name__] = function
    return made


def page(content: Content) -> str:
    """Render the page. Its content security policy allows only its own style and script, by their digests."""
    style, script = ((TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "search.js"))
    return (
        environment(escaped=True)
        .get_template("page.html.j2")
        .render(
            content=content,
            heading=heading(content),
            administrators=administrators(content),
            security_rules=facts.security_rules(content.made),
            sky=SKY,
            style=Markup(style),
            script=Markup(script),
            style_hash=_digest(style),
            script_hash=_digest(script),
        )
    )


def heading(content: Content) -> str:
    """Name of the cluster, or the application with the number of clusters."""
    application = content.made.config.naming.application
    if len(content.clusters) == 1:
        return content.clusters[0].name
    return f"{application}: {len(content.clusters)} clusters" if content.clusters else application


def administrators(content: Content) -> tuple[str, ...]:
    """People whose roles allow changes, without duplicates."""
    return tuple(dict.fromkeys(each.who for each in content.people if powerful(each)))


def cut(text: str, letters: int) -> str:
    """Cut a text to a maximum number of characters."""
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _digest(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
