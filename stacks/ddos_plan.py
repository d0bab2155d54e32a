"""The DDoS protection plan of a hub: made, or existing before."""

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from config.model import BaselineConfig


def ddos_plan(scope: Construct, *, config: BaselineConfig, at: Placement) -> str | None:
    """Make the plan, or answer the existing one.

    Args:
        scope: The stack.
        config: The configuration of the region.
        at: Resource group and region.

    Returns:
        The id of the plan. None: networks have Azure's basic protection.
    """
    if config.ddos.plan != "own":
        return config.ddos.plan_id
    # This import is here, as few hubs have a plan.
    from cdktf_cdktf_provider_azurerm.network_ddos_protection_plan import NetworkDdosProtectionPlan

    name = f"ddos-{at.location}"
    plan = NetworkDdosProtectionPlan(
        scope, "ddos_plan", name=name, resource_group_name=at.resource_group, location=at.location
    )
    plan_id: str = plan.id
    return plan_id
