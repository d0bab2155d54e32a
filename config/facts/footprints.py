"""CPU, memory and number of the pods that the baseline deploys.

The bootstrap stack deploys pods of these sizes. The quotas of their namespaces must hold them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from config.model import BaselineConfig, Workload


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """Number and size of the pods of one deployment. Requests and limits are equal (BC-06).

    Args:
        what: Name of the deployment in messages.
        fewest: Fewest pods that it is scaled to.
        most: Most pods that it is scaled to.
        temporary: Pods beyond `most` during an update, including those that are still ending. A quota counts a pod
            until it is gone (Kubernetes page "Resource Quotas").
        cpu_millicores: CPU of a pod.
        memory_mib: Memory of a pod.
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
    """Footprint of the ingress controller.

    An update ends `max_unavailable` pods and starts as many new pods before the old ones are gone. It ends no further
    pods until the new pods have served for as long as an old pod takes to end.
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


# Scaled by CPU between two and five pods. New pods are ready before old pods have ended, so that an update can double
# the number of pods.
SAMPLE = Footprint(what="sample workload", fewest=2, most=5, temporary=5, cpu_millicores=100, memory_mib=256)
SAMPLE_PORT = 8080


def footprints(config: BaselineConfig, workload: Workload) -> Iterator[Footprint]:
    """Pods that the baseline deploys to the namespace of `workload`. Only the first workload has any."""
    is_first = workload is config.workloads[0]
    if is_first and config.ingress.controller == "traefik":
        yield controller(config)
    if is_first and config.sample_workload:
        yield SAMPLE
