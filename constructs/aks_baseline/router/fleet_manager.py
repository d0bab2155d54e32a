"""Azure Kubernetes Fleet Manager."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.kubernetes_fleet_manager import KubernetesFleetManager
from cdktf_cdktf_provider_azurerm.kubernetes_fleet_member import KubernetesFleetMember
from cdktf_cdktf_provider_azurerm.kubernetes_fleet_update_run import (
    KubernetesFleetUpdateRun,
    KubernetesFleetUpdateRunManagedClusterUpdate,
    KubernetesFleetUpdateRunManagedClusterUpdateNodeImageSelection,
    KubernetesFleetUpdateRunManagedClusterUpdateUpgrade,
)
from cdktf_cdktf_provider_azurerm.kubernetes_fleet_update_strategy import (
    KubernetesFleetUpdateStrategy,
    KubernetesFleetUpdateStrategyStage,
    KubernetesFleetUpdateStrategyStageGroup,
)
from constructs import Construct

from aks_baseline.foundation.placement import Placement

SECONDS_BETWEEN_STAGES = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Member:
    """A cluster in the fleet.

    Args:
        name: Name of the cluster in the fleet: lower-case letters, digits and hyphens, at most 50.
        cluster_id: The AKS cluster.
        group: Clusters of the same group are updated at the same time.
    """

    name: str
    cluster_id: str
    group: str


class FleetManager(Construct):
    """Azure Kubernetes Fleet Manager without a hub cluster, its members, and an upgrade of them in stages.

    The upgrade is prepared and not started: `az fleet updaterun start` starts it. It keeps to the maintenance windows
    of the clusters, waits a day after every stage, and stops at the first cluster that fails. Clusters that have the
    version already are skipped. A new version makes a new update run. Members of a fleet must belong to one Entra
    tenant.
    Source: Azure page "Safely update Kubernetes and node images across multiple clusters".

    Args:
        name: Name of the fleet.
        at: Resource group and region.
        members: Clusters of the fleet.
        stages: Groups of members, in the order in which they are updated. Every group has a member.
        kubernetes_version: Version in full, or a minor version, that the update run brings.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        members: Sequence[Member],
        stages: Sequence[str],
        kubernetes_version: str,
    ) -> None:
        super().__init__(scope, id_)
        fleet = KubernetesFleetManager(
            self, "Default", name=name, resource_group_name=at.resource_group, location=at.location
        )
        joined = [
            KubernetesFleetMember(
                self,
                f"member_{member.name}",
                name=member.name,
                kubernetes_fleet_id=fleet.id,
                kubernetes_cluster_id=member.cluster_id,
                group=member.group,
            )
            for member in members
        ]
        strategy = KubernetesFleetUpdateStrategy(
            self,
            "strategy",
            name="by-stage",
            kubernetes_fleet_manager_id=fleet.id,
            stage=[
                KubernetesFleetUpdateStrategyStage(
                    name=stage,
                    group=[KubernetesFleetUpdateStrategyStageGroup(name=stage)],
                    after_stage_wait_in_seconds=SECONDS_BETWEEN_STAGES,
                )
                for stage in stages
            ],
        )
        KubernetesFleetUpdateRun(
            self,
            "upgrade",
            name=f"kubernetes-{kubernetes_version.replace('.', '-')}",
            kubernetes_fleet_manager_id=fleet.id,
            fleet_update_strategy_id=strategy.id,
            managed_cluster_update=KubernetesFleetUpdateRunManagedClusterUpdate(
                upgrade=KubernetesFleetUpdateRunManagedClusterUpdateUpgrade(
                    type="Full", kubernetes_version=kubernetes_version
                ),
                node_image_selection=KubernetesFleetUpdateRunManagedClusterUpdateNodeImageSelection(type="Consistent"),
            ),
            depends_on=joined,
        )
