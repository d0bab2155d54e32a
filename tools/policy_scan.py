"""Scans the Terraform JSON of configurations with checkov, offline: `make checkov`.

Every failure must be in policy_scan_accepted.yaml with its reason, and every entry there must be needed by one of the
configurations. Exit status: 0, or 1 for a failure or an entry too many.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from review.synthesis import part

ROOT = Path(__file__).parent.parent
CHECKOV = ROOT / ".venv-checkov" / "bin" / "checkov"
ACCEPTED = Path(__file__).parent / "policy_scan_accepted.yaml"
OFFLINE = ("--framework", "terraform_json", "--skip-download", "--skip-results-upload")


@dataclass(frozen=True, order=True)
class Failure:
    """A failed check.

    Args:
        check: Id of the check, such as CKV_AZURE_115.
        resource: Kind of the stack, without region and cluster, and Terraform name of the resource: `hub/firewall`.
    """

    check: str
    resource: str


def scan(stacks: Path) -> tuple[dict[Failure, str], int]:
    """Run checkov on the stacks of an output folder. Return the failures with their titles, and the passed checks."""
    command = [str(CHECKOV), *OFFLINE, "--directory", ".", "--quiet", "--output", "json"]
    done = subprocess.run(command, cwd=stacks, capture_output=True, text=True, check=False)
    if done.returncode > 1 or not done.stdout:
        raise RuntimeError(f"checkov failed: {done.stderr.strip() or done.stdout.strip()}")
    return read(json.loads(done.stdout))


def read(report: Any) -> tuple[dict[Failure, str], int]:
    """Read a report of checkov. It must hold a resource that was checked, or the folder was no output."""
    if not isinstance(report, dict) or not report.get("summary", {}).get("passed"):
        raise RuntimeError("checkov checked no resource")
    if report["summary"]["parsing_errors"]:
        raise RuntimeError(f"checkov could not parse: {', '.join(report['results']['parsing_errors'])}")
    failed = {
        Failure(
            check=each["check_id"],
            resource=f"{part(Path(each['file_path']).parent.name)}/{each['resource'].removeprefix('resource.')}",
        ): each["check_name"]
        for each in report["results"]["failed_checks"]
    }
    return failed, report["summary"]["passed"]


def accepted() -> dict[Failure, str]:
    entries = yaml.safe_load(ACCEPTED.read_text())
    return {Failure(check=each["check"], resource=each["resource"]): each["reason"] for each in entries}


def problems(found: Mapping[str, Mapping[Failure, str]], reasons: Mapping[Failure, str]) -> Iterator[str]:
    """One line for each failure without a reason, and for each reason without a failure."""
    for name, failures in found.items():
        for failure, title in sorted(failures.items()):
            if failure not in reasons:
                fix = f"fix it, or give the reason in {ACCEPTED.name}"
                yield f"{name}: {failure.check} {failure.resource}: {title} - {fix}"
    for failure in sorted(reasons.keys() - {each for failures in found.values() for each in failures}):
        yield f"{ACCEPTED.name}: {failure.check} {failure.resource}: no configuration needs it - delete the entry"


def main(outputs: Sequence[str]) -> int:
    """Scan the output folders, and print what is wrong."""
    found: dict[str, dict[Failure, str]] = {}
    for output in outputs:
        found[output], passed = scan(Path(output) / "stacks")
        print(f"{output}: {passed} checks passed, {len(found[output])} failed")
    lines = list(problems(found, accepted()))
    print(*(lines or ["every failure has its reason"]), sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
