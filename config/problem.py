"""One mistake in a configuration file, said in one line, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What was given at `path` (`spoke.subnets.nodes`), what is allowed there, and how to fix it.

    None of the three ends in a full stop. An empty `path` means the file as a whole.
    """

    path: str
    got: str
    need: str
    fix: str

    def __str__(self) -> str:
        said = f"got {self.got}, need {self.need} - {self.fix}"
        return f"{self.path}: {said}" if self.path else said


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A place in a file. Line 0 is the file as a whole. `written`: the text that stands there, if it is one word."""

    file: Path
    line: int = 0
    written: str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else str(self.file)


class ConfigError(Exception):
    """Everything that is wrong with a configuration, found in one go; `str()` gives one line a problem."""

    def __init__(self, problems: Sequence[tuple[Mark, Problem]]) -> None:
        super().__init__("\n".join(f"{mark}: {problem}" for mark, problem in problems))
        self.problems = tuple(problem for _, problem in problems)
