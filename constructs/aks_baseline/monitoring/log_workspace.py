"""Log Analytics workspace."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
from cdktf_cdktf_provider_azurerm.log_analytics_workspace_table import LogAnalyticsWorkspaceTable
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics


class LogWorkspace(Construct):
    """A workspace with its own audit log in it, and tables on the cheaper Basic plan.

    Required. `retention_days`: 30 to 730.
    Required. `local_authentication`: whether the workspace takes its own key beside Entra sign-in. Container insights
    can stay without data where it does not: Azure page "Troubleshoot Container insights".
    Optional. `daily_quota_gb`: -1, so that nothing is dropped.
    Optional. `basic_tables`: none; a Basic table keeps rows `retention_days` too, but ordinary log alerts cannot read
    it.
    Source: article, "Monitor and collect metrics".
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
            internet_ingestion_enabled=True,
            internet_query_enabled=True,
            cmk_for_query_forced=False,
            local_authentication_enabled=local_authentication,
            allow_resource_only_permissions=True,
            lifecycle=lifecycle,
        )
        self.id = self.workspace.id
        self.name = name
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
