"""`make cdktf` and `make diff`: who is asked, who is refused, and what is handed to cdktf itself."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import BASELINE, ROOT, OutputFolder

from terminal import __main__ as command
from terminal import deployment
from terminal.request import RefusedError, Request

PROJECT = ROOT / "tests" / "provider_free"
PLACEHOLDERS = (
    "naming.organization", "operators.ip_ranges[0]", "dns.domain", "alerts.receivers[0].email",
    "rbac.cluster_admin_groups[0]", "rbac.namespace_reader_groups[0]", "bootstrap.git.url",
)  # fmt: skip
OURS = """extends: {}
naming: {{organization: ours, application: shop}}
operators: {{ip_ranges: [20.20.20.0/24]}}
dns: {{domain: our.company}}
alerts: {{receivers: [{{name: us, email: us@our.company}}]}}
rbac:
  cluster_admin_groups: [1d6cbd3e-9fd5-4f4b-8f6c-0a4f4e7e0a01]
  namespace_reader_groups: [1d6cbd3e-9fd5-4f4b-8f6c-0a4f4e7e0a02]
bootstrap: {{git: {{url: https://github.com/our-company/cluster}}}}
"""

needs_terraform = pytest.mark.skipif(not shutil.which("terraform"), reason="terraform is not installed here")


def run(*arguments: str, environment: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
    """Without a terminal."""
    settings = {**os.environ, "BASELINE_CONFIG": str(BASELINE), "CDKTF_OUTDIR": "", **environment}
    settings = {name: value for name, value in settings.items() if name in environment or name != "ALLOW_PLACEHOLDERS"}
    return subprocess.run(
        [sys.executable, str(ROOT / "terminal"), *arguments],
        cwd=PROJECT, env=settings, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip


def handed_over(
    monkeypatch: pytest.MonkeyPatch, *arguments: str, **environment: str
) -> tuple[list[str], dict[str, str]]:
    """What cdktf is started with."""
    given: list[Any] = []
    monkeypatch.setattr(os, "execve", lambda *call: given.extend(call))
    monkeypatch.setattr(command, "end_with", print)
    for name, value in {"BASELINE_CONFIG": str(BASELINE), "CDKTF_OUTDIR": "", "CI": "", **environment}.items():
        monkeypatch.setenv(name, value)
    command.main(list(arguments))
    assert given[0] == ROOT / "node_modules" / ".bin" / "cdktf"
    return given[1][1:], given[2]


Refused = Callable[..., list[str]]


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    """`refused("deploy", "one", ALLOW_PLACEHOLDERS="0")`: the lines on stderr of a command that is refused."""
    monkeypatch.setattr(command, "end_with", print)

    def run(*arguments: str, **environment: str) -> list[str]:
        monkeypatch.delenv("ALLOW_PLACEHOLDERS", raising=False)
        for name, value in {"BASELINE_CONFIG": str(BASELINE), "CDKTF_OUTDIR": "", **environment}.items():
            monkeypatch.setenv(name, value)
        assert command.main(list(arguments)) == 2
        return capsys.readouterr().err.splitlines()

    return run


@pytest.mark.parametrize("verb", ["deploy", "apply", "watch"])
@pytest.mark.parametrize("switch", [{}, {"ALLOW_PLACEHOLDERS": ""}, {"ALLOW_PLACEHOLDERS": "0"}])
def test_placeholders_are_not_deployed(verb: str, switch: Mapping[str, str], refused: Refused) -> None:
    *placeholders, advice = refused(verb, "one", "--auto-approve", **switch)
    for path, line in zip(PLACEHOLDERS, sorted(placeholders, key=lambda line: int(line.split(":")[1])), strict=True):
        assert f" {path}: got " in line
    assert "ALLOW_PLACEHOLDERS=1" in advice


def test_a_file_without_placeholders_is_deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "ours.yaml"
    config.write_text(OURS.format(BASELINE))
    arguments, _ = handed_over(monkeypatch, "deploy", "one", "--auto-approve", BASELINE_CONFIG=str(config))
    assert arguments == [
        "deploy", "one", "--auto-approve", "--output", "cdktf.out/ours", "--ignore-missing-stack-dependencies",
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["deploy", "apply", "destroy"])
def test_a_deployment_without_a_terminal_is_refused(verb: str, refused: Refused) -> None:
    (line,) = refused(verb, "one", ALLOW_PLACEHOLDERS="1")
    assert "--auto-approve" in line


def test_a_wrong_configuration_is_refused_before_anything_runs(tmp_path: Path) -> None:
    config = tmp_path / "wrong.yaml"
    config.write_text(f"extends: {BASELINE}\nzones: ['4']\n")
    done = run("diff", environment={"BASELINE_CONFIG": str(config)})  # a process, as `make diff` starts it
    assert done.returncode == 2
    assert done.stderr.startswith(f"{config}:2: zones[0]: got 4")


@pytest.mark.parametrize(
    ("arguments", "out", "expected"),
    [
        (["synth"], "", ["--output", "cdktf.out"]),
        (["synth"], "elsewhere", ["--output", "elsewhere"]),
        (["list", "--output=mine"], "elsewhere", []),
        (["output", "hub", "-o", "mine"], "", []),
        (["destroy", "hub", "--auto-approve"], "", ["--output", "cdktf.out"]),
        (["deploy", "hub", "--outputs-file", "o.json", "--auto-approve"], "elsewhere",
         ["--output", "elsewhere", "--ignore-missing-stack-dependencies"]),
        (["--version"], "", []),
    ],
)  # fmt: skip
def test_cdktf_gets_the_output_folder(
    arguments: list[str], out: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, environ = handed_over(monkeypatch, *arguments, CDKTF_OUTDIR=out, ALLOW_PLACEHOLDERS="1")
    assert given == arguments + expected
    assert environ["BASELINE_CONFIG"] == str(BASELINE)


def test_ci_is_not_set_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for terminal, expected in ((True, None), (False, "1")):
        monkeypatch.setattr(sys.stdout, "isatty", lambda terminal=terminal: terminal)
        monkeypatch.delenv("CI", raising=False)
        assert command._environment(BASELINE).get("CI") == expected
    assert "CI=" not in (ROOT / "Makefile").read_text().partition("\ncdktf:")[2].partition("\n\n")[0]


def type_at_terminal(keys: bytes, *arguments: str, folder: Path) -> tuple[int, str]:
    """Run at a terminal of its own, and type `keys` when a question is asked; the exit status and what was shown."""
    settings = {**os.environ, "BASELINE_CONFIG": str(BASELINE), "CDKTF_OUTDIR": str(folder / "out")}
    settings |= {"ALLOW_PLACEHOLDERS": "1", "CI": "", "TF_VAR_ingress_leaf": "a secret"}
    process, terminal = pty.fork()
    if not process:
        os.chdir(PROJECT)
        os.execve(sys.executable, [sys.executable, str(ROOT / "terminal"), *arguments], settings)
    text, answered = b"", 0
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            text += os.read(terminal, 4096)
        except OSError:  # Linux' way to say that the other side has closed
            break
        if text.count(b"to stop: ") > answered:
            answered += 1
            os.write(terminal, keys)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), text.decode()


@pytest.fixture(scope="module")
def deployed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deployed")
    status, text = type_at_terminal(b"prod\r", "deploy", "one", "two", folder=folder)
    assert status == 0, text
    assert text.count("Apply complete! Resources: 1 added") == 2
    assert text.index("one: planning") < text.index("two: planning")
    assert not list(folder.rglob("plan"))
    return folder


@pytest.fixture
def deployed(deployed_once: Path, tmp_path: Path) -> Path:
    """A folder in which both stacks are deployed."""
    return shutil.copytree(deployed_once, tmp_path / "deployed", symlinks=True)


@needs_terraform
@pytest.mark.parametrize("keys", [b"no\r", b"\x04"])
def test_deploying_requires_the_name_of_the_environment(keys: bytes, tmp_path: Path) -> None:
    status, text = type_at_terminal(keys, "deploy", "one", "two", folder=tmp_path)
    assert status == 1
    assert "1 to add" in text
    assert "stopped: one, two not done" in text
    assert not list(tmp_path.glob("*.tfstate"))
    assert not list(tmp_path.rglob("plan"))


@pytest.mark.parametrize(
    ("answer", "approved"),
    [("prod", True), (" prod ", True), ("", False), ("n", False), ("yes", False), ("dev", False)],
)
@pytest.mark.parametrize("verb", ["deploy", "destroy"])
def test_only_the_name_of_the_environment_approves(
    verb: str, answer: str, approved: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert deployment._approved("hub", verb, "prod") is approved


@needs_terraform
def test_destroying_requires_the_name_of_the_environment(deployed: Path) -> None:
    before = {file.name: file.read_bytes() for file in deployed.glob("*.tfstate")}
    assert set(before) == {"one.tfstate", "two.tfstate"}
    status, text = type_at_terminal(b"\r", "destroy", "one", "two", folder=deployed)
    assert status == 1
    assert "1 to destroy" in text
    assert {file.name: file.read_bytes() for file in deployed.glob("*.tfstate")} == before
    status, text = type_at_terminal(b"prod\r", "destroy", "one", folder=deployed)
    assert status == 2
    assert "two would be left" in text
    status, text = type_at_terminal(b"prod\r", "destroy", "one", "two", folder=deployed)
    assert status == 0, text
    assert text.index("two: planning") < text.index("one: planning")
    assert text.count("Apply complete! Resources: 0 added, 0 changed, 1 destroyed") == 2


@needs_terraform
def test_diff_looks_at_every_stack(deployed: Path) -> None:
    settings = {"CDKTF_OUTDIR": str(deployed / "out")}
    done = run("diff", "t*", "one", environment=settings)
    assert (done.returncode, done.stdout.splitlines()[-2:]) == (0, ["one: nothing to change", "two: nothing to change"])
    done = run("diff", "one", "two", environment={**settings, "INPUT": "two"})  # one has another input now
    assert (done.returncode, done.stdout.splitlines()[-2:]) == (2, ["one: would change", "two: nothing to change"])
    assert run("diff", "two", environment={**settings, "INPUT": "two"}).returncode == 0
    (deployed / "one.tfstate").write_text("no state")
    done = run("diff", "one", "two", environment={**settings, "INPUT": "x"})
    assert (done.returncode, done.stdout.splitlines()[-2:]) == (1, ["one: could not be planned", "two: would change"])
    done = run("diff", "three", environment=settings)
    assert (done.returncode, done.stderr) == (2, "cdktf diff: got three, need one, two\n")


def test_a_missing_terraform_is_reported(tmp_path: Path) -> None:
    settings = {"CDKTF_OUTDIR": str(tmp_path / "out"), "TERRAFORM_BINARY_NAME": "no-such-terraform"}
    done = run("diff", "one", environment=settings)
    assert (done.returncode, done.stderr) == (2, "no-such-terraform: not found - install Terraform 1.11 or newer\n")


def test_diff_without_names_takes_all_stacks_and_deploy_requires_names(output_folder: OutputFolder) -> None:
    def chosen(verb: str) -> list[str]:
        request = Request.read(verb, [verb, "--skip-synth"], output=output_folder())
        return list(deployment._chosen(request))

    assert chosen("diff") == ["hub", "spoke", "cluster", "bootstrap"]
    for verb in ("deploy", "destroy"):
        with pytest.raises(RefusedError, match="name the stacks, of hub, spoke, cluster, bootstrap"):
            chosen(verb)
