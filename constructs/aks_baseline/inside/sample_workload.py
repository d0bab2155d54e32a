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
from cdktf_cdktf_provider_kubernetes.service_v1 import ServiceV1, ServiceV1Metadata, ServiceV1Spec, ServiceV1SpecPort
from constructs import Construct

from aks_baseline.foundation.images import DOTNET_SAMPLES
from aks_baseline.inside.deployment import deployment
from aks_baseline.inside.sample_pods import LABELS, WebPods, deployment_spec
from aks_baseline.inside.traefik_options import INGRESS_CLASS

# The tag moves with the patches of .NET 10, which is supported until November 2028. The repository has no fixed tags.
TAG = "aspnetapp-10.0"

DEPLOYMENT = "aspnetapp-deployment"
SERVICE = "aspnetapp-service"

# TLS, requests of the gateway's subnet only, and compression. The article uses the annotation for the class. Kubernetes
# accepts it beside ingressClassName if both are equal (ValidateIngressCreate in pkg/apis/networking/validation).
INGRESS_ANNOTATIONS = {
    "kubernetes.io/ingress.allow-http": "false",
    "kubernetes.io/ingress.class": INGRESS_CLASS,
    "traefik.ingress.kubernetes.io/router.entrypoints": "websecure",
    "traefik.ingress.kubernetes.io/router.tls": "true",
    "traefik.ingress.kubernetes.io/router.tls.options": "default",
    "traefik.ingress.kubernetes.io/router.middlewares": "app-gateway-snet@file, gzip-compress@file",
}


class SampleWorkload(Construct):
    """Deployment, service, ingress, autoscaler and disruption budget that meet all policies which deny.

    Source: article, "Router settings", "Horizontal Pod Autoscaler" and "Pod availability considerations".

    Args:
        namespace: Name of its namespace.
        host: Host name that Application Gateway sends.
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
        host: str,
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
            after=after,
        )
        PodDisruptionBudgetV1(
            self,
            "disruption_budget",
            metadata=PodDisruptionBudgetV1Metadata(name="aspnetapp-pdb", namespace=namespace),
            # Allows one eviction for any number of pods, so that nodes can drain.
            spec=PodDisruptionBudgetV1Spec(
                max_unavailable="1", selector=PodDisruptionBudgetV1SpecSelector(match_labels=LABELS)
            ),
            depends_on=list(after),
        )
        self._autoscaler(namespace, pods, running)
        service = ServiceV1(
            self,
            "service",
            metadata=ServiceV1Metadata(name=SERVICE, namespace=namespace),
            spec=ServiceV1Spec(
                type="ClusterIP",
                selector=LABELS,
                port=[ServiceV1SpecPort(name="http", port=80, target_port=str(pods.port), protocol="TCP")],
            ),
            depends_on=list(after),
        )
        self._ingress(namespace, host, service)

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
                tls=[IngressV1SpecTls(hosts=[host])],  # no secret: the controller reads its certificate from the vault
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
