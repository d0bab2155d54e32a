"""Prints a rehearsal for people: one line a step, with its seconds."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from rehearsal.terraform import UnavailableError
from review.wording import on

STEP, RESULT = 12, 50  # widths of the columns
# Width of the first column, which has names of stacks.
_stack = ContextVar("stack", default=10)


def widen(names: Iterable[str]) -> None:
    """Make the first column wide enough for the names of stacks."""
    _stack.set(max((*map(len, names), _stack.get())))


@dataclass(kw_only=True)
class Step:
    """A step that runs. Set `result` and `details` before it ends."""

    result: str = "failed"
    details: Iterable[str] = ()


@contextmanager
def step(stack: str, name: str) -> Iterator[Step]:
    """Print the line of a step when it ends, and its details below."""
    begun = time.monotonic()
    running = Step()
    try:
        yield running
    except UnavailableError:
        raise  # its message is the only line
    except BaseException:
        _tell(stack, name, running, begun)
        raise
    _tell(stack, name, running, begun)


def _tell(stack: str, name: str, running: Step, begun: float) -> None:
    width = _stack.get()
    say(f"{stack:{width}} {name:{STEP}} {running.result:{RESULT}} {time.monotonic() - begun:4.0f} s")
    for line in running.details:
        say(f"{'':{width}} {line}")


def say(line: str) -> None:
    print(on(sys.stdout, line), flush=True)
