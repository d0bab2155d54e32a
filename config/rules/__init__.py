"""Every rule across fields, as one list. A rule is added to the file of its subject; nothing else has to know it."""

from types import ModuleType

from config.addresses.checks import Known
from config.model import BaselineConfig
from config.problem import Problem
from config.rules import access as access_rules
from config.rules import add_ons as add_on_rules
from config.rules import bootstrap as bootstrap_rules
from config.rules import edge as edge_rules
from config.rules import egress as egress_rules
from config.rules import monitoring as monitoring_rules
from config.rules import node_pools as node_pool_rules
from config.rules import platform as platform_rules
from config.rules import policies as policy_rules
from config.rules import regions as region_rules
from config.rules import updates as update_rules
from config.rules import workloads as workload_rules
from config.rules.rule import Rule


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
