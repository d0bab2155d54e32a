"""What a rule across fields is. The rules themselves are listed in `config/rules/`.

A rule is a function over the configuration. A field that the model refused is absent from it: reading that field raises
NotJudged, and the rule says nothing. A rule about the items of a list runs once an item, so that one wrong item leaves
the others to be judged.
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
    """A check that yields what breaks it; `says` is what it asks for, and goes into docs/configuration.md.

    `runs` answers the calls of the check: one, or one for each item of a list.
    """

    name: str
    says: str
    runs: Callable[[BaselineConfig], Iterable[Findings]]
    refuses: bool

    def findings(self, config: BaselineConfig) -> Findings:
        """What breaks the rule, as far as it can be judged."""
        for run in judged(self.runs(config)):
            yield from judged(run)


def refuses(check: Check) -> Rule:
    """Makes a check a rule whose findings are problems: nothing is synthesized."""
    return _rule(check, refuses=True)


def warns(check: Check) -> Rule:
    """Makes a check a rule whose findings are only told."""
    return _rule(check, refuses=False)


def refuses_each(path: str) -> Callable[[ItemCheck], Rule]:
    """As `refuses`, once for each item of the list at `path`, with the item and its own path."""
    return lambda check: _item_rule(check, path, refuses=True)


def warns_each(path: str) -> Callable[[ItemCheck], Rule]:
    """As `warns`, once for each item of the list at `path`, with the item and its own path."""
    return lambda check: _item_rule(check, path, refuses=False)


def _rule(check: Check, *, refuses: bool) -> Rule:
    return Rule(name=check.__name__, says=str(check.__doc__), runs=lambda config: [check(config)], refuses=refuses)


def _item_rule(check: ItemCheck, path: str, *, refuses: bool) -> Rule:
    def runs(config: BaselineConfig) -> Iterator[Findings]:
        for position, item in enumerate(attrgetter(path)(config)):
            yield check(config, item, f"{path}[{position}]")

    return Rule(name=check.__name__, says=str(check.__doc__), runs=runs, refuses=refuses)


def repeated(names: Iterable[str]) -> Iterator[int]:
    """Positions of the names that an earlier position has already."""
    seen: set[str] = set()
    for position, name in enumerate(names):
        if name in seen:
            yield position
        seen.add(name)
