"""Add-ons from Helm charts that are neither Azure's nor Kubernetes' own: their operator keeps them current.

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
    `metrics_port`: TCP port on which annotated pods show their metrics; None where none is annotated. `reaches`: what
    the pods need beside DNS, each other and HTTPS, which the firewall judges.
    """

    name: str
    namespace: str
    charts: tuple[Chart, ...]
    repositories: tuple[CachedRepository, ...]
    metrics_port: int | None
    reaches: tuple[Flow, ...] = ()
    pod_security: Literal["privileged", "baseline"] = "baseline"


class AddOnRelease(Construct):
    """Namespace of an add-on with its network closed but for what the add-on needs, and the releases of its charts.

    Required. `pod_security_version`: the standard's version, such as v1.35, so that an upgrade refuses no running pod.
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
    """A Git address as a URL: git@host:path becomes ssh://git@host/path."""
    return url if "://" in url else f"ssh://{url.replace(':', '/', 1)}"


def repository_flow(url: str) -> Flow:
    """The way to a Git server: the port of its address, else 22 over SSH and 443 over HTTPS."""
    address = urlsplit(with_scheme(url))
    port = address.port or (443 if address.scheme == "https" else 22)
    return Flow(peers=(ANYWHERE,), ports=(("TCP", port),))


def same_size(cpu: str, memory: str) -> dict[str, dict[str, str]]:
    """Resources of a container whose requests are its limits."""
    return {each: {"cpu": cpu, "memory": memory} for each in ("requests", "limits")}
