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

from aks_baseline.inside.network_policy import ANYTHING, Flow, Peer, network_policy

# Where the cluster's own settings are kept apart from any workload; nothing runs in it.
SETTINGS_NAMESPACE = "cluster-baseline-settings"

# The most a container may have by policy "Container CPU and memory limits should not exceed the specified limits".
CONTAINER_MAXIMUM = {"cpu": "500m", "memory": "256Mi"}
# What a container gets that says nothing of its own: requests equal to limits, to be tuned by its owner.
CONTAINER_DEFAULT = {"cpu": "100m", "memory": "128Mi"}

CLUSTER_DNS = Peer(namespaces=("kube-system",), labels={"k8s-app": "kube-dns"})
DNS_PORTS = (("UDP", 53), ("TCP", 53))


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

    Pods reach the cluster's DNS, and `controller`, the ingress controller's pods, reaches them; a workload that needs
    more adds network policies of its own, which only ever allow. Pod security: the baseline standard is enforced; what
    breaks the restricted one is told to whoever applies it and to the audit log, as the Azure policies do.
    Required. `pod_security_version`: the standard's version, such as v1.35, so that an upgrade refuses no running pod.
    Optional. `controller`: without it, nothing reaches the pods.
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
        policies = [
            _deny_everything(self, name, after=[namespace]),
            network_policy(
                self,
                "allow_dns",
                name="allow-dns",
                namespace=name,
                pods=ANYTHING,
                egress=[Flow(peers=(CLUSTER_DNS,), ports=DNS_PORTS)],
                after=[namespace],
            ),
        ]
        if controller:
            policies.append(
                network_policy(
                    self,
                    "allow_controller",
                    name="allow-only-ingress-to-workload",
                    namespace=name,
                    pods=ANYTHING,
                    ingress=[Flow(peers=(controller,))],
                    after=[namespace],
                )
            )
        self.ready: list[ITerraformDependable] = [namespace, resource_quota, limits, *policies]


class SettingsNamespace(Construct):
    """Namespace for settings of the whole cluster: no pods are meant to run in it, so nothing may talk in it either."""

    def __init__(self, scope: Construct, id_: str, *, pod_security_version: str) -> None:
        super().__init__(scope, id_)
        self.name = SETTINGS_NAMESPACE
        namespace = _namespace(self, self.name, pod_security_version)
        _deny_everything(self, self.name, after=[namespace])
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


def _deny_everything(
    scope: Construct, namespace: str, *, after: Sequence[ITerraformDependable]
) -> ITerraformDependable:
    return network_policy(
        scope,
        "deny_everything",
        name="default-deny",
        namespace=namespace,
        pods=ANYTHING,
        ingress=[],
        egress=[],
        after=after,
    )
