"""Splits a file into the members of its fleet: regions, their spokes, and their clusters.

A member's values are those of the level above, merged with its own as `extends` merges files. A file without `regions`,
`spokes` and `clusters` has one member: itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

from config.levels import Level, has_inner_levels, lowest_level, may_state
from config.problem import Mark, Problem
from config.reading import shape
from config.reading.blocks import AUTO, POOLS, Wanted, blocks_file, moved, network, read_blocks
from config.reading.documents import Document, merged
from config.reading.remedies import value_at
from config.reading.wording import Loc, listed, path_of, shown

INSIDE: Mapping[str, Level] = {"regions": "region", "spokes": "spoke", "clusters": "cluster"}
FIRST = {"spokes": "first_spoke", "clusters": "first_cluster"}
NOBODY = "none"
# Names that the stacks and the state use themselves.
RESERVED = (NOBODY, "hub", "spoke", "cluster", "bootstrap", "global")
PLACES = {"fleet": "at the top level", "region": "in a region or at the top level", "spoke": "in a spoke or above it"}


@dataclass(frozen=True, kw_only=True)
class Member:
    """The whole file, or a region, a spoke or a cluster in it.

    Args:
        loc: Path in the file. Empty for the file itself.
        mark: Place of its name in the file.
        level: Its level. A file, a region or a spoke without members inside is a cluster too.
        document: All its values, merged.
        own: The values that it states itself.
        members: The members inside.
    """

    loc: Loc
    mark: Mark
    level: Level
    document: Document
    own: Document
    members: tuple["Member", ...] = ()

    @property
    def path(self) -> str:
        """Path in the file, as text. Empty for the file itself."""
        return path_of(self.loc)

    @property
    def name(self) -> str:
        """Name in the file. Empty for the file itself."""
        return str(self.loc[-1]) if self.loc else ""

    @cached_property
    def clusters(self) -> tuple["Member", ...]:
        """All clusters inside. The member itself if it has no members."""
        return tuple(leaf for each in self.members for leaf in each.clusters) or (self,)

    @property
    def all(self) -> tuple["Member", ...]:
        """The member itself and all members inside, at any depth."""
        return (self, *(inner for each in self.members for inner in each.all))

    def inside(self, level: Level) -> tuple["Member", ...]:
        """The members of a level inside. The member itself if the file leaves that level out."""
        return self.members if any(each.level == level for each in self.members) else (self,)

    def stated(self, path: str) -> Mark:
        """Return the place of a value. A value of another member has the place of this member's name."""
        mark = self.document.mark(path)
        return mark if not self.loc or mark == self.own.mark(path) else self.mark


def members(document: Document) -> tuple[Member, list[tuple[Mark, Problem]], list[Wanted]]:
    """Return the file as a member with all its members inside, the problems of that structure, and missing blocks."""
    splitter = _Splitter(document.file)
    mark = Mark(file=document.file)
    whole = splitter.member(loc=(), mark=mark, level="fleet", document=document, own=document)
    return whole, splitter.problems, splitter.wanted


class _Splitter:
    def __init__(self, file: Path) -> None:
        self.problems: list[tuple[Mark, Problem]] = []
        self.wanted: list[Wanted] = []
        self.file = file

    @cached_property
    def blocks(self) -> Mapping[str, IPv4Network]:
        """Blocks that are taken already. Read only if a member states `address_space: auto`."""
        return read_blocks(self.file)

    def member(self, *, loc: Loc, mark: Mark, level: Level, document: Document, own: Document) -> Member:
        stated = {key: own.values[key] for key in INSIDE if own.values.get(key) not in (None, {})}
        here = replace(
            document,
            values={key: value for key, value in document.values.items() if key not in INSIDE},
            marks={path: mark for path, mark in document.marks.items() if path[0] not in INSIDE},
            doubled={path: problem for path, problem in document.doubled.items() if path[0] not in INSIDE},
        )
        alone = Member(loc=loc, mark=mark, level=level, document=here, own=own)
        for path, problem in own.doubled.items():
            if path[0] in INSIDE and len(path) < 3:
                self._refuse(alone, path_of(path), got=problem.got, need=problem.need, fix=problem.fix)
        key = next(iter(stated), None)
        if key is None:
            return alone
        for other in list(stated)[1:]:
            fix = f"move them into the {key}"
            self._refuse(alone, other, got=f"{other} beside {key}", need=f"{other} inside of {key}", fix=fix)
        return replace(alone, members=tuple(self._members(alone, key)))

    def _members(self, parent: Member, key: str) -> Iterator[Member]:
        given, own = parent.own.values[key], parent.own
        if not isinstance(given, dict):
            fix = "write each name with its keys below it, indented"
            self._refuse(parent, key, got=shown(given), need="a mapping of names to what differs", fix=fix)
            return
        inner = _inner_marks(own, key)
        well_formed = {name: each for name, each in given.items() if self._well_formed(parent, key, name, each)}
        if len(well_formed) == len(given):
            self._check_choices(parent, key, list(given))
        for name, values in well_formed.items():
            mark = own.mark(path_of((key, name)))
            marks, doubled = inner.get(name, ({}, {}))
            stated = Document(file=own.file, values=values or {}, marks=marks, doubled=doubled)
            level, loc = INSIDE[key], (*parent.loc, key, name)
            stated = self._cleaned(stated, level=level, loc=loc)
            if level == "region":
                place: dict[Loc, Mark] = {("location",): mark}
                stated = replace(stated, values={"location": name, **stated.values}, marks={**place, **marks})
            whole = merged(parent.document, stated)
            values = self._with_blocks(parent, whole.values, stated, loc)
            whole = replace(whole, values=values, doubled={**parent.document.doubled, **doubled})
            yield self.member(loc=loc, mark=mark, level=level, document=whole, own=stated)

    def _with_blocks(self, parent: Member, values: dict[str, Any], own: Document, loc: Loc) -> dict[str, Any]:
        """Return the values of a member with a block of its own where it states `address_space: auto`."""
        for section, pool in POOLS.items():
            space = (section, "address_space")
            if value_at(space, own.values) != AUTO:
                continue
            template = network(value_at(space, parent.document.values))
            path, inner = path_of((*loc, section)), path_of((*loc[-2:], *space))
            if template is None:
                need, fix = "an address space one level above, whose subnets it takes", "state it there"
                self._refuse(parent, inner, got=AUTO, need=need, fix=fix)
                continue
            if path not in self.blocks:
                self.wanted.append(Wanted(path=path, pool=pool, length=template.prefixlen))
                need = f"its block in {blocks_file(self.file).name}"
                self._refuse(parent, inner, got=f"{AUTO} without a block", need=need, fix="run make addresses")
            block = self.blocks.get(path, template)
            values = moved(values, own=own.values, section=section, template=template, block=block)
        return values

    def _well_formed(self, parent: Member, key: str, name: str, values: object) -> bool:
        path = path_of((key, name))
        problem = shape.name_problem((key,), name)
        if problem or name in RESERVED:
            need = problem or f"another name than {listed(RESERVED)}"
            self._refuse(parent, path, got=f"the name {shown(name)}", need=need, fix="rename it")
        elif not isinstance(values, dict | None):
            fix = "write its keys below it, one a line and indented"
            self._refuse(parent, path, got=shown(values), need="a mapping of what differs", fix=fix)
        else:
            return True
        return False

    def _check_choices(self, parent: Member, key: str, names: list[str]) -> None:
        """Check the keys that name one of the members: the first one, and the live cluster."""
        values = parent.document.values
        if first := FIRST.get(key):
            allowed = [*names, NOBODY]
            if values.get(first) not in allowed:
                what = key.removesuffix("s")
                need = f"the {what} that keeps state and names of a file without {key}, of {listed(allowed)}"
                fix = (
                    f"write {NOBODY} if all of them are new" if first in values else f"add {first}: {NOBODY} or a name"
                )
                self._refuse(parent, first, got=shown(values.get(first)), need=need, fix=fix, beside=key)
        if key == "clusters" and values.get("live") not in (names if len(names) > 1 else [*names, None]):
            fix = "name the cluster that gets the traffic"
            self._refuse(parent, "live", got=shown(values.get("live")), need=listed(names), fix=fix, beside=key)

    def _cleaned(self, own: Document, *, level: Level, loc: Loc) -> Document:
        """Return `own` without the keys that belong to a higher level. Each of them is a problem."""
        values = _copy(own.values)
        for misplaced in list(_misplaced(level, own.values)):
            section: dict[Any, Any] = values
            for step in misplaced[:-1]:
                section = section[step]
            del section[misplaced[-1]]
            need = f"it {PLACES[str(lowest_level(misplaced))]}"
            is_name = misplaced == ("location",)
            fix = "delete it: the region's name is its location" if is_name else "move it there, or delete it"
            got = f"a key that a {level} may not state"
            problem = Problem(path=path_of((*loc, *misplaced)), got=got, need=need, fix=fix)
            self.problems.append((own.mark(path_of(misplaced)), problem))
        return replace(own, values=values)

    def _refuse(self, parent: Member, path: str, *, got: str, need: str, fix: str, beside: str = "") -> None:
        """Add a problem with the key at `path`. If the file does not have it, it has the place of the key `beside`."""
        whole = ".".join(filter(None, (path_of(parent.loc), path)))
        marks = (parent.own.mark(path), parent.own.mark(beside), parent.mark)
        mark = next((each for each in marks if each.line), parent.mark)
        self.problems.append((mark, Problem(path=whole, got=got, need=need, fix=fix)))


def _misplaced(level: Level, values: Mapping[str, Any], loc: Loc = ()) -> Iterator[Loc]:
    """Yield the paths of keys that a member of this level may not state."""
    for key, value in values.items():
        here = (*loc, key)
        if isinstance(value, dict) and has_inner_levels(here):
            yield from _misplaced(level, value, here)
        elif not may_state(level, here):
            yield here


def _copy(values: dict[str, Any]) -> dict[str, Any]:
    return {key: _copy(value) if isinstance(value, dict) else value for key, value in values.items()}


Inner = tuple[dict[Loc, Mark], dict[Loc, Problem]]


def _inner_marks(own: Document, key: str) -> Mapping[str, Inner]:
    """Return marks and duplicate keys of each member below `key`, with paths inside the member."""
    found: dict[str, Inner] = {}
    for loc, mark in own.marks.items():
        if loc[0] == key and len(loc) > 2:
            found.setdefault(str(loc[1]), ({}, {}))[0][loc[2:]] = mark
    for loc, problem in own.doubled.items():
        if loc[0] == key and len(loc) > 2:
            found.setdefault(str(loc[1]), ({}, {}))[1][loc[2:]] = replace(problem, path=path_of(loc[2:]))
    return found
