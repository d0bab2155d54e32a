"""Grafana, partners' services and experiments with failures, as the configuration wants them.

Imports are inside the functions, as few clusters have these options and their bindings take time to import.
"""

from cdktf import TerraformOutput
from constructs import Construct

from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_to_partner
from config.model import BaselineConfig
from stacks.monitoring import Collection


def insight_providers(config: BaselineConfig) -> list[str]:
    """Resource providers that the options need.

    Args:
        config: The configuration of the cluster.
    """
    wanted = {"Microsoft.Chaos": config.chaos.enabled, "Microsoft.Dashboard": config.monitoring.grafana}
    return [provider for provider, is_wanted in wanted.items() if is_wanted]


def make_insight(
    scope: Construct,
    *,
    config: BaselineConfig,
    at: Placement,
    aks: AksCluster,
    collection: Collection,
    workspace_id: str,
) -> None:
    """Make what is on.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        at: Resource group, region and availability zones.
        aks: The cluster.
        collection: Managed Prometheus of the cluster.
        workspace_id: Log Analytics workspace of the cluster.
    """
    partner = config.monitoring.partner_solution_id
    if partner:
        send_to_partner(aks.cluster, to=partner, extra=config.diagnostics.extra_categories)
    if config.monitoring.grafana:
        from aks_baseline.monitoring.grafana import Grafana, GrafanaUsers

        rbac = config.rbac
        grafana = Grafana(
            scope,
            "grafana",
            name=f"amg-{aks.name}",
            at=at,
            monitor_workspace_id=collection.prometheus.workspace_id,
            workspace_id=workspace_id,
            users=GrafanaUsers(admins=rbac.cluster_admin_groups, viewers=rbac.namespace_reader_groups),
        )
        TerraformOutput(scope, "grafana_url", value=grafana.endpoint, description="Where dashboards are")
    if config.chaos.enabled:
        from aks_baseline.cluster.chaos import PodFailure

        PodFailure(
            scope,
            "chaos",
            name=f"pod-failure-{aks.name}",
            at=at,
            cluster_id=aks.id,
            namespace=config.workloads[0].namespace,
        )
