"""Alert on the processors of node pools that do not grow by themselves."""

from collections.abc import Sequence

from cdktf_cdktf_provider_azurerm.monitor_metric_alert import (
    MonitorMetricAlert,
    MonitorMetricAlertAction,
    MonitorMetricAlertCriteria,
    MonitorMetricAlertCriteriaDimension,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.runbook import Runbooks

NODE_CPU_ALERT = "FixedPoolCpuHigh"

# Azure's recommended rule for any cluster says 95. Here somebody must add nodes by hand, before pods are throttled.
BUSY_PERCENT = 80


def node_cpu_alert(
    scope: Construct,
    id_: str,
    *,
    at: Placement,
    cluster_id: str,
    pools: Sequence[str],
    action_group_id: str,
    runbooks: Runbooks,
) -> MonitorMetricAlert:
    """Watch each of the fixed-size `pools` by itself, over a quarter of an hour.

    Source: article, "Node and pod scalability"; Azure page "Supported metrics for
    Microsoft.ContainerService/managedClusters".
    """
    return MonitorMetricAlert(
        scope,
        id_,
        name=NODE_CPU_ALERT,
        resource_group_name=at.resource_group,
        scopes=[cluster_id],
        description=f"A node pool of fixed size is short of CPU. Runbook: {runbooks.of(NODE_CPU_ALERT)}",
        enabled=True,
        auto_mitigate=True,
        severity=2,
        frequency="PT5M",
        window_size="PT15M",
        criteria=[
            MonitorMetricAlertCriteria(
                metric_namespace="Microsoft.ContainerService/managedClusters",
                metric_name="node_cpu_usage_percentage",
                aggregation="Average",
                operator="GreaterThan",
                threshold=BUSY_PERCENT,
                dimension=[
                    MonitorMetricAlertCriteriaDimension(name="nodepool", operator="Include", values=list(pools))
                ],
            )
        ],
        action=[MonitorMetricAlertAction(action_group_id=action_group_id)],
    )
