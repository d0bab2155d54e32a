"""Managed Prometheus: it collects the cluster's metrics and keeps them in an Azure Monitor workspace."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.monitor_data_collection_endpoint import MonitorDataCollectionEndpoint
from cdktf_cdktf_provider_azurerm.monitor_data_collection_rule import (
    MonitorDataCollectionRule,
    MonitorDataCollectionRuleDataFlow,
    MonitorDataCollectionRuleDataSources,
    MonitorDataCollectionRuleDataSourcesPrometheusForwarder,
    MonitorDataCollectionRuleDestinations,
    MonitorDataCollectionRuleDestinationsMonitorAccount,
)
from cdktf_cdktf_provider_azurerm.monitor_data_collection_rule_association import MonitorDataCollectionRuleAssociation
from cdktf_cdktf_provider_azurerm.monitor_workspace import MonitorWorkspace
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.monitoring.private_link import MonitorScope

STREAM = "Microsoft-PrometheusMetrics"


class ManagedPrometheus(Construct):
    """Managed Prometheus: Azure Monitor workspace, data collection endpoint and data collection rule.

    `collect_from` associates the rule with a cluster. Azure also makes an endpoint and a rule for every workspace, in a
    resource group that it manages. They are not used.
    Source: article, "Monitor and collect metrics" and "Network metrics".

    Args:
        workspace_name: Name of the Azure Monitor workspace.
        collection_name: Name of the endpoint, the rule and their association with the cluster.
        at: Resource group and region.
        workspace_id: Log Analytics workspace for the rule's own logs.
        lifecycle: Protection of the workspace from deletion. None: no protection.
        monitor_scope: Private link scope through which agents deliver metrics. None: they do so over the internet.

    Attributes:
        prerequisites: Resources that the cluster's metrics add-on expects to find.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workspace_name: str,
        collection_name: str,
        at: Placement,
        workspace_id: str,
        lifecycle: TerraformResourceLifecycle | None = None,
        monitor_scope: MonitorScope | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.name = collection_name
        self.workspace_id = MonitorWorkspace(
            self,
            "Default",
            name=workspace_name,
            resource_group_name=at.resource_group,
            location=at.location,
            public_network_access_enabled=True,
            lifecycle=lifecycle,
        ).id
        rule = self._rule(at, workspace_name=workspace_name, monitor_scope=monitor_scope)
        send_diagnostics(rule, to=workspace_id)
        self.rule_id = rule.id
        self.prerequisites = (rule,)

    def _rule(
        self, at: Placement, *, workspace_name: str, monitor_scope: MonitorScope | None
    ) -> MonitorDataCollectionRule:
        endpoint = MonitorDataCollectionEndpoint(
            self,
            "endpoint",
            name=self.name,
            resource_group_name=at.resource_group,
            location=at.location,
            kind="Linux",
            public_network_access_enabled=not (monitor_scope and monitor_scope.private_only),
        )
        self.endpoint_id = endpoint.id
        if monitor_scope:
            from aks_baseline.monitoring.private_link_scope import link_to_scope  # imported here: few have a scope

            link_to_scope(self, "link", name=self.name, monitor_scope=monitor_scope, resource_id=self.endpoint_id)
        return MonitorDataCollectionRule(
            self,
            "rule",
            name=self.name,
            resource_group_name=at.resource_group,
            location=at.location,
            kind="Linux",
            data_collection_endpoint_id=endpoint.id,
            data_sources=MonitorDataCollectionRuleDataSources(
                prometheus_forwarder=[
                    MonitorDataCollectionRuleDataSourcesPrometheusForwarder(
                        name="PrometheusDataSource", streams=[STREAM]
                    )
                ]
            ),
            destinations=MonitorDataCollectionRuleDestinations(
                monitor_account=[
                    MonitorDataCollectionRuleDestinationsMonitorAccount(
                        name=workspace_name, monitor_account_id=self.workspace_id
                    )
                ]
            ),
            data_flow=[MonitorDataCollectionRuleDataFlow(streams=[STREAM], destinations=[workspace_name])],
        )

    def collect_from(self, cluster_id: str) -> None:
        """Collect the metrics of a cluster.

        Args:
            cluster_id: The cluster.
        """
        MonitorDataCollectionRuleAssociation(
            self, "association", name=self.name, target_resource_id=cluster_id, data_collection_rule_id=self.rule_id
        )
