"""docs/options.md says what the switches do today."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import ROOT, Synthesize, configuration

from config.load import load
from review.cost import estimate
from review.synthesis import Synthesis
from tools.options_page import PAGE, Synthesized, page
from tools.switches import SWITCHES


@pytest.fixture
def synthesized(synthesize: Synthesize, tmp_path: Path) -> Synthesized:
    def run(settings: Mapping[str, object]) -> Synthesis:
        loaded = load(configuration(tmp_path / "config.yaml", settings))
        return Synthesis(stacks=synthesize(**settings), config=loaded.config, plan=loaded.plan, root=ROOT)

    return run


def test_the_page_is_current(synthesized: Synthesized) -> None:
    # From the last switch to the first: tests/test_switches.py may synthesize them in another process meanwhile.
    for switch in reversed(SWITCHES):
        synthesized(switch.on)
    assert PAGE.read_text(encoding="utf-8") == page(synthesized), "run `make options`"


def test_the_estimate_knows_every_resource_type_of_every_switch(synthesized: Synthesized) -> None:
    """Otherwise the page would say that a switch costs nothing. Add the type to review/cost/charges.py."""
    unknown = {switch.key: estimate(synthesized(switch.on)).unjudged for switch in SWITCHES}
    assert {key: types for key, types in unknown.items() if types} == {}
