"""The sample workload: a web application that shows what a workload of this cluster looks like."""

from collections.abc import Sequence
from typing import Any

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.horizontal_pod_autoscaler_v2 import (
    HorizontalPodAutoscalerV2,
    HorizontalPodAutoscalerV2Metadata,
    HorizontalPodAutoscalerV2Spec,
    HorizontalPodAutoscalerV2SpecMetric,
    HorizontalPodAutoscalerV2SpecMetricResource,
    HorizontalPodAutoscalerV2SpecMetricResourceTarget,
    HorizontalPodAutoscalerV2SpecScaleTargetRef,
)
from cdktf_cdktf_provider_kubernetes.ingress_v1 import (
    IngressV1,
    IngressV1Metadata,
    IngressV1Spec,
    IngressV1SpecRule,
    IngressV1SpecRuleHttp,
    IngressV1SpecRuleHttpPath,
    IngressV1SpecRuleHttpPathBackend,
    IngressV1SpecRuleHttpPathBackendService,
    IngressV1SpecRuleHttpPathBackendServicePort,
    IngressV1SpecTls,
)
from cdktf_cdktf_provider_kubernetes.pod_disruption_budget_v1 import (
    PodDisruptionBudgetV1,
    PodDisruptionBudgetV1Metadata,
    PodDisruptionBudgetV1Spec,
    PodDisruptionBudgetV1SpecSelector,
)
from cdktf_cdktf_provider_kubernetes.service_v1 import ServiceV1, ServiceV1Metadata, ServiceV1Spec, ServiceV1SpecPort
from constructs import Construct

from aks_baseline.foundation.images import DOTNET_SAMPLES
from aks_baseline.foundation.placement import USER_NODES
from aks_baseline.inside.deployment import deployment
from aks_baseline.inside.traefik_values import INGRESS_CLASS

# Follows the patches of .NET 10, supported until November 2028: the repository has no tag that never moves.
TAG = "aspnetapp-10.0"

LABELS = {"app.kubernetes.io/name": "aspnetapp"}
DEPLOYMENT = "aspnetapp-deployment"
SERVICE = "aspnetapp-service"

# How an ingress of this cluster asks for TLS, for the gateway's subnet as the only source, and for compression. The
# class is the article's way to ask; Kubernetes takes it beside ingressClassName as long as both say the same
# (ValidateIngressCreate in pkg/apis/networking/validation).
INGRESS_ANNOTATIONS = {
    "kubernetes.io/ingress.allow-http": "false",
    "kubernetes.io/ingress.class": INGRESS_CLASS,
    "traefik.ingress.kubernetes.io/router.entrypoints": "websecure",
    "traefik.ingress.kubernetes.io/router.tls": "true",
    "traefik.ingress.kubernetes.io/router.tls.options": "default",
    "traefik.ingress.kubernetes.io/router.middlewares": "app-gateway-snet@file, gzip-compress@file",
}


class SampleWorkload(Construct):
    """Deployment, service, ingress, autoscaler and disruption budget, in step with every policy that denies.

    Required. `host`: name that the gateway asks for. `replicas`: fewest and most pods. `cpu`, `memory`: requests and
    limits alike. `port`: on which its pods listen. `after`: what the namespace must have first.
    Source: article, "Router settings", "Horizontal Pod Autoscaler" and "Pod availability considerations".
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        namespace: str,
        host: str,
        registry: str,
        replicas: tuple[int, int],
        cpu: str,
        memory: str,
        port: int,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        fewest, most = replicas
        size = {"cpu": cpu, "memory": memory}
        pods = deployment(
            self,
            "Default",
            name=DEPLOYMENT,
            namespace=namespace,
            spec=_deployment(image=DOTNET_SAMPLES.image(registry, TAG), replicas=fewest, size=size, port=port),
            after=after,
        )
        PodDisruptionBudgetV1(
            self,
            "disruption_budget",
            metadata=PodDisruptionBudgetV1Metadata(name="aspnetapp-pdb", namespace=namespace),
            # One pod may always go, so that nodes drain, however few pods there are.
            spec=PodDisruptionBudgetV1Spec(
                max_unavailable="1", selector=PodDisruptionBudgetV1SpecSelector(match_labels=LABELS)
            ),
            depends_on=list(after),
        )
        HorizontalPodAutoscalerV2(
            self,
            "autoscaler",
            metadata=HorizontalPodAutoscalerV2Metadata(name="aspnetapp-hpa", namespace=namespace),
            spec=HorizontalPodAutoscalerV2Spec(
                min_replicas=fewest,
                max_replicas=most,
                scale_target_ref=HorizontalPodAutoscalerV2SpecScaleTargetRef(
                    api_version="apps/v1", kind="Deployment", name=DEPLOYMENT
                ),
                metric=[
                    HorizontalPodAutoscalerV2SpecMetric(
                        type="Resource",
                        resource=HorizontalPodAutoscalerV2SpecMetricResource(
                            name="cpu",
                            target=HorizontalPodAutoscalerV2SpecMetricResourceTarget(
                                type="Utilization", average_utilization=70
                            ),
                        ),
                    )
                ],
            ),
            depends_on=[pods],
        )
        service = ServiceV1(
            self,
            "service",
            metadata=ServiceV1Metadata(name=SERVICE, namespace=namespace),
            spec=ServiceV1Spec(
                type="ClusterIP",
                selector=LABELS,
                port=[ServiceV1SpecPort(name="http", port=80, target_port=str(port), protocol="TCP")],
            ),
            depends_on=list(after),
        )
        self._ingress(namespace, host, service)

    def _ingress(self, namespace: str, host: str, service: ServiceV1) -> None:
        backend = IngressV1SpecRuleHttpPathBackend(
            service=IngressV1SpecRuleHttpPathBackendService(
                name=SERVICE, port=IngressV1SpecRuleHttpPathBackendServicePort(number=80)
            )
        )
        IngressV1(
            self,
            "ingress",
            metadata=IngressV1Metadata(name="aspnetapp-ingress", namespace=namespace, annotations=INGRESS_ANNOTATIONS),
            spec=IngressV1Spec(
                ingress_class_name=INGRESS_CLASS,
                tls=[IngressV1SpecTls(hosts=[host])],  # no secret: the controller's certificate is the vault's
                rule=[
                    IngressV1SpecRule(
                        host=host,
                        http=IngressV1SpecRuleHttp(
                            path=[IngressV1SpecRuleHttpPath(path="/", path_type="Prefix", backend=backend)]
                        ),
                    )
                ],
            ),
            depends_on=[service],
        )


def _deployment(*, image: str, replicas: int, size: dict[str, str], port: int) -> dict[str, Any]:
    return {
        "replicas": str(replicas),
        "selector": {"match_labels": LABELS},
        # A new pod first, then an old one goes.
        "strategy": {"type": "RollingUpdate", "rolling_update": {"max_surge": "1", "max_unavailable": "0"}},
        "template": {
            "metadata": {"labels": LABELS},
            "spec": {
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
                    # A zone that is down must not keep pods from starting.
                    _spread("topology.kubernetes.io/zone", when_impossible="ScheduleAnyway"),
                ],
                "container": [_container(image, size, port)],
                "volume": [{"name": "tmp", "empty_dir": {"size_limit": "64Mi"}}],
            },
        },
    }


def _container(image: str, size: dict[str, str], port: int) -> dict[str, Any]:
    healthy = {"http_get": {"path": "/healthz", "port": str(port)}, "period_seconds": 10, "timeout_seconds": 2}
    return {
        "name": "aspnet-webapp-sample",
        "image": image,
        "image_pull_policy": "Always",  # the tag moves
        "port": [{"name": "http", "container_port": port, "protocol": "TCP"}],
        "env": [
            {"name": "ASPNETCORE_URLS", "value": f"http://*:{port}"},
            {"name": "DOTNET_EnableDiagnostics", "value": "0"},  # its socket is of no use to anyone in here
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
        "volume_mount": [{"name": "tmp", "mount_path": "/tmp"}],
    }


def _spread(over: str, *, when_impossible: str) -> dict[str, Any]:
    return {
        "topology_key": over,
        "max_skew": 1,
        "when_unsatisfiable": when_impossible,
        "node_taints_policy": "Honor",  # nodes that drain do not count
        "match_label_keys": ["pod-template-hash"],  # while an update runs, old pods do not count
        "label_selector": [{"match_labels": LABELS}],
    }
