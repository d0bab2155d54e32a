"""Alert on the Azure activity log."""

from cdktf_cdktf_provider_azurerm.monitor_activity_log_alert import (
    MonitorActivityLogAlert,
    MonitorActivityLogAlertAction,
    MonitorActivityLogAlertCriteria,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.runbook import Runbooks

ADVISOR_ALERT = "AllAzureAdvisorAlert"


def advisor_alert(
    scope: Construct, id_: str, *, at: Placement, action_group_id: str, runbooks: Runbooks
) -> MonitorActivityLogAlert:
    """Make an alert on every new Azure Advisor recommendation for the resource group.

    Activity log alerts are in no region.
    Source: reference implementation; Azure page "Create Azure Advisor alerts on new recommendations".

    Args:
        scope: Parent construct.
        id_: Construct id.
        at: Resource group that the recommendations are about, and that the alert is in.
        action_group_id: Action group that is notified.
        runbooks: Links to the runbooks of the alerts.
    """
    return MonitorActivityLogAlert(
        scope,
        id_,
        name=ADVISOR_ALERT,
        resource_group_name=at.resource_group,
        location="global",
        scopes=[at.resource_group_id],
        description=f"Azure Advisor has a new recommendation. Runbook: {runbooks.of(ADVISOR_ALERT)}",
        enabled=True,
        criteria=MonitorActivityLogAlertCriteria(
            category="Recommendation", operation_name="Microsoft.Advisor/recommendations/available/action"
        ),
        action=[MonitorActivityLogAlertAction(action_group_id=action_group_id)],
    )
