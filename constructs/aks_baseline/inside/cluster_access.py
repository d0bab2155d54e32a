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
    Source: article, "Associate Kubernetes RBAC with Microsoft Entra ID".

    Args:
        admins: Object ids of the Entra groups that administer the cluster.
        readers: Object ids of the Entra groups that read. With none, there are no bindings for readers.
        namespaces: Namespaces for readers by name, with the resources to wait for.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        admins: Sequence[str],
        readers: Sequence[str],
        namespaces: Mapping[str, Sequence[ITerraformDependable]],
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
            RoleBindingV1(
                self,
                f"readers_{namespace}",
                metadata=RoleBindingV1Metadata(name="namespace-viewer", namespace=namespace),
                role_ref=RoleBindingV1RoleRef(api_group=RBAC, kind="ClusterRole", name="view"),
                subject=[RoleBindingV1Subject(kind="Group", name=group, api_group=RBAC) for group in readers],
                depends_on=list(ready),
            )
