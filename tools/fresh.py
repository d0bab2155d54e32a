"""`make fresh`: says what has ended, what ends in the next 90 days, and what somebody has to look at again.

The facts are in config/facts/lifetimes.yaml, and those that concern other settings than CONFIG's are left out. The exit
status is 1 if there is anything to do, and 2 for invalid input. The monthly pipeline runs it.
"""

import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.load import Loaded, load
from config.model import BaselineConfig
from config.problem import ConfigError
from terminal.output_folder import chosen

ROOT = Path(__file__).parents[1]
FACTS = ROOT / "config" / "facts" / "lifetimes.yaml"
AHEAD = timedelta(days=90)


class Fact(BaseModel):
    """A part of the file. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Known(Fact):
    """An end that is accepted until a day."""

    until: date
    reason: str


class Pin(Fact):
    """Where the version that ages stands: a file of this repository, and a pattern with one group."""

    file: str
    pattern: str

    def version(self, root: Path = ROOT) -> str | None:
        """Return the version. None if the file does not have it."""
        found = re.search(self.pattern, (root / self.file).read_text(encoding="utf-8"), re.MULTILINE)
        return found[1] if found else None


class Lifetime(Fact):
    """A line of the file. Its head explains the fields."""

    what: str
    ends: date | None = None
    look_again: date | None = None
    known: Known | None = None
    when: dict[str, str] = Field(default={}, max_length=1)
    pin: Pin | None = None
    do: str
    source: str

    @model_validator(mode="after")
    def _one_day(self) -> "Lifetime":
        if (self.ends is None) == (self.look_again is None):
            raise ValueError(f"{self.what}: has ends or look_again, not both")
        return self

    @property
    def name(self) -> str:
        return self.what.replace("{}", (self.pin and self.pin.version()) or "?")

    def concerns(self, loaded: Loaded) -> bool:
        """Whether a cluster of the configuration uses what ages."""
        return all(_used(loaded, path, pattern) for path, pattern in self.when.items())

    def verdict(self, on: date) -> str | None:
        """What is to say on a day. None: nothing yet."""
        if self.look_again:
            return f"look again, since {self.look_again}" if on >= self.look_again else None
        assert self.ends
        if self.known and on < self.known.until:
            return None
        if on > self.ends:
            return f"ended on {self.ends}"
        return f"ends on {self.ends}, in {(self.ends - on).days} days" if on + AHEAD >= self.ends else None


def facts(file: Path = FACTS) -> list[Lifetime]:
    """Read the facts. Raises ValidationError for a line that is not as the head of the file says."""
    return [Lifetime.model_validate(each) for each in yaml.safe_load(file.read_text(encoding="utf-8"))["lifetimes"]]


def stale(loaded: Loaded, *, on: date) -> Iterator[str]:
    """Lines about what ends soon or has ended, or has to be looked at again.

    Args:
        loaded: The configuration.
        on: The day.
    """
    for fact in facts():
        if (said := fact.verdict(on)) and fact.concerns(loaded):
            yield f"{fact.name}: {said} - {fact.do} ({fact.source})"


def _used(loaded: Loaded, path: str, pattern: str) -> bool:
    """Whether any cluster has a value at the path that begins as the pattern says."""
    values = (value for cluster in loaded.fleet.clusters for value in _values(cluster.config, path))
    return any(re.match(pattern, str(value)) for value in values)


def _values(config: BaselineConfig, path: str) -> Iterator[Any]:
    head, _, tail = path.partition("[].")
    found = attrgetter(head)(config)
    for each in found if tail else (found,):
        yield attrgetter(tail)(each) if tail else each


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(prog="make fresh", description=__doc__)
    parser.add_argument("--date", type=date.fromisoformat, default=date.today(), help="day to compare with")
    on = parser.parse_args(arguments).date
    try:
        loaded = load(chosen(os.environ)[0])
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    lines = list(stale(loaded, on=on))
    for line in lines:
        print(line)
    coming = [each.ends for each in facts() if each.ends and each.ends > on and each.concerns(loaded)]
    print(f"{on}: {len(lines)} to do; the next end is on {min(coming, default='no known day')}")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
