"""The output folder is replaced as a whole, or it is as it was."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import BASELINE, ROOT
from test_main import files, run

from config.load import load
from stacks import synthesize
from terminal.output_folder import OutputError, chosen, default_folder, replaced, state_folder

WRITER = """
import json, sys
from pathlib import Path
from terminal.output_folder import replaced
for _ in range(25):
    with replaced(Path(sys.argv[1])) as folder:
        for number in range(40):
            (folder / str(number)).write_text(sys.argv[2])
        (folder / "manifest.json").write_text(json.dumps({"stacks": {}}))
"""


def write(out: Path, **stacks: str) -> None:
    with replaced(out) as folder:
        (folder / "manifest.json").write_text(json.dumps({"stacks": {name: {} for name in stacks}}))
        for name, content in stacks.items():
            (folder / "stacks" / name).mkdir(parents=True)
            (folder / "stacks" / name / "cdk.tf.json").write_text(content)


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (RuntimeError("Error: ENOSPC: no space left on device, write"), OutputError),  # as jsii reports it
        (RuntimeError("a mistake of ours"), RuntimeError),
        (RuntimeError("Error: ENOENT: no such file or directory, open '/elsewhere'"), RuntimeError),
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_a_failure_leaves_everything_as_it_was(
    tmp_path: Path, error: Exception, raised: type[Exception], there: bool
) -> None:
    out = tmp_path / "new" / "out"
    if there:
        write(out, hub="before")
    before = files(tmp_path)
    with pytest.raises(raised) as caught, replaced(out) as folder:  # noqa: PT012 - half of the output is written
        (folder / "manifest.json").write_text("half")
        raise error
    assert files(tmp_path) == before
    assert (tmp_path / "new").exists() == there
    if raised is OutputError:
        assert (
            str(caught.value) == f"{out}: cannot be written (no space left on device) - name another folder with OUT="
        )


def test_terraform_files_stay_and_folders_of_removed_stacks_are_deleted(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, hub="1", fleet="1")
    (out / "stacks" / "hub" / ".terraform.lock.hcl").write_text("locked")
    (out / "dev").mkdir()
    (out / "dev" / "manifest.json").write_text("another configuration's")
    write(out, hub="2", spoke="2")
    assert {name: content.decode() for name, content in files(out).items() if name != "manifest.json"} == {
        "stacks/hub/cdk.tf.json": "2",
        "stacks/hub/.terraform.lock.hcl": "locked",
        "stacks/spoke/cdk.tf.json": "2",
        "dev/manifest.json": "another configuration's",
    }
    assert not (out / "stacks" / "fleet").exists()


def test_two_runs_at_once_leave_one_whole_result(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path / "out")]
    runs = [subprocess.Popen([*command, letter], cwd=ROOT) for letter in "ab"]
    assert [run.wait() for run in runs] == [0, 0]
    made = files(tmp_path)
    assert len(made) == 41  # and nothing beside
    assert len({content for name, content in made.items() if not name.endswith("manifest.json")}) == 1


def test_a_run_waits_while_another_one_moves_its_files(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, hub="before")
    before = files(out / "stacks")
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(out), "a"], cwd=ROOT)
    while not list(out.glob(".new-*/manifest.json")):
        time.sleep(0.01)
    time.sleep(0.2)
    assert not (out / "0").exists()
    assert files(out / "stacks") == before
    os.close(handle)
    assert process.wait() == 0
    assert (out / "0").exists()


def test_an_output_behind_a_link_is_written_where_the_link_leads(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "disk" / "out")
    write(tmp_path / "link", hub="1")
    assert (tmp_path / "disk" / "out" / "stacks" / "hub" / "cdk.tf.json").exists()


@pytest.mark.parametrize("out", [".", "config", ".."])
def test_a_source_folder_is_refused_as_output(out: str) -> None:
    output = [ROOT / out / name for name in ("manifest.json", "stacks/hub", ".terraform")]
    before = [path.exists() for path in output]  # others write into the folder above meanwhile
    done = run(config=BASELINE, out=Path(out))
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"{out}: cannot be written (it holds other files than an earlier output) - name another folder with OUT="
    ]
    assert [path.exists() for path in output] == before


def test_each_configuration_has_a_folder_of_its_own() -> None:
    assert default_folder(BASELINE) == Path("cdktf.out")
    assert default_folder(ROOT / "config" / "dev.yaml") == Path("cdktf.out/dev")
    assert default_folder(Path("elsewhere/prod.yaml")) == Path("cdktf.out/prod")


@pytest.mark.parametrize("out", ["cdktf.out", "cdktf.out/dev", "other/place", "cdktf.out/a/b"])
def test_make_clean_keeps_the_state(tmp_path: Path, out: str) -> None:
    """Seen from `OUT/stacks/<stack>`."""
    state = (tmp_path / out / "stacks" / "hub" / state_folder(tmp_path / out)).resolve()
    assert state.name == "terraform.state"
    if out in ("cdktf.out", "cdktf.out/dev"):
        assert state == (tmp_path / "terraform.state").resolve()
    if out == "other/place":
        assert state == (tmp_path / "other" / "terraform.state").resolve()


def test_two_configurations_share_neither_output_nor_state_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make synth CONFIG=…` twice in one clone."""
    (tmp_path / "dev.yaml").write_text(f"extends: {BASELINE}\nenvironment: dev\n")
    monkeypatch.chdir(tmp_path)
    for config, folder, up in ((BASELINE, "cdktf.out", 3), (tmp_path / "dev.yaml", "cdktf.out/dev", 4)):
        _, out = chosen({"BASELINE_CONFIG": str(config)})
        with replaced(out) as new:
            synthesize(load(config), new, state_folder=state_folder(out))
        hub = json.loads((tmp_path / folder / "stacks" / "hub" / "cdk.tf.json").read_text())
        path = hub["terraform"]["backend"]["local"]["path"]
        assert path.startswith("../" * up + "terraform.state/")
        assert f"-{'dev' if up == 4 else 'prod'}-" in path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_prints_one_line_and_leaves_no_folder(tmp_path: Path, number: signal.Signals) -> None:
    out = tmp_path / "new" / "out"
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py")],
        env={**os.environ, "BASELINE_CONFIG": str(BASELINE), "CDKTF_OUTDIR": str(out)},
        start_new_session=True,  # so that Node hears of it too, as at a terminal
        stderr=subprocess.PIPE,
    )
    while process.poll() is None and not out.parent.exists():
        time.sleep(0.01)
    os.killpg(process.pid, number)
    _, stderr = process.communicate()
    assert process.returncode == 128 + number
    assert stderr.decode() == "interrupted: nothing was written\n"
    assert not out.parent.exists()
