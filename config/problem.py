"""One mistake in a configuration file, said in one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Where (`spoke.subnets.nodes`), what was given, what is allowed and how to fix it; no sentence ends in a full
    stop.
    """

    path: str
    got: str
    need: str
    fix: str

    def __str__(self) -> str:
        return f"{self.path}: got {self.got}, need {self.need} — {self.fix}"


class ConfigError(Exception):
    """Everything that is wrong with a file, found in one go; `str()` gives one line a problem."""

    def __init__(self, file: Path | str, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))
        self.problems = tuple(problems)
