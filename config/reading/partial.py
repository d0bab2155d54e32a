"""Builds a configuration without the refused fields. Reading a refused field raises NotJudged.

Rules and the address planner can then check a file that has mistakes. A finding that depends on a refused field is
skipped.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import Discriminator, Tag, TypeAdapter, ValidationError

from config.model import BaselineConfig
from config.model.base import Choice, NotJudged, Section
from config.reading.wording import Loc

Made = TypeVar("Made")


def judged(findings: Iterable[Made]) -> Iterator[Made]:
    """Yield `findings`. Stop at the first finding that reads a refused field."""
    try:
        yield from findings
    except NotJudged:
        return


def known(makers: Iterable[Callable[[], Made]]) -> Iterator[Made]:
    """Yield the result of each function in `makers`. Skip a function that reads a refused field."""
    for make in makers:
        try:
            made = make()
        except NotJudged:
            continue
        yield made


def without(config: BaselineConfig, path: str) -> BaselineConfig:
    """Return `config` with the field at `path` refused.

    The field may be in a section of a list, such as `node_pools[0].subnet`. A list item itself cannot be refused.

    Args:
        config: The configuration.
        path: Path of the field, as in a message.
    """
    steps = [int(step) if step.isdecimal() else step for step in path.replace("[", ".").replace("]", "").split(".")]
    return _without(config, steps)  # type: ignore[no-any-return]


def _without(value: Any, steps: list[str | int]) -> Any:
    first, *rest = steps
    if isinstance(value, tuple) and isinstance(first, int) and rest:
        return (*value[:first], _without(value[first], rest), *value[first + 1 :])
    if not isinstance(value, Section) or first not in value.__dict__:
        return value
    inner = value.__dict__[str(first)]
    update = {first: _without(inner, rest)} if rest and isinstance(inner, Section | tuple) else {}
    fields = {name: each for name, each in value.__dict__.items() if name != first} | update
    return build(type(value), fields)


def partial_configuration(values: dict[str, Any], *, refused: Collection[Loc]) -> BaselineConfig:
    """Build a configuration from `values` without the fields at the `refused` paths."""
    touched = {loc[:depth] for loc in refused for depth in range(len(loc))}
    made = _Partial(refused=frozenset(refused), touched=frozenset(touched)).section(BaselineConfig, values, ())
    assert isinstance(made, BaselineConfig)
    return made


class _Refused(Exception):  # noqa: N818 - an internal signal of this module, not an error
    pass


class _Partial:
    """Builds sections without their refused fields.

    Args:
        refused: Paths of the refused fields.
        touched: Paths of the sections and lists that contain a refused field.
    """

    def __init__(self, *, refused: frozenset[Loc], touched: frozenset[Loc]) -> None:
        self.refused, self.touched = refused, touched

    def section(self, model: type[Section], values: dict[str, Any], loc: Loc) -> Section:
        fields = {}
        for name in model.model_fields:
            try:
                fields[name] = self.field(model, name, values, (*loc, name))
            except _Refused:
                continue
        made: Section = build(model, fields)
        return made

    def field(self, model: type[Section], name: str, values: dict[str, Any], loc: Loc) -> Any:
        field = model.model_fields[name]
        if loc in self.refused or (name not in values and field.is_required()):
            raise _Refused
        if name not in values:
            return field.default
        value = values[name]
        if loc not in self.touched:
            try:
                return _adapter(model, name).validate_json(json.dumps(value), strict=True)
            except ValidationError:  # the model refuses it only in this place
                raise _Refused from None
        return self.inside(field.rebuild_annotation(), value, loc)

    def inside(self, annotation: Any, value: Any, loc: Loc) -> Any:
        """Build a section or list that contains refused fields. Refuse any other value that contains one."""
        if loc in self.refused:
            raise _Refused
        inner = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
        if isinstance(value, list) and get_origin(inner) is tuple:
            item = get_args(inner)[0]
            return tuple(self.inside(item, each, (*loc, position)) for position, each in enumerate(value))
        if isinstance(value, dict) and (model := self.model(annotation, value, loc)):
            return self.section(model, value, loc)
        raise _Refused

    def model(self, annotation: Any, values: dict[str, Any], loc: Loc) -> type[Section] | None:
        """Return the section model of `annotation`, or None if it has none.

        In a union, null is ignored, and the deciding field selects the model.
        """
        if isinstance(annotation, type) and issubclass(annotation, Section):
            return annotation
        inner, *metadata = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
        for chooser in metadata:
            if isinstance(chooser, Discriminator) and isinstance(choice := chooser.discriminator, Choice):
                if (*loc, choice.field) in self.refused:
                    raise _Refused
                inner = next(each for each in get_args(inner) if Tag(choice(values)) in get_args(each))
        branches = get_args(annotation) if inner is annotation else (inner,)
        return next((found for each in branches if (found := self.model(each, values, loc))), None)


def build(model: type[Section], fields: dict[str, Any]) -> Any:
    """Return a section with these fields alone. Reading another field raises NotJudged."""
    made = model.model_construct(_fields_set=set(fields))
    made.__dict__.clear()  # model_construct fills missing fields with their defaults
    made.__dict__.update(fields)
    return made


@cache
def _adapter(model: type[Section], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(model.model_fields[name].rebuild_annotation())
