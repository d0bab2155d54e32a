"""All rules across fields, as one list. To add a rule, write it in the module of its subject; nothing else changes."""

from types import ModuleType

from config.model import BaselineConfig
from config.problem import Problem
from config.rules import access as access_rules
from config.rules import add_ons as add_on_rules
from config.rules import api_server as api_server_rules
from config.rules import backup as backup_rules
from config.rules import bootstrap as bootstrap_rules
from config.rules import edge as edge_rules
from config.rules import egress as egress_rules
from config.rules import egress_mode as egress_mode_rules
from config.rules import endpoints as endpoint_rules
from config.rules import existing as existing_rules
from config.rules import inbound as inbound_rules
from config.rules import insight as insight_rules
from config.rules import monitoring as monitoring_rules
from config.rules import network as network_rules
from config.rules import node_pools as node_pool_rules
from config.rules import node_settings as node_setting_rules
from config.rules import platform as platform_rules
from config.rules import policies as policy_rules
from config.rules import regions as region_rules
from config.rules import review as review_rules
from config.rules import secrets as secret_rules
from config.rules import shared as shared_rules
from config.rules import special_pools as special_pool_rules
from config.rules import state as state_rules
from config.rules import updates as update_rules
from config.rules import waf as waf_rules
from config.rules import workloads as workload_rules
from config.rules.rule import Rule


def _rules_of(*subjects: ModuleType) -> tuple[Rule, ...]:
    return tuple(each for subject in subjects for each in vars(subject).values() if isinstance(each, Rule))


RULES = _rules_of(
    region_rules,
    platform_rules,
    access_rules,
    state_rules,
    api_server_rules,
    edge_rules,
    shared_rules,
    egress_rules,
    egress_mode_rules,
    endpoint_rules,
    existing_rules,
    inbound_rules,
    network_rules,
    node_pool_rules,
    special_pool_rules,
    node_setting_rules,
    update_rules,
    policy_rules,
    monitoring_rules,
    insight_rules,
    bootstrap_rules,
    add_on_rules,
    backup_rules,
    waf_rules,
    workload_rules,
    secret_rules,
    review_rules,
)

# Rules that find sample values. A deployment with a sample value is refused.
PLACEHOLDERS = (
    access_rules.callers_are_real,
    access_rules.groups_are_real,
    access_rules.receivers_are_real,
    bootstrap_rules.repository_is_real,
    platform_rules.names_are_yours,
    platform_rules.domain_is_yours,
)


def problems(config: BaselineConfig) -> list[Problem]:
    """Findings of the rules that refuse a configuration."""
    return [each for rule in RULES if rule.refuses for each in rule.findings(config)]


def warnings(config: BaselineConfig) -> list[Problem]:
    """Findings of the rules that only warn. `config` must have no problems."""
    return [each for rule in RULES if not rule.refuses for each in rule.findings(config)]


def placeholders(config: BaselineConfig) -> list[Problem]:
    """Warnings about sample values."""
    return [each for rule in PLACEHOLDERS for each in rule.findings(config)]
