"""Node pools."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from review.synthesis import Deviation, Output, Resource


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """A node pool: the system pool, which is a block of the cluster, or a separate resource."""

    resource: Resource
    prefix: str
    cluster: Resource | None

    def at(self, path: str) -> Any:
        return self.resource.at(self.prefix + path)

    def expects(self, path: str, *allowed: object) -> Iterator[Deviation]:
        """Yields a deviation if the pool's value is not one of `allowed`."""
        return self.resource.expects(self.prefix + path, *allowed)

    def expects_some(self, path: str, wanted: str) -> Iterator[Deviation]:
        """Yields a deviation if the pool has no value."""
        return self.resource.expects_some(self.prefix + path, wanted)

    def deviates(self, path: str, wanted: object) -> Deviation:
        return self.resource.deviates(self.prefix + path, wanted)

    @property
    def name(self) -> str:
        return str(self.at("name"))

    @property
    def system(self) -> bool:
        return bool(self.prefix) or self.at("mode") == "System"

    @property
    def most_nodes(self) -> int:
        """Maximum of the autoscaler, or the node count of a pool of fixed size."""
        return int(self.at("max_count") or self.at("node_count") or 0)

    @property
    def fewest_nodes(self) -> int:
        return int(self.at("min_count" if self.at("auto_scaling_enabled") else "node_count") or 0)

    @property
    def windows(self) -> bool:
        return bool(self.at("os_type") == "Windows")

    @property
    def spot(self) -> bool:
        return bool(self.at("priority") == "Spot")

    @property
    def turns_pods_away(self) -> bool:
        """Whether pods need a toleration to run in a user pool."""
        return self.spot or any(not str(each).endswith(":PreferNoSchedule") for each in self.at("node_taints") or ())


def pools(made: Output) -> tuple[Pool, ...]:
    """Every node pool, system pools first."""
    clusters = made.every("azurerm_kubernetes_cluster")
    own = (Pool(resource=each, prefix="default_node_pool.", cluster=each) for each in clusters)
    further = made.every("azurerm_kubernetes_cluster_node_pool")
    return (
        *own,
        *(Pool(resource=each, prefix="", cluster=made.follow(each, "kubernetes_cluster_id")) for each in further),
    )


def user_pools(made: Output) -> tuple[Pool, ...]:
    """Node pools that carry workloads."""
    return tuple(pool for pool in pools(made) if not pool.system)
