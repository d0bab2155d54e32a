"""Traefik, the ingress controller, with its roles and network policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_helm.release import Release
from cdktf_cdktf_provider_kubernetes.cluster_role_binding_v1 import (
    ClusterRoleBindingV1,
    ClusterRoleBindingV1Metadata,
    ClusterRoleBindingV1RoleRef,
    ClusterRoleBindingV1Subject,
)
from cdktf_cdktf_provider_kubernetes.cluster_role_v1 import ClusterRoleV1, ClusterRoleV1Metadata, ClusterRoleV1Rule
from cdktf_cdktf_provider_kubernetes.ingress_class_v1 import IngressClassV1, IngressClassV1Metadata, IngressClassV1Spec
from cdktf_cdktf_provider_kubernetes.priority_class_v1 import PriorityClassV1
from cdktf_cdktf_provider_kubernetes.role_binding_v1 import (
    RoleBindingV1,
    RoleBindingV1Metadata,
    RoleBindingV1RoleRef,
    RoleBindingV1Subject,
)
from cdktf_cdktf_provider_kubernetes.service_account_v1 import ServiceAccountV1, ServiceAccountV1Metadata
from constructs import Construct

from aks_baseline.foundation.images import TRAEFIK
from aks_baseline.inside.closed_namespace import API_SERVER
from aks_baseline.inside.helm_values import helm_values
from aks_baseline.inside.network_policy import Flow, Peer, network_policy
from aks_baseline.inside.priority_class import SERVES_USERS
from aks_baseline.inside.traefik_options import (
    CONTROLLER,
    INGRESS_CLASS,
    POD_LABELS,
    ControllerPods,
    Entrance,
    VaultCertificate,
)
from aks_baseline.inside.traefik_values import CHART, CHART_REPOSITORY, CHART_VERSION, WEBSECURE_PORT, traefik_values

RBAC = "rbac.authorization.k8s.io"
READ = ("get", "list", "watch")

# Rights that Traefik's ingress provider needs in every namespace that it serves: API group, resources, verbs. Traefik
# does not start to serve before it has listed secrets, although its certificates come from files.
NAMESPACE_RULES = (
    ("", ("services", "secrets"), READ),
    ("discovery.k8s.io", ("endpointslices",), READ),
    ("networking.k8s.io", ("ingresses",), READ),
    ("networking.k8s.io", ("ingresses/status",), ("update",)),
)
# Rights on objects that are in no namespace.
CLUSTER_RULES = (
    ("", ("nodes",), READ),
    ("networking.k8s.io", ("ingressclasses",), READ),
)

# Seconds of a roll-out for one pod: the old pod ends (60 at most), the node pulls the image, the new pod starts.
REPLACEMENT_SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class Served:
    """Namespace whose ingresses Traefik serves.

    Args:
        ports: TCP ports of its pods.
        ready: Resources of the namespace to wait for.
    """

    ports: Sequence[int]
    ready: Sequence[ITerraformDependable]


class Traefik(Construct):
    """Traefik behind an internal load balancer. It serves ingresses of the class traefik-internal.

    It consists of the chart's release, a service account with workload identity, roles in the namespaces of workloads,
    an ingress class and a network policy. The chart's own roles are not used: they reach the whole cluster.
    Source: article, "Deploy Ingress resources".

    Args:
        namespace: Namespace of its pods, which must be one of `workloads`.
        workloads: Namespaces that it serves, by name.
        priority_class: Priority class of its pods, made by `serves_users`.
        registry: Host name of the own registry.
        entrance: Address of the load balancer, and who may use it.
        pods: Number and size of its pods.
        certificate: Certificate in the key vault, and the identity that reads it.

    Attributes:
        release: Release of the chart.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        namespace: str,
        workloads: Mapping[str, Served],
        priority_class: PriorityClassV1,
        registry: str,
        entrance: Entrance,
        pods: ControllerPods,
        certificate: VaultCertificate,
    ) -> None:
        super().__init__(scope, id_)
        classes = IngressClassV1(
            self,
            "ingress_class",
            metadata=IngressClassV1Metadata(name=INGRESS_CLASS),
            spec=IngressClassV1Spec(controller="traefik.io/ingress-controller"),
        )
        values = traefik_values(
            registry=registry,
            repository=TRAEFIK.target,
            namespace=namespace,
            workloads=list(workloads),
            entrance=entrance,
            pods=pods,
            priority_class=SERVES_USERS,
            certificate=certificate,
        )
        self.release = Release(
            self,
            "Default",
            name="traefik",
            namespace=namespace,
            repository=CHART_REPOSITORY,
            chart=CHART,
            version=CHART_VERSION,
            values=[helm_values(values)],
            skip_crds=True,  # Traefik needs no kinds of its own for ingresses
            atomic=True,
            timeout=helm_timeout(pods),
            depends_on=[
                self._account(namespace, client_id=certificate.client_id, after=workloads[namespace].ready),
                classes,
                priority_class,
                *self._roles(namespace, workloads),
                self._network(namespace, workloads, entrance.gateway_prefix),
            ],
        )

    def _account(self, namespace: str, *, client_id: str, after: Sequence[ITerraformDependable]) -> ServiceAccountV1:
        return ServiceAccountV1(
            self,
            "account",
            metadata=ServiceAccountV1Metadata(
                name=CONTROLLER,
                namespace=namespace,
                labels=POD_LABELS,
                annotations={"azure.workload.identity/client-id": client_id},
            ),
            automount_service_account_token=False,  # the pods of the chart mount it themselves
            depends_on=list(after),
        )

    def _roles(self, namespace: str, workloads: Mapping[str, Served]) -> list[ITerraformDependable]:
        served = ClusterRoleV1(
            self,
            "role",
            metadata=ClusterRoleV1Metadata(name=CONTROLLER, labels=POD_LABELS),
            rule=_rules(NAMESPACE_RULES),
        )
        everywhere = ClusterRoleV1(
            self,
            "cluster_role",
            metadata=ClusterRoleV1Metadata(name=f"{CONTROLLER}-classes", labels=POD_LABELS),
            rule=_rules(CLUSTER_RULES),
        )
        return [
            ClusterRoleBindingV1(
                self,
                "cluster_role_binding",
                metadata=ClusterRoleBindingV1Metadata(name=f"{CONTROLLER}-classes", labels=POD_LABELS),
                role_ref=ClusterRoleBindingV1RoleRef(api_group=RBAC, kind="ClusterRole", name=f"{CONTROLLER}-classes"),
                subject=[ClusterRoleBindingV1Subject(kind="ServiceAccount", name=CONTROLLER, namespace=namespace)],
                depends_on=[everywhere],
            ),
            *(
                RoleBindingV1(
                    self,
                    f"role_binding_{workload}",
                    metadata=RoleBindingV1Metadata(name=CONTROLLER, namespace=workload, labels=POD_LABELS),
                    role_ref=RoleBindingV1RoleRef(api_group=RBAC, kind="ClusterRole", name=CONTROLLER),
                    subject=[RoleBindingV1Subject(kind="ServiceAccount", name=CONTROLLER, namespace=namespace)],
                    depends_on=[served, *each.ready],
                )
                for workload, each in workloads.items()
            ),
        ]

    def _network(self, namespace: str, workloads: Mapping[str, Served], gateway_prefix: str) -> ITerraformDependable:
        return network_policy(
            self,
            "network",
            name="allow-gateway-to-controller",
            namespace=namespace,
            pods=POD_LABELS,
            ingress=[Flow(peers=(Peer(prefix=gateway_prefix),), ports=(("TCP", WEBSECURE_PORT),))],
            egress=[
                *(
                    Flow(peers=(Peer(namespaces=(name,)),), ports=tuple(("TCP", port) for port in workload.ports))
                    for name, workload in workloads.items()
                ),
                API_SERVER,
            ],
            after=workloads[namespace].ready,
        )


def controller_pods(namespace: str) -> Peer:
    """The controller's pods, for network policies that allow their traffic.

    Args:
        namespace: Namespace of the pods.
    """
    return Peer(namespaces=(namespace,), labels=POD_LABELS)


def helm_timeout(pods: ControllerPods) -> int:
    """Seconds that Helm waits for a roll-out, at least 600. When the time is over, Helm rolls back.

    Args:
        pods: Number of pods, and how many a roll-out replaces at a time.
    """
    steps = -(-pods.replicas // pods.max_unavailable)
    return max(600, REPLACEMENT_SECONDS * (steps + 1))


def _rules(table: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> list[ClusterRoleV1Rule]:
    return [
        ClusterRoleV1Rule(api_groups=[group], resources=list(resources), verbs=list(verbs))
        for group, resources, verbs in table
    ]
