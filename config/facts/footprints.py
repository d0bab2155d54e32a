"""What the pods that come with the cluster ask for: the bootstrap stack deploys these sizes, quotas must hold them."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.model import BaselineConfig, Workload


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """Pods of one kind, requests and limits alike (BC-06). `fewest` and `most`: between which they are scaled.

    `temporary`: pods beyond `most` while an update runs, those among them that still end: a quota counts a pod until it
    is gone (Kubernetes page "Resource Quotas").
    """

    what: str
    fewest: int
    most: int
    temporary: int
    cpu_millicores: int
    memory_mib: int

    @property
    def peak(self) -> int:
        return self.most + self.temporary

    @property
    def cpu(self) -> str:
        return f"{self.cpu_millicores}m"

    @property
    def memory(self) -> str:
        return f"{self.memory_mib}Mi"


def controller(config: BaselineConfig) -> Footprint:
    """The ingress controller. An update ends `max_unavailable` pods and makes as many before those are gone.

    It ends no others until the new ones have served for as long as the old ones take to end.
    """
    ingress = config.ingress
    return Footprint(
        what="ingress controller",
        fewest=ingress.replicas,
        most=ingress.replicas,
        temporary=ingress.max_unavailable,
        cpu_millicores=200,
        memory_mib=128,
    )


# Scaled by CPU between two and five pods. New ones are ready sooner than old ones end, so that an update may come to
# have each pod twice.
SAMPLE = Footprint(what="sample workload", fewest=2, most=5, temporary=5, cpu_millicores=100, memory_mib=256)
SAMPLE_PORT = 8080


def footprints(config: BaselineConfig, workload: Workload) -> Iterator[Footprint]:
    """What runs in the namespace of `workload`: what comes with the cluster is in the first workload's."""
    is_first = workload is config.workloads[0]
    if is_first and config.ingress.controller == "traefik":
        yield controller(config)
    if is_first and config.sample_workload:
        yield SAMPLE
