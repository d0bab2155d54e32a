"""What cdktf is asked to do with which stacks, in cdktf's words."""

import json
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

# What cdktf calls an option, and what Terraform's plan calls it.
FLAGS = {"--refresh-only": "-refresh-only"}
VALUES = {"--var": "-var", "--var-file": "-var-file", "--terraform-parallelism": "-parallelism"}


class RefusedError(Exception):
    """Nothing is run; one line a reason."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked for.

    Args:
        verb: deploy, destroy or diff.
        stacks: their names, or patterns such as `hub-*`; none means all.
        options: of Terraform's plan, in Terraform's words.
        app: the command that synthesizes; None takes the output folder as it is.
        output: the output folder.
        alone: whether stacks may go without those that build on them.
    """

    verb: str
    stacks: list[str]
    options: list[str]
    app: str | None
    output: Path
    alone: bool

    @classmethod
    def read(cls, verb: str, arguments: list[str], *, output: Path) -> "Request":
        """Read what follows `cdktf`. Raises RefusedError for what only cdktf itself understands."""
        parser = _Parser(prog=f"cdktf {verb}", allow_abbrev=False)
        parser.add_argument("verb", type=lambda _: verb, help="deploy, destroy or diff")
        parser.add_argument("stacks", nargs="*", help="names or patterns; diff without them takes all")
        parser.add_argument("--output", "-o", type=Path, default=output)
        synthesis = parser.add_mutually_exclusive_group()
        synthesis.add_argument("--app", "-a", default=json.loads(Path("cdktf.json").read_text())["app"])
        synthesis.add_argument("--skip-synth", dest="app", action="store_const", const=None)
        parser.add_argument("--ignore-missing-stack-dependencies", dest="alone", action="store_true")
        for name, option in FLAGS.items():
            parser.add_argument(name, dest="options", action="append_const", const=option, default=[])
        for name, option in VALUES.items():
            parser.add_argument(name, dest="options", action="append", type=f"{option}={{}}".format, default=[])
        return cls(**vars(parser.parse_intermixed_args(arguments)))


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise RefusedError(f"{self.prog}: {message} - with --auto-approve cdktf does all it knows, and asks nobody")
