"""Kubernetes namespaces with pod security labels, quotas, limits and network policies.

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

from aks_baseline.foundation.cluster_namespaces import SETTINGS_NAMESPACE
from aks_baseline.inside.closed_namespace import MONITORING_AGENTS, Opening, close_namespace
from aks_baseline.inside.network_policy import Flow, Peer
from aks_baseline.policy.cluster_policies import CPU_LIMIT, MEMORY_LIMIT

# The limits of the policy "Container CPU and memory limits should not exceed the specified limits".
CONTAINER_MAXIMUM = {"cpu": CPU_LIMIT, "memory": MEMORY_LIMIT}
# Requests and limits of a container that states none. Kubernetes refuses (422) a container that requests more and
# states no limit, because the default limit is below its request.
CONTAINER_DEFAULT = {"cpu": "100m", "memory": "128Mi"}


@dataclass(frozen=True, kw_only=True)
class Quota:
    """Resources that all pods of a namespace may use together.

    Args:
        cpu: Number of cores, for requests and for limits.
        memory: Memory with its unit, such as 16Gi, for requests and for limits.
        pods: Number of pods.
        volumes: True allows claims of persistent volumes.
    """

    cpu: str
    memory: str
    pods: int
    volumes: bool


class WorkloadNamespace(Construct):
    """Namespace of a workload with a quota, limits for containers and network policies.

    Network: pods reach the cluster's DNS. The ingress controller reaches the pods on `ports`. Azure's agents read the
    metrics of annotated pods. A workload that needs more adds network policies of its own.
    Pod security: the baseline standard is enforced. Breaches of the restricted standard appear as warnings to the
    client and in the audit log, as with the Azure policies.
    Source: article, "Cluster bootstrapping", "Pod-to-pod traffic" and "Pod availability considerations"; Kubernetes
    pages "Pod Security Standards", "Resource Quotas", "Limit Ranges".

    Args:
        name: Name of the namespace.
        pod_security_version: Version of the pod security standards, such as v1.35. A fixed version keeps an upgrade of
            Kubernetes from refusing running pods.
        quota: Resources that all pods may use together.
        ports: TCP ports of the pods, which can differ from the ports of their services.
        controller: Pods of the ingress controller. None: there is no ingress controller.

    Attributes:
        ready: Resources that the first pod must wait for.
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
        openings = [Opening(id="allow_monitoring", name="allow-monitoring", ingress=(Flow(peers=MONITORING_AGENTS),))]
        if controller:
            served = Flow(peers=(controller,), ports=tuple(("TCP", port) for port in ports))
            openings.append(Opening(id="allow_controller", name="allow-only-ingress-to-workload", ingress=(served,)))
        self.ready: list[ITerraformDependable] = [
            namespace,
            self._quota(quota, after=namespace),
            self._limits(after=namespace),
            *close_namespace(self, name, openings=openings, after=[namespace]),
        ]

    def _quota(self, quota: Quota, *, after: NamespaceV1) -> ResourceQuotaV1:
        return ResourceQuotaV1(
            self,
            "quota",
            metadata=ResourceQuotaV1Metadata(name="workload-quota", namespace=self.name),
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
            depends_on=[after],
        )

    def _limits(self, *, after: NamespaceV1) -> LimitRangeV1:
        return LimitRangeV1(
            self,
            "limits",
            metadata=LimitRangeV1Metadata(name="container-limits", namespace=self.name),
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
            depends_on=[after],
        )


class SettingsNamespace(Construct):
    """Namespace for settings of the cluster. Its quota refuses all pods.

    Its network policies allow the cluster's DNS only, as in namespaces of workloads.
    Source: article, "Cluster bootstrapping"; its reference implementation.

    Args:
        pod_security_version: Version of the pod security standards, such as v1.35.
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
    """Pod security labels of a namespace. Breaches of the restricted standard are warned of and audited.

    Source: Kubernetes page "Pod Security Admission".

    Args:
        version: Version of the standards, such as v1.35.
        enforce: Standard that pods must meet.
    """
    standards = {"enforce": enforce, "audit": "restricted", "warn": "restricted"}
    return {
        f"pod-security.kubernetes.io/{mode}{suffix}": value
        for mode, standard in standards.items()
        for suffix, value in (("", standard), ("-version", version))
    }
