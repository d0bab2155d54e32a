"""Every switch works alone, works with the others it meets, and changes nothing when it is off."""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from conftest import BASELINE, ROOT, Synthesize, configuration

from config.facts.requirements import SEVERITIES
from config.load import load
from config.problem import ConfigError
from review.conformance import requirements
from review.requirement import answer
from review.synthesis import Synthesis
from review.terraform import Stacks
from tools.switches import SWITCHES, WITHOUT, Switch
from tools.switches.combinations import AXES, COMBINATIONS, OTHERWISE, REFUSED
from tools.switches.switch import Made, holds

BY_KEY = {switch.key: switch for switch in SWITCHES}
ROWS = {row.id: row for row in requirements()}
OPTIONS = {id_ for id_, severity in SEVERITIES.items() if severity == "option"}
each_switch = pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.key)


def missing(wanted: tuple[Made, ...], made: Synthesis) -> list[str]:
    return [str(each) for each in wanted if not holds(each, stacks=made.stacks, plan=made.plan)]


def made_of(file: Path, stacks: Stacks) -> Synthesis:
    loaded = load(file)
    return Synthesis(stacks=stacks, config=loaded.config, plan=loaded.plan, root=ROOT)


@pytest.fixture(scope="module")
def baseline(stacks: Stacks) -> Synthesis:
    return made_of(BASELINE, stacks)


def test_keys_are_unique() -> None:
    assert len(BY_KEY) == len(SWITCHES)


@each_switch
def test_a_switch_alone_makes_what_it_is_for(
    switch: Switch, synthesize: Synthesize, baseline: Synthesis, tmp_path: Path
) -> None:
    made = made_of(configuration(tmp_path / "config.yaml", switch.on), synthesize(**switch.on))
    assert switch.makes
    assert missing(switch.makes, made) == []
    assert missing(switch.makes, baseline) == [str(each) for each in switch.makes], "the baseline has it too"
    for row in switch.requirements:
        before, after = answer(ROWS[row], baseline), answer(ROWS[row], made)
        assert [str(each) for each in after.deviations] == []
        assert {"passes", "documented"} & {before.outcome, after.outcome}, f"{row}: {after.left_out}"


def off(switch: Switch, values: Any) -> dict[str, object]:
    """The settings of a switch, with the values of the baseline."""
    found: dict[str, object] = {}
    for path in switch.on:
        here, value = "", values
        for step in path.replace("[", ".").replace("]", "").split("."):
            inside = isinstance(value, list) and int(step) < len(value)
            if not inside and not (isinstance(value, dict) and step in value):
                break
            value = value[int(step)] if inside else value[step]
            here = f"{here}[{step}]" if inside else f"{here}.{step}".removeprefix(".")
            if value is None:
                break
        found[here] = value
    return found


@each_switch
def test_a_switch_that_is_off_changes_nothing_in_the_configuration(
    switch: Switch, baseline: Synthesis, tmp_path: Path
) -> None:
    settings = off(switch, baseline.config.model_dump(mode="json"))
    config = load(configuration(tmp_path / "config.yaml", settings)).config
    assert config.model_copy(update={"extends": None}) == baseline.config


def test_all_switches_off_give_the_baseline_to_the_byte(stacks: Stacks, synthesize: Synthesize) -> None:
    values = load(BASELINE).config.model_dump(mode="json")
    settings = {path: value for switch in SWITCHES for path, value in off(switch, values).items()}
    outer = {path for path in settings if any(path.startswith((f"{each}.", f"{each}[")) for each in settings)}
    assert synthesize(**{path: value for path, value in settings.items() if path not in outer}) == stacks


def test_every_optional_requirement_has_a_switch_or_a_reason() -> None:
    served = {row for switch in SWITCHES for row in switch.requirements}
    assert OPTIONS - served - WITHOUT.keys() == set(), "no switch and no reason"
    assert WITHOUT.keys() & served == set(), "a switch serves it: delete the reason"
    assert WITHOUT.keys() <= OPTIONS
    assert served <= SEVERITIES.keys()


def merged(keys: tuple[str, ...]) -> Mapping[str, object]:
    """Settings of several switches. Where two differ in a field, the switch that is named after it decides."""
    settings: dict[str, object] = {}
    for key in keys:
        for path, value in BY_KEY[key].on.items():
            if not any(other.startswith(f"{path}:") for other in keys if other != key):
                assert settings.setdefault(path, value) == value, f"{path} of {key}"
    return settings


@pytest.mark.parametrize("keys", COMBINATIONS, ids=" + ".join)
def test_a_combination_makes_what_each_of_its_switches_makes(
    keys: tuple[str, ...], synthesize: Synthesize, tmp_path: Path
) -> None:
    settings = merged(keys)
    made = made_of(configuration(tmp_path / "config.yaml", settings), synthesize(**settings))
    wanted = [each for key in keys for each in BY_KEY[key].makes]
    otherwise = {made for pair, (made, _) in OTHERWISE.items() if {*pair} <= {*keys}}
    assert {*missing(tuple(wanted), made)} == otherwise


@pytest.mark.parametrize("keys", REFUSED, ids=" + ".join)
def test_a_pair_that_azure_refuses_is_refused(keys: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load(configuration(tmp_path / "config.yaml", merged(keys)))
    assert REFUSED[keys] in str(refused.value)


def test_every_pair_of_switches_that_meet_is_tried() -> None:
    pairs = {
        frozenset((one, other)) for first, second in combinations(AXES.values(), 2) for one in first for other in second
    }
    tried = {frozenset(pair) for keys in (*COMBINATIONS, *REFUSED) for pair in combinations(keys, 2)}
    assert sorted(" + ".join(sorted(pair)) for pair in pairs - tried) == []
