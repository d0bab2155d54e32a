"""Add-ons from Helm charts that are neither Azure's nor Kubernetes' own: their operator keeps them current.

Source: article, "Add-ons and preview features" and "Cluster bootstrapping".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_helm.release import Release
from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1, NamespaceV1Metadata
from constructs import Construct

from aks_baseline.foundation.images import CachedRepository
from aks_baseline.inside.helm_values import helm_values
from aks_baseline.inside.namespaces import pod_security_labels


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A Helm chart, with what it is given. `repository`: its address. `version`: exact."""

    release: str
    name: str
    repository: str
    version: str
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class AddOn:
    """Charts that share a namespace of their own, each installed after the one before it.

    `repositories`: where their images come from. `pod_security`: the standard that the namespace enforces.
    """

    name: str
    namespace: str
    charts: tuple[Chart, ...]
    repositories: tuple[CachedRepository, ...]
    pod_security: Literal["privileged", "baseline"] = "baseline"


class AddOnRelease(Construct):
    """Namespace of an add-on, and the releases of its charts.

    Required. `pod_security_version`: the standard's version, such as v1.35, so that an upgrade refuses no running pod.
    """

    def __init__(self, scope: Construct, id_: str, *, add_on: AddOn, pod_security_version: str) -> None:
        super().__init__(scope, id_)
        labels = pod_security_labels(pod_security_version, enforce=add_on.pod_security)
        before: ITerraformDependable = NamespaceV1(
            self, "namespace", metadata=NamespaceV1Metadata(name=add_on.namespace, labels=dict(labels))
        )
        for number, chart in enumerate(add_on.charts):
            before = Release(
                self,
                chart.release if number else "Default",
                name=chart.release,
                namespace=add_on.namespace,
                repository=chart.repository,
                chart=chart.name,
                version=chart.version,
                values=[helm_values(chart.values)],
                atomic=True,
                timeout=600,
                depends_on=[before],
            )


def same_size(cpu: str, memory: str) -> dict[str, dict[str, str]]:
    """Resources of a container whose requests are its limits."""
    return {each: {"cpu": cpu, "memory": memory} for each in ("requests", "limits")}
