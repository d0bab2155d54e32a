"""A test is left to CI only while nothing that decides its outcome changed."""

import os
import subprocess
from pathlib import Path

import pytest
from left_to_ci import ROOT, SLOW_FILES, UNCHANGED, changed, reason, summary


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments], cwd=root, check=True)


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A repository whose branch `mine` left `main` at its only commit."""
    (tmp_path / "constructs" / "fast_providers").mkdir(parents=True)
    for name in ("constructs/fast_providers/kernel.py", "requirements.txt", "README.md"):
        (tmp_path / name).write_text("as it was")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    git(tmp_path, "checkout", "-q", "-b", "mine")
    return tmp_path


def test_other_files_decide_nothing(branch: Path) -> None:
    (branch / "README.md").write_text("new")
    assert not changed(branch)


@pytest.mark.parametrize("name", ["constructs/fast_providers/kernel.py", "constructs/fast_providers/new.js"])
@pytest.mark.parametrize("committed", [True, False])
def test_a_file_of_fast_providers_decides(name: str, committed: bool, branch: Path) -> None:
    (branch / name).write_text("new")
    if committed:
        git(branch, "add", "-A")
        git(branch, "commit", "-q", "-m", "second")
    assert changed(branch)


def test_a_locked_version_decides(branch: Path) -> None:
    (branch / "requirements.txt").write_text("new")
    assert changed(branch)


def test_without_git_everything_counts_as_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert changed(tmp_path)


SLOW = [(name, why) for why, names in SLOW_FILES.items() for name in names]


@pytest.mark.parametrize(("name", "why"), [("test_fast_providers", UNCHANGED), *SLOW])
def test_ci_and_whoever_names_a_file_leave_out_nothing(name: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("left_to_ci.changed", lambda root: root != ROOT)
    file = ROOT / "tests" / f"{name}.py"
    monkeypatch.delenv("CI", raising=False)
    assert reason(file, asked=["tests"]) == why
    assert reason(file, asked=[f"tests/{name}.py::test_a"]) is None
    monkeypatch.setenv("CI", "true")
    assert reason(file, asked=["tests"]) is None


def test_other_files_always_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert reason(ROOT / "tests" / "test_left_to_ci.py", asked=[]) is None


def test_the_last_lines_count_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("left_to_ci.changed", lambda _: True)
    monkeypatch.delenv("CI", raising=False)
    what, how = summary(asked=[])
    assert all(f"{len(names)} {why}" in what for why, names in SLOW_FILES.items())
    assert UNCHANGED not in what
    assert how == "CI=1 make test runs all of them"
    monkeypatch.setenv("CI", "true")
    assert list(summary(asked=[])) == []


@pytest.mark.skipif(os.environ.get("FAST_PROVIDERS", "1") != "1", reason="turned off, or in part")
def test_the_suite_itself_loads_providers_on_demand() -> None:
    """Otherwise each of its syntheses takes twice as long. An import of cdktf before `enable` is enough for that."""
    import jsii

    assert jsii.create.__module__ == "fast_providers.pipelining"


@pytest.mark.parametrize("name", [name for name, _ in SLOW])
def test_a_slow_file_is_a_file_of_tests(name: str) -> None:
    assert "def test_" in (ROOT / "tests" / f"{name}.py").read_text()
