"""Monitoring of a cluster: what collects its logs and metrics, and what watches it."""

from dataclasses import dataclass

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.monitoring.activity_alert import advisor_alert
from aks_baseline.monitoring.budget import Threshold, budget
from aks_baseline.monitoring.container_insights import ContainerInsights
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.monitoring.log_alert import LogAlert, log_alert
from aks_baseline.monitoring.log_alert_rules import POD_FAILED_ALERT, SCHEDULING_ALERT, pods_failed, scheduling_failed
from aks_baseline.monitoring.log_workspace import WorkspaceLinks
from aks_baseline.monitoring.metric_alert import MetricAlert, metric_alert
from aks_baseline.monitoring.metric_alert_rules import GATEWAY_ALERTS, fixed_pool_cpu
from aks_baseline.monitoring.prometheus import ManagedPrometheus
from aks_baseline.monitoring.prometheus_alerts import prometheus_alerts
from aks_baseline.monitoring.prometheus_recordings import prometheus_recordings
from aks_baseline.monitoring.prometheus_rule_group import Observed
from aks_baseline.monitoring.query_pack import QueryPack
from aks_baseline.monitoring.runbook import Runbooks
from config.model import BaselineConfig
from stacks.names import Names
from stacks.spoke_links import SpokeLinks


@dataclass(frozen=True, kw_only=True)
class Collection:
    """What collects metrics and logs; it is made before the cluster.

    Args:
        prometheus: Managed Prometheus.
        insights: Container insights.
    """

    prometheus: ManagedPrometheus
    insights: ContainerInsights

    @property
    def before_cluster(self) -> tuple[ITerraformDependable, ...]:
        """Resources that the cluster's monitoring add-ons expect to find."""
        return (*self.prometheus.prerequisites, *self.insights.prerequisites)


def make_collection(
    scope: Construct, *, config: BaselineConfig, names: Names, at: Placement, spoke: SpokeLinks
) -> Collection:
    """Make managed Prometheus and Container insights.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        at: Resource group and region.
        spoke: Spoke with the log workspace.
    """
    prometheus = ManagedPrometheus(
        scope,
        "prometheus",
        workspace_name=names.prometheus_workspace,
        collection_name=names.prometheus_collection,
        at=at,
        workspace_id=spoke.workspace_id,
        lifecycle=protection(allow_destroy=config.safety.allow_destroy),
        monitor_scope=spoke.monitor_scope,
    )
    return Collection(
        prometheus=prometheus,
        insights=ContainerInsights(
            scope,
            "container_insights",
            name=names.container_insights_collection,
            at=at,
            workspace=WorkspaceLinks(
                id=spoke.workspace_id, name=spoke.workspace_name, resource_group=spoke.workspace_group
            ),
            syslog_level=config.logs.syslog_level,
            solutions=config.logs.existing_workspace_id is None and not spoke.has_solutions,
            endpoint_id=prometheus.endpoint_id if spoke.monitor_scope else None,
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Alerts on a cluster and its gateway, all to the spoke's action group.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        at: Resource group and region.
        spoke: Spoke with the action group and the log workspace.
        collection: What collects metrics and logs.
    """

    scope: Construct
    config: BaselineConfig
    at: Placement
    spoke: SpokeLinks
    collection: Collection

    @property
    def runbooks(self) -> Runbooks:
        """Links to the runbooks of the alerts."""
        return Runbooks(base_url=self.config.alerts.runbook_base_url)

    def cluster(self, cluster: AksCluster, *, names: Names) -> None:
        """Collect from the cluster, and tell when it needs somebody."""
        scope, at, action_group_id = self.scope, self.at, self.spoke.action_group_id
        prometheus, insights = self.collection.prometheus, self.collection.insights
        prometheus.collect_from(cluster.id)
        insights.collect_from(cluster.id)
        send_diagnostics(cluster.cluster, to=self.spoke.workspace_id, extra=self.config.diagnostics.extra_categories)
        QueryPack(scope, "queries", name=names.query_pack, at=at)
        observed = Observed(
            monitor_workspace_id=prometheus.workspace_id, cluster_id=cluster.id, cluster_name=cluster.name
        )
        prometheus_recordings(scope, "prometheus_recordings", name_of=names.recording_group, at=at, observed=observed)
        prometheus_alerts(
            scope,
            "prometheus_alerts",
            name_of=names.alert_group,
            at=at,
            observed=observed,
            action_group_id=action_group_id,
            runbooks=self.runbooks,
            backup_name=names.backup_alert_group if self.config.backup.mode == "velero" else None,
        )
        advisor_alert(scope, "advisor_alert", at=at, action_group_id=action_group_id, runbooks=self.runbooks)
        self._log_alert("pods_failed_alert", POD_FAILED_ALERT, pods_failed(cluster.name, runbooks=self.runbooks))
        self._fixed_pools(cluster)
        self._cost(cluster.cluster.node_resource_group_id, name=names.budget)

    def gateway(self, gateway_id: str) -> None:
        """Tell when the gateway does not reach the ingress controller, or answers with server errors."""
        for id_, alert in GATEWAY_ALERTS.items():
            self._metric_alert(id_, alert, resource_id=gateway_id)

    def _fixed_pools(self, cluster: AksCluster) -> None:
        """Without an autoscaler somebody must add nodes. SCALE-04.

        KubePodNotReadyByController tells of waiting pods.
        """
        fixed = [pool.name for pool in self.config.node_pools if not pool.autoscale]
        if not fixed:
            return
        self._metric_alert("fixed_pool_cpu_alert", fixed_pool_cpu(fixed), resource_id=cluster.id)
        alert = scheduling_failed(cluster.name, runbooks=self.runbooks)
        self._log_alert("scheduling_failed_alert", SCHEDULING_ALERT, alert)

    def _cost(self, node_group_id: str, *, name: str) -> None:
        cost = self.config.cost
        if cost.budget_amount is None:
            return
        assert cost.budget_start, "checked in config/rules/monitoring.py"
        budget(
            self.scope,
            "budget",
            name=name,
            group_id=node_group_id,
            amount=cost.budget_amount,
            start=cost.budget_start,
            thresholds=[
                Threshold(percent=each.percent, of="Actual" if each.of == "actual" else "Forecasted")
                for each in cost.budget_thresholds
            ],
            action_group_id=self.spoke.action_group_id,
        )

    def _metric_alert(self, id_: str, alert: MetricAlert, *, resource_id: str) -> None:
        metric_alert(
            self.scope,
            id_,
            alert=alert,
            at=self.at,
            resource_id=resource_id,
            action_group_id=self.spoke.action_group_id,
            runbooks=self.runbooks,
        )

    def _log_alert(self, id_: str, name: str, alert: LogAlert) -> None:
        log_alert(
            self.scope,
            id_,
            alert=alert,
            name=name,
            at=self.at,
            workspace_id=self.spoke.workspace_id,
            action_group_id=self.spoke.action_group_id,
            after=next(iter(self.collection.insights.solutions), None),
        )
