"""The log workspace of a spoke's clusters: made with the spoke, or existing before."""

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.monitoring.log_workspace import LogWorkspace, WorkspaceLinks
from config.model import BaselineConfig


def log_workspace(scope: Construct, *, config: BaselineConfig, name: str, at: Placement) -> WorkspaceLinks:
    """Make the workspace, or answer the existing one.

    Args:
        scope: The stack.
        config: The configuration of the spoke.
        name: Name of a new workspace.
        at: Resource group and region.
    """
    existing = config.logs.existing_workspace_id
    if existing:
        _, _, _, _, group, *_, given = existing.split("/")
        return WorkspaceLinks(id=existing, name=given, resource_group=group)
    made = LogWorkspace(
        scope,
        "logs",
        name=name,
        at=at,
        retention_days=config.logs.retention_days,
        local_authentication=True,
        daily_quota_gb=config.logs.daily_quota_gb,
        basic_tables=config.logs.basic_tables,
        lifecycle=protection(allow_destroy=config.safety.allow_destroy),
        private_ingestion=config.monitoring.private_link == "private_only",
    )
    return WorkspaceLinks(
        id=made.id, name=made.name, resource_group=at.resource_group, guid=made.workspace.workspace_id
    )
