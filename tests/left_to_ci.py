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
UNCHANGED = "test fast_providers, in which nothing changed"

# fast_providers, its tests and what they run, and the versions of what it changes.
DECIDES = (
    "constructs/fast_providers",
    f"tests/{NAME}*.py",
    "tests/fast_providers_*.py",
    "main.py",
    "requirements.txt",
    "package-lock.json",
)

# The others show within a minute that the baseline is what the article says, and that wrong files are refused.
SLOW_FILES: Mapping[str, Sequence[str]] = {
    "run whole programs": (
        "test_azure_pipelines",
        "test_cdktf_command",
        "test_certificates",
        "test_difference",
        "test_documented_commands",
        "test_init",
        "test_main",
        "test_output_folder",
        "test_pipeline_commands",
        "test_pipelines",
        "test_prices",
        "test_provider_locks",
        "test_rehearsal_azure",
        "test_rehearsal_stage",
        "test_review",
        "test_review_browser",
        "test_screen",
        "test_state",
    ),
    "synthesize each option": (
        "test_agent_settings",
        "test_agic",
        "test_awaited",
        "test_backup",
        "test_bootstrap_access",
        "test_bootstrap_namespaces",
        "test_bootstrap_objects",
        "test_bootstrap_options",
        "test_changes",
        "test_cluster_options",
        "test_conformance_options",
        "test_cost",
        "test_egress_modes",
        "test_egress_proof",
        "test_event_grid",
        "test_existing",
        "test_flux",
        "test_fresh",
        "test_governance",
        "test_inbound",
        "test_insight",
        "test_monitoring",
        "test_network_watch",
        "test_node_pools",
        "test_options_page",
        "test_overrides",
        "test_private_api_server",
        "test_profiles",
        "test_review_forge",
        "test_review_page",
        "test_switches",
        "test_waf",
    ),
    "synthesize fleets": ("test_fleet_review", "test_fleet_stacks", "test_shared"),
    "try hundreds of files": ("test_address_plan", "test_config_faults", "test_configurations", "test_text_safety"),
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
    return next((does for does, names in SLOW_FILES.items() if name in names), None)


def summary(*, asked: Sequence[str]) -> Iterator[str]:
    """Yield what is left out, and how to run it. Nothing in CI."""
    reasons = [reason(file, asked=asked) for file in (ROOT / "tests").glob("test_*.py")]
    if left := [f"{count} {why}" for why in (UNCHANGED, *SLOW_FILES) if (count := reasons.count(why))]:
        yield f"files of tests left to CI: {', '.join(left)}"
        yield "CI=1 make test runs all of them"


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
