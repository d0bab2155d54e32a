"""Turns a configuration file into a checked configuration, or into everything that is wrong with it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.addresses.checks import Known
from config.addresses.plan import AddressPlan, plan
from config.model import BaselineConfig
from config.problem import ConfigError
from config.reading.documents import Document, read
from config.reading.faults import Fault, faults
from config.reading.repair import repaired
from config.reading.wording import path_of
from config.rules import problems, warnings


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A configuration without problems, its address plan, and what the user should know about it, a line each."""

    config: BaselineConfig
    plan: AddressPlan
    warnings: tuple[str, ...]


def load(file: Path) -> Loaded:
    """Read, validate, check across fields and plan the addresses of `file`.

    Raises ConfigError with all its problems at once, in whatever way the file is wrong.
    """
    document = read(file)
    config, refused, stand_ins = _configuration(document)
    known, single = Known(stand_ins), Known(frozenset(map(path_of, document.doubled)))
    found = [*document.doubled.values(), *(each.problem for each in refused if single(each.problem.path))]
    if config is None:
        raise ConfigError(file, found)
    found += problems(config, known)
    address_plan = plan(config, disregard=stand_ins)
    reported = {(problem.path, problem.got) for problem in found}  # a rule and the planner may miss the same value
    found += [problem for problem in address_plan.problems if (problem.path, problem.got) not in reported]
    if found:
        raise ConfigError(file, found)
    warned = tuple(f"{file}: {warning}" for warning in warnings(config, known))
    return Loaded(config=config, plan=address_plan, warnings=warned)


def _configuration(document: Document) -> tuple[BaselineConfig | None, tuple[Fault, ...], frozenset[str]]:
    """The configuration, repaired if need be; what the model refuses; the paths that nothing may be judged by."""
    try:
        return _validated(document.values), (), frozenset(map(path_of, document.doubled))
    except ValidationError as error:
        refused = faults(error, document=document)
    values, stand_ins = repaired(document.values, refused)
    unsure = frozenset(map(path_of, stand_ins | document.doubled.keys()))
    try:
        return _validated(values), refused, unsure
    except ValidationError:  # a section that is right only as a whole: its faults are all that can be said
        return None, refused, unsure


def _validated(values: dict[str, Any]) -> BaselineConfig:
    """Strict, as JSON has it: text is no number, `yes` is no 1, and addresses are text."""
    return BaselineConfig.model_validate_json(json.dumps(values), strict=True)
