"""`make init` asks, checks and writes: from a terminal, and from flags."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from config.load import load
from terminal.init import fault, main, settings_of, text
from terminal.questions import QUESTIONS

ANSWERS = {
    "environment": "prod",
    "region": "westeurope",
    "names": "retail shop",
    "offices": "20.30.40.0/24, 20.30.50.7/32",
    "addresses": "10.8.0.0/16",
    "groups": "6a9f2c1e-0b1d-4c2e-9f3a-1234567890ab 6a9f2c1e-0b1d-4c2e-9f3a-1234567890ac",
    "mailbox": "platform@retail-shop.eu",
    "repository": "https://github.com/retail/clusters",
}
BY_NAME = {question.name: question for question in QUESTIONS}

# What is wrong with an answer, and a part of the one line that says so.
WRONG = [
    ("environment", "staging", "need prod, preprod or dev"),
    ("region", "westeurop", "did you mean westeurope"),
    ("names", "retail", "need two names"),
    ("names", "BU0001 A0008", "need names of yours"),
    ("names", "re-tail shop", "2 to 10 letters and digits"),
    ("offices", "", "need one or more ranges"),
    ("offices", "10.0.0.0/8", "need public addresses"),
    ("offices", "203.0.113.0/24", "a range for documentation"),
    ("offices", "0.0.0.0/0", "everybody"),
    ("addresses", "10.8.0.0/24", "need a /20 or larger"),
    ("addresses", "10.8.0.1/16", "need an IPv4 range"),
    ("addresses", "172.16.0.0/16", "172.16.0.0/16"),
    ("addresses", "8.0.0.0/16", "need a private range"),
    ("groups", "admins", "need a GUID"),
    ("groups", "00000000-0000-0000-0000-0000000000a1", "need the object id of a group"),
    ("mailbox", "platform", "need a mail address"),
    ("mailbox", "me@contoso.com", "need a domain of yours"),
    ("repository", "github.com/retail/clusters", "beginning with https://"),
    ("repository", "https://github.com/contoso/x", "placeholder"),
    ("repository", "https://github.com/${path.cwd}/x", "as a template"),
]


def flags(answers: dict[str, str]) -> list[str]:
    return [part for name, answer in answers.items() for part in (f"--{name}", answer)]


def program(config: Path, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "BASELINE_CONFIG": str(config)}
    command = [sys.executable, str(ROOT / "terminal" / "init.py"), *arguments]
    return subprocess.run(command, env=environ, stdin=stdin, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(("name", "answer", "says"), WRONG)
def test_a_wrong_answer_is_told_in_one_line(name: str, answer: str, says: str) -> None:
    earlier = {each: ANSWERS[each] for each in list(ANSWERS)[: list(ANSWERS).index(name)]}
    line = fault(BY_NAME[name], answer, earlier)
    assert line is not None
    assert says in line
    assert "\n" not in line


def test_right_answers_are_accepted_one_after_the_other() -> None:
    earlier: dict[str, str] = {}
    for question in QUESTIONS:
        assert fault(question, ANSWERS[question.name], earlier) is None, question.name
        earlier[question.name] = ANSWERS[question.name]
    assert len(QUESTIONS) <= 8


@pytest.mark.parametrize("environment", ["prod", "preprod", "dev"])
@pytest.mark.parametrize("region", ["eastus2", "italynorth", "brazilsouth", "westus"])
def test_the_file_loads_without_a_warning(environment: str, region: str, tmp_path: Path) -> None:
    """With zones or without, with a pair or without, and with one that Azure opens on request."""
    settings = settings_of({**ANSWERS, "environment": environment, "region": region})
    settings["extends"] = str(ROOT / "config" / settings["extends"])
    file = tmp_path / "new.yaml"
    file.write_text(text(settings, schema="schema.json"))
    loaded = load(file)
    assert loaded.warnings == ()
    assert (loaded.config.environment, loaded.config.location) == (environment, region)
    assert len(file.read_text().splitlines()) <= 25


def test_answers_reach_their_fields(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    done = program(file, *flags(ANSWERS))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"next: make synth CONFIG={file}" in done.stdout
    config = load(file).config
    assert (config.naming.organization, config.naming.application) == ("retail", "shop")
    assert [str(each) for each in config.operators.ip_ranges] == ["20.30.40.0/24", "20.30.50.7/32"]
    assert [str(each) for each in (config.hub.address_space, config.spoke.address_space)] == [
        "10.8.128.0/24",
        "10.8.0.0/17",
    ]
    assert [len(each) for each in (config.rbac.cluster_admin_groups, config.rbac.namespace_reader_groups)] == [1, 1]
    assert (config.alerts.receivers[0].email, config.dns.domain) == ("platform@retail-shop.eu", "retail-shop.eu")
    assert config.bootstrap.followed
    assert config.bootstrap.followed.url == "https://github.com/retail/clusters"


def test_words_that_yaml_reads_as_something_else_stay_text(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    assert program(file, *flags({**ANSWERS, "names": "No Off"})).returncode == 0
    assert load(file).config.naming.organization == "No"


def test_a_repository_over_ssh_signs_in_by_ssh(tmp_path: Path) -> None:
    settings = settings_of({**ANSWERS, "repository": "git@github.com:retail/clusters.git"})
    assert settings["bootstrap"]["git"] == {"url": "git@github.com:retail/clusters.git", "auth": "ssh"}


def test_without_a_terminal_nothing_is_asked_and_every_missing_answer_is_named(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    given = {name: ANSWERS[name] for name in ("environment", "names")} | {"offices": "10.0.0.0/8"}
    done = program(file, *flags(given))
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "--offices",
        *(f"--{name}" for name in ("region", "addresses", "groups", "mailbox", "repository")),
    ]
    assert not file.exists()


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("extends: baseline.yaml\n")
    done = program(file, *flags(ANSWERS))
    assert done.returncode == 2
    assert "exists, and is not overwritten" in done.stderr
    assert file.read_text() == "extends: baseline.yaml\n"


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(flags(ANSWERS), {"BASELINE_CONFIG": str(tmp_path / "no" / "mine.yaml")}) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


class Terminal:
    """A pseudo terminal with the program in it."""

    def __init__(self, config: Path) -> None:
        process, self._terminal = pty.fork()
        if process == 0:
            environ = {**os.environ, "BASELINE_CONFIG": str(config), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
            os.execve(sys.executable, [sys.executable, str(ROOT / "terminal" / "init.py")], environ)
        self._process = process
        self.shown = ""

    def expect(self, words: str, *, within: float = 30) -> None:
        """Wait until the words are shown after what was expected before."""
        end = time.monotonic() + within
        while words not in self.shown:
            ready, _, _ = select.select([self._terminal], [], [], max(end - time.monotonic(), 0))
            assert ready, f"{words} is not in {self.shown[-400:]}"
            self.shown += self._read()
        self.shown = self.shown.partition(words)[2]

    def _read(self) -> str:
        try:
            got = os.read(self._terminal, 65536).decode(errors="replace")
        except OSError:  # Linux: the program has ended
            got = ""
        assert got, f"ended after {self.shown[-400:]}"
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", got)

    def type(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def status(self) -> int:
        _, status = os.waitpid(self._process, 0)
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(status)


CLEAR = "\x15"  # deletes the line
ENTER = "\r"


def test_somebody_at_a_terminal_is_asked_corrected_and_gets_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    terminal = Terminal(file)
    terminal.expect("Environment")
    terminal.type(ENTER)  # prod is suggested
    for name in list(ANSWERS)[1:]:
        terminal.expect(BY_NAME[name].asks[:20])
        if name == "addresses":
            terminal.type(CLEAR + "10.8.0.0/24" + ENTER)
            terminal.expect("need a /20 or larger")
        terminal.type(CLEAR + ANSWERS[name] + ENTER)
    terminal.expect("written: ")
    terminal.expect("next: make synth")
    assert terminal.status() == 0
    config = load(file).config
    assert (config.environment, config.location, str(config.spoke.address_space)) == (
        "prod",
        "westeurope",
        "10.8.0.0/17",
    )


def test_control_c_ends_without_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    terminal = Terminal(file)
    terminal.expect("Environment")
    terminal.type("\x03")
    terminal.expect("interrupted: nothing was written")
    assert terminal.status() == 130
    assert not file.exists()
