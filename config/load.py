"""Loads and checks a configuration file. Reports all problems at once."""

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
    """A valid configuration with its address plan and its warnings.

    Args:
        config: The configuration.
        plan: Its address plan.
        warnings: All warnings, one line per warning.
        placeholders: The warnings about sample values only.
    """

    config: BaselineConfig
    plan: AddressPlan
    warnings: tuple[str, ...]
    placeholders: tuple[str, ...]

    @property
    def fleet(self) -> Fleet:
        """Views of the configuration. The stacks are built from them."""
        return fleet(self.config)


def load(file: Path) -> Loaded:
    """Read and validate `file`, check its rules and plan its addresses.

    Args:
        file: The configuration file.

    Raises:
        ConfigError: The file has problems. The error lists all of them.
    """
    document = read(file)
    config, found = _configuration(document)
    found += problems(config)
    reported = {(problem.path, problem.got) for problem in found}  # a rule and the planner can report the same value
    found += [problem for problem in address_problems(config) if (problem.path, problem.got) not in reported]
    if found:
        raise ConfigError(document.placed(found))
    warned = tuple(f"{mark}: {warning}" for mark, warning in document.placed(warnings(config)))
    samples = tuple(f"{mark}: {placeholder}" for mark, placeholder in document.placed(placeholders(config)))
    return Loaded(config=config, plan=plan(config), warnings=warned, placeholders=samples)


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
