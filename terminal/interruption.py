"""Handles Ctrl-C and SIGTERM: the program prints one line, removes temporary folders and exits."""

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
    """On SIGINT or SIGTERM, run the callbacks in UNDO, print `line` and exit.

    The exit status follows the shell convention: 130 for Ctrl-C, 143 for SIGTERM. The process exits immediately. An
    exception could be raised inside jsii, which may swallow it, and Python would wait for a Node process that is gone.
    """

    def end(number: int, _: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        UNDO.close()
        with suppress(OSError):  # the reader of stderr may have exited
            print(line, file=sys.stderr, flush=True)
        os._exit(128 + number)

    for number in SIGNALS:
        signal.signal(number, end)


@contextmanager
def postponed() -> Iterator[None]:
    """Hold back SIGINT and SIGTERM until the block has finished."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def left_to(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Let a child process handle interruptions, so that Terraform can write its state before it exits.

    A terminal sends Ctrl-C to both processes. SIGTERM reaches only this process, which forwards it to the child.
    """
    handlers = {signal.SIGINT: lambda *_: None, signal.SIGTERM: lambda number, _: process.send_signal(number)}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
