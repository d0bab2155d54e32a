"""What a rule across fields is. The rules themselves are listed in `config/rules/`."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from config.addresses.checks import Known
from config.model import BaselineConfig
from config.problem import Problem

Findings = Iterator[Problem]
Check = Callable[[BaselineConfig], Findings]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A check that yields what breaks it; `says` is what it asks for, and goes into docs/configuration.md.

    `reads` are the paths it judges by beside the one it reports, as no finding may rest on a value that is not the
    user's: `node_pools[].mode` is the mode of the pool that is reported, `node_pools[*].mode` that of each.
    """

    name: str
    says: str
    reads: tuple[str, ...]
    check: Check
    refuses: bool

    def findings(self, config: BaselineConfig, known: Known) -> Findings:
        """What breaks the rule, as far as it rests on values that are `known`."""
        for problem in self.check(config):
            reads = [path for read in self.reads for path in _paths(read, problem.path, config)]
            below = (f"{problem.path}.", f"{problem.path}[")
            if not any(path.startswith(below) for path in reads):  # else `reads` says more closely what is judged
                reads.append(problem.path)
            if known(*reads):
                yield problem


def _paths(read: str, found_at: str, config: BaselineConfig) -> Iterator[str]:
    items, brackets, field = re.split(r"(\[\*?\])", read) if "[" in read else (read, "", "")
    here = re.match(re.escape(items) + r"\[\d+\]", found_at)
    if not brackets:
        yield items
    elif brackets == "[]" and here:
        yield here[0] + field
    else:
        yield from (f"{items}[{position}]{field}" for position in range(len(attrgetter(items)(config))))


def refuses(*reads: str) -> Callable[[Check], Rule]:
    """Makes a check a rule whose findings are problems: nothing is synthesized."""
    return partial(_rule, reads=reads, refuses=True)


def warns(*reads: str) -> Callable[[Check], Rule]:
    """Makes a check a rule whose findings are only told."""
    return partial(_rule, reads=reads, refuses=False)


def _rule(check: Check, *, reads: tuple[str, ...], refuses: bool) -> Rule:
    return Rule(name=check.__name__, says=str(check.__doc__), reads=reads, check=check, refuses=refuses)


def repeated(names: Iterable[str]) -> Iterator[int]:
    """Positions of the names that an earlier position has already."""
    seen: set[str] = set()
    for position, name in enumerate(names):
        if name in seen:
            yield position
        seen.add(name)
