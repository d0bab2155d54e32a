"""Reads a configuration file, and the files it extends, into one mapping.

What cannot be read at all is raised at once. A key that stands twice is noted, and reading goes on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.problem import ConfigError, Mark, Problem
from config.reading.wording import Loc, nearest, path_of, shown
from config.reading.yaml import parse


@dataclass(frozen=True, kw_only=True)
class Document:
    """The values of `file` on top of those it extends, and where each of them stands.

    `doubled` has a problem for each key that stands twice in `file` itself.
    """

    file: Path
    values: dict[str, Any]
    marks: Mapping[Loc, Mark]
    doubled: Mapping[Loc, Problem]

    def placed(self, problems: Iterable[Problem]) -> list[tuple[Mark, Problem]]:
        """Each problem with its place, in the order of the lines; those of `file` come first."""
        marks = {path_of(loc): mark for loc, mark in self.marks.items()}
        found = [(self._mark(problem.path, marks), problem) for problem in problems]
        return sorted(found, key=lambda each: (each[0].file != self.file, each[0].line))

    def _mark(self, path: str, marks: Mapping[str, Mark]) -> Mark:
        """Where the value at `path` stands. A value that is missing is placed at the section it is missing from."""
        while path:
            if path in marks:
                return marks[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return Mark(file=self.file)


def read(file: Path) -> Document:
    """The document in `file`. Raises ConfigError if this file, or one that it extends, cannot be read."""
    return _read(file, extended_by=())


def _read(file: Path, *, extended_by: tuple[Path, ...]) -> Document:
    source = parse(_text(file), file=file)
    document = Document(file=file, values=source.values, marks=source.marks, doubled=source.doubled)
    if extended_by and document.doubled:  # the user's own file reports them together with everything else
        raise ConfigError(document.placed(document.doubled.values()))
    extends = document.values.get("extends")
    if not isinstance(extends, str):
        return document
    base, chain = file.parent / extends, (*extended_by, file)
    if problem := _unusable(base, extends=extends, chain=chain):
        raise ConfigError(document.placed([problem]))
    return _merged(_read(base, extended_by=chain), document)


def _unusable(base: Path, *, extends: str, chain: tuple[Path, ...]) -> Problem | None:
    """What is wrong with the file `base` that is to be extended: it does not exist, or leads back to one of `chain`."""
    try:
        exists = base.is_file()
    except (OSError, ValueError):  # a name that no file can have
        exists = False
    if not exists:
        fix = _did_you_mean(base) or "correct the name, relative to this file"
        return Problem(path="extends", got=f"{shown(extends)}, which is no file", need="an existing file", fix=fix)
    if base.resolve() in [each.resolve() for each in chain]:
        got = f"the circle {' -> '.join(each.name for each in (*chain, base))}"
        return Problem(path="extends", got=got, need="a file that does not lead back", fix="extend another file")
    return None


def _merged(base: Document, child: Document) -> Document:
    """`child` on top of `base`. Mappings are merged; everything else, null among it, replaces what was there."""
    replaced: set[Loc] = set()

    def merge(below: dict[str, Any], above: dict[str, Any], loc: Loc) -> dict[str, Any]:
        merged = dict(below)
        for key, value in above.items():
            if isinstance(value, dict) and isinstance(below.get(key), dict):
                merged[key] = merge(below[key], value, (*loc, key))
            else:
                merged[key] = value
                replaced.add((*loc, key))
        return merged

    values = merge(base.values, child.values, ())
    kept = {loc: mark for loc, mark in base.marks.items() if replaced.isdisjoint(_around(loc))}
    return Document(file=child.file, values=values, marks={**kept, **child.marks}, doubled=child.doubled)


def _around(loc: Loc) -> Iterator[Loc]:
    """`loc` and every section around it."""
    return (loc[:depth] for depth in range(1, len(loc) + 1))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        got, need, fix = "no such file", "an existing file", _did_you_mean(file) or "correct the name"
    except UnicodeDecodeError as error:
        got, need, fix = f"a byte that is no text at position {error.start}", "text in UTF-8", "save the file as UTF-8"
    except (OSError, ValueError) as error:  # a folder, no permission, a name that no file can have
        got = getattr(error, "strerror", None) or "an impossible name"
        need, fix = "a file that can be read", "choose another file or change its permissions"
    raise ConfigError([(Mark(file=file), Problem(path="", got=got.lower(), need=need, fix=fix))])


def _did_you_mean(file: Path) -> str | None:
    """A file beside `file` whose name is similar, as a suggestion. A link that leads nowhere is no file."""
    try:
        neighbours = sorted(each.name for each in file.parent.glob("*.yaml") if each.is_file())
    except (OSError, ValueError):
        return None
    meant = nearest(file.name, neighbours) if len(file.name) < 100 else None
    return meant and f"did you mean {meant}"
