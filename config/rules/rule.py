"""Rules across fields. The other modules of `config/rules/` contain the rules themselves.

A rule is a function of the configuration. The configuration lacks the fields that the model refused. Reading such a
field raises NotJudged, and the rule stops. A rule on list items runs once for each item, so that a wrong item does not
stop the checks of the others.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from config.model import BaselineConfig
from config.problem import Problem
from config.reading.partial import judged

Findings = Iterator[Problem]
Check = Callable[[BaselineConfig], Findings]
ItemCheck = Callable[[BaselineConfig, Any, str], Findings]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A check of the configuration, with its name and description.

    Args:
        name: Name of the check's function.
        says: What the rule requires. docs/configuration.md shows it.
        runs: Returns the findings of each call of the check: one call, or one for each item of a list.
        refuses: True if a finding is a problem, false if it is a warning.
    """

    name: str
    says: str
    runs: Callable[[BaselineConfig], Iterable[Findings]]
    refuses: bool

    def findings(self, config: BaselineConfig) -> Findings:
        """Findings of each call, up to the first refused field that the call reads."""
        for run in judged(self.runs(config)):
            yield from judged(run)


def refuses(check: Check) -> Rule:
    """Turns a check into a rule whose findings are problems: nothing is synthesized."""
    return _rule(check, refuses=True)


def warns(check: Check) -> Rule:
    """Turns a check into a rule whose findings are warnings."""
    return _rule(check, refuses=False)


def refuses_each(path: str) -> Callable[[ItemCheck], Rule]:
    """Like `refuses`, but calls the check for each item of the list at `path`, with the item and its path."""
    return lambda check: _item_rule(check, path, refuses=True)


def warns_each(path: str) -> Callable[[ItemCheck], Rule]:
    """Like `warns`, but calls the check for each item of the list at `path`, with the item and its path."""
    return lambda check: _item_rule(check, path, refuses=False)


def _rule(check: Check, *, refuses: bool) -> Rule:
    return Rule(name=check.__name__, says=str(check.__doc__), runs=lambda config: [check(config)], refuses=refuses)


def _item_rule(check: ItemCheck, path: str, *, refuses: bool) -> Rule:
    def runs(config: BaselineConfig) -> Iterator[Findings]:
        for position, item in enumerate(attrgetter(path)(config)):
            yield check(config, item, f"{path}[{position}]")

    return Rule(name=check.__name__, says=str(check.__doc__), runs=runs, refuses=refuses)


def repeated(names: Iterable[str]) -> Iterator[int]:
    """Positions of names that already occur at an earlier position."""
    seen: set[str] = set()
    for position, name in enumerate(names):
        if name in seen:
            yield position
        seen.add(name)
