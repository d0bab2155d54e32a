"""Reviews of a synthesis, for tests of what is written about it."""

from datetime import date
from pathlib import Path

from conftest import BASELINE, ROOT

from config.load import load
from config.model import AcceptedDeviation
from review.conformance import answers
from review.report.content import Content
from review.synthesis import Synthesis
from review.terraform import Stacks
from review.verdict import verdict

TODAY = date(2026, 6, 1)


def beside_baseline(stacks: Stacks) -> Synthesis:
    """Stacks beside the baseline's configuration."""
    return beside(stacks, BASELINE)


def beside(stacks: Stacks, config: Path) -> Synthesis:
    """Stacks beside the configuration that they were made from."""
    loaded = load(config)
    return Synthesis(stacks=stacks, config=loaded.config, plan=loaded.plan, root=ROOT)


def content_of(made: Synthesis, *accepted: AcceptedDeviation) -> Content:
    """What is said of a synthesis on the first of June 2026."""
    judged = verdict(answers(made), accepted=accepted or made.config.review.accepted, on=TODAY)
    return Content(made=made, verdict=judged, configuration="config/baseline.yaml", alone=(made,))
