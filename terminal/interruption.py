"""Ctrl-C and a cancelled pipeline end a program with one line, and without a folder left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
UNDO = ExitStack()


def end_with(line: str) -> None:
    """On the next interruption undo what is in UNDO, print `line` and end.

    The status is the one that shells know: 130 for Ctrl-C, 143 for SIGTERM. The process ends at once: an exception
    would come up in the middle of jsii, which may swallow it, and Python would wait for a Node that is gone.
    """

    def end(number: int, _: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        UNDO.close()
        with suppress(OSError):  # whoever would have read it may be gone
            print(line, file=sys.stderr, flush=True)
        os._exit(128 + number)

    for number in SIGNALS:
        signal.signal(number, end)


@contextmanager
def postponed() -> Iterator[None]:
    """Finish what must not be cut in half, and end afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def left_to(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Let a program that runs below answer interruptions itself: Terraform writes its state before it ends.

    A terminal sends Ctrl-C to both; SIGTERM comes to us alone and is passed on.
    """
    handlers = {signal.SIGINT: lambda *_: None, signal.SIGTERM: lambda number, _: process.send_signal(number)}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
