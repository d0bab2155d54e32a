"""Writes `review.sarif` (SARIF 2.1.0), which code hosts use to annotate the configuration file.

A deviation at a path of the configuration is reported at the line of that path. Any other deviation is reported at the
file, with the resource as logical location.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from config.problem import Problem
from config.reading.documents import Document
from review.report.content import Content, shown_path
from review.requirement import Requirement
from review.synthesis import Deviation
from review.verdict import Judged

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"must": "error", "should": "warning", "option": "note"}
ACCEPTANCE = "acceptance"


def sarif(content: Content, *, document: Document, root: Path) -> dict[str, Any]:
    """Build the SARIF log.

    Args:
        content: content of the review.
        document: parsed configuration file.
        root: folder that paths in the log are relative to. A file elsewhere is named without its folder.
    """
    deviating = content.verdict.deviating
    results = [
        *(
            _result(each, evidence, content, document, root)
            for each in deviating
            for evidence in each.answer.deviations
        ),
        *_acceptances(content, document, root),
    ]
    rules = [*(_rule(each.answer.requirement) for each in content.verdict.judged), _acceptance_rule()]
    driver = {"name": "AKS baseline review", "rules": rules}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _rule(row: Requirement) -> dict[str, Any]:
    return {
        "id": row.id,
        "shortDescription": {"text": row.says},
        "defaultConfiguration": {"level": LEVELS[row.severity]},
        "properties": {"severity": row.severity},
    }


def _acceptance_rule() -> dict[str, Any]:
    return {
        "id": ACCEPTANCE,
        "shortDescription": {"text": "Accepted deviations are still in force and still needed."},
        "defaultConfiguration": {"level": "error"},
    }


def _result(judged: Judged, evidence: Deviation, content: Content, document: Document, root: Path) -> dict[str, Any]:
    row = judged.answer.requirement
    found: dict[str, Any] = {
        "ruleId": row.id,
        "level": LEVELS[row.severity],
        "message": {"text": _text(f"{row.says} {evidence}")},
        "locations": [_location(evidence, document, root)],
    }
    if judged.acceptance and judged.explained(content.verdict.on):
        acceptance = judged.acceptance
        justification = f"{acceptance.reason} (until {acceptance.until})"
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": justification}]
    return found


def _location(evidence: Deviation, document: Document, root: Path) -> dict[str, Any]:
    in_file = evidence.stack == "configuration"
    location = _placed(evidence.address if in_file else "", document, root)
    name = f"{evidence.stack}/{evidence.address}" + (f".{evidence.attribute}" if evidence.attribute else "")
    return location | {"logicalLocations": [{"fullyQualifiedName": name, "kind": "resource"}]}


def _placed(path: str, document: Document, root: Path) -> dict[str, Any]:
    ((mark, _),) = document.placed([Problem(path=path, got="", need="", fix="")])
    # "SARIF support for code scanning": GitHub requires a line, even for the whole file.
    region = {"startLine": mark.line or 1}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(shown_path(mark.file, root))}, "region": region}}


def _text(plain: str) -> str:
    """Escape braces and brackets in a message. They have a meaning in SARIF, sections 3.11.5 and 3.11.6."""
    return plain.replace("{", "{{").replace("}", "}}").replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _acceptances(content: Content, document: Document, root: Path) -> Iterator[dict[str, Any]]:
    verdict = content.verdict
    for position, each in enumerate(verdict.accepted):
        wrong = [
            *(["has expired: mend the deviation or give it a new date"] if each in verdict.expired else []),
            *(["is not needed: the requirement does not deviate"] if each in verdict.unneeded else []),
        ]
        for words in wrong:
            yield {
                "ruleId": ACCEPTANCE,
                "level": "error" if each in verdict.expired else "note",
                "message": {"text": f"The acceptance of {each.requirement} {words}"},
                "locations": [_placed(f"review.accepted[{position}]", document, root)],
            }
