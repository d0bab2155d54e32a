"""`make changes`: plays every change of `cases.py`, and writes results.json and docs/changes.md. Takes over an hour."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]  # same as main.py

from config.load import load
from rehearsal import samples
from rehearsal.azure.server import StandIn
from rehearsal.changes import page
from rehearsal.changes.case import Case, Result
from rehearsal.changes.cases import CASES
from rehearsal.changes.play import play, rooted
from rehearsal.deployment import Deployment
from rehearsal.stage import Stage
from rehearsal.step_report import say
from rehearsal.terraform import Terraform, TerraformError, UnavailableError
from terminal.interruption import UNDO, end_with
from terminal.output_folder import DEFAULT_CONFIG

UNAVAILABLE = 3


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="make changes", description=__doc__)
    parser.add_argument("--date", type=date.fromisoformat, required=True, help="today")
    parser.add_argument("--only", default="", help="play only cases whose key has this text, and keep other results")
    parser.add_argument("--missing", action="store_true", help="play only cases that have no result yet")
    given = parser.parse_args(arguments)
    end_with("interrupted: results of finished changes are kept")
    kept = {each["key"]: each for each in _kept()}
    done = kept if given.missing else {}
    wanted = [case for case in CASES if given.only in case.key and case.key not in done]
    for group in rooted(wanted):
        with UNDO:
            folder = UNDO.enter_context(TemporaryDirectory(prefix="changes-", ignore_cleanup_errors=True))
            try:
                for result in _played(group, folder=Path(folder)):
                    kept[result.key] = result.as_json()
                    say(f"=> {result.key}: {result.outcome} {result.why}")
                    _write([kept[case.key] for case in CASES if case.key in kept], on=given.date)
            except UnavailableError as error:
                print(error, file=sys.stderr)
                return UNAVAILABLE
            except TerraformError as error:
                say(f"=> not played: {error}")
    page.main()
    return 0


def _played(group: list[Case], *, folder: Path) -> Iterator[Result]:
    (staged := folder / "stage").mkdir()
    azure = StandIn(staged)
    deployment = Deployment(
        stage=Stage(folder=staged),
        terraform=Terraform(environ=os.environ),
        azure=azure,
        given=samples.certificate(load(DEFAULT_CONFIG).config),
        fast=True,
    )
    UNDO.callback(deployment.stop)
    return play(deployment, group, folder=folder)


def _kept() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(page.RESULTS.read_text())["results"] if page.RESULTS.exists() else []
    return found


def _write(results: list[dict[str, str]], *, on: date) -> None:
    content = {"date": f"{on:%Y-%m-%d}", "results": results}
    page.RESULTS.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
