"""Budget: who hears when the month gets dear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cdktf_cdktf_provider_azurerm.consumption_budget_resource_group import (
    ConsumptionBudgetResourceGroup,
    ConsumptionBudgetResourceGroupNotification,
    ConsumptionBudgetResourceGroupTimePeriod,
)
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """When to tell: `percent` of the amount, 1 to 1000, spent so far (Actual) or foreseen (Forecasted)."""

    percent: int
    of: Literal["Actual", "Forecasted"]


def budget(
    scope: Construct,
    id_: str,
    *,
    name: str,
    group_id: str,
    amount: float,
    start: date,
    thresholds: Sequence[Threshold],
    action_group_id: str,
) -> ConsumptionBudgetResourceGroup:
    """Monthly budget of a resource group, in the currency of the bill. It warns; it stops nothing.

    `start`: the first of a month; Azure refuses a month that is over when the budget is made.
    Source: article, "Cost optimization"; Azure page "Tutorial: Create and manage budgets".
    """
    return ConsumptionBudgetResourceGroup(
        scope,
        id_,
        name=name,
        resource_group_id=group_id,
        amount=amount,
        time_grain="Monthly",
        time_period=ConsumptionBudgetResourceGroupTimePeriod(start_date=f"{start.isoformat()}T00:00:00Z"),
        notification=[
            ConsumptionBudgetResourceGroupNotification(
                enabled=True,
                threshold=threshold.percent,
                threshold_type=threshold.of,
                operator="GreaterThanOrEqualTo",
                contact_groups=[action_group_id],
            )
            for threshold in thresholds
        ],
    )
