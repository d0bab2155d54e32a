"""Reads a configuration file, and the files it extends, into one mapping.

What cannot be read at all is raised at once; a key that stands twice is noted, and reading goes on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from config.problem import ConfigError, Problem
from config.reading.wording import Loc, nearest, path_of, shown

# libyaml reads ten times faster than PyYAML's own parser, and every PyYAML wheel brings it.
SAFE_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
YAML = "tag:yaml.org,2002:"
TAGS = {YAML + kind for kind in ("map", "seq", "str", "int", "float", "bool", "null")}
# Dates stay text: the model decides what is a date, and `2026-13-45` is its mistake to explain.
RESOLVERS = {
    first: [(tag, form) for tag, form in forms if tag in TAGS | {YAML + "merge"}]
    for first, forms in SAFE_LOADER.yaml_implicit_resolvers.items()
}

# Far beyond any configuration. Aliases can make a short file larger than memory.
MOST_LEVELS, MOST_VALUES = 30, 100_000

MISTAKES = (  # what PyYAML's message contains, what the user did, how to mend it
    ("values are not allowed", "a second colon or a wrong indentation", "quote the value or correct the indentation"),
    ("tab character", "a tab", "indent with spaces"),
    ("unexpected end of stream", "a quotation mark that is never closed", "close it"),
    ("',' or ']'", "a list in [ ] that is not closed", "close it, with commas between the items"),
    ("',' or '}'", "a mapping in { } that is not closed", "close it, with commas between the keys"),
    ("node content", "a bracket or comma without a value before it", "delete it or add the value"),
    ("<block end>", "a line that fits none of the levels above it", "correct its indentation"),
    ("expected key", "a line that fits none of the levels above it", "correct its indentation"),
    ("expected '-' indicator", "a key among the items of a list", "indent the list below its key"),
    ("sequence entries", "a list item behind a key", "begin the item on a line of its own"),
    ("expected ':'", "a key without a colon", "write key: value"),
    ("undefined alias", "an alias that no anchor defines", "define it with & or put the value in quotes"),
    ("found another document", "a second document", "delete it and the line ---"),
    ("escape", "an unknown escape in double quotes", "use single quotes"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Document:
    """The values of a file on top of those it extends.

    `written` has the scalars as they stand in the file, `doubled` a problem for each key that stands there twice.
    """

    values: dict[str, Any]
    written: Mapping[Loc, str]
    doubled: Mapping[Loc, Problem]


def read(file: Path) -> Document:
    """The document in `file`. Raises ConfigError if this file, or one that it extends, cannot be read."""
    return _read(file, extended_by=())


def _read(file: Path, *, extended_by: tuple[Path, ...]) -> Document:
    document = _parse(file)
    if extended_by and document.doubled:  # the user's own file reports them together with everything else
        raise ConfigError(file, tuple(document.doubled.values()))
    extends = document.values.get("extends")
    if not isinstance(extends, str):
        return document
    base, chain = file.parent / extends, (*extended_by, file)
    if not base.is_file():
        got, fix = (
            f"{shown(extends)}, which is no file",
            _did_you_mean(base) or "correct the name, relative to this file",
        )
        raise ConfigError(file, [Problem(path="extends", got=got, need="an existing file", fix=fix)])
    if base.resolve() in [each.resolve() for each in chain]:
        got = f"the circle {' → '.join(each.name for each in (*chain, base))}"
        problem = Problem(path="extends", got=got, need="a file that does not lead back", fix="extend another file")
        raise ConfigError(file, [problem])
    inherited = _read(base, extended_by=chain)
    return Document(
        values=_merged(inherited.values, document.values),
        written={**inherited.written, **document.written},
        doubled=document.doubled,
    )


def _merged(base: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    """Mappings are merged; everything else, null among it, replaces what was there."""
    return base | {
        key: _merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
        for key, value in child.items()
    }


class _Unreadable(Exception):  # noqa: N818 - `got` a file that says this
    pass


def _parse(file: Path) -> Document:
    text = _text(file)
    written: dict[Loc, str] = {}
    doubled: dict[Loc, Problem] = {}
    try:
        loader = SAFE_LOADER(text)
        loader.yaml_implicit_resolvers = RESOLVERS
        root = loader.get_single_node()
        if root is None:
            raise _Unreadable("an empty file", "sections with their keys", "copy config/baseline.yaml or extend it")
        if not isinstance(root, yaml.MappingNode):
            raise _Unreadable("no keys at the top level", "sections with their keys", "write key: value")
        for number, (loc, finding) in enumerate(_survey(root, loc=(), above=())):
            if number == MOST_VALUES:
                raise _Unreadable(f"more than {MOST_VALUES:,} values", "a configuration", "use fewer aliases")
            if isinstance(finding, Problem):
                doubled[loc] = finding
            else:
                written.setdefault(loc, finding)
        return Document(values=loader.construct_document(root), written=written, doubled=doubled)
    except _Unreadable as error:
        got, need, fix = error.args
    except yaml.MarkedYAMLError as error:
        got, need, fix = _syntax(error, text)
    except (yaml.YAMLError, ValueError):
        got, need, fix = "a control character or an endless number", "readable text", "delete it or quote it"
    raise ConfigError(file, [Problem(path="file", got=got, need=need, fix=fix)])


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
    raise ConfigError(file, [Problem(path="file", got=got.lower(), need=need, fix=fix)])


def _did_you_mean(file: Path) -> str | None:
    neighbours = sorted(each.name for each in file.parent.glob("*.yaml")) if file.parent.is_dir() else []
    meant = nearest(file.name, neighbours)
    return meant and f"did you mean {meant}"


def _syntax(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str, str]:
    said, mark = str(error.problem), error.problem_mark
    if mark is None:
        return "something that YAML cannot read", "valid YAML", "compare it with config/baseline.yaml"
    character = text[mark.index : mark.index + 1]
    if "cannot start any token" in said:
        got, fix = f"a value that begins with {shown(character)}", "put the value in quotes"
    else:
        got, fix = "something that YAML cannot read", "compare the lines around it with config/baseline.yaml"
    if character == "\t":
        said = "tab character"
    got, fix = next(((got, fix) for part, got, fix in MISTAKES if part in said), (got, fix))
    return f"{got} at line {mark.line + 1}, column {mark.column + 1}", "valid YAML", fix


def _survey(node: yaml.Node, *, loc: Loc, above: tuple[yaml.Node, ...]) -> Iterator[tuple[Loc, str | Problem]]:
    """Scalars as they are written, and keys that stand twice. Makes every key text, whatever it looks like."""
    line = node.start_mark.line + 1
    if node in above or len(above) == MOST_LEVELS:
        raise _Unreadable(f"endless levels at line {line}", f"at most {MOST_LEVELS}", "take levels out")
    if node.tag not in TAGS:
        tag = shown(node.tag.replace(YAML, "!!"))
        raise _Unreadable(f"the tag {tag} at line {line}", "plain values", "delete the word with the !")
    if isinstance(node, yaml.ScalarNode):
        yield loc, node.value
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            yield from _survey(item, loc=(*loc, position), above=(*above, node))
    elif isinstance(node, yaml.MappingNode):
        yield from _survey_mapping(node, loc=loc, above=(*above, node))


def _survey_mapping(
    node: yaml.MappingNode, *, loc: Loc, above: tuple[yaml.Node, ...]
) -> Iterator[tuple[Loc, str | Problem]]:
    lines: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _Unreadable(f"a list or mapping as a key at line {line}", "a plain key", "write key: value")
        if key.tag == YAML + "merge":
            yield from _survey(value, loc=loc, above=above)
            continue
        key.tag = YAML + "str"  # `on: x` and `2026: x` have keys like any other
        here = (*loc, key.value)
        if key.value in lines:
            got = f"the key in line {lines[key.value]} and again in line {line}"
            yield here, Problem(path=path_of(here), got=got, need="each key once", fix="delete one of them")
        lines[key.value] = line
        yield from _survey(value, loc=here, above=above)
