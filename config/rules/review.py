"""Rules on the deviations that a configuration accepts."""

from difflib import get_close_matches

from config.facts.requirements import SEVERITIES
from config.model import AcceptedDeviation, BaselineConfig
from config.problem import Problem
from config.rules.rule import Findings, refuses, refuses_each, repeated


@refuses_each("review.accepted")
def accepted_requirements_exist(_: BaselineConfig, accepted: AcceptedDeviation, path: str) -> Findings:
    """The requirement of an accepted deviation is in docs/requirements.md."""
    if accepted.requirement not in SEVERITIES:
        near = get_close_matches(accepted.requirement, SEVERITIES, n=1)
        fix = f"did you mean {near[0]}" if near else "copy the id from docs/requirements.md"
        need = "the id of a requirement"
        yield Problem(path=f"{path}.requirement", got=accepted.requirement, need=need, fix=fix)


@refuses
def deviations_are_accepted_once(config: BaselineConfig) -> Findings:
    """A requirement has at most one accepted deviation, with one reason and one date."""
    names = [accepted.requirement for accepted in config.review.accepted]
    for position in repeated(names):
        path, fix = f"review.accepted[{position}].requirement", "keep one of the two"
        yield Problem(path=path, got=names[position], need="each requirement once", fix=fix)
