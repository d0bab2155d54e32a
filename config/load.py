"""Turns a configuration file into a checked configuration, or into everything that is wrong with it."""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from config.addresses.plan import AddressPlan, address_problems, plan
from config.fleet import Fleet, fleet
from config.model import BaselineConfig
from config.problem import ConfigError, Problem
from config.reading.documents import Document, read
from config.reading.faults import Fault, faults
from config.reading.partial import partial_configuration
from config.reading.templates import template_problems
from config.rules import placeholders, problems, warnings


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A configuration without problems, its address plan, and what the user should know about it, a line each.

    `placeholders` are those of the warnings that are about sample values.
    """

    config: BaselineConfig
    plan: AddressPlan
    warnings: tuple[str, ...]
    placeholders: tuple[str, ...]

    @property
    def fleet(self) -> Fleet:
        """Views of the configuration, from which the stacks are built."""
        return fleet(self.config)


def load(file: Path) -> Loaded:
    """Read, validate, check across fields and plan the addresses of `file`.

    Raises ConfigError with all its problems at once, in whatever way the file is wrong.
    """
    document = read(file)
    config, found = _configuration(document)
    found += problems(config)
    reported = {(problem.path, problem.got) for problem in found}  # a rule and the planner may miss the same value
    found += [problem for problem in address_problems(config) if (problem.path, problem.got) not in reported]
    if found:
        raise ConfigError(document.placed(found))
    warned = tuple(f"{mark}: {warning}" for mark, warning in document.placed(warnings(config)))
    samples = tuple(f"{mark}: {placeholder}" for mark, placeholder in document.placed(placeholders(config)))
    return Loaded(config=config, plan=plan(config), warnings=warned, placeholders=samples)


def _configuration(document: Document) -> tuple[BaselineConfig, list[Problem]]:
    """The configuration without what the model refuses, and a problem for each of those values."""
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
