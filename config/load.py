"""Loads and checks a configuration file. Reports all problems at once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from config.addresses.members import MEMBER_CHECKS
from config.addresses.plan import AddressPlan, address_problems
from config.fleet import Fleet, fleet
from config.model import BaselineConfig
from config.problem import ConfigError, Mark, Problem
from config.reading.documents import Document, read
from config.reading.faults import Fault, faults
from config.reading.members import Member, members
from config.reading.own_values import own_values
from config.reading.partial import partial_configuration
from config.reading.places import placed, placed_at
from config.reading.templates import template_problems
from config.reading.wording import Loc, path_of
from config.rules import placeholders, problems, warnings
from config.rules.members import MEMBER_RULES


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A valid file with its warnings.

    Args:
        fleet: Views of the file. The stacks are built from them.
        warnings: All warnings, one line per warning.
        placeholders: The warnings about sample values only.
        document: The file that it was read from.
    """

    fleet: Fleet
    warnings: tuple[str, ...]
    placeholders: tuple[str, ...]
    document: Document

    @property
    def config(self) -> BaselineConfig:
        """Configuration of the first cluster. Every cluster has the same `state`, `review` and `cost.limit`."""
        return self.fleet.clusters[0].config

    @property
    def plan(self) -> AddressPlan:
        """Address plan of the first cluster."""
        return self.fleet.clusters[0].plan

    def refusal(self, found: Mapping[Loc, Problem]) -> ConfigError:
        """Return the error for problems that only the synthesized stacks show, by the path of their value."""
        return ConfigError(self.document.sorted((self.document.marks[loc], each) for loc, each in found.items()))


def load(file: Path) -> Loaded:
    """Read and validate `file`, check its rules and plan its addresses. Check every region, spoke and cluster.

    Args:
        file: The configuration file.

    Raises:
        ConfigError: The file has problems. The error lists all of them.
    """
    whole, found, _ = members(read(file))
    configs: dict[Loc, BaselineConfig] = {}
    refused: dict[Loc, list[Problem]] = {}
    for each in whole.clusters:
        configs[each.loc], refused[each.loc] = _checked(each.document)
    found += placed(whole, refused)
    if not found:
        found += _own_configurations(whole, configs)
    if found:
        raise ConfigError(whole.document.sorted(found))
    made = fleet(whole, configs)
    if found := _between_members(whole, made):
        raise ConfigError(whole.document.sorted(found))

    def lines(rules: Callable[[BaselineConfig], list[Problem]]) -> tuple[str, ...]:
        told = placed(whole, {each.loc: rules(configs[each.loc]) for each in whole.clusters})
        return tuple(f"{mark}: {problem}" for mark, problem in whole.document.sorted(told))

    return Loaded(
        fleet=made,
        warnings=lines(warnings),
        placeholders=lines(placeholders),
        document=whole.document,
    )


def _own_configurations(whole: Member, configs: dict[Loc, BaselineConfig]) -> list[tuple[Mark, Problem]]:
    """Add the configurations of hubs, spokes and what regions share. Return the problems of their own values."""
    found: list[tuple[Mark, Problem]] = []
    networks = [each for region in whole.inside("region") for each in (region, *region.inside("spoke"))]
    for member in (*([whole] if configs[whole.clusters[0].loc].shared.used else []), *networks):
        if member.loc in configs:
            continue
        cluster = member.clusters[0]
        values = own_values(member.document.values, cluster.document.values)
        if values == cluster.document.values:
            configs[member.loc] = configs[cluster.loc]
        else:
            configs[member.loc], refused = _checked(replace(member.document, values=values))
            found += [placed_at(member, problem) for problem in refused]
    return found


def _between_members(whole: Member, fleet: Fleet) -> list[tuple[Mark, Problem]]:
    """Return the problems between members, each at the later one."""
    if not whole.members:
        return []
    by_path = {path_of(each.loc): each for each in whole.all}
    found = (each for check in (*MEMBER_CHECKS, *MEMBER_RULES) for each in check(fleet))
    return [placed_at(by_path[path], problem) for path, problem in found]


def _checked(document: Document) -> tuple[BaselineConfig, list[Problem]]:
    """Return the configuration of a cluster without its refused values, and its problems."""
    config, found = _configuration(document)
    found += problems(config)
    reported = {(problem.path, problem.got) for problem in found}  # a rule and the planner can report the same value
    found += [problem for problem in address_problems(config) if (problem.path, problem.got) not in reported]
    return config, found


def _configuration(document: Document) -> tuple[BaselineConfig, list[Problem]]:
    """Return the configuration without the values that the model refuses, and a problem for each refused value."""
    refused: tuple[Fault, ...] = ()
    unreadable = {**template_problems(document.values), **document.doubled}
    try:
        config = BaselineConfig.model_validate_json(json.dumps(document.values), strict=True)
        if not unreadable:
            return config, []
    except ValidationError as error:
        refused = faults(error, document=document)
    absent = {loc for fault in refused for loc in (fault.loc, fault.meant) if loc} | unreadable.keys()
    once = [fault for fault in refused if not any(fault.loc[: len(loc)] == loc for loc in unreadable)]
    found = [*unreadable.values(), *(fault.problem for fault in once)]
    return partial_configuration(document.values, refused=absent), found
