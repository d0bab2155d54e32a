"""Azure Managed Grafana."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.dashboard_grafana import (
    DashboardGrafana,
    DashboardGrafanaAzureMonitorWorkspaceIntegrations,
    DashboardGrafanaIdentity,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.role_names import Role
from aks_baseline.foundation.roles import grant
from aks_baseline.monitoring.diagnostics import send_diagnostics


@dataclass(frozen=True, kw_only=True)
class GrafanaUsers:
    """Entra groups that use Grafana.

    Args:
        admins: Object ids of groups that change dashboards and settings.
        viewers: Object ids of groups that only look.
    """

    admins: Sequence[str]
    viewers: Sequence[str]


class Grafana(Construct):
    """Grafana beside managed Prometheus. Azure brings its Kubernetes dashboards, and keeps them current.

    Nobody has an API key. People sign in to Entra. Its identity reads the metrics and logs of this cluster only.
    Source: article, "Monitor and collect metrics"; Azure pages "Connect to an Azure Monitor workspace" of Managed
    Grafana and "How to configure data source plugins for Azure Managed Grafana".

    Args:
        name: Name of the instance, at most 23 characters.
        at: Resource group, region and availability zones.
        monitor_workspace_id: Azure Monitor workspace with the metrics.
        workspace_id: Log Analytics workspace with the logs, and for Grafana's own.
        users: Entra groups that use it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        monitor_workspace_id: str,
        workspace_id: str,
        users: GrafanaUsers,
    ) -> None:
        super().__init__(scope, id_)
        grafana = DashboardGrafana(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            sku="Standard",
            grafana_major_version="11",
            api_key_enabled=False,
            deterministic_outbound_ip_enabled=False,
            public_network_access_enabled=True,
            zone_redundancy_enabled=at.zones is not None,
            identity=DashboardGrafanaIdentity(type="SystemAssigned"),
            azure_monitor_workspace_integrations=[
                DashboardGrafanaAzureMonitorWorkspaceIntegrations(resource_id=monitor_workspace_id)
            ],
        )
        self.endpoint = grafana.endpoint
        send_diagnostics(grafana, to=workspace_id)
        own = grafana.identity.principal_id
        self._grant("metrics", "Monitoring Data Reader", monitor_workspace_id, own, "Grafana shows metrics")
        self._grant("logs", "Log Analytics Reader", workspace_id, own, "Grafana shows logs")
        for number, group in enumerate(users.admins):
            self._let_in(f"admins_{number}", "Grafana Admin", grafana.id, group)
        for number, group in enumerate(users.viewers):
            self._let_in(f"viewers_{number}", "Grafana Viewer", grafana.id, group)

    def _grant(self, id_: str, role: Role, on: str, to: str, why: str) -> None:
        grant(self, id_, role=role, on=on, to=to, why=why)

    def _let_in(self, id_: str, role: Role, on: str, to: str) -> None:
        grant(self, id_, role=role, on=on, to=to, principal="Group", why=f"Members have the role {role}")
