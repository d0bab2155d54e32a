"""Rules on logs, their tables and the budget."""

from config.facts.log_tables import BASIC, CUSTOM, READ_BY_ALERTS
from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import listed, nearest, shown
from config.rules.rule import Findings, refuses, warns

# Azure CLI page "az monitor log-analytics workspace", argument --quota.
NO_CAP, SMALLEST_CAP_GB = -1, 0.023

EARLIEST_BUDGET = "2017-06-01"  # Azure accepts no earlier start (azurerm page on budgets)


@refuses
def audit_log_is_sent_once(config: BaselineConfig) -> Findings:
    """The keys `kube-audit` and `kube-audit-admin` are not both sent, as the first contains the second. MON-11."""
    extra = config.diagnostics.extra_categories
    if "kube-audit" in extra and "kube-audit-admin" in extra:
        need = "kube-audit or kube-audit-admin, not both: the first contains the second"
        fix = "delete kube-audit-admin; without either, kube-audit-admin is sent"
        yield Problem(path="diagnostics.extra_categories", got=listed(extra, "and"), need=need, fix=fix)


@refuses
def alerts_can_read_their_tables(config: BaselineConfig) -> Findings:
    """Tables that alerts query stay on the Analytics plan. COST-07."""
    for position, table in enumerate(config.logs.basic_tables):
        if table in READ_BY_ALERTS:
            need = f"none of {listed(READ_BY_ALERTS)}: alerts read them, and cannot on the Basic plan"
            yield Problem(path=f"logs.basic_tables[{position}]", got=table, need=need, fix="take it out")


@warns
def basic_tables_are_known(config: BaselineConfig) -> Findings:
    """Tables on the Basic plan are known to support it, as Azure refuses the plan for many tables. COST-07."""
    for position, table in enumerate(config.logs.basic_tables):
        if table not in (*BASIC, *READ_BY_ALERTS) and not table.endswith(CUSTOM):
            meant = nearest(table, BASIC)
            need = f"a table known here to take the Basic plan: {listed(BASIC)}, or one of your own, ending in {CUSTOM}"
            fix = f"did you mean {meant}" if meant else "look it up: Azure refuses the plan for many tables"
            yield Problem(path=f"logs.basic_tables[{position}]", got=table, need=need, fix=fix)


@refuses
def daily_cap_lets_something_in(config: BaselineConfig) -> Findings:
    """The key `daily_quota_gb` is -1 for no cap, or at least Azure's smallest cap. COST-07."""
    cap = config.logs.daily_quota_gb
    if cap != NO_CAP and cap < SMALLEST_CAP_GB:
        need = (
            f"{NO_CAP} for no cap, or {SMALLEST_CAP_GB} and more: Azure keeps no smaller one, and 0 is planned for ever"
        )
        yield Problem(path="logs.daily_quota_gb", got=shown(cap), need=need, fix=f"set {NO_CAP} or a larger cap")


@warns
def extra_logs_are_for_a_while(config: BaselineConfig) -> Findings:
    """Extra control-plane logs are on only temporarily, as they cost money. MON-12."""
    extra = config.diagnostics.extra_categories
    if extra:
        need, fix = "none once the fault is found, as they cost", "set extra_categories: []"
        yield Problem(path="diagnostics.extra_categories", got=listed(extra, "and"), need=need, fix=fix)


@refuses
def budget_begins_with_a_month(config: BaselineConfig) -> Findings:
    """A budget starts on the first day of a month. COST-10."""
    start, need = config.cost.budget_start, "the first day of a month"
    if config.cost.budget_amount is None:
        return
    if start is None:
        fix = "set budget_start to the first of this month, or delete budget_amount"
        yield Problem(path="cost.budget_start", got="nothing", need=f"{need}, as there is a budget", fix=fix)
    elif start.day != 1 or start.isoformat() < EARLIEST_BUDGET:
        fix = "set the first of the month the budget begins with"
        yield Problem(
            path="cost.budget_start", got=start.isoformat(), need=f"{need}, {EARLIEST_BUDGET} or later", fix=fix
        )
