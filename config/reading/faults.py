"""Turns pydantic's errors into faults: one fault per mistake, at the path where the user made the mistake.

This module does not depend on particular fields. `config/reading/remedies.py` writes the messages.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.problem import Problem
from config.reading import shape
from config.reading.documents import Document
from config.reading.remedies import Place, remedy, value_at
from config.reading.schema import DECIDES
from config.reading.wording import Loc, listed, nearest, path_of, shown


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A problem at a path of the file.

    Args:
        loc: Path of the value.
        problem: The problem.
        unknown_key: True if the section has no such key.
        meant: Path of the field that an unknown key probably misspells. None if the file already has that field.
    """

    loc: Loc
    problem: Problem
    unknown_key: bool = False
    meant: Loc | None = None


def faults(error: ValidationError, *, document: Document) -> tuple[Fault, ...]:
    """Return the faults in `document`, one per mistake.

    Three kinds of errors are dropped:
    - errors on a section when one of its fields already has an error;
    - errors on a missing field when the file has a misspelt key for it;
    - errors on the other fields of a section when its deciding field, such as `autoscale`, has an error.
    """
    found: dict[Loc, Fault] = {}
    for details in error.errors(include_url=False, include_input=False):
        loc = _in_file(details, document.values)
        if loc not in found:
            found[loc] = _explained(loc, details, document)
    explained = {fault.meant for fault in found.values()} | {loc[:depth] for loc in found for depth in range(len(loc))}
    decided = {loc[:-1]: loc for loc in found if DECIDES in shape.at(loc)}
    return tuple(fault for loc, fault in found.items() if loc not in explained and decided.get(loc[:-1], loc) == loc)


def _explained(loc: Loc, details: ErrorDetails, document: Document) -> Fault:
    if details["type"] == "extra_forbidden":
        return _unknown_key(loc, document)
    if details["loc"][-1] == "[key]":
        need = shape.words_for_names(shape.at(loc[:-1]))
        got = f"the name {shown(loc[-1])}"
        return Fault(loc=loc, problem=Problem(path=path_of(loc), got=got, need=need, fix="rename it"))
    return _refused_value(loc, details, document)


def _in_file(details: ErrorDetails, values: Any) -> Loc:
    """Return pydantic's location without the steps that are not keys of the file, such as the branch of a union."""
    loc: Loc = ()
    for step in details["loc"]:
        inside = step in values if isinstance(values, dict) else isinstance(values, list) and step in range(len(values))
        if inside:
            values = values[step]
            loc = (*loc, step)
        elif details["type"] == "missing" and isinstance(values, dict) and step == details["loc"][-1]:
            loc = (*loc, step)
    return loc


def _unknown_key(loc: Loc, document: Document) -> Fault:
    section, key = loc[:-1], loc[-1]
    known = shape.keys(shape.at(section))
    meant = nearest(key, known)
    left_out = meant is not None and meant not in value_at(section, document.values)
    return Fault(
        loc=loc,
        problem=Problem(
            path=path_of(loc),
            got="an unknown key",
            need=shape.choice_of(known),
            fix=f"did you mean {meant}" if meant else _elsewhere(loc),
        ),
        unknown_key=True,
        meant=(*section, meant) if meant and left_out else None,
    )


def _elsewhere(loc: Loc) -> str:
    """Suggest the sections that have this key. A key in the wrong section is usually an indentation mistake.

    Where a section of the same name and depth has it, such as the subnets of another network, no other is suggested.
    """
    found = [each for each in shape.paths() if each[-1] == loc[-1]]
    alike = [each for each in found if len(each) == len(loc) > 1 and each[-2] == loc[-2]]
    places = [path_of(each) if len(each) > 1 else "the top level" for each in alike or found]
    return f"move it to {listed(places)}" if 1 <= len(places) <= 3 else "delete it"


def _refused_value(loc: Loc, details: ErrorDetails, document: Document) -> Fault:
    place = Place(
        loc=loc,
        value=value_at(loc, document.values),
        written=document.marks[loc].written if loc in document.marks else None,
        node=shape.at(loc),
        context=details.get("ctx", {}),
    )
    got, need, fix = remedy(details["type"], place)
    return Fault(loc=loc, problem=Problem(path=path_of(loc), got=got, need=need, fix=fix))
