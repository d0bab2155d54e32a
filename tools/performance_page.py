"""Writes docs/performance.md from bench/figures.json. `make bench` repeats the measurements and writes both files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "bench" / "figures.json"
PAGE = ROOT / "docs" / "performance.md"

# Targets of the design: name, key of the figure, and maximum.
TARGETS = (
    ("time of `config/baseline.yaml`, times the stock empty application", "wall_ratio", 2.2),
    ("memory of the largest process, MB", "largest_mb", 180),
    ("memory of all processes together, MB", "together_mb", 260),
)

NAMES = {
    "empty": "empty cdktf application, stock",
    "empty, tuned": "the same with fast_providers",
    "baseline": "`config/baseline.yaml`",
    "eager": "the same without fast_providers",
    "terrain": "empty CDK Terrain application, stock",
}


def page(figures: dict[str, Any]) -> str:
    machine, load, cases = figures["machine"], figures["load"], figures["cases"]
    lines = [
        "# Performance",
        "",
        "Written by `make bench`, which measures anew on your machine. These figures are from "
        f"{machine['processor'] or 'an unknown processor'} with {machine['cores']} cores, {machine['system']}, "
        f"Python {machine['python']}, Node {machine['node']}, cdktf {machine['cdktf']}; load average "
        f"{load['least']} to {load['most']}, median {load['median']}. Compare ratios; seconds are this machine's.",
        "",
        "Whole processes, package cache and bytecode warm, medians. The cases take turns; a ratio is the median over",
        "turns of a run and the run of the stock empty application in the same turn. Processor time is that of Python",
        "and Node.",
        "",
        "## What was measured",
        "",
        "| | runs | seconds | times empty | processor seconds | times empty | largest process MB | together MB |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(name, cases[key]) for key, name in NAMES.items() if key in cases),
        "",
        "## Against the targets",
        "",
        "| target | at most | measured | |",
        "|---|---|---|---|",
        *(_target(name, cases["baseline"][key], most) for name, key, most in TARGETS),
        *(_target(name, measured, most) for name, measured, most in _growth_targets(figures["growth"])),
        "",
        "Against the tuned empty application the baseline takes "
        f"{cases['baseline']['wall_ratio'] / cases['empty, tuned']['wall_ratio']:.1f} times as long.",
        "",
        "## How it grows",
        "",
        f"Medians of {figures['growth_runs']} runs of fleets of these sizes, in turns. Each cluster has a spoke of its",
        "own, and each region up to ten spokes. The time of a further cluster is the difference to the row above,",
        "divided by the number of clusters that came.",
        "",
        "| clusters | seconds | processor seconds | largest process MB | a further cluster: seconds | MB |",
        "|---|---|---|---|---|---|",
        *_growth(figures["growth"]),
        "",
        _workers(figures["growth"][-1], cores=machine["cores"]),
        "",
        "## What each part of fast_providers is worth",
        "",
        "The time of the baseline with one part left out, less the time with all, in percent of the latter. A part is",
        "explained in [its README](../constructs/fast_providers/README.md). A part that gains less than 5 % of time,",
        "of processor time and of memory on a quiet machine should go.",
        "",
        "| part left out | runs | seconds | processor seconds | memory together |",
        "|---|---|---|---|---|",
        *(_part(key, case, cases["baseline"]) for key, case in cases.items() if key.startswith("without ")),
        "",
    ]
    return "\n".join(lines)


def _row(name: str, case: dict[str, Any]) -> str:
    cells = [
        name,
        case["runs"],
        f"{case['wall']:.2f}",
        case["wall_ratio"],
        f"{case['cpu']:.2f}",
        case["cpu_ratio"],
        case["largest_mb"],
        case["together_mb"] or "unknown",
    ]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _growth(fleets: list[dict[str, Any]]) -> Iterator[str]:
    before: dict[str, Any] = {}
    for fleet in fleets:
        cells = [fleet["clusters"], f"{fleet['wall']:.2f}", f"{fleet['cpu']:.2f}", fleet["largest_mb"]]
        further = ["", ""]
        if before:
            came = fleet["clusters"] - before["clusters"]
            further = [f"{(fleet[key] - before[key]) / came:.2f}" for key in ("wall", "largest_mb")]
        yield "| " + " | ".join(map(str, [*cells, *further])) + " |"
        before = fleet


def _growth_targets(fleets: list[dict[str, Any]]) -> Iterator[tuple[str, float, float]]:
    """Growth from the first fleet to the last."""
    first, last = fleets[0], fleets[-1]
    came = last["clusters"] - first["clusters"]
    yield "seconds of a further cluster", round((last["wall"] - first["wall"]) / came, 2), 0.25
    yield "memory of a further cluster, MB", round((last["largest_mb"] - first["largest_mb"]) / came, 2), 2


def _workers(largest: dict[str, Any], *, cores: int) -> str:
    """Say what worker processes could gain: Python and Node already work at the same time."""
    busy = largest["cpu"] / largest["wall"]
    best = largest["cpu"] / max(cores, busy) / largest["wall"]
    return (
        f"Python and Node work at the same time: {busy:.1f} cores are busy with the fleet of {largest['clusters']}. "
        f"Worker processes on {cores} cores would take at least {best:.0%} of its time, plus their own start. "
        "There are none. That share is computed from the processor seconds above."
    )


def _target(name: str, measured: float | None, most: float) -> str:
    if measured is None:
        return f"| {name} | {most} | unknown | |"
    return f"| {name} | {most} | {measured} | {'met' if measured <= most else 'missed'} |"


def _part(key: str, case: dict[str, Any], whole: dict[str, Any]) -> str:
    cells = [f"`{key.removeprefix('without ')}`", str(case["runs"])]
    for figure in ("wall_ratio", "cpu_ratio", "together_mb"):
        known = case[figure] and whole[figure]
        cells.append(f"{100 * (case[figure] / whole[figure] - 1):+.0f} %" if known else "unknown")
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    PAGE.write_text(page(json.loads(FIGURES.read_text())))


if __name__ == "__main__":
    main()
