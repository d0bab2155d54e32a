"""Reads a configuration file, and the files it extends, into one mapping.

A file that cannot be read raises ConfigError at once. A duplicate key is recorded, and reading continues.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from config.problem import ConfigError, Mark, Problem
from config.reading.wording import Loc, nearest, path_of, shown
from config.reading.yaml import parse


@dataclass(frozen=True, kw_only=True)
class Document:
    """The values of a file, merged over the values of the files that it extends.

    Args:
        file: The user's file.
        values: The merged values.
        marks: File and line of each value.
        doubled: A problem for each duplicate key in `file`. Duplicate keys in extended files raise ConfigError.
    """

    file: Path
    values: dict[str, Any]
    marks: Mapping[Loc, Mark]
    doubled: Mapping[Loc, Problem]

    def placed(self, problems: Iterable[Problem]) -> list[tuple[Mark, Problem]]:
        """Add its place to each problem. Sort by line, with the problems of `file` first."""
        return self.sorted((self.mark(problem.path), problem) for problem in problems)

    def sorted(self, found: Iterable[tuple[Mark, Problem]]) -> list[tuple[Mark, Problem]]:
        """Sort problems by line, with the problems of `file` first."""
        return sorted(found, key=lambda each: (each[0].file != self.file, each[0].line))

    @cached_property
    def _by_path(self) -> Mapping[str, Mark]:
        return {path_of(loc): mark for loc, mark in self.marks.items()}

    def mark(self, path: str) -> Mark:
        """Return the place of the value at `path`. A missing value has the place of the section around it."""
        while path:
            if path in self._by_path:
                return self._by_path[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return Mark(file=self.file)


def read(file: Path) -> Document:
    """Read `file` and the files that it extends.

    Args:
        file: The configuration file.

    Raises:
        ConfigError: This file, or a file that it extends, cannot be read.
    """
    return _read(file, extended_by=())


def _read(file: Path, *, extended_by: tuple[Path, ...]) -> Document:
    source = parse(_text(file), file=file)
    values = _with_paths_beside(source.values, file.parent)
    document = Document(file=file, values=values, marks=source.marks, doubled=source.doubled)
    if extended_by and document.doubled:  # only the user's own file reports them together with its other problems
        raise ConfigError(document.placed(document.doubled.values()))
    extends = document.values.get("extends")
    if not isinstance(extends, str):
        return document
    base, chain = file.parent / extends, (*extended_by, file)
    if problem := _unusable(base, extends=extends, chain=chain):
        raise ConfigError(document.placed([problem]))
    return merged(_read(base, extended_by=chain), document)


def _with_paths_beside(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return `values` with each `policy.folder` below `folder`, at every level of a fleet."""

    def moved(key: str, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        inner = {name: moved(name, each) for name, each in value.items()}
        if key == "policy" and isinstance(inner.get("folder"), str):
            inner["folder"] = str(folder / inner["folder"])
        return inner

    return {key: moved(key, value) for key, value in values.items()}


def _unusable(base: Path, *, extends: str, chain: tuple[Path, ...]) -> Problem | None:
    """Return a problem if `base` cannot be extended: it does not exist, or it is already in `chain`.

    Args:
        base: The file to extend.
        extends: The value of `extends`, as the user wrote it.
        chain: The files that lead to `base`.
    """
    try:
        exists = base.is_file()
    except (OSError, ValueError):  # an invalid file name
        exists = False
    if not exists:
        fix = _did_you_mean(base) or "correct the name, relative to this file"
        return Problem(path="extends", got=f"{shown(extends)}, which is no file", need="an existing file", fix=fix)
    if base.resolve() in [each.resolve() for each in chain]:
        got = f"the circle {' -> '.join(each.name for each in (*chain, base))}"
        return Problem(path="extends", got=got, need="a file that does not lead back", fix="extend another file")
    return None


def merged(base: Document, child: Document) -> Document:
    """Merge `child` over `base`. Mappings are merged. Any other value, including null, replaces the value in `base`."""
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
    """Yield the path of every section around `loc`, then `loc` itself."""
    return (loc[:depth] for depth in range(1, len(loc) + 1))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        got, need, fix = "no such file", "an existing file", _did_you_mean(file) or "correct the name"
    except UnicodeDecodeError as error:
        got, need, fix = f"a byte that is no text at position {error.start}", "text in UTF-8", "save the file as UTF-8"
    except (OSError, ValueError) as error:  # a folder, missing permission or an invalid file name
        got = getattr(error, "strerror", None) or "an impossible name"
        need, fix = "a file that can be read", "choose another file or change its permissions"
    raise ConfigError([(Mark(file=file), Problem(path="", got=got.lower(), need=need, fix=fix))])


def _did_you_mean(file: Path) -> str | None:
    """Suggest a YAML file with a similar name in the same folder. Broken links are ignored."""
    try:
        neighbours = sorted(each.name for each in file.parent.glob("*.yaml") if each.is_file())
    except (OSError, ValueError):
        return None
    meant = nearest(file.name, neighbours) if len(file.name) < 100 else None
    return meant and f"did you mean {meant}"
