"""What the pods that come with the cluster ask for: the bootstrap stack deploys these sizes, quotas must hold them."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.model import BaselineConfig, Workload


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """Pods of one kind, requests and limits alike (BC-06). `most`: with the temporary ones of an update."""

    what: str
    fewest: int
    most: int
    cpu_millicores: int
    memory_mib: int

    @property
    def cpu(self) -> str:
        return f"{self.cpu_millicores}m"

    @property
    def memory(self) -> str:
        return f"{self.memory_mib}Mi"


def controller(config: BaselineConfig) -> Footprint:
    """The ingress controller. Its updates run one pod more."""
    replicas = config.ingress.replicas
    return Footprint(what="ingress controller", fewest=replicas, most=replicas + 1, cpu_millicores=200, memory_mib=128)


# Scaled by CPU between two and five pods, and updated one pod at a time.
SAMPLE = Footprint(what="sample workload", fewest=2, most=5 + 1, cpu_millicores=100, memory_mib=256)


def footprints(config: BaselineConfig, workload: Workload) -> Iterator[Footprint]:
    """What runs in the namespace of `workload`: what comes with the cluster is in the first workload's."""
    is_first = workload is config.workloads[0]
    if is_first and config.ingress.controller == "traefik":
        yield controller(config)
    if is_first and config.sample_workload:
        yield SAMPLE
