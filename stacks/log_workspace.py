"""The log workspace of a spoke's clusters: made with the spoke, or existing before."""

from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.protection import protection
from aks_baseline.monitoring.container_insights import workspace_solutions
from aks_baseline.monitoring.log_workspace import LogWorkspace, WorkspaceLinks
from config.fleet import SpokeView


def log_workspace(scope: Construct, *, spoke: SpokeView, name: str, at: Placement) -> WorkspaceLinks:
    """Make the workspace, or answer the existing one, whose owner has installed its solutions.

    Args:
        scope: The stack.
        spoke: Spoke with its clusters.
        name: Name of a new workspace.
        at: Resource group and region.
    """
    config = spoke.config
    existing = config.logs.existing_workspace_id
    if existing:
        _, _, _, _, group, *_, given = existing.split("/")
        return WorkspaceLinks(id=existing, name=given, resource_group=group)
    links = LogWorkspace(
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
    ).links
    # The first cluster has the solutions of the workspace. Without a first cluster the spoke has them.
    if all(cluster.label for cluster in spoke.clusters):
        workspace_solutions(scope, "solutions", at=at, workspace=links)
    return links
