"""A problem in a configuration file, and its place in the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A problem with one value. `str()` gives the message in one line.

    The texts do not end with a full stop.

    Args:
        path: Path of the value, such as `spoke.subnets.nodes`. Empty for the whole file.
        got: Value in the file.
        need: Values that are allowed.
        fix: How to fix the problem.
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
    """A place in a file.

    Args:
        file: The file.
        line: Line number. 0 means the whole file.
        written: Text of the value as written in the file. None if the value is a list or a mapping.
    """

    file: Path
    line: int = 0
    written: str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else str(self.file)


class ConfigError(Exception):
    """All problems of a configuration. `str()` gives one line per problem."""

    def __init__(self, problems: Sequence[tuple[Mark, Problem]]) -> None:
        super().__init__("\n".join(f"{mark}: {problem}" for mark, problem in problems))
        self.problems = tuple(problem for _, problem in problems)
