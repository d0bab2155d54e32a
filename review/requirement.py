"""Requirements of the article. A requirement has an id, a severity, a sentence, and a check or a documentation page.

A check is a function that yields every deviation it finds. Its docstring is the requirement in one sentence:

    @requirement("NET-12")
    def the_firewall_is_in_the_hub(made: Synthesis) -> Findings:
        \"\"\"Azure Firewall Premium runs in the hub's virtual network.\"\"\"
        for firewall in (yield from made.needed("azurerm_firewall", part="hub")):
            yield from firewall.expects("sku_tier", "Premium")
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import getdoc
from typing import Literal

from config.facts.requirements import Severity, severity
from review.synthesis import Deviation, NotChosen, Synthesis

Findings = Iterator[Deviation]
Check = Callable[[Synthesis], Findings]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of this repository, and the heading under which it meets a requirement."""

    file: str
    heading: str

    @property
    def link(self) -> str:
        """Link such as `docs/operations.md#azure-policy`, with GitHub's spelling of the anchor."""
        kept = "".join(letter for letter in self.heading.lower() if letter.isalnum() or letter in " -_")
        return f"{self.file}#{kept.replace(' ', '-')}"


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One requirement of the article.

    Args:
        id: the requirement's id, `NET-12`.
        says: the requirement in one sentence.
        source: name of the file in `review/conformance` that states it.
        check: yields deviations; None if only documentation can meet the requirement.
        page: documentation that meets it; None if a check does.
    """

    id: str
    says: str
    source: str
    check: Check | None = None
    page: Page | None = None

    @property
    def severity(self) -> Severity:
        return severity(self.id)


REGISTRY: dict[str, Requirement] = {}
"""Every requirement by id, filled while `review.conformance` is imported."""


def requirement(id_: str) -> Callable[[Check], Check]:
    """Register a check under its requirement's id.

    Raises:
        ValueError: the id is unknown or already registered.
    """

    def register(check: Check) -> Check:
        _add(Requirement(id=id_, says=_sentence(check), source=check.__module__.rpartition(".")[2], check=check))
        return check

    return register


def documented(id_: str, says: str, *, file: str, heading: str, source: str) -> None:
    """Register a requirement that only documentation can meet.

    Args:
        id_: the requirement's id.
        says: the requirement in one sentence.
        file: page of this repository.
        heading: heading on that page; a test looks for it.
        source: `__name__` of the calling module.
    """
    page = Page(file=file, heading=heading)
    _add(Requirement(id=id_, says=says, source=source.rpartition(".")[2], page=page))


def chosen(feature: object, name: str) -> None:
    """Continue the check if `feature` is on; otherwise the answer is "not chosen".

    Args:
        feature: resources or configuration of the option; empty, false or None if it is off.
        name: name of the option, for the answer.

    Raises:
        NotChosen: the option is off.
    """
    if not feature:
        raise NotChosen(name)


def _sentence(check: Check) -> str:
    text = getdoc(check)
    if not text:
        raise ValueError(f"{check.__name__} has no docstring: it is the requirement in one sentence")
    return " ".join(text.split())


def _add(new: Requirement) -> None:
    severity(new.id)  # raises for an unknown id
    if new.id in REGISTRY:
        raise ValueError(f"{new.id} is registered twice")
    REGISTRY[new.id] = new


Outcome = Literal["passes", "deviates", "not chosen", "documented"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Result of a requirement for a synthesis.

    Args:
        requirement: the requirement.
        outcome: passes, deviates, not chosen (an option is off) or documented (a page meets it).
        deviations: the evidence, if it deviates.
        left_out: the option that is off, if it was not chosen.
    """

    requirement: Requirement
    outcome: Outcome
    deviations: tuple[Deviation, ...] = ()
    left_out: str = ""


def answer(row: Requirement, made: Synthesis) -> Answer:
    """Run the check of one requirement."""
    if row.check is None:
        return Answer(requirement=row, outcome="documented")
    try:
        deviations = tuple(row.check(made))
    except NotChosen as off:
        return Answer(requirement=row, outcome="not chosen", left_out=str(off))
    return Answer(requirement=row, outcome="deviates" if deviations else "passes", deviations=deviations)
