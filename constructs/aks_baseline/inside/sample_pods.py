"""Pods of the sample workload: number, size, probes, placement and rights.

Source: article, "Pod availability considerations"; Kubernetes page "Pod Topology Spread Constraints".
"""

from dataclasses import dataclass
from typing import Any

from aks_baseline.foundation.placement import USER_NODES
from aks_baseline.inside.traefik_options import CERTIFICATES, SAMPLE_ACCOUNT

LABELS = {"app.kubernetes.io/name": "aspnetapp"}

# Files of the certificate. Microsoft page "Configure endpoints for the ASP.NET Core Kestrel web server".
KESTREL = (
    {"name": "ASPNETCORE_Kestrel__Certificates__Default__Path", "value": "/certs/tls.crt"},
    {"name": "ASPNETCORE_Kestrel__Certificates__Default__KeyPath", "value": "/certs/tls.key"},
)


@dataclass(frozen=True, kw_only=True)
class WebPods:
    """Number and size of the pods of a web application.

    Args:
        fewest: Smallest number of pods, and the number at the start.
        most: Largest number of pods.
        cpu: CPU of a pod, such as 100m, as request and limit.
        memory: Memory of a pod, such as 256Mi, as request and limit.
        port: TCP port that the pods listen on.
        certificate_version: Text that changes with the certificate that the pods show. None: they speak plain HTTP.
    """

    fewest: int
    most: int
    cpu: str
    memory: str
    port: int
    certificate_version: str | None = None

    @property
    def scheme(self) -> str:
        """Protocol that the pods speak: http or https."""
        return "https" if self.certificate_version else "http"


def deployment_spec(image: str, pods: WebPods) -> dict[str, Any]:
    """Specification of the deployment, in Terraform's JSON.

    Args:
        image: Full name of the image.
        pods: Number and size of the pods.
    """
    return {
        "replicas": str(pods.fewest),
        "selector": {"match_labels": LABELS},
        # Kubernetes starts a new pod before it stops an old one.
        "strategy": {"type": "RollingUpdate", "rolling_update": {"max_surge": "1", "max_unavailable": "0"}},
        "template": {
            "metadata": {"labels": LABELS, **_renewed(pods)},
            "spec": {
                **({"service_account_name": SAMPLE_ACCOUNT} if pods.certificate_version else {}),
                "automount_service_account_token": False,
                "enable_service_links": False,
                "node_selector": dict(USER_NODES),
                "security_context": {
                    "run_as_non_root": True,
                    "run_as_user": "10001",
                    "run_as_group": "3000",
                    "seccomp_profile": {"type": "RuntimeDefault"},
                },
                "topology_spread_constraint": [
                    _spread("kubernetes.io/hostname", when_impossible="DoNotSchedule"),
                    # Pods must start even if a zone is down.
                    _spread("topology.kubernetes.io/zone", when_impossible="ScheduleAnyway"),
                ],
                "container": [_container(image, pods)],
                "volume": [{"name": "tmp", "empty_dir": {"size_limit": "64Mi"}}, *_certificate_volume(pods)],
            },
        },
    }


def _renewed(pods: WebPods) -> dict[str, Any]:
    """An annotation that replaces the pods when their certificate is renewed."""
    version = pods.certificate_version
    return {"annotations": {"aks-baseline/ingress-certificate": f"version-{version}"}} if version else {}


def _certificate_volume(pods: WebPods) -> list[dict[str, Any]]:
    if not pods.certificate_version:
        return []
    driver = {"driver": "secrets-store.csi.k8s.io", "read_only": True}
    return [{"name": "certs", "csi": {**driver, "volume_attributes": {"secretProviderClass": CERTIFICATES}}}]


def _container(image: str, pods: WebPods) -> dict[str, Any]:
    size = {"cpu": pods.cpu, "memory": pods.memory}
    asked = {"path": "/healthz", "port": str(pods.port), **({"scheme": "HTTPS"} if pods.certificate_version else {})}
    healthy = {"http_get": asked, "period_seconds": 10, "timeout_seconds": 2}
    certificates = [{"name": "certs", "mount_path": "/certs", "read_only": True}] if pods.certificate_version else []
    return {
        "name": "aspnet-webapp-sample",
        "image": image,
        "image_pull_policy": "Always",  # the tag moves
        "port": [{"name": "http", "container_port": pods.port, "protocol": "TCP"}],
        "env": [
            {"name": "ASPNETCORE_URLS", "value": f"{pods.scheme}://*:{pods.port}"},
            {"name": "DOTNET_EnableDiagnostics", "value": "0"},  # nothing uses its socket
            *(KESTREL if pods.certificate_version else ()),
        ],
        "resources": {"requests": size, "limits": size},
        "startup_probe": {**healthy, "period_seconds": 2, "failure_threshold": 30},
        "readiness_probe": {**healthy, "failure_threshold": 1},
        "liveness_probe": {**healthy, "failure_threshold": 3},
        "security_context": {
            "allow_privilege_escalation": False,
            "read_only_root_filesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volume_mount": [{"name": "tmp", "mount_path": "/tmp"}, *certificates],
    }


def _spread(over: str, *, when_impossible: str) -> dict[str, Any]:
    return {
        "topology_key": over,
        "max_skew": 1,
        "when_unsatisfiable": when_impossible,
        "node_taints_policy": "Honor",  # does not count nodes that drain
        "match_label_keys": ["pod-template-hash"],  # does not count old pods during an update
        "label_selector": [{"match_labels": LABELS}],
    }
