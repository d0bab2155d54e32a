"""Writes messages: coloured and wrapped on a terminal, plain lines in a file or pipe.

It does not use the library `rich`, whose import takes a fifth of the time of a synthesis.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import TextIOWrapper
from typing import TextIO

RESET, BOLD, RED, YELLOW, GREEN = "\x1b[0m", "\x1b[1m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[32m"

WORD = re.compile(r"\S+\s*|\s+")

Part = tuple[str, str]  # colour, text


def coloured(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether the stream is a terminal on which the user allows colours."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


class Screen:
    """Writes messages to a stream. It respects `NO_COLOR` and `TERM=dumb`."""

    def __init__(self, stream: TextIO, environ: Mapping[str, str]) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._coloured = coloured(stream, environ)

    def refuse(self, line: str) -> None:
        """Write an error: `file: path: got …`."""
        self._write(_parts(line, RED))

    def warn(self, line: str) -> None:
        """Write a warning: `file: path: got …`."""
        self._write([(YELLOW, "warning: "), *_parts(line, BOLD)])

    def tell(self, line: str) -> None:
        """Write a line of the result, or the next command: `next: …`."""
        self._write([(GREEN if line.startswith("next: ") else "", line)])

    def _write(self, parts: list[Part]) -> None:
        words = [(colour, word) for colour, text in parts for word in WORD.findall(text)]
        for line in self._lines(words) if self._terminal else [words]:
            try:
                print("".join(map(self._painted, line)).rstrip(" "), file=self._stream, flush=True)
            except BrokenPipeError:  # the reader has gone, as in `make synth | head`; Python flushes once more at exit
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def _painted(self, word: Part) -> str:
        colour, text = word
        bare = text.rstrip(" ")
        return f"{colour}{bare}{RESET}{text[len(bare) :]}" if colour and bare and self._coloured else text

    def _lines(self, words: list[Part]) -> Iterator[list[Part]]:
        """Wrap at the width of the terminal and indent continuation lines."""
        width = os.get_terminal_size(self._stream.fileno()).columns or 80
        line: list[Part] = []
        used = 0
        for colour, word in words:
            if line and used + len(word.rstrip()) > width:
                yield line
                line, used = [("", "    ")], 4
                word = word.lstrip()
            line.append((colour, word))
            used += len(word)
        yield line


def _parts(line: str, colour: str) -> list[Part]:
    """Split a line into its location, in colour, and the rest, without colour."""
    place, got, rest = line.partition(": got ")
    return [(colour, f"{place}: "), ("", f"got {rest}")] if got else [("", line)]


def report(
    *, refused: Iterable[str] = (), warnings: Iterable[str] = (), made: Iterable[str] = (), environ: Mapping[str, str]
) -> int:
    """Print the result of a synthesis on stdout, and one line for each error and warning on stderr.

    Returns the exit status. The cdktf CLI shows everything on stderr as an error, in red. Under cdktf, warnings
    therefore go to stdout.
    """
    by_cdktf = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS" in environ
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # escape non-ASCII names, as stderr does
    stdout, stderr = Screen(sys.stdout, environ), Screen(sys.stderr, environ)
    status = 0
    for line in refused:
        stderr.refuse(line)
        status = 2
    for line in warnings:
        (stdout if by_cdktf else stderr).warn(line)
    for line in made:
        stdout.tell(line)
    return status
