"""The files of tests that `make test` leaves to CI.

They are the slow ones, and those of fast_providers as long as nothing changed that decides their outcome. CI leaves out
nothing. A file that is named on the command line always runs.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAME = "test_fast_providers"
UNCHANGED = "fast_providers and the locked versions are those of the main branch"
SLOW = "they take minutes"

# fast_providers, its tests and what they run, and the versions of what it changes.
DECIDES = (
    "constructs/fast_providers",
    f"tests/{NAME}*.py",
    "tests/fast_providers_*.py",
    "main.py",
    "requirements.txt",
    "package-lock.json",
)

# Files of tests that take longest, and what for. The others show within a minute that the article's own profile holds.
SLOW_FILES: Mapping[str, str] = {
    "test_bootstrap_options": "a synthesis for each way to fill a cluster",
    "test_cdktf_command": "whole programs in a terminal",
    "test_certificates": "whole programs, and keys that are made",
    "test_cluster_options": "a synthesis for each option of the cluster",
    "test_config_faults": "a wrong value in each field",
    "test_configurations": "hundreds of configurations at random",
    "test_conformance_options": "a synthesis for each option of the article",
    "test_difference": "whole programs, and a synthesis of an older commit",
    "test_egress_proof": "a synthesis for each feature that calls out",
    "test_existing": "a synthesis for each existing resource",
    "test_fleet_review": "syntheses of fleets",
    "test_fleet_stacks": "syntheses of fleets",
    "test_options_page": "a synthesis of every switch",
    "test_pipeline_commands": "whole programs, as pipelines run them",
    "test_provider_locks": "whole programs, and Terraform",
    "test_review_browser": "pages in a browser",
    "test_shared": "syntheses of fleets",
    "test_switches": "a synthesis of every switch, and of many pairs",
    "test_text_safety": "hostile text in each field",
}


def reason(file: Path, *, asked: Sequence[str]) -> str | None:
    """Why a file of tests is left to CI. None means that its tests run.

    Args:
        file: The file.
        asked: Arguments of pytest. A file that they name runs.
    """
    name = file.stem
    if os.environ.get("CI") or any(name in each for each in asked):
        return None
    if name.startswith(NAME) and not changed(ROOT):
        return UNCHANGED
    return SLOW if name in SLOW_FILES else None


def summary(*, asked: Sequence[str]) -> Iterator[str]:
    """Yield a line for each reason, with the number of files."""
    reasons = [reason(file, asked=asked) for file in (ROOT / "tests").glob("test_*.py")]
    for each in (UNCHANGED, SLOW):
        if count := reasons.count(each):
            yield f"{count} files left to CI: {each}; all of them: CI=1 make test"


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
