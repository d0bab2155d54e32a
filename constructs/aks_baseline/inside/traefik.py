"""Traefik, the ingress controller."""

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
from aks_baseline.inside.traefik_values import (
    CHART,
    CHART_REPOSITORY,
    CHART_VERSION,
    CONTROLLER,
    INGRESS_CLASS,
    POD_LABELS,
    WEBSECURE_PORT,
    ControllerPods,
    VaultCertificate,
    traefik_values,
)

RBAC = "rbac.authorization.k8s.io"
READ = ("get", "list", "watch")

# What Traefik's ingress provider asks for in each namespace it serves, as API group, resources and verbs. It waits for
# a list of secrets before it serves anything, although its certificates come from files.
NAMESPACE_RULES = (
    ("", ("services", "secrets"), READ),
    ("discovery.k8s.io", ("endpointslices",), READ),
    ("networking.k8s.io", ("ingresses",), READ),
    ("networking.k8s.io", ("ingresses/status",), ("update",)),
)
# The same of the whole cluster: objects that live in no namespace.
CLUSTER_RULES = (
    ("", ("nodes",), READ),
    ("networking.k8s.io", ("ingressclasses",), READ),
)

# Seconds in which a roll-out replaces one pod: the old one ends (60 at most), the image comes, the new one gets ready.
REPLACEMENT_SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class Served:
    """A namespace that Traefik serves. `ports`: TCP ports of its pods. `ready`: what must be there first."""

    ports: Sequence[int]
    ready: Sequence[ITerraformDependable]


class Traefik(Construct):
    """Traefik behind an internal load balancer, for ingresses of class traefik-internal in the workloads' namespaces.

    The chart's release, and what is kept from the chart to be narrower than its own: service account with workload
    identity, roles bound in the workloads' namespaces only, the ingress class, network policies.
    Required. `namespace`: where it runs. `workloads`: namespaces it serves, by name. `priority_class`: its pods' rank.
    `gateway_prefix`: subnet of Application Gateway, the only one that reaches it. `load_balancer_ip`: static address in
    `load_balancer_subnet`.
    Source: article, "Deploy Ingress resources".
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
        gateway_prefix: str,
        load_balancer_ip: str,
        load_balancer_subnet: str,
        pods: ControllerPods,
        certificate: VaultCertificate,
    ) -> None:
        super().__init__(scope, id_)
        account = ServiceAccountV1(
            self,
            "account",
            metadata=ServiceAccountV1Metadata(
                name=CONTROLLER,
                namespace=namespace,
                labels=POD_LABELS,
                annotations={"azure.workload.identity/client-id": certificate.client_id},
            ),
            automount_service_account_token=False,  # the chart's pods ask for it themselves
            depends_on=list(workloads[namespace].ready),
        )
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
            gateway_prefix=gateway_prefix,
            load_balancer_ip=load_balancer_ip,
            load_balancer_subnet=load_balancer_subnet,
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
            skip_crds=True,  # ingresses are Kubernetes' own kind; Traefik's kinds would be one more thing to upgrade
            atomic=True,
            timeout=helm_timeout(pods),
            depends_on=[
                account,
                classes,
                priority_class,
                *self._roles(namespace, workloads),
                self._network(namespace, workloads, gateway_prefix),
            ],
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
    """The controller's pods, for policies that let them in."""
    return Peer(namespaces=(namespace,), labels=POD_LABELS)


def helm_timeout(pods: ControllerPods) -> int:
    """Seconds that Helm waits for a roll-out, ten minutes at least: beyond them it would undo one that goes well."""
    steps = -(-pods.replicas // pods.max_unavailable)
    return max(600, REPLACEMENT_SECONDS * (steps + 1))


def _rules(table: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> list[ClusterRoleV1Rule]:
    return [
        ClusterRoleV1Rule(api_groups=[group], resources=list(resources), verbs=list(verbs))
        for group, resources, verbs in table
    ]
