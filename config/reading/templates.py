"""Refuses text that Terraform, Helm, Prometheus or CDK for Terraform would run as a template.

Escaping does not help. The text also goes into base64, nested JSON and Helm values, and every layer would need its own
escaping. Names, reasons and addresses do not need these characters.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from config.problem import Problem
from config.reading.wording import Loc, listed, path_of, shown

# Terraform page "Strings and Templates"; Helm page "Using the tpl Function"; Prometheus page "Alerting rules"; cdktf,
# tokens/private/encoding.ts.
TEMPLATES: Mapping[str, str] = {
    "${": "Terraform",
    "%{": "Terraform",
    "{{": "Helm and Prometheus",
    "{TfToken[": "CDK for Terraform",
}


def template_problems(values: Any) -> dict[Loc, Problem]:
    """Return a problem for each key and each value in `values` that contains the start of a template."""
    return {loc: _problem(loc, text, mark) for loc, text in _texts(values, ()) for mark in TEMPLATES if mark in text}


def _texts(value: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Yield every text with its path. Keys count as text."""
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _texts(item, (*loc, position))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield (*loc, key), key
            yield from _texts(item, (*loc, key))


def _problem(loc: Loc, text: str, mark: str) -> Problem:
    need = f"text without {listed(TEMPLATES)}: with {mark} {TEMPLATES[mark]} would run it as a template"
    return Problem(path=path_of(loc), got=shown(text), need=need, fix="write the value itself")
