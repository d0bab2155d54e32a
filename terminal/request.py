"""Parses the arguments of cdktf: the command, the stacks and the options."""

import json
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

# Options of cdktf, and the same options of `terraform plan`.
FLAGS = {"--refresh-only": "-refresh-only", "--no-lock": "-lock=false"}
VALUES = {"--var": "-var", "--var-file": "-var-file", "--terraform-parallelism": "-parallelism"}


class RefusedError(Exception):
    """The request is refused and nothing runs. The message has one line for each reason."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A command for a set of stacks.

    Args:
        verb: deploy, destroy or diff.
        stacks: Names or patterns such as `hub-*`. Empty: all stacks.
        options: Options for `terraform plan`.
        app: Command that synthesizes. None: use the existing output folder.
        output: Output folder.
        alone: Whether stacks may be destroyed while stacks that depend on them remain.
        guard: Whether the plan guard judges the plans, instead of a person. Nobody is asked.
        allow: Addresses of protected resources that the guard lets go.
    """

    verb: str
    stacks: list[str]
    options: list[str]
    app: str | None
    output: Path
    alone: bool
    guard: bool
    allow: list[str]

    @classmethod
    def read(cls, verb: str, arguments: list[str], *, output: Path) -> "Request":
        """Parse the arguments after `cdktf`. Raises RefusedError for options that only cdktf supports."""
        parser = _Parser(prog=f"cdktf {verb}", allow_abbrev=False)
        parser.add_argument("verb", type=lambda _: verb, help="deploy, destroy or diff")
        parser.add_argument("stacks", nargs="*", help="names or patterns; diff without them takes all")
        parser.add_argument("--output", "-o", type=Path, default=output)
        synthesis = parser.add_mutually_exclusive_group()
        synthesis.add_argument("--app", "-a", default=json.loads(Path("cdktf.json").read_text())["app"])
        synthesis.add_argument("--skip-synth", dest="app", action="store_const", const=None)
        parser.add_argument("--ignore-missing-stack-dependencies", dest="alone", action="store_true")
        if verb != "destroy":  # everything that is protected would be lost
            parser.add_argument("--guard", action="store_true")
            parser.add_argument("--allow", action="append", default=[], metavar="ADDRESS")
        parser.set_defaults(guard=False, allow=[])
        for name, option in FLAGS.items():
            parser.add_argument(name, dest="options", action="append_const", const=option, default=[])
        for name, option in VALUES.items():
            parser.add_argument(name, dest="options", action="append", type=f"{option}={{}}".format, default=[])
        return cls(**vars(parser.parse_intermixed_args(arguments)))


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise RefusedError(f"{self.prog}: {message} - with --auto-approve cdktf does all it knows, and asks nobody")
