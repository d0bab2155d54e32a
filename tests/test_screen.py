"""What a terminal shows, and what a pipe gets."""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import BASELINE, ROOT

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
TERMINAL = {"TERM": "xterm-256color", "LANG": "en_US.UTF-8", "NO_COLOR": ""}


def shown(config: Path, *, width: int, environment: Mapping[str, str] = {}, out: Path) -> str:
    """Everything that main.py prints on a terminal of this width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    settings = {**os.environ, **TERMINAL, "BASELINE_CONFIG": str(config), "CDKTF_OUTDIR": str(out), **environment}
    process = subprocess.Popen([sys.executable, str(ROOT / "main.py")], env=settings, stdout=theirs, stderr=theirs)
    os.close(theirs)
    text = b""
    try:
        while chunk := os.read(ours, 4096):
            text += chunk
    except OSError:  # Linux' way to say that the other side has closed
        pass
    process.wait()
    os.close(ours)
    return text.decode().replace("\r\n", "\n")


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    config = tmp_path / "w.yaml"
    config.write_text("spoke: {subnets: {nodes: 10.240.0.0/24}}\nfirewall: {public_ip_cont: 5}\n")
    config.write_text(f"extends: {os.path.relpath(BASELINE, tmp_path)}\n{config.read_text()}")
    return config


def test_a_terminal_has_colour_and_lines_that_fit(wrong: Path, tmp_path: Path) -> None:
    text = shown(wrong, width=100, out=tmp_path / "out")
    assert "\x1b[1;31m" in text
    plain = ESCAPE.sub("", text)
    lines = plain.splitlines()
    assert len(lines) > 3
    longest_word = max(len(word) for word in plain.split())
    assert max(map(len, lines)) <= max(100, longest_word)
    assert all(line == line.rstrip() for line in lines)
    words = " ".join(plain.split())
    assert "firewall.public_ip_cont: got an unknown key, need public_ip_count" in words


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_can_be_turned_off(wrong: Path, tmp_path: Path, environment: Mapping[str, str]) -> None:
    assert "\x1b" not in shown(wrong, width=100, environment=environment, out=tmp_path / "out")


def test_a_name_that_ascii_does_not_know_is_no_traceback() -> None:
    script = "import os; from terminal.screen import report; report(made=['written to größe'], environ=os.environ)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True
    )
    assert done.stdout == b"written to gr\\xf6\\xdfe\n", done.stderr


def test_a_pipe_gets_plain_lines_of_any_length(wrong: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py")],
        env={**os.environ, "BASELINE_CONFIG": str(wrong), "COLUMNS": "40"},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert "\x1b" not in done.stderr
    assert all(line.startswith(str(wrong)) for line in done.stderr.splitlines())


@pytest.mark.parametrize(
    ("environ", "on_stdout"), [({}, False), ({"CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS": "true"}, True)]
)
def test_cdktf_does_not_treat_warnings_as_errors(
    environ: Mapping[str, str], on_stdout: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """cdktf prints what it reads from stderr in red, as [ERROR]."""
    from terminal.screen import report

    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    report(warnings=["a.yaml: zones: got one"], made=["prod"], environ=environ)
    assert ("warning: a.yaml" in out.getvalue()) == on_stdout
    assert ("warning: a.yaml" in err.getvalue()) != on_stdout


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    """As in `make synth | head -1`."""
    script = "import os; from terminal.screen import report; report(made=['one', 'two'], environ=os.environ)"
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, stdout=theirs, stderr=subprocess.PIPE, text=True)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (0, "")
