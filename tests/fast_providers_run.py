"""Runs Python in a process of its own, with fast_providers on its path: what is imported matters.

`run_app` runs fast_providers_app.py and tells what it wrote, loaded and printed.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
APP = ROOT / "tests" / "fast_providers_app.py"
OURS = ("FAST_PROVIDERS", "JSII_NODE", "NODE_OPTIONS")

# Loaded by Node before anything else: it notes the process, and at its end the files of providers that were loaded.
PROBE = """
const { appendFileSync } = require("fs");
const note = (what) => appendFileSync(process.env.PROBE, JSON.stringify(what) + "\\n");
note({ pid: process.pid });
process.on("exit", () => {
  const files = Object.keys(require("module")._cache).map((file) => file.split("/@cdktf/")[1]);
  note({ pid: process.pid, scripts: files.filter((file) => file?.startsWith("provider-")) });
});
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one run of the application wrote, loaded and printed. `nodes`: the ids of its Node processes."""

    files: Mapping[str, bytes]
    modules: frozenset[str]
    scripts: frozenset[str]
    nodes: frozenset[int]
    returned: str
    node_options: str
    stderr: str


def python(*args: str, path: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python with fast_providers on its path (or `path` before it), without what conftest has set."""
    return finished([sys.executable, *args], environment(path, **environ))


def environment(path: Path | None = None, **environ: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    search = os.pathsep.join(str(folder) for folder in (path, ROOT / "constructs") if folder)
    return inherited | {"PYTHONPATH": search} | environ


def finished(command: list[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done


def probe(folder: Path) -> dict[str, str]:
    """The environment in which Node leaves notes in `folder`, for `notes` to read."""
    script = folder / "the probe.js"
    script.write_text(PROBE)
    return {"NODE_OPTIONS": f'--require "{script}"', "PROBE": str(folder / "notes")}


def notes(folder: Path) -> list[dict[str, object]]:
    file = folder / "notes"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def run_app(folder: Path, path: Path | None = None, **environ: str) -> Run:
    out = folder / "out"
    done = python(str(APP), str(out), path=path, **{**probe(folder), **environ})
    said = json.loads(done.stdout)
    noted = notes(folder)
    return Run(
        files=written(out),
        modules=frozenset(said["modules"]),
        scripts=frozenset(str(script) for note in noted for script in note.get("scripts", [])),  # type: ignore[attr-defined]
        nodes=frozenset(int(str(note["pid"])) for note in noted),
        returned=said["returned"],
        node_options=said["node_options"],
        stderr=done.stderr,
    )


def written(out: Path) -> dict[str, bytes]:
    return {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()}
