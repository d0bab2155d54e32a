"""Budget: who is notified when a month costs more than planned."""

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
    """Share of a budget at which Azure sends a notification.

    Args:
        percent: Share of the amount, 1 to 1000.
        of: Actual compares the cost of the month so far, Forecasted the cost that Azure expects for the whole month.
    """

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
    """Make a monthly budget of a resource group. It notifies people and stops nothing.

    Source: article, "Cost optimization"; Azure page "Tutorial: Create and manage budgets".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the budget.
        group_id: Resource group whose cost is compared.
        amount: Amount a month, in the currency of the bill.
        start: First day of a month. Azure refuses to make a budget that starts in a past month.
        thresholds: Shares of the amount at which Azure sends a notification, at most five.
        action_group_id: Action group that is notified.
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
