"""Compares the answers to all requirements with the deviations that the configuration accepts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from config.model import AcceptedDeviation
from review.requirement import Answer


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An answer, and the acceptance of its requirement in the configuration, if there is one."""

    answer: Answer
    acceptance: AcceptedDeviation | None

    def explained(self, on: date) -> bool:
        """Whether an acceptance covers the deviation on that day."""
        return self.acceptance is not None and on <= self.acceptance.until


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """All answers, judged for one day.

    Args:
        on: day on which an acceptance must be valid.
        judged: every answer with its acceptance, in the order of the requirements.
        accepted: the acceptances of the configuration.
    """

    on: date
    judged: tuple[Judged, ...]
    accepted: tuple[AcceptedDeviation, ...]

    @property
    def deviating(self) -> tuple[Judged, ...]:
        return tuple(each for each in self.judged if each.answer.outcome == "deviates")

    @property
    def unexplained(self) -> tuple[Judged, ...]:
        """Deviations that no acceptance explains on this day."""
        return tuple(each for each in self.deviating if not each.explained(self.on))

    @property
    def expired(self) -> tuple[AcceptedDeviation, ...]:
        return tuple(each for each in self.accepted if each.until < self.on)

    @property
    def unneeded(self) -> tuple[AcceptedDeviation, ...]:
        """Acceptances of requirements that do not deviate."""
        deviating = {each.answer.requirement.id for each in self.deviating}
        return tuple(each for each in self.accepted if each.requirement not in deviating)

    @property
    def fails(self) -> bool:
        """Whether a `must` deviates without an acceptance, or an acceptance has expired."""
        musts = any(each.answer.requirement.severity == "must" for each in self.unexplained)
        return musts or bool(self.expired)


def verdict(answers: tuple[Answer, ...], *, accepted: tuple[AcceptedDeviation, ...], on: date) -> Verdict:
    """Judge the answers by the acceptances that are in force `on` a day."""
    by_id = {each.requirement: each for each in accepted}
    judged = (Judged(answer=each, acceptance=by_id.get(each.requirement.id)) for each in answers)
    return Verdict(on=on, judged=tuple(judged), accepted=accepted)


def as_json(verdict: Verdict, *, configuration: str) -> dict[str, Any]:
    """The verdict for other programs: `review.json`. `configuration`: the file as the user named it."""
    return {
        "configuration": configuration,
        "date": verdict.on.isoformat(),
        "verdict": "fails" if verdict.fails else "passes",
        "expired": [each.requirement for each in verdict.expired],
        "unneeded": [each.requirement for each in verdict.unneeded],
        "requirements": [_row(each, verdict.on) for each in verdict.judged],
    }


def _row(judged: Judged, on: date) -> dict[str, Any]:
    answer, row = judged.answer, judged.answer.requirement
    acceptance = judged.acceptance
    return {
        "id": row.id,
        "severity": row.severity,
        "says": row.says,
        "outcome": answer.outcome,
        "page": row.page.link if row.page else None,
        "left_out": answer.left_out or None,
        "deviations": [
            {
                "stack": each.stack,
                "address": each.address,
                "attribute": each.attribute,
                "found": each.found,
                "wanted": each.wanted,
            }
            for each in answer.deviations
        ],
        "acceptance": acceptance
        and {
            "reason": acceptance.reason,
            "until": acceptance.until.isoformat(),
            "in_force": judged.explained(on),
        },
    }


def summary(verdict: Verdict) -> str:
    """Yield the summary for the terminal: counts, then every deviation without an acceptance."""
    outcomes: list[str] = [each.answer.outcome for each in verdict.judged]
    counts = ", ".join(
        f"{outcomes.count(outcome)} {words}"
        for outcome, words in (
            ("passes", "met"),
            ("documented", "met by documentation"),
            ("not chosen", "options not chosen"),
            ("deviates", "deviate"),
        )
    )
    return "\n".join(
        (
            f"{len(outcomes)} requirements: {counts}",
            *(_deviation(each, verdict.on) for each in verdict.deviating),
            *(
                f"  {each.requirement} was accepted until {each.until}: mend it or give it a new date"
                for each in verdict.expired
            ),
            *(
                f"  {each.requirement} is accepted and does not deviate: delete it from review.accepted"
                for each in verdict.unneeded
            ),
            "review fails" if verdict.fails else "review passes",
        )
    )


def _deviation(judged: Judged, on: date) -> str:
    row = judged.answer.requirement
    head = f"  {row.id} ({row.severity}): {row.says}"
    if judged.acceptance and judged.explained(on):
        return f"{head}\n    accepted until {judged.acceptance.until}: {judged.acceptance.reason}"
    return "\n".join((head, *(f"    {each}" for each in judged.answer.deviations)))
