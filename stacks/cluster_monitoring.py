"""Monitoring of the cluster stack: what must be there before the cluster, and what watches it afterwards."""

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.activity_alert import advisor_alert
from aks_baseline.monitoring.budget import Threshold, budget
from aks_baseline.monitoring.container_insights import ContainerInsights
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.monitoring.log_alert import LogAlert, log_alert
from aks_baseline.monitoring.log_alert_rules import POD_FAILED_ALERT, SCHEDULING_ALERT, pods_failed, scheduling_failed
from aks_baseline.monitoring.metric_alert import MetricAlert, metric_alert
from aks_baseline.monitoring.metric_alert_rules import GATEWAY_ALERTS, fixed_pool_cpu
from aks_baseline.monitoring.prometheus import ManagedPrometheus
from aks_baseline.monitoring.prometheus_alerts import prometheus_alerts
from aks_baseline.monitoring.prometheus_recordings import prometheus_recordings
from aks_baseline.monitoring.prometheus_rule_group import Observed
from aks_baseline.monitoring.query_pack import QueryPack
from aks_baseline.monitoring.runbook import Runbooks
from stacks.base import BaselineStack
from stacks.spoke import SpokeLinks


class ClusterMonitoring:
    """Managed Prometheus and Container insights in `stack`, and with `watch` every alert, all to one action group.

    `before_cluster`: what the cluster waits for.
    """

    def __init__(self, stack: BaselineStack, *, at: Placement, spoke: SpokeLinks) -> None:
        self.stack, self.at, self.spoke = stack, at, spoke
        self.runbooks = Runbooks(base_url=stack.config.alerts.runbook_base_url)
        self.prometheus = ManagedPrometheus(
            stack,
            "prometheus",
            at=at,
            names=stack.names,
            workspace_id=spoke.workspace_id,
            lifecycle=stack.lifecycle,
        )
        self.insights = ContainerInsights(
            stack,
            "container_insights",
            at=at,
            names=stack.names,
            workspace_id=spoke.workspace_id,
            workspace_name=spoke.workspace_name,
            workspace_group=spoke.workspace_group,
            syslog_level=stack.config.logs.syslog_level,
        )
        self.before_cluster = (*self.prometheus.prerequisites, *self.insights.prerequisites)

    def watch(self, cluster: AksCluster) -> None:
        stack, at, action_group_id = self.stack, self.at, self.spoke.action_group_id
        self.prometheus.collect_from(cluster.id)
        self.insights.collect_from(cluster.id)
        send_diagnostics(cluster.cluster, to=self.spoke.workspace_id, extra=stack.config.diagnostics.extra_categories)
        QueryPack(stack, "queries", name=stack.names.query_pack, at=at)
        observed = Observed(
            monitor_workspace_id=self.prometheus.workspace_id, cluster_id=cluster.id, cluster_name=cluster.name
        )
        prometheus_recordings(stack, "prometheus_recordings", at=at, names=stack.names, observed=observed)
        prometheus_alerts(
            stack,
            "prometheus_alerts",
            at=at,
            names=stack.names,
            observed=observed,
            action_group_id=action_group_id,
            runbooks=self.runbooks,
            velero=stack.config.backup.mode == "velero",
        )
        advisor_alert(stack, "advisor_alert", at=at, action_group_id=action_group_id, runbooks=self.runbooks)
        self._log_alert("pods_failed_alert", POD_FAILED_ALERT, pods_failed(cluster.name, runbooks=self.runbooks))
        self._watch_fixed_pools(cluster)
        self._watch_cost(cluster.cluster.node_resource_group_id)

    def watch_gateway(self, gateway_id: str) -> None:
        """Tell when the gateway does not reach the ingress controller, or answers with server errors."""
        for id_, alert in GATEWAY_ALERTS.items():
            self._metric_alert(id_, alert, resource_id=gateway_id)

    def _metric_alert(self, id_: str, alert: MetricAlert, *, resource_id: str) -> None:
        metric_alert(
            self.stack,
            id_,
            alert=alert,
            at=self.at,
            resource_id=resource_id,
            action_group_id=self.spoke.action_group_id,
            runbooks=self.runbooks,
        )

    def _log_alert(self, id_: str, name: str, alert: LogAlert) -> None:
        log_alert(
            self.stack,
            id_,
            alert=alert,
            name=name,
            at=self.at,
            workspace_id=self.spoke.workspace_id,
            action_group_id=self.spoke.action_group_id,
            after=self.insights.solution,
        )

    def _watch_fixed_pools(self, cluster: AksCluster) -> None:
        """Where no autoscaler adds nodes, somebody must: SCALE-04. Pods that wait are KubePodNotReadyByController's."""
        fixed = [pool.name for pool in self.stack.config.node_pools if not pool.autoscale]
        if not fixed:
            return
        self._metric_alert("fixed_pool_cpu_alert", fixed_pool_cpu(fixed), resource_id=cluster.id)
        alert = scheduling_failed(cluster.name, runbooks=self.runbooks)
        self._log_alert("scheduling_failed_alert", SCHEDULING_ALERT, alert)

    def _watch_cost(self, node_group_id: str) -> None:
        cost = self.stack.config.cost
        if cost.budget_amount is None:
            return
        assert cost.budget_start, "checked in config/rules/monitoring.py"
        budget(
            self.stack,
            "budget",
            name=self.stack.names.budget,
            group_id=node_group_id,
            amount=cost.budget_amount,
            start=cost.budget_start,
            thresholds=[
                Threshold(percent=each.percent, of="Actual" if each.of == "actual" else "Forecasted")
                for each in cost.budget_thresholds
            ],
            action_group_id=self.spoke.action_group_id,
        )
