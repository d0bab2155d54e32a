"""Every rule across fields, as one list. A rule is added to the file of its subject; nothing else has to know it."""

from types import ModuleType

from config import (
    access_rules,
    add_on_rules,
    bootstrap_rules,
    edge_rules,
    egress_rules,
    monitoring_rules,
    node_pool_rules,
    platform_rules,
    policy_rules,
    region_rules,
    update_rules,
    workload_rules,
)
from config.address_checks import Known
from config.model import BaselineConfig
from config.problem import Problem
from config.rule import Rule


def _rules_of(*subjects: ModuleType) -> tuple[Rule, ...]:
    return tuple(each for subject in subjects for each in vars(subject).values() if isinstance(each, Rule))


RULES = _rules_of(
    region_rules,
    platform_rules,
    access_rules,
    edge_rules,
    egress_rules,
    node_pool_rules,
    update_rules,
    policy_rules,
    monitoring_rules,
    bootstrap_rules,
    add_on_rules,
    workload_rules,
)


def problems(config: BaselineConfig, known: Known) -> list[Problem]:
    """What the rules refuse, apart from what rests on values that are not `known`."""
    return _findings(config, known, refuses=True)


def warnings(config: BaselineConfig, known: Known) -> list[Problem]:
    """What the rules let pass but want to be known."""
    return _findings(config, known, refuses=False)


def _findings(config: BaselineConfig, known: Known, *, refuses: bool) -> list[Problem]:
    return [each for rule in RULES if rule.refuses == refuses for each in rule.findings(config, known)]
