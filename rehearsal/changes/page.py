"""Writes docs/changes.md from what `make changes` has played."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rehearsal.changes.azure_refusals import REFUSALS
from rehearsal.changes.case import Outcome, Result
from rehearsal.changes.cases import CASES

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parent / "results.json"
PAGE = ROOT / "docs" / "changes.md"

# Most severe first, with what it means.
SECTIONS: dict[Outcome, str] = {
    "another deployment": "These keys say where the state is. Terraform would know nothing of what is deployed, and "
    "deploy everything a second time, beside the first. To keep the deployment under another backend, move the state: "
    "`terraform init -migrate-state`.",
    "refused by the plan": "The plan fails before anything changes. The second column says what would be lost if "
    "`safety.allow_destroy: true` let it pass.",
    "refused by Azure": "The plan passes, and the apply fails half-way.",
    "refused by the file": "`make synth` refuses the file.",
    "needs an order": "One stack fails until another one has been deployed.",
    "replaces": "Something is deleted and made anew, or only deleted.",
    "nodes are replaced": "The plan says update in place, and azurerm makes the nodes of the pool anew.",
    "in place": "Nothing is deleted.",
    "inside the cluster": "Only the stack `bootstrap` changes, or nothing. A rehearsal cannot play it.",
}


def page(content: dict[str, Any]) -> str:
    """The page.

    Args:
        content: what is in results.json.
    """
    results = [Result.of_json(each) for each in content["results"]]
    counted = Counter(each.outcome for each in results)
    lines = [
        "# What a change does",
        "",
        f"Written by `make changes` on {content['date']}: {len(results)} changes of `config/baseline.yaml`, each",
        "planned by azurerm over a deployment against [a stand-in for Azure](rehearsal.md), and applied",
        "where Azure may refuse what the plan allows. Every switch of [options.md](options.md) is one of",
        "the changes. To see what your own change does, run `make rehearse CONFIG=… BASE=…`.",
        "",
        "| outcome | changes |",
        "|---|---|",
        *(f"| [{outcome}](#{_anchor(outcome)}) | {counted[outcome]} |" for outcome in SECTIONS if counted[outcome]),
        "",
    ]
    for outcome, meaning in SECTIONS.items():
        mine = [each for each in results if each.outcome == outcome]
        if mine:
            lines += [f"## {outcome[:1].upper()}{outcome[1:]}", "", meaning, "", *_table(mine), ""]
    played = {each.key for each in results}
    return "\n".join([*lines, *_refusals(), *_missing([case.key for case in CASES if case.key not in played])])


def _anchor(outcome: str) -> str:
    return outcome.replace(" ", "-").lower()


def _table(results: Sequence[Result]) -> Iterator[str]:
    yield "| change | deletes or makes anew | why |"
    yield "|---|---|---|"
    for each in results:
        where = f" ({', '.join(each.stacks)})" if each.stacks else ""
        yield f"| `{_cell(each.key)}`{where} | {_lost(each)} | {_cell(each.why)} |"


def _lost(result: Result) -> str:
    """What is lost, the worst first: types that hold something, then the number of others."""
    held: dict[tuple[str, str, str], int] = {}
    for each in result.lost:
        if each.loss:
            key = (each.kind, each.type.removeprefix("azurerm_").replace("_", " "), each.loss)
            held[key] = held.get(key, 0) + 1
    words = {"replace": "makes anew", "delete": "deletes"}
    parts = [
        f"{words[kind]} {f'{count} × ' if count > 1 else ''}{type_}: {loss}"
        for (kind, type_, loss), count in held.items()
    ]
    others = sum(not each.loss for each in result.lost)
    parts += [f"{others} that hold nothing"] if others else []
    return _cell("; ".join(parts))


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").replace("<", "(").replace(">", ")").split())


def _refusals() -> Iterator[str]:
    yield "## What the plan does not show"
    yield ""
    yield "| change | what Azure does | instead | source | rehearsed |"
    yield "|---|---|---|---|---|"
    for each in REFUSALS:
        yield f"| {each.change} | {each.answer} | {each.instead} | {each.source} | {'yes' if each.played else 'no'} |"
    yield ""


def _missing(keys: Sequence[str]) -> Iterator[str]:
    if keys:
        yield "## Not played yet"
        yield ""
        yield f"{len(keys)} changes have no result. `python -m rehearsal.changes --missing --date …` plays them:"
        yield f"{', '.join(f'`{_cell(key)}`' for key in keys)}."
        yield ""


def main() -> None:
    if RESULTS.exists():
        PAGE.write_text(page(json.loads(RESULTS.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
