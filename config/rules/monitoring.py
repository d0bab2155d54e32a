"""Rules on what the logs hold and on what it may all cost."""

from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import listed
from config.rules.rule import Findings, refuses, warns

EARLIEST_BUDGET = "2017-06-01"  # Azure knows no budget that begins before, says azurerm's page on it


@refuses
def audit_log_is_sent_once(config: BaselineConfig) -> Findings:
    """The audit log is sent once: kube-audit contains kube-audit-admin. MON-11."""
    extra = config.diagnostics.extra_categories
    if "kube-audit" in extra and "kube-audit-admin" in extra:
        need = "kube-audit or kube-audit-admin, not both: the first contains the second"
        fix = "delete kube-audit-admin; without either, kube-audit-admin is sent"
        yield Problem(path="diagnostics.extra_categories", got=listed(extra, "and"), need=need, fix=fix)


@warns
def extra_logs_are_for_a_while(config: BaselineConfig) -> Findings:
    """Extra logs of the control plane are for a while, as they cost. MON-12."""
    extra = config.diagnostics.extra_categories
    if extra:
        need, fix = "none once the fault is found, as they cost", "set extra_categories: []"
        yield Problem(path="diagnostics.extra_categories", got=listed(extra, "and"), need=need, fix=fix)


@refuses
def budget_begins_with_a_month(config: BaselineConfig) -> Findings:
    """A budget says which month it begins with. COST-10."""
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
