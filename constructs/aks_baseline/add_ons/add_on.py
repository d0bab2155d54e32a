"""Add-ons from Helm charts. Operators of the cluster keep them current.

Source: article, "Add-ons and preview features" and "Cluster bootstrapping".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_helm.release import Release
from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1, NamespaceV1Metadata
from constructs import Construct

from aks_baseline.foundation.images import CachedRepository
from aks_baseline.inside.closed_namespace import ANYWHERE, API_SERVER, MONITORING_AGENTS, Opening, close_namespace
from aks_baseline.inside.helm_values import helm_values
from aks_baseline.inside.namespaces import pod_security_labels
from aks_baseline.inside.network_policy import Flow, Peer


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Helm chart and its values.

    Args:
        release: Name of the release.
        name: Name of the chart.
        repository: Web address of the chart's repository.
        version: Exact version of the chart.
        values: Values of the chart.
    """

    release: str
    name: str
    repository: str
    version: str
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class AddOn:
    """Charts in one namespace, installed in their order.

    Args:
        name: Name of the add-on, and construct id of its release.
        namespace: Name of the namespace, which only this add-on uses.
        charts: Helm charts.
        repositories: Repositories of their images. The registry caches them.
        metrics_port: TCP port that Azure's agents read metrics on. None: no pod has Prometheus annotations.
        reaches: Flows from the pods beside DNS, HTTPS and flows between the pods. The firewall decides which addresses
            HTTPS reaches.
        pod_security: Pod security standard that the namespace enforces.
    """

    name: str
    namespace: str
    charts: tuple[Chart, ...]
    repositories: tuple[CachedRepository, ...]
    metrics_port: int | None
    reaches: tuple[Flow, ...] = ()
    pod_security: Literal["privileged", "baseline"] = "baseline"


class AddOnRelease(Construct):
    """Namespace of an add-on with its network policies, and the releases of its charts.

    Source: article, "Add-ons and preview features" and "Cluster bootstrapping".

    Args:
        add_on: The add-on.
        pod_security_version: Version of the pod security standards, such as v1.35. A fixed version keeps an upgrade of
            Kubernetes from refusing running pods.
    """

    def __init__(self, scope: Construct, id_: str, *, add_on: AddOn, pod_security_version: str) -> None:
        super().__init__(scope, id_)
        labels = pod_security_labels(pod_security_version, enforce=add_on.pod_security)
        namespace = NamespaceV1(
            self, "namespace", metadata=NamespaceV1Metadata(name=add_on.namespace, labels=dict(labels))
        )
        closed = close_namespace(self, add_on.namespace, openings=[_opening(add_on)], after=[namespace])
        before: list[ITerraformDependable] = [namespace, *closed]
        for number, chart in enumerate(add_on.charts):
            release = Release(
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
                depends_on=before,
            )
            before = [release]


def _opening(add_on: AddOn) -> Opening:
    itself = Flow(peers=(Peer(namespaces=(add_on.namespace,)),))
    metrics = Flow(peers=MONITORING_AGENTS, ports=(("TCP", add_on.metrics_port),)) if add_on.metrics_port else None
    return Opening(
        id="allow_add_on",
        name=f"allow-{add_on.name}",
        ingress=(itself, metrics) if metrics else (itself,),
        egress=(itself, API_SERVER, *add_on.reaches),
    )


def with_scheme(url: str) -> str:
    """Address of a Git repository as a URL: git@host:path becomes ssh://git@host/path.

    Args:
        url: Address over HTTPS or SSH.
    """
    return url if "://" in url else f"ssh://{url.replace(':', '/', 1)}"


def repository_flow(url: str) -> Flow:
    """Flow to a Git server, on the port of its address, else 22 for SSH and 443 for HTTPS.

    Args:
        url: Address of the repository over HTTPS or SSH.
    """
    address = urlsplit(with_scheme(url))
    port = address.port or (443 if address.scheme == "https" else 22)
    return Flow(peers=(ANYWHERE,), ports=(("TCP", port),))


def same_size(cpu: str, memory: str) -> dict[str, dict[str, str]]:
    """Resources of a container whose requests equal its limits.

    Args:
        cpu: CPU, such as 100m.
        memory: Memory, such as 256Mi.
    """
    return {each: {"cpu": cpu, "memory": memory} for each in ("requests", "limits")}
