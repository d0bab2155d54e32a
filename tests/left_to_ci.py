"""The tests that `make test` leaves to CI: those of fast_providers, while nothing changed that decides them."""

import os
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NAME = "test_fast_providers"
REASON = "fast_providers and the locked versions are those of the main branch"

# fast_providers, its tests and what they run, and the versions of what it changes.
DECIDES = (
    "constructs/fast_providers",
    f"tests/{NAME}*.py",
    "tests/fast_providers_*.py",
    "main.py",
    "requirements.txt",
    "package-lock.json",
)


def left_out(items: Iterable[pytest.Item], *, asked: Sequence[str]) -> list[pytest.Item]:
    """Tests to leave out. None in CI, none if `asked`, the arguments of pytest, names them."""
    if os.environ.get("CI") or any(NAME in each for each in asked):
        return []
    found = [item for item in items if item.path.name.startswith(NAME)]
    return found if found and not changed(ROOT) else []


@cache
def changed(root: Path) -> bool:
    """True if a file that decides differs from the commit where this branch left the main branch.

    True also where git cannot tell.
    """
    for main in ("origin/main", "main"):
        base = _git(root, "merge-base", "HEAD", main)
        if base is not None:
            return _git(root, "diff", "--name-only", base, "--", *DECIDES) != "" or bool(
                _git(root, "ls-files", "--others", "--exclude-standard", "--", *DECIDES)
            )
    return True


def _git(root: Path, *arguments: str) -> str | None:
    """Output of git. None if git fails or is missing."""
    try:
        done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
