"""Every command of the pages runs as it is written, or needs something that a test does not have."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from markdown_it import MarkdownIt

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHELL = ("sh", "console")
NAMED = re.compile(r"# (config/[\w-]+\.yaml)\n")
PREPARED = "-o .venv/runtime -o .venv/development -o node_modules/.installed"  # the files of this environment are used

# Commands that are not run here, and why.
ELSEWHERE = {
    r"(az|kubectl|kubelogin|cdktf|terraform|for|done|mv)\b": "needs Azure, or the state of a deployment",
    r"(make (cdktf|diff|adopt|state)\b|export ARM_SUBSCRIPTION_ID=)": "needs Azure",
    r"make (validate|rehearse|providers|changes)\b": "needs azurerm from a registry or a mirror",
    r"make (newer|prices|lock)\b": "needs the network",
    r"make (test|checkov|bench|options|generate|snapshots|ledger|check)\b": ".ci/run runs it, or it makes our pages",
    r"make review .*BASE=": "needs the history of Git: test_pipeline_commands",
    r"\.venv/bin/python -m review plan ": "needs a plan: test_plan_guard",
    r"(\. \.venv/bin/activate|export BASELINE_CONFIG=)": "is for a shell that somebody sits at: test_cdktf_command",
    r"make synth ONLY=": "needs a fleet: test_fleet_stacks",
    r"make init": "asks questions: test_init",
    r"make addresses$": "needs a fleet; with one it is run below",
}
FRESH = "make fresh "  # its status is 1 where something ends soon


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Language and text of the blocks of a page, and each command in its text as a block of its own."""
    for token in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8")):
        if token.type == "fence":
            yield token.info.split()[0] if token.info else "", token.content
        for part in token.children or []:
            if part.type == "code_inline" and part.content.startswith("make "):
                yield "console", f"$ {part.content}\n"


def commands(language: str, text: str) -> Iterator[str]:
    """Commands of a block. In a console they begin with $, and what follows them is their output."""
    joined = text.replace("\\\n", " ")
    for line in joined.splitlines():
        if language == "console" and not line.startswith("$ "):
            continue
        command = re.sub(r"\s+#\s.*", "", line.removeprefix("$ ")).strip()
        if command and not command.startswith(("#", "|")):
            yield command


def is_a_form(command: str) -> bool:
    """Whether a command is a form with something to fill in."""
    return "…" in command or "<" in command


def elsewhere(command: str) -> bool:
    return any(re.match(pattern, command) for pattern in ELSEWHERE)


def steps(page: Path) -> Iterator[tuple[str, str]]:
    """What to do for a page, in its order: ("write", text of a file) and ("run", command)."""
    for language, text in blocks(page):
        if language == "yaml" and NAMED.match(text):
            yield "write", text
        elif language in SHELL and "$ cat config" not in text:  # test_readme shows that file and what is said of it
            yield from (
                ("run", each) for each in commands(language, text) if not is_a_form(each) and not elsewhere(each)
            )


def test_commands_run_as_they_are_written(tmp_path: Path) -> None:
    """In the order of the pages. A command that was run is run again where a page has changed its file."""
    project = copied(tmp_path / "project")
    (project / "config" / "mine.yaml").write_text("extends: baseline.yaml\n", encoding="utf-8")
    ran: set[str] = set()
    for page in PAGES:
        for kind, text in steps(page):
            if kind == "write":
                named = NAMED.match(text)
                assert named
                (project / named[1]).write_text(text, encoding="utf-8")
                ran = {each for each in ran if named[1] not in each}
            elif text not in ran:
                ran.add(text)
                run(text, project=project, page=page)


def run(command: str, *, project: Path, page: Path) -> None:
    prepared = command.replace("make ", f"make {PREPARED} ", 1)
    done = subprocess.run(["bash", "-c", prepared], cwd=project, capture_output=True, text=True, timeout=300)
    allowed = (0, 2) if command.startswith(FRESH) else (0,)
    assert done.returncode in allowed, f"{page.name}: {command}\n{done.stdout[-1000:]}{done.stderr[-1000:]}"


def copied(project: Path) -> Path:
    """Copy what Git has into a folder, with the environment of this one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, project / name)
    for name in (".venv", "node_modules"):
        (project / name).symlink_to((ROOT / name).resolve())
    return project


@pytest.mark.parametrize("pattern", ELSEWHERE)
def test_nothing_is_left_out_that_no_page_has(pattern: str) -> None:
    texts = [each for page in PAGES for each in blocks(page)]
    every = [each for language, text in texts if language in SHELL for each in commands(language, text)]
    assert any(re.match(pattern, each) for each in every)
