"""Asks eight questions and writes a configuration: `make init`.

Every answer is checked at once, with the model and the rules that check a file. An answer that is a flag is not asked
for. Without a terminal nothing is asked: a missing answer is an error.
"""

import os
import re
import shlex
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
if not __package__:  # `python terminal/init.py` puts this folder first on sys.path
    del sys.path[0]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]  # same as main.py

import yaml

from config.load import load
from config.problem import ConfigError
from config.rules import warnings
from terminal.output_folder import DEFAULT_CONFIG
from terminal.questions import QUESTIONS, Answers, Question, Settings, UnusableError

BAD_INPUT, INTERRUPTED = 2, 130
WIDTH = 1000  # one line for each list and each short section
MOST_CHOICES = 5  # of a menu; more are completed while the user types

COMMENTS = {
    "node_pools": "the system pool has the size that AKS advises; the article's is smaller",
    "dns": "clients ask for bicycle.<domain>",
    "geo_redundancy_location": "replica of the registry: Azure offers no open pair of this region",
}


def settings_of(answers: Answers) -> Settings:
    """Sections of the configuration that these answers give.

    Raises:
        UnusableError: An answer has another form than its question asks for.
    """
    made = [question.settings(answers[question.name]) for question in QUESTIONS if question.name in answers]
    base = "dev.yaml" if answers.get("environment") == "dev" else "baseline.yaml"
    merged: Settings = {"extends": base}
    for each in made:
        merged |= each
    last = {"node_pools": merged.pop("node_pools")} if "node_pools" in merged else {}
    return merged | last


def fault(question: Question, answer: str, earlier: Answers) -> str | None:
    """One line on what is wrong with an answer. None if nothing is.

    Args:
        question: The question.
        answer: The answer.
        earlier: Answers to the questions before it.
    """
    try:
        own = question.settings(answer)
        found = _problems(settings_of({**earlier, question.name: answer}))
    except UnusableError as error:
        return str(error)
    before = _problems(settings_of(earlier))
    new = [line for section, line in found if section in own or (section, line) not in before]
    return new[0] if new else None


def _problems(settings: Settings) -> list[tuple[str, str]]:
    """Section and line of each problem and each warning of a configuration beside the profiles."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "new.yaml"
        absolute = {**settings, "extends": str(DEFAULT_CONFIG.parent / settings["extends"])}
        file.write_text(yaml.safe_dump(absolute), encoding="utf-8")
        try:
            problems = warnings(load(file).config)
        except ConfigError as error:
            problems = list(error.problems)
    return [(re.split(r"[.\[]", each.path)[0], str(each)) for each in problems]


def text(settings: Settings, *, schema: str) -> str:
    """The file: a line for each short section, and a comment where a value needs one.

    Args:
        settings: Sections of the configuration.
        schema: Path of the schema, seen from the file, for editors.
    """
    lines = [f"# yaml-language-server: $schema={schema}"]
    for section, value in settings.items():
        comment = f" # {COMMENTS[section]}" if section in COMMENTS else ""
        nested = isinstance(value, dict) and any(isinstance(each, dict) for each in value.values())
        if nested or (isinstance(value, list) and value and isinstance(value[0], dict)):
            lines += [f"{section}:{comment}", *(f"  {line}" for line in _inner(value))]
        else:
            lines.append(f"{section}: {_flow(value)}{comment}")
    return "\n".join(lines) + "\n"


def _inner(value: Any) -> list[str]:
    if isinstance(value, list):
        return [f"- {_flow(each)}" for each in value]
    return [f"{key}: {_flow(each)}" for key, each in value.items()]


def _flow(value: Any) -> str:
    """A value on one line of YAML, with quotes where YAML would read something else."""
    return yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=WIDTH).removesuffix("...\n").strip()


def _asked(given: Answers) -> dict[str, str]:
    """Answers to all questions: those given, and those asked for now.

    Raises:
        KeyboardInterrupt: The user stopped.
    """
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        answers[question.name] = given.get(question.name) or _ask(question, dict(answers))
    return answers


def _ask(question: Question, earlier: Answers) -> str:
    import questionary  # takes as long to load as the configuration

    def check(answer: str) -> bool | str:
        return fault(question, answer.strip(), earlier) or True

    asks, suggests, choices = question.asks, question.suggests, list(question.choices)
    if not choices:
        prompt = questionary.text(asks, default=suggests, validate=check)
    elif len(choices) <= MOST_CHOICES:
        prompt = questionary.select(asks, choices=choices, default=suggests)
    else:
        prompt = questionary.autocomplete(asks, choices=choices, default=suggests, validate=check)
    return str(prompt.unsafe_ask()).strip()


def _faults(given: Answers) -> list[str]:
    """What is wrong with the answers that were given as flags."""
    found: list[str] = []
    known: dict[str, str] = {}
    for name in (question.name for question in QUESTIONS if question.name in given):
        (question,) = (each for each in QUESTIONS if each.name == name)
        if wrong := fault(question, given[name], known):
            found.append(f"--{name}: {wrong}")
        else:
            known[name] = given[name]
    return found


def _named(answers: Answers) -> Path:
    """A file named after the application and the environment."""
    application = settings_of(answers)["naming"]["application"]
    return DEFAULT_CONFIG.parent / f"{application}-{answers['environment']}.yaml".lower()


def _write(given: Answers, chosen: Path | None) -> list[str]:
    """Ask what is not given, and write the file. Return what keeps it from being written."""
    if chosen and chosen.exists():
        return [f"{chosen}: exists, and is not overwritten - name another file: make init CONFIG=config/mine.yaml"]
    found = _faults(given)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        missing = [question for question in QUESTIONS if question.name not in given]
        found += [f"--{each.name}: got nothing, need an answer: {each.asks}" for each in missing]
    if found:
        return found
    answers = _asked(given)
    file, settings = chosen or _named(answers), settings_of(answers)
    if left := [line for _, line in _problems(settings)]:
        return left
    base = os.path.relpath(DEFAULT_CONFIG.parent, file.parent)
    settings["extends"] = Path(base, settings["extends"]).as_posix()
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text(settings, schema=Path(base, "schema.json").as_posix()))
    except OSError as error:
        reason = "exists, and is not overwritten" if isinstance(error, FileExistsError) else error.strerror
        return [f"{file}: {reason} - name another file: make init CONFIG=config/mine.yaml"]
    shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    print(f"written: {shown}\nnext: make synth CONFIG={shlex.quote(str(shown))}")
    return []


def main(arguments: list[str], environ: Mapping[str, str]) -> int:
    """Ask, write the file, and return the exit status."""
    parser = ArgumentParser(prog="make init", description="Ask eight questions and write a configuration.")
    for question in QUESTIONS:
        parser.add_argument(f"--{question.name}", help=question.asks, metavar="ANSWER")
    given = {name: value.strip() for name, value in vars(parser.parse_args(arguments)).items() if value}
    chosen = Path(environ.get("BASELINE_CONFIG") or DEFAULT_CONFIG)
    try:
        found = _write(given, None if chosen.resolve() == DEFAULT_CONFIG else chosen)
    except KeyboardInterrupt:
        print("interrupted: nothing was written", file=sys.stderr)
        return INTERRUPTED
    for line in found:
        print(line, file=sys.stderr)
    return BAD_INPUT if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
