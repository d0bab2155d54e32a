"""docs/performance.md says what bench/figures.json holds, and does not call a missed target met."""

import json
from typing import Any

import pytest

from tools.performance_page import FIGURES, PAGE, page


@pytest.fixture
def figures() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(FIGURES.read_text())
    return content


def test_the_page_matches_the_figures(figures: dict[str, Any]) -> None:
    assert PAGE.read_text() == page(figures)


@pytest.mark.parametrize(("ratio", "word"), [(2.2, "met"), (2.21, "missed")])
def test_a_target_is_met_up_to_its_limit(ratio: float, word: str, figures: dict[str, Any]) -> None:
    figures["cases"]["baseline"]["wall_ratio"] = ratio
    [line] = [line for line in page(figures).splitlines() if line.startswith("| time of `config/baseline.yaml`")]
    assert line.endswith(f"| 2.2 | {ratio} | {word} |")


def test_the_gain_of_a_part_is_the_time_lost_without_it(figures: dict[str, Any]) -> None:
    figures["cases"]["baseline"]["wall_ratio"] = 2.0
    figures["cases"]["without lean"]["wall_ratio"] = 2.5
    [line] = [line for line in page(figures).splitlines() if line.startswith("| `lean`")]
    assert "| +25 % |" in line


@pytest.mark.parametrize(("wall", "word"), [(3.25, "met"), (3.5, "missed")])
def test_growth_is_measured_from_the_first_fleet_to_the_last(wall: float, word: str, figures: dict[str, Any]) -> None:
    one = {"clusters": 1, "wall": 1.0, "cpu": 1.0, "largest_mb": 150}
    figures["growth"] = [one, one | {"clusters": 10, "wall": wall, "largest_mb": 168}]
    lines = page(figures).splitlines()
    assert [line.rpartition("| ")[2] for line in lines if line.startswith("| seconds of a further cluster")] == [
        f"{word} |"
    ]
    assert f"| 10 | {wall:.2f} | 1.00 | 168 | {(wall - 1) / 9:.2f} | 2.00 |" in lines
