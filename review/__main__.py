"""Checks a synthesis against the article, compares it with an earlier output, and reports costs and plans.

`python -m review report --date 2026-01-31 --base main`, `python -m review plan hub.json spoke.json --allow ADDRESS`,
`python -m review prices --date 2026-01-31`.

Without arguments, configuration and output folder are those of `make synth`: BASELINE_CONFIG and CDKTF_OUTDIR.
"""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]  # same as main.py

from config.load import Loaded, load
from config.problem import ConfigError
from config.reading import documents
from review import difference
from review.cost import statement
from review.cost.refresh import refresh
from review.cost.retail_prices import API
from review.difference import BaseError, Change, base_output, differences
from review.members import each_alone, worst
from review.plan_guard import guard
from review.report.content import Content, shown_path
from review.report.files import write
from review.synthesis import Synthesis
from review.terraform import read
from review.verdict import as_json, summary, verdict
from review.whole import synthesis
from review.wording import on
from terminal.output_folder import chosen

BAD_INPUT = 2


def report(arguments: Namespace) -> int:
    """Write OUT/review.html and its companions, print the deviations, and return 1 if the review fails."""
    loaded, made = reviewed(arguments.config, arguments.out)
    before = base_output(arguments.base, config=arguments.config, out=arguments.out) if arguments.base else None
    judged = verdict(worst(loaded, made), accepted=made.config.review.accepted, on=arguments.date)
    content = Content(
        made=made,
        verdict=judged,
        configuration=shown_path(arguments.config, ROOT),
        alone=tuple(each_alone(loaded, made, own_names=True)),
    )
    costs = content.costs
    write_json(content, out=arguments.out)
    write(content, document=documents.read(arguments.config), root=ROOT, out=arguments.out)
    too_much = statement.over_limit(costs, made.config.cost.limit)
    print(*statement.summary(costs, by_stack=bool(made.members)), *filter(None, [too_much]), summary(judged), sep="\n")
    if before is not None:
        tell(differences(before, made), name=arguments.base, out=arguments.out)
    return 1 if judged.fails or too_much else 0


def tell(changes: Sequence[Change], *, name: str, out: Path) -> None:
    """Write OUT/difference.md and OUT/difference.json, and print the changes since the output or git ref `name`."""
    difference.write(changes, name=name, out=out)
    for line in difference.lines(changes, name=name):
        print(on(sys.stdout, line))


def reviewed(config: Path, out: Path) -> tuple[Loaded, Synthesis]:
    """Read the file `config` and the synthesis in the folder `out` that was made from it.

    Raises:
        ConfigError: The configuration has errors.
        FileNotFoundError: `out` has no synthesis.
    """
    stacks = read(out)
    if not stacks:
        raise FileNotFoundError(out)
    loaded = load(config)
    return loaded, synthesis(loaded, stacks, root=ROOT)


def write_json(content: Content, *, out: Path) -> None:
    """Write `review.json` into the folder `out`."""
    answers = as_json(content.verdict, configuration=content.configuration) | {"cost": statement.as_json(content.costs)}
    (out / "review.json").write_text(json.dumps(answers, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def plan(arguments: Namespace) -> int:
    """Print the changes in Terraform plans, and return 1 if a protected resource would be lost."""
    return guard(arguments.plans, allow=arguments.allow)


def prices(arguments: Namespace) -> int:
    """Refresh the list prices that a synthesis uses, and return 3 if the price API cannot be reached."""
    _, made = reviewed(arguments.config, arguments.out)
    return refresh(made, on=arguments.date, api=arguments.api)


def parser() -> ArgumentParser:
    """Return the parser for the commands and their arguments."""
    whole = ArgumentParser(prog="python -m review")
    commands = whole.add_subparsers(required=True)
    reports = commands.add_parser("report", help="hold a synthesis against the article's requirements")
    config, out = chosen(os.environ)
    reports.add_argument("config", type=Path, nargs="?", default=config, help="configuration that was synthesized")
    reports.add_argument("out", type=Path, nargs="?", default=out, help="its output folder; review.html goes there")
    reports.add_argument("--date", type=date.fromisoformat, required=True, help="day that acceptances must reach")
    reports.add_argument("--base", default="", help="output folder or git ref to compare with: OUT/difference.md")
    reports.set_defaults(run=report)
    plans = commands.add_parser("plan", help="tell what plans would do; 1 if something protected would be lost")
    plans.add_argument("plans", type=Path, nargs="+", metavar="PLAN", help="what `terraform show -json` prints of one")
    plans.add_argument("--allow", action="append", default=[], metavar="ADDRESS", help="may be replaced or deleted")
    plans.set_defaults(run=plan)
    asks = commands.add_parser("prices", help="ask Azure for the list prices that a synthesis uses")
    asks.add_argument("config", type=Path, nargs="?", default=config, help="configuration that was synthesized")
    asks.add_argument("out", type=Path, nargs="?", default=out, help="its output folder")
    asks.add_argument("--date", type=date.fromisoformat, required=True, help="today")
    asks.add_argument("--api", default=API, help="address of the Azure Retail Prices API")
    asks.set_defaults(run=prices)
    return whole


def main(arguments: list[str]) -> int:
    """Run one command. Invalid input prints error lines and returns 2."""
    given = parser().parse_args(arguments)
    run: Callable[[Namespace], int] = given.run
    try:
        return run(given)
    except (BaseError, ConfigError) as error:
        print(error, file=sys.stderr)
    except FileNotFoundError as error:
        print(f"{error.filename or error}: holds no synthesized stacks — run make synth first", file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
