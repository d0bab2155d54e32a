"""Kubernetes namespaces and the guard rails inside them.

Source: article, "Cluster bootstrapping", "Pod-to-pod traffic" and "Pod availability considerations"; Kubernetes pages
"Pod Security Standards", "Resource Quotas", "Limit Ranges".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.limit_range_v1 import (
    LimitRangeV1,
    LimitRangeV1Metadata,
    LimitRangeV1Spec,
    LimitRangeV1SpecLimit,
)
from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1, NamespaceV1Metadata
from cdktf_cdktf_provider_kubernetes.resource_quota_v1 import (
    ResourceQuotaV1,
    ResourceQuotaV1Metadata,
    ResourceQuotaV1Spec,
)
from constructs import Construct

from aks_baseline.inside.closed_namespace import MONITORING_AGENTS, Opening, close_namespace
from aks_baseline.inside.network_policy import Flow, Peer

# Where the cluster's own settings are kept apart from any workload; no pod runs in it.
SETTINGS_NAMESPACE = "cluster-baseline-settings"

# The most a container may have by policy "Container CPU and memory limits should not exceed the specified limits".
CONTAINER_MAXIMUM = {"cpu": "500m", "memory": "256Mi"}
# What a container gets that says nothing of its own: requests equal to limits, to be tuned by its owner. A container
# that requests more and states no limit is refused (422): the default limit would be below its request.
CONTAINER_DEFAULT = {"cpu": "100m", "memory": "128Mi"}


@dataclass(frozen=True, kw_only=True)
class Quota:
    """What all pods of a namespace may use together.

    `cpu`: cores. `memory`: with its unit, such as 16Gi. `volumes`: whether claims of persistent volumes are let in.
    """

    cpu: str
    memory: str
    pods: int
    volumes: bool


class WorkloadNamespace(Construct):
    """Namespace of a workload with its quota, limits for containers, and network closed but for a few flows.

    Pods reach the cluster's DNS; `controller`, the ingress controller's pods, reaches them on `ports`; Azure's agents
    read the metrics of annotated pods. A workload that needs more adds network policies of its own, which only ever
    allow. Pod security: the baseline standard is enforced; what breaks the restricted one is told to whoever applies it
    and to the audit log, as the Azure policies do.
    Required. `pod_security_version`: the standard's version, such as v1.35, so that an upgrade refuses no running pod.
    `ports`: TCP ports of the pods, which may differ from those of their services.
    `controller`: None where there is none; then only the agents reach the pods.
    `ready`: what must be there before the first pod.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        pod_security_version: str,
        quota: Quota,
        ports: Sequence[int],
        controller: Peer | None,
    ) -> None:
        super().__init__(scope, id_)
        self.name = name
        namespace = _namespace(self, name, pod_security_version)
        resource_quota = ResourceQuotaV1(
            self,
            "quota",
            metadata=ResourceQuotaV1Metadata(name="workload-quota", namespace=name),
            spec=ResourceQuotaV1Spec(
                hard={
                    "requests.cpu": quota.cpu,
                    "requests.memory": quota.memory,
                    "limits.cpu": quota.cpu,
                    "limits.memory": quota.memory,
                    "pods": str(quota.pods),
                    **({} if quota.volumes else {"persistentvolumeclaims": "0"}),
                }
            ),
            depends_on=[namespace],
        )
        limits = LimitRangeV1(
            self,
            "limits",
            metadata=LimitRangeV1Metadata(name="container-limits", namespace=name),
            spec=LimitRangeV1Spec(
                limit=[
                    LimitRangeV1SpecLimit(
                        type="Container",
                        default=CONTAINER_DEFAULT,
                        default_request=CONTAINER_DEFAULT,
                        max=CONTAINER_MAXIMUM,
                    )
                ]
            ),
            depends_on=[namespace],
        )
        openings = [Opening(id="allow_monitoring", name="allow-monitoring", ingress=(Flow(peers=MONITORING_AGENTS),))]
        if controller:
            served = Flow(peers=(controller,), ports=tuple(("TCP", port) for port in ports))
            openings.append(Opening(id="allow_controller", name="allow-only-ingress-to-workload", ingress=(served,)))
        policies = close_namespace(self, name, openings=openings, after=[namespace])
        self.ready: list[ITerraformDependable] = [namespace, resource_quota, limits, *policies]


class SettingsNamespace(Construct):
    """Namespace for settings of the whole cluster. Its quota refuses pods; an agent belongs in a namespace of its own.

    Only the cluster's DNS is open, so that whoever lifts the quota for an agent finds the network as elsewhere.
    """

    def __init__(self, scope: Construct, id_: str, *, pod_security_version: str) -> None:
        super().__init__(scope, id_)
        self.name = SETTINGS_NAMESPACE
        namespace = _namespace(self, self.name, pod_security_version)
        close_namespace(self, self.name, openings=[], after=[namespace])
        ResourceQuotaV1(
            self,
            "quota",
            metadata=ResourceQuotaV1Metadata(name="no-pods", namespace=self.name),
            spec=ResourceQuotaV1Spec(hard={"pods": "0"}),
            depends_on=[namespace],
        )
        self.ready: list[ITerraformDependable] = [namespace]


def _namespace(scope: Construct, name: str, version: str) -> NamespaceV1:
    labels = pod_security_labels(version, enforce="baseline")
    return NamespaceV1(scope, "Default", metadata=NamespaceV1Metadata(name=name, labels=dict(labels)))


def pod_security_labels(version: str, *, enforce: Literal["privileged", "baseline"]) -> Mapping[str, str]:
    """Labels of a namespace: the standard that its pods are held to, and the one whose breaches are told."""
    standards = {"enforce": enforce, "audit": "restricted", "warn": "restricted"}
    return {
        f"pod-security.kubernetes.io/{mode}{suffix}": value
        for mode, standard in standards.items()
        for suffix, value in (("", standard), ("-version", version))
    }
