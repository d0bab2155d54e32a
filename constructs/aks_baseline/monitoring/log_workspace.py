"""Log Analytics workspace."""

from dataclasses import dataclass

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
from cdktf_cdktf_provider_azurerm.log_analytics_workspace_table import LogAnalyticsWorkspaceTable
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics


@dataclass(frozen=True, kw_only=True)
class WorkspaceLinks:
    """A Log Analytics workspace.

    Args:
        id: Resource id.
        name: Name of the workspace.
        resource_group: Resource group of the workspace.
        guid: The workspace's own id, which traffic analytics uses. None: not known.
    """

    id: str
    name: str
    resource_group: str
    guid: str | None = None


class LogWorkspace(Construct):
    """Log Analytics workspace that also keeps its own audit log.

    Source: article, "Monitor and collect metrics".

    Args:
        name: Name of the workspace.
        at: Resource group and region.
        retention_days: Days that the workspace keeps logs, 30 to 730.
        local_authentication: True accepts the key of the workspace beside Entra sign-in. With False, Container insights
            can stay without data (Azure page "Troubleshoot Container insights").
        daily_quota_gb: Gigabytes a day after which Azure drops logs. -1: no limit.
        basic_tables: Tables on the cheaper Basic plan. They keep rows for `retention_days` too, but log alerts cannot
            read them.
        lifecycle: Protection from deletion. None: no protection.
        private_ingestion: True refuses data from the internet.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        retention_days: int,
        local_authentication: bool,
        daily_quota_gb: float = -1,
        basic_tables: tuple[str, ...] = (),
        lifecycle: TerraformResourceLifecycle | None = None,
        private_ingestion: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        self.workspace = LogAnalyticsWorkspace(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            sku="PerGB2018",
            retention_in_days=retention_days,
            daily_quota_gb=daily_quota_gb,
            internet_ingestion_enabled=not private_ingestion,
            internet_query_enabled=True,
            cmk_for_query_forced=False,
            local_authentication_enabled=local_authentication,
            allow_resource_only_permissions=True,
            lifecycle=lifecycle,
        )
        self.id = self.workspace.id
        self.name = name
        self._at = at
        send_diagnostics(self.workspace, to=self.id)
        for table in basic_tables:
            LogAnalyticsWorkspaceTable(
                self,
                table,
                name=table,
                workspace_id=self.id,
                plan="Basic",
                total_retention_in_days=retention_days,
            )

    @property
    def links(self) -> WorkspaceLinks:
        """What others need to know of the workspace."""
        return WorkspaceLinks(
            id=self.id, name=self.name, resource_group=self._at.resource_group, guid=self.workspace.workspace_id
        )
