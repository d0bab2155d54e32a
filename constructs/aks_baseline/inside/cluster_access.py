"""Kubernetes role bindings of Entra groups."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.cluster_role_binding_v1 import (
    ClusterRoleBindingV1,
    ClusterRoleBindingV1Metadata,
    ClusterRoleBindingV1RoleRef,
    ClusterRoleBindingV1Subject,
)
from cdktf_cdktf_provider_kubernetes.role_binding_v1 import (
    RoleBindingV1,
    RoleBindingV1Metadata,
    RoleBindingV1RoleRef,
    RoleBindingV1Subject,
)
from constructs import Construct

RBAC = "rbac.authorization.k8s.io"


class ClusterAccess(Construct):
    """Role bindings of Entra groups, for clusters where Kubernetes RBAC decides.

    Administrators get the role cluster-admin in the whole cluster. Readers get the role view in the given namespaces.
    Writers get the role edit in those of workloads.
    Source: article, "Associate Kubernetes RBAC with Microsoft Entra ID".

    Args:
        admins: Object ids of the Entra groups that administer the cluster.
        readers: Object ids of the Entra groups that read. With none, there are no bindings for readers.
        writers: Object ids of the Entra groups that change what is in the workloads' namespaces.
        namespaces: Namespaces for readers by name, with the resources to wait for.
        workloads: Names of the namespaces for writers, among `namespaces`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        admins: Sequence[str],
        readers: Sequence[str],
        writers: Sequence[str] = (),
        namespaces: Mapping[str, Sequence[ITerraformDependable]],
        workloads: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        ClusterRoleBindingV1(
            self,
            "Default",
            metadata=ClusterRoleBindingV1Metadata(name="cluster-admins"),
            role_ref=ClusterRoleBindingV1RoleRef(api_group=RBAC, kind="ClusterRole", name="cluster-admin"),
            subject=[ClusterRoleBindingV1Subject(kind="Group", name=group, api_group=RBAC) for group in admins],
        )
        for namespace, ready in namespaces.items() if readers else ():
            self._bind("readers", "view", "namespace-viewer", namespace, readers, ready)
        for namespace in workloads if writers else ():
            self._bind("writers", "edit", "namespace-editor", namespace, writers, namespaces[namespace])

    def _bind(
        self,
        kind: str,
        role: str,
        name: str,
        namespace: str,
        groups: Sequence[str],
        after: Sequence[ITerraformDependable],
    ) -> None:
        RoleBindingV1(
            self,
            f"{kind}_{namespace}",
            metadata=RoleBindingV1Metadata(name=name, namespace=namespace),
            role_ref=RoleBindingV1RoleRef(api_group=RBAC, kind="ClusterRole", name=role),
            subject=[RoleBindingV1Subject(kind="Group", name=group, api_group=RBAC) for group in groups],
            depends_on=list(after),
        )
