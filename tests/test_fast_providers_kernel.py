"""One Node process, started early, does and prints what jsii's two do and print, and leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from conftest import BASELINE
from fast_providers_run import ROOT, environment, notes, probe, python, run_app
from jsii._embedded import jsii

HELM = "cdktf_cdktf_provider_helm"

SMALL = f"""
import os, fast_providers
fast_providers.enable(os.environ, ahead={{ahead!r}})
import cdktf
from {HELM}.provider import HelmProvider
app = cdktf.App(outdir=os.environ["OUT"])
stack = cdktf.TerraformStack(app, "workload")
HelmProvider(stack, "helm")
app.synth()
"""


def small(
    tmp_path: Path, environ: Mapping[str, str] = {}, *, before: str = "", ahead: tuple[str, ...] = (HELM,)
) -> subprocess.CompletedProcess[bytes]:
    """Run a small application over the helm provider, with `tmp_path` for what it writes and for what is temporary."""
    command = [sys.executable, "-c", before + SMALL.format(ahead=ahead)]
    ours = {"OUT": str(tmp_path / "out"), "TMPDIR": str(tmp_path)}
    return subprocess.run(
        command, env={**environment(), **ours, **environ}, capture_output=True, check=False, timeout=100
    )


@pytest.mark.parametrize(
    ("switch", "processes"), [("1", 1), ("-early-start", 1), ("-pipelining", 1), ("-one-process", 2)]
)
def test_the_parts_that_are_left_out_change_no_output(switch: str, processes: int, tmp_path: Path) -> None:
    run = run_app(tmp_path, FAST_PROVIDERS=switch)
    assert len(run.nodes) == processes
    assert b"azurerm_firewall" in run.files["stacks/hub/cdk.tf.json"]
    (tmp_path / "lean").mkdir()
    assert run.files == run_app(tmp_path / "lean", FAST_PROVIDERS="-lean").files


def test_with_another_version_of_jsii_it_starts_node_itself(tmp_path: Path) -> None:
    before = "from fast_providers import jsii_process; jsii_process.KNOWN = frozenset()"
    assert small(tmp_path, probe(tmp_path), before=before).returncode == 0
    assert len({note["pid"] for note in notes(tmp_path)}) == 2


def test_a_runtime_chosen_by_the_user_is_used(tmp_path: Path) -> None:
    assert small(tmp_path, probe(tmp_path) | {"JSII_RUNTIME": unpacked_runtime(tmp_path)}).returncode == 0
    assert len({note["pid"] for note in notes(tmp_path)}) == 2


def unpacked_runtime(folder: Path) -> str:
    """jsii's two programs where it unpacks them itself, as a user has them who names a runtime."""
    for name, path in jsii.EMBEDDED_FILES.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(files(jsii).joinpath(name).read_bytes())
    return str(folder / jsii.EMBEDDED_FILES[jsii.ENTRYPOINT])


@pytest.mark.parametrize("switch", ["1", "-one-process"])
def test_what_javascript_prints_is_printed(switch: str, tmp_path: Path) -> None:
    script = tmp_path / "print.js"
    script.write_text('process.on("exit", () => { console.log("ö out"); console.error("ö err"); });')
    # With two processes the option reaches both, and the first, whose output is jsii's, must keep quiet.
    quiet = f'--require "{script}"' if switch == "1" else f'--require "{only_in_the_second(script)}"'
    done = small(tmp_path, {"NODE_OPTIONS": quiet, "FAST_PROVIDERS": switch})
    assert done.stdout.decode() == "ö out\n"
    assert done.stderr.decode() == "ö err\n"


def only_in_the_second(script: Path) -> Path:
    guard = script.with_name("guard.js")
    guard.write_text(f'if (process.argv[1].endsWith("program.js")) require({str(script)!r});')
    return guard


def test_an_uncaught_error_is_printed_and_ends_the_run(tmp_path: Path) -> None:
    script = tmp_path / "throw.js"
    script.write_text('require("fs").readSync = () => { throw new Error("the pipe is broken"); };')
    done = small(tmp_path, {"NODE_OPTIONS": f'--require "{script}"'})
    assert done.returncode != 0
    assert b"Error: the pipe is broken" in done.stderr
    assert not list(tmp_path.glob("jsii-*"))


@pytest.mark.parametrize("ahead", [(HELM,), ()])
def test_an_archive_that_cannot_be_loaded_is_reported(ahead: tuple[str, ...], tmp_path: Path) -> None:
    site = broken_helm(tmp_path / "site")
    done = small(tmp_path, before=f"import sys; sys.path.insert(0, {str(site)!r})\n", ahead=ahead)
    assert done.returncode != 0
    assert b"TAR_BAD_ARCHIVE" in done.stderr
    assert not list(tmp_path.glob("jsii-*"))


def test_an_unused_archive_that_cannot_be_loaded_is_ignored(tmp_path: Path) -> None:
    site = broken_helm(tmp_path / "site")
    script = f"""
import os, sys, fast_providers
sys.path.insert(0, {str(site)!r})
fast_providers.enable(os.environ, ahead=[{HELM!r}, "no_such_package"])
import cdktf
cdktf.App(outdir={str(tmp_path / "out")!r}).synth()
"""
    python("-c", script)


def broken_helm(site: Path) -> Path:
    """The helm provider with an archive that is none."""
    spec = find_spec(HELM)
    assert spec
    assert spec.origin
    package = shutil.copytree(Path(spec.origin).parent, site / HELM)
    [archive] = (package / "_jsii").glob("*.tgz")
    archive.write_bytes(b"not an archive")
    return site


def test_a_configuration_that_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    config = tmp_path / "wrong.yaml"
    config.write_text(yaml.safe_dump({"extends": str(BASELINE), "colour": "blue"}))
    with started(tmp_path, config) as process:
        assert process.stderr
        assert process.stderr.read().count(b"\n") == 1
    assert process.returncode == 2
    assert not any(is_alive(pid) for pid in nodes(tmp_path))  # not even for a moment
    assert nothing_is_left(tmp_path)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_nothing_behind(sent: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C goes to every process of the terminal's group; the others to Python alone."""
    with started(tmp_path, BASELINE) as process:
        until(lambda: bool(list(tmp_path.glob("jsii-kernel-*"))))  # Node is at work
        if sent == signal.SIGINT:
            os.killpg(process.pid, sent)
        else:
            process.send_signal(sent)
    assert process.returncode == (-sent if sent == signal.SIGKILL else 128 + sent)
    assert nothing_is_left(tmp_path)


def started(folder: Path, config: Path) -> subprocess.Popen[bytes]:
    """main.py, the first of a group of its own, with `folder` for what is temporary."""
    ours = {"BASELINE_CONFIG": str(config), "CDKTF_OUTDIR": str(folder / "out"), "TMPDIR": str(folder), **probe(folder)}
    command = [sys.executable, str(ROOT / "main.py")]
    return subprocess.Popen(
        command, env=environment() | ours, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def nothing_is_left(folder: Path) -> bool:
    until(lambda: not any(is_alive(pid) for pid in nodes(folder)))
    return not list(folder.glob("jsii-*"))


def nodes(folder: Path) -> set[int]:
    ids = {int(str(note["pid"])) for note in notes(folder)}
    assert len(ids) == 1
    return ids


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # its parent is gone, and a container may have nobody who takes note


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
