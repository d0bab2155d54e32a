"""Time and memory of synthesis as whole processes, against the targets of the design: `make bench`.

Each case runs once unmeasured, so that bytecode, jsii's package cache and the disk cache are warm; then the cases take
turns, so that a busy moment hits all alike. Nothing here fails: figures depend on the machine.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from resource import struct_rusage

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "constructs"))

from fast_providers import node  # noqa: E402, the source root comes first

RUNS = 5
EMPTY = """
import os, cdktf
app = cdktf.App(outdir=os.environ["CDKTF_OUTDIR"])
cdktf.TerraformStack(app, "empty")
app.synth()
"""


@dataclass(kw_only=True)
class Case:
    """One command, and what its runs took. Memory is in MB."""

    name: str
    command: list[str]
    environ: dict[str, str]
    runs: int = RUNS
    seconds: list[float] = field(default_factory=list)
    largest: int = 0
    together: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def warm_up(self, folder: Path) -> None:
        """The unmeasured run, in which polling for memory disturbs nothing."""
        process = self._start(folder)
        peaks: dict[int, int] = {}
        watch = threading.Thread(target=_watch, args=(process.pid, peaks))
        watch.start()
        usage = _wait(process)
        watch.join()
        # The kernel's peak of the largest process of the tree, which is what `/usr/bin/time` shows as well.
        self.largest = usage.ru_maxrss // (1024**2 if sys.platform == "darwin" else 1024)
        # The peaks of Python and both Node processes added up; pages that they share are counted in each.
        self.together = sum(peaks.values()) // 1024

    def measure(self, folder: Path) -> None:
        start = time.perf_counter()
        _wait(self._start(folder))
        self.seconds.append(time.perf_counter() - start)

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
    """Note the peak of the process and of its descendants, in kB, until it is gone. Linux only; elsewhere nothing."""
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


def main() -> None:
    environ = {"BASELINE_CONFIG": str(ROOT / "config" / "baseline.yaml"), "NODE_OPTIONS": ""}
    node.use_wheel(environ)  # the same Node for all three
    main_py = [sys.executable, str(ROOT / "main.py")]
    empty = Case(name="empty", command=[sys.executable, "-c", EMPTY], environ=environ)
    fast = Case(name="baseline", command=main_py, environ=environ)
    eager = Case(name="eager", command=main_py, environ=environ | {"FAST_PROVIDERS": "0"}, runs=1)
    cases = [empty, fast, eager]
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            case.warm_up(Path(folder))
        for turn in range(RUNS):
            for case in cases:
                if turn < case.runs:
                    case.measure(Path(folder))
    _report(empty, fast, eager)


def _report(empty: Case, fast: Case, eager: Case) -> None:
    measured = Table("", "runs", "median s", "x empty", "largest process MB", "sum MB", box=SIMPLE)
    for name, case in {"empty cdktf app": empty, "baseline.yaml": fast, "baseline.yaml, eager": eager}.items():
        seconds, ratio = f"{case.median:.2f}", f"{case.median / empty.median:.1f}"
        measured.add_row(name, str(case.runs), seconds, ratio, str(case.largest), str(case.together or "unknown"))

    targets = Table("target", "wanted", "got", "", box=SIMPLE)
    for target, wanted, got, met in [
        ("time of baseline.yaml, x empty", "at most 3", fast.median / empty.median, fast.median <= 3 * empty.median),
        ("times faster than eager", "at least 4", eager.median / fast.median, eager.median >= 4 * fast.median),
        ("memory of the largest process, MB", "at most 220", fast.largest, fast.largest <= 220),
    ]:
        targets.add_row(target, wanted, f"{got:.3g}", "met" if met else "missed")
    Console().print(measured, targets)


if __name__ == "__main__":
    main()
