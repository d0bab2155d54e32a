"""Sample workload: a web application that meets the policies of the cluster."""

from collections.abc import Sequence

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
from cdktf_cdktf_provider_kubernetes.service_account_v1 import ServiceAccountV1, ServiceAccountV1Metadata
from cdktf_cdktf_provider_kubernetes.service_v1 import ServiceV1, ServiceV1Metadata, ServiceV1Spec, ServiceV1SpecPort
from constructs import Construct

from aks_baseline.foundation.images import DOTNET_SAMPLES
from aks_baseline.inside.deployment import deployment
from aks_baseline.inside.route import Route
from aks_baseline.inside.sample_pods import LABELS, WebPods, deployment_spec
from aks_baseline.inside.traefik_options import SAMPLE_ACCOUNT, TO_PODS

# The tag moves with the patches of .NET 10; config/facts/lifetimes.yaml has its end. The repository has no fixed tags.
TAG = "aspnetapp-10.0"

DEPLOYMENT = "aspnetapp-deployment"
SERVICE = "aspnetapp-service"
PORTS = {"http": 80, "https": 443}

# Traefik calls the pods over HTTPS and checks their certificate. Traefik page "Kubernetes Ingress", on services.
SECURE = {
    "traefik.ingress.kubernetes.io/service.serversscheme": "https",
    "traefik.ingress.kubernetes.io/service.serverstransport": f"{TO_PODS}@file",
}


class SampleWorkload(Construct):
    """Deployment, service, ingress, autoscaler and disruption budget that meet all policies which deny.

    Source: article, "Router settings", "Horizontal Pod Autoscaler" and "Pod availability considerations".

    Args:
        namespace: Name of its namespace.
        route: Ingress class, annotations and host.
        registry: Host name of the own registry.
        pods: Number and size of the pods.
        after: Resources of the namespace that pods must wait for.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        namespace: str,
        route: Route,
        registry: str,
        pods: WebPods,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        running = deployment(
            self,
            "Default",
            name=DEPLOYMENT,
            namespace=namespace,
            spec=deployment_spec(DOTNET_SAMPLES.image(registry, TAG), pods),
            after=[*after, *self._account(namespace, pods, after)],
        )
        self._disruption_budget(namespace, after)
        self._autoscaler(namespace, pods, running)
        service = self._service(namespace, pods, after)
        self._ingress(namespace, route, service, port=PORTS[pods.scheme])

    def _account(
        self, namespace: str, pods: WebPods, after: Sequence[ITerraformDependable]
    ) -> list[ITerraformDependable]:
        """Make the service account of pods that read their certificate from the vault."""
        if not pods.certificate_version:
            return []
        return [
            ServiceAccountV1(
                self,
                "account",
                metadata=ServiceAccountV1Metadata(name=SAMPLE_ACCOUNT, namespace=namespace),
                automount_service_account_token=False,
                depends_on=list(after),
            )
        ]

    def _disruption_budget(self, namespace: str, after: Sequence[ITerraformDependable]) -> None:
        """Allow one eviction for any number of pods, so that nodes can drain."""
        PodDisruptionBudgetV1(
            self,
            "disruption_budget",
            metadata=PodDisruptionBudgetV1Metadata(name="aspnetapp-pdb", namespace=namespace),
            spec=PodDisruptionBudgetV1Spec(
                max_unavailable="1", selector=PodDisruptionBudgetV1SpecSelector(match_labels=LABELS)
            ),
            depends_on=list(after),
        )

    def _service(self, namespace: str, pods: WebPods, after: Sequence[ITerraformDependable]) -> ServiceV1:
        return ServiceV1(
            self,
            "service",
            metadata=ServiceV1Metadata(
                name=SERVICE, namespace=namespace, annotations=SECURE if pods.certificate_version else None
            ),
            spec=ServiceV1Spec(
                type="ClusterIP",
                selector=LABELS,
                port=[
                    ServiceV1SpecPort(
                        name=pods.scheme, port=PORTS[pods.scheme], target_port=str(pods.port), protocol="TCP"
                    )
                ],
            ),
            depends_on=list(after),
        )

    def _autoscaler(self, namespace: str, pods: WebPods, running: ITerraformDependable) -> None:
        HorizontalPodAutoscalerV2(
            self,
            "autoscaler",
            metadata=HorizontalPodAutoscalerV2Metadata(name="aspnetapp-hpa", namespace=namespace),
            spec=HorizontalPodAutoscalerV2Spec(
                min_replicas=pods.fewest,
                max_replicas=pods.most,
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
            depends_on=[running],
        )

    def _ingress(self, namespace: str, route: Route, service: ServiceV1, *, port: int) -> None:
        backend = IngressV1SpecRuleHttpPathBackend(
            service=IngressV1SpecRuleHttpPathBackendService(
                name=SERVICE, port=IngressV1SpecRuleHttpPathBackendServicePort(number=port)
            )
        )
        IngressV1(
            self,
            "ingress",
            metadata=IngressV1Metadata(
                name="aspnetapp-ingress", namespace=namespace, annotations=dict(route.annotations)
            ),
            spec=IngressV1Spec(
                ingress_class_name=route.class_name,
                tls=[
                    IngressV1SpecTls(hosts=[route.host])
                ],  # no secret: the controller reads its certificate from the vault
                rule=[
                    IngressV1SpecRule(
                        host=route.host,
                        http=IngressV1SpecRuleHttp(
                            path=[IngressV1SpecRuleHttpPath(path="/", path_type="Prefix", backend=backend)]
                        ),
                    )
                ],
            ),
            depends_on=[service],
        )
