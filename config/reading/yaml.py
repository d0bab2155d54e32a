"""Reads the values of one YAML file, and the line of each value.

The file is read as YAML 1.2, in which `yes`, `off` and `21:00` are text. PyYAML's C loader parses the syntax, and
CORE_SCHEMA sets the types of unquoted values. ruamel.yaml supports YAML 1.2 itself, but takes eight times as long to
import and twenty times as long to read config/baseline.yaml.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.problem import ConfigError, Mark, Problem
from config.reading.wording import Loc, path_of, shown

# Every PyYAML wheel includes libyaml.
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

TAG = "tag:yaml.org,2002:"
# YAML 1.2.2, section 10.3.2, and the merge key of YAML 1.1. Dates stay text; the model parses them.
CORE_SCHEMA = {
    None: [
        (TAG + "null", re.compile(r"(~|null|Null|NULL|)\Z")),
        (TAG + "bool", re.compile(r"(true|True|TRUE|false|False|FALSE)\Z")),
        (TAG + "int", re.compile(r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")),
        (
            TAG + "float",
            re.compile(r"([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\Z"),
        ),
        (TAG + "merge", re.compile(r"<<\Z")),
    ]
}

# Far more than any configuration needs. Aliases can make a short file larger than memory.
MOST_LEVELS, MOST_VALUES = 30, 100_000

HINTS = {  # by the character at which the parser stopped
    "\t": "indent with spaces",
    "@": "put the value in quotes",
    "`": "put the value in quotes",
    "%": "put the value in quotes",
}
HINT = "check colons, quotes, brackets and indentation here and one line above"


@dataclass(frozen=True, kw_only=True)
class Source:
    """The contents of one file.

    Args:
        values: Its values.
        marks: File and line of each value.
        doubled: A problem for each duplicate key.
    """

    values: dict[str, Any]
    marks: dict[Loc, Mark]
    doubled: dict[Loc, Problem]


def parse(text: str, *, file: Path) -> Source:
    """Parse YAML.

    Args:
        text: Contents of the file.
        file: The file, for messages.

    Raises:
        ConfigError: The text is not a YAML mapping.
    """
    reader = _Reader(file=file)
    try:
        loader = LOADER(text)
        loader.yaml_implicit_resolvers = CORE_SCHEMA
        root = loader.get_single_node()
        if root is None:
            raise _Unreadable(
                "an empty file", need="sections with their keys", fix="copy config/baseline.yaml or extend it"
            )
        if not isinstance(root, yaml.MappingNode):
            raise _Unreadable("no keys at the top level", need="sections with their keys", fix="write key: value")
        return Source(values=reader.mapping(root, loc=(), above=()), marks=reader.marks, doubled=reader.doubled)
    except _Unreadable as error:
        mark, problem = Mark(file=file, line=error.line), error.problem
    except yaml.MarkedYAMLError as error:
        mark, problem = _syntax(error, text=text, file=file)
    except yaml.YAMLError:
        mark = Mark(file=file)
        problem = Problem(path="", got="a control character", need="readable text", fix="delete it")
    raise ConfigError([(mark, problem)])


class _Unreadable(Exception):  # noqa: N818 - an internal signal; `parse` raises ConfigError for it
    def __init__(self, got: str, *, need: str, fix: str, node: yaml.Node | None = None) -> None:
        super().__init__(got)
        self.problem = Problem(path="", got=got, need=need, fix=fix)
        self.line = _line(node) if node else 0


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _syntax(error: yaml.MarkedYAMLError, *, text: str, file: Path) -> tuple[Mark, Problem]:
    """Return the line at which the parser stopped, and a problem with the parser's own message."""
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines()
    if mark is None or not lines:
        return Mark(file=file), Problem(path="", got="no YAML", need="valid YAML", fix=HINT)
    number = min(mark.line, len(lines) - 1)
    got = f"{shown(lines[number].strip())}, where YAML says at column {mark.column + 1}: {error.problem}"
    fix = HINTS.get(text[mark.index : mark.index + 1], HINT)
    return Mark(file=file, line=number + 1), Problem(path="", got=got, need="valid YAML", fix=fix)


@dataclass
class _Reader:
    """Converts nodes to values, and records the place of each value."""

    file: Path
    marks: dict[Loc, Mark] = field(default_factory=dict)
    doubled: dict[Loc, Problem] = field(default_factory=dict)
    values_read: int = 0

    def value(self, node: yaml.Node, *, loc: Loc, above: tuple[yaml.Node, ...]) -> Any:
        self.values_read += 1
        if self.values_read > MOST_VALUES:
            raise _Unreadable(f"more than {MOST_VALUES:,} values", need="a configuration", fix="use fewer aliases")
        if node in above or len(above) == MOST_LEVELS:
            raise _Unreadable("endless levels", need=f"at most {MOST_LEVELS}", fix="take levels out", node=node)
        self.marks.setdefault(loc, Mark(file=self.file, line=_line(node)))
        if isinstance(node, yaml.MappingNode) and node.tag == TAG + "map":
            return self.mapping(node, loc=loc, above=above)
        if isinstance(node, yaml.SequenceNode) and node.tag == TAG + "seq":
            items = enumerate(node.value)
            return [self.value(item, loc=(*loc, position), above=(*above, node)) for position, item in items]
        if isinstance(node, yaml.ScalarNode):
            self.marks[loc] = Mark(file=self.file, line=self.marks[loc].line, written=node.value)
            return _scalar(node)
        raise _unknown_tag(node)

    def mapping(self, node: yaml.MappingNode, *, loc: Loc, above: tuple[yaml.Node, ...]) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Unreadable("a list or mapping as a key", need="a plain key", fix="write key: value", node=key)
            if key.tag == TAG + "merge":
                for each in _merged_nodes(value):
                    merged |= self.value(each, loc=loc, above=(*above, node))
                continue
            here, line = (*loc, key.value), _line(key)  # every key is text, also in `on: x` and `2026: x`
            if key.value in lines:
                got = f"the key in line {lines[key.value]} and again in line {line}"
                self.doubled[here] = Problem(
                    path=path_of(here), got=got, need="each key once", fix="delete one of them"
                )
            lines[key.value] = line
            self.marks[here] = Mark(file=self.file, line=line)
            own[key.value] = self.value(value, loc=here, above=(*above, node))
        return merged | own


def _merged_nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the mappings that `<<` merges: one mapping or a list. In a list, earlier mappings take precedence."""
    nodes = reversed(node.value) if isinstance(node, yaml.SequenceNode) else (node,)
    for each in nodes:
        if not isinstance(each, yaml.MappingNode):
            raise _Unreadable(
                "no mapping behind <<", need="a mapping or a list of mappings", fix="delete it", node=each
            )
        yield each


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    text: str = node.value
    try:
        match node.tag.removeprefix(TAG):
            case "str":
                return text
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
            case "float":
                return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
            case "merge":  # as a value, `<<` is plain text
                return text
    except ValueError:  # a tag such as !!int before text, or a number with thousands of digits
        need = "a number that can be read"
        raise _Unreadable(shown(text), need=need, fix="correct it or put it in quotes", node=node) from None
    raise _unknown_tag(node)


def _unknown_tag(node: yaml.Node) -> _Unreadable:
    tag = shown(node.tag.replace(TAG, "!!"))
    return _Unreadable(f"the tag {tag}", need="plain values", fix="delete the word with the !", node=node)
