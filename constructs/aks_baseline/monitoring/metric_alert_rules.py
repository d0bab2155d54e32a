"""Metric alerts on Application Gateway, the firewall and pools of fixed size. Their runbooks are in docs/alerts.md.

Metrics, their units and aggregations: Azure pages "Supported metrics" for Microsoft.Network/applicationGateways,
Microsoft.Network/azureFirewalls and Microsoft.ContainerService/managedClusters.
"""

from collections.abc import Sequence

from aks_baseline.monitoring.metric_alert import Dimension, MetricAlert

GATEWAY, FIREWALL = "Microsoft.Network/applicationGateways", "Microsoft.Network/azureFirewalls"

# The thresholds are static: a dynamic threshold would learn from a gateway that fails from its first day that failures
# are normal. Source: Azure page "Monitor Azure Application Gateway", recommended alert rules.
GATEWAY_ALERTS = {
    "backend_unhealthy_alert": MetricAlert(
        name="GatewayBackendUnhealthy",
        summary="Application Gateway's probe gets no good answer from the cluster's ingress, and clients get 502",
        resource_type=GATEWAY,
        metric="UnhealthyHostCount",
        aggregation="Average",
        operator="GreaterThan",
        threshold=0.2,  # average of 0 and 1: the gateway has one backend, the ingress controller's load balancer
        severity=1,
    ),
    "requests_failed_alert": MetricAlert(
        name="GatewayRequestsFailed",
        summary="Application Gateway answered more than ten requests in five minutes with a server error",
        resource_type=GATEWAY,
        metric="FailedRequests",
        aggregation="Total",
        operator="GreaterThan",
        threshold=10,
        severity=2,
    ),
}

# The firewall's health is 100, 50 with more than 95 % of its SNAT ports in use, or 0.
# Source: Azure page "Azure Firewall monitoring data reference"; thresholds of Azure Monitor Baseline Alerts.
FIREWALL_ALERTS = {
    "firewall_unhealthy_alert": MetricAlert(
        name="FirewallUnhealthy",
        summary="The hub's firewall is degraded, and new connections may fail",
        resource_type=FIREWALL,
        metric="FirewallHealth",
        aggregation="Average",
        operator="LessThan",
        threshold=90,
        severity=1,
    ),
    "firewall_snat_alert": MetricAlert(
        name="FirewallSnatPortsScarce",
        summary="More than 80 % of the SNAT ports of the hub's firewall are in use",
        resource_type=FIREWALL,
        metric="SNATPortUtilization",
        # The average of TCP and UDP would hide that TCP has no ports left.
        aggregation="Maximum",
        operator="GreaterThan",
        threshold=80,
        severity=2,
    ),
}


def fixed_pool_cpu(pools: Sequence[str]) -> MetricAlert:
    """Metric alert on the processors of node pools of fixed size.

    Source: article, "Node and pod scalability".

    Args:
        pools: Names of the pools. The alert compares every pool by itself.
    """
    return MetricAlert(
        name="FixedPoolCpuHigh",
        summary="A node pool of fixed size is short of CPU",
        resource_type="Microsoft.ContainerService/managedClusters",
        metric="node_cpu_usage_percentage",
        aggregation="Average",
        operator="GreaterThan",
        # Azure's recommended rule for any cluster says 95. Here somebody must add nodes before pods are throttled.
        threshold=80,
        severity=2,
        window="PT15M",
        frequency="PT5M",
        dimension=Dimension(name="nodepool", values=tuple(pools)),
    )
