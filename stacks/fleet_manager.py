"""Fleet Manager stack: updates of all clusters in an order."""

from collections.abc import Mapping

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.foundation.awaited import awaited
from aks_baseline.router.fleet_manager import FleetManager, Member
from config.fleet import Fleet
from stacks.base import BaselineStack
from stacks.shared_site import SharedSite

# What is proven before production comes first.
ENVIRONMENTS = ("dev", "preprod", "prod")


class FleetManagerStack(BaselineStack):
    """Azure Kubernetes Fleet Manager with all clusters as members.

    Args:
        shared: Region, names and configuration of the shared resources.
        fleet: The fleet.
        cluster_ids: AKS clusters, by the names of their stacks.
    """

    def __init__(
        self, scope: Construct, id_: str, *, shared: SharedSite, fleet: Fleet, cluster_ids: Mapping[str, str]
    ) -> None:
        super().__init__(scope, id_, part="fleet", site=shared.site, subscription_id=shared.shared.subscription_id)
        environments = {cluster.config.environment for cluster in fleet.clusters}
        newest = max((cluster.config.updates.kubernetes_version for cluster in fleet.clusters), key=_version)
        after: list[ITerraformDependable] = []
        known: dict[str, str] = {}
        for stack, cluster_id in cluster_ids.items():
            (known[stack],), waits = awaited(self, stack, (cluster_id,), stack=stack)
            after += waits
        FleetManager(
            self,
            "fleet",
            name=shared.names.fleet,
            at=self.group("group", name=shared.names.group("fleet"), after=after),
            members=[
                Member(name=cluster.place, cluster_id=known[cluster.stack], group=cluster.config.environment)
                for cluster in fleet.clusters
            ],
            stages=[each for each in ENVIRONMENTS if each in environments],
            kubernetes_version=newest,
        )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))
