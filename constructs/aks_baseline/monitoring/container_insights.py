"""Container insights: it sends logs, events and inventory of the cluster to a Log Analytics workspace."""

import json
from typing import Literal, get_args

from cdktf_cdktf_provider_azurerm.log_analytics_solution import LogAnalyticsSolution, LogAnalyticsSolutionPlan
from cdktf_cdktf_provider_azurerm.monitor_data_collection_rule import (
    MonitorDataCollectionRule,
    MonitorDataCollectionRuleDataFlow,
    MonitorDataCollectionRuleDataSources,
    MonitorDataCollectionRuleDataSourcesExtension,
    MonitorDataCollectionRuleDataSourcesSyslog,
    MonitorDataCollectionRuleDestinations,
    MonitorDataCollectionRuleDestinationsLogAnalytics,
)
from cdktf_cdktf_provider_azurerm.monitor_data_collection_rule_association import MonitorDataCollectionRuleAssociation
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics
from aks_baseline.monitoring.log_workspace import WorkspaceLinks

SYSLOG = "Microsoft-Syslog"
SyslogLevel = Literal["Debug", "Info", "Notice", "Warning", "Error", "Critical", "Alert", "Emergency"]
"""From the least to the most urgent."""
FACILITIES = (
    "auth", "authpriv", "cron", "daemon", "kern", "local0", "local1", "local2", "local3", "local4", "local5", "local6",
    "local7", "lpr", "mail", "mark", "news", "syslog", "user", "uucp",
)  # fmt: skip

STREAMS = (
    "Microsoft-ContainerInventory",
    "Microsoft-ContainerLogV2",
    "Microsoft-ContainerNodeInventory",
    "Microsoft-InsightsMetrics",
    "Microsoft-KubeEvents",
    "Microsoft-KubeMonAgentEvents",
    "Microsoft-KubeNodeInventory",
    "Microsoft-KubePVInventory",
    "Microsoft-KubePodInventory",
    "Microsoft-KubeServices",
    "Microsoft-Perf",
)

# The logs of AKS's own pods would cost more than those of the workload. docs/alerts.md shows how to read the logs of
# Azure Policy's pods with kubectl.
SETTINGS = {
    "dataCollectionSettings": {
        "interval": "1m",
        "namespaceFilteringMode": "Exclude",
        "namespaces": ["kube-system", "gatekeeper-system"],
        "enableContainerLogV2": True,
    }
}

SOLUTIONS = {"container_insights": "ContainerInsights", "key_vault": "KeyVaultAnalytics"}


def workspace_solutions(
    scope: Construct, id_: str, *, at: Placement, workspace: WorkspaceLinks
) -> tuple[LogAnalyticsSolution, ...]:
    """Add the solutions for containers and key vaults to a workspace. A workspace has each of them once.

    Source: article, "Monitor and collect metrics"; azurerm page on log analytics solutions.

    Args:
        scope: The stack or construct.
        id_: Construct id.
        at: Region.
        workspace: Log Analytics workspace. Its solutions must be in its own resource group.
    """
    made = Construct(scope, id_)
    return tuple(
        LogAnalyticsSolution(
            made,
            part,
            solution_name=solution,
            resource_group_name=workspace.resource_group,
            location=at.location,
            workspace_name=workspace.name,
            workspace_resource_id=workspace.id,
            plan=LogAnalyticsSolutionPlan(publisher="Microsoft", product=f"OMSGallery/{solution}"),
        )
        for part, solution in SOLUTIONS.items()
    )


class ContainerInsights(Construct):
    """Data collection rule of Container insights, and the workspace's solutions for containers and key vaults.

    `collect_from` associates the rule with a cluster.
    Source: article, "Monitor and collect metrics"; Azure page "Configure log collection in Container insights".

    Args:
        name: Name of the data collection rule and of its association with the cluster.
        at: Resource group and region.
        workspace: Log Analytics workspace that receives the data. Its solutions must be in its own resource group.
        solutions: False for a workspace that has its solutions already: of a central team, or of another cluster.
        syslog_level: Least urgent messages of the nodes that are collected. The rule lists all more urgent levels too,
            because Azure collects only the levels that a rule lists.
        endpoint_id: Data collection endpoint, which a private link scope demands for rule and settings. None: agents
            use Azure's public ones.

    Attributes:
        prerequisites: Resources that the cluster's monitoring add-on expects to find.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        workspace: WorkspaceLinks,
        syslog_level: SyslogLevel,
        solutions: bool = True,
        endpoint_id: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._endpoint_id = endpoint_id
        self.solutions = workspace_solutions(self, "solutions", at=at, workspace=workspace) if solutions else ()
        self.name = name
        rule = self._rule(at, workspace=workspace, least=syslog_level)
        send_diagnostics(rule, to=workspace.id)
        self.rule_id = rule.id
        self.prerequisites = (rule, *self.solutions)

    def _rule(self, at: Placement, *, workspace: WorkspaceLinks, least: SyslogLevel) -> MonitorDataCollectionRule:
        levels = get_args(SyslogLevel)
        return MonitorDataCollectionRule(
            self,
            "Default",
            name=self.name,
            resource_group_name=at.resource_group,
            location=at.location,
            kind="Linux",
            data_collection_endpoint_id=self._endpoint_id,
            data_sources=MonitorDataCollectionRuleDataSources(
                syslog=[
                    MonitorDataCollectionRuleDataSourcesSyslog(
                        name="sysLogsDataSource",
                        streams=[SYSLOG],
                        facility_names=list(FACILITIES),
                        log_levels=list(levels[levels.index(least) :]),
                    )
                ],
                extension=[
                    MonitorDataCollectionRuleDataSourcesExtension(
                        name="ContainerInsightsExtension",
                        extension_name="ContainerInsights",
                        streams=list(STREAMS),
                        extension_json=json.dumps(SETTINGS, sort_keys=True),
                    )
                ],
            ),
            destinations=MonitorDataCollectionRuleDestinations(
                log_analytics=[
                    MonitorDataCollectionRuleDestinationsLogAnalytics(
                        name=workspace.name, workspace_resource_id=workspace.id
                    )
                ]
            ),
            data_flow=[
                MonitorDataCollectionRuleDataFlow(streams=[SYSLOG], destinations=[workspace.name]),
                MonitorDataCollectionRuleDataFlow(streams=list(STREAMS), destinations=[workspace.name]),
            ],
        )

    def collect_from(self, cluster_id: str) -> None:
        """Collect the logs of a cluster.

        Args:
            cluster_id: The cluster.
        """
        MonitorDataCollectionRuleAssociation(
            self, "association", name=self.name, target_resource_id=cluster_id, data_collection_rule_id=self.rule_id
        )
        if self._endpoint_id:  # the name is Azure's, and a resource has one such association
            MonitorDataCollectionRuleAssociation(
                self,
                "settings_association",
                target_resource_id=cluster_id,
                data_collection_endpoint_id=self._endpoint_id,
            )
