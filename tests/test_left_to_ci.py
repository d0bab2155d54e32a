"""A test is left to CI only while nothing that decides its outcome changed."""

import subprocess
from pathlib import Path

import pytest
from left_to_ci import ROOT, SLOW, SLOW_FILES, UNCHANGED, changed, left_out


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


@pytest.mark.parametrize(
    ("file", "reason"), [("test_fast_providers.py", UNCHANGED), *((f"{name}.py", SLOW) for name in SLOW_FILES)]
)
def test_ci_and_whoever_names_a_test_leave_out_nothing(
    file: str, reason: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("left_to_ci.changed", lambda root: root != ROOT)
    items = [request.node]
    monkeypatch.setattr(request.node, "path", ROOT / "tests" / file)
    monkeypatch.delenv("CI", raising=False)
    assert list(left_out(items, asked=["tests"])) == [(request.node, reason)]
    assert list(left_out(items, asked=[f"tests/{file}"])) == []
    monkeypatch.setenv("CI", "true")
    assert list(left_out(items, asked=["tests"])) == []


@pytest.mark.parametrize("name", SLOW_FILES)
def test_a_slow_file_is_a_file_of_tests(name: str) -> None:
    assert "def test_" in (ROOT / "tests" / f"{name}.py").read_text()
