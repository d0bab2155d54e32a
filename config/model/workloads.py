"""Workloads: namespaces, quotas, identities, images and policy."""

from typing import Annotated, Literal

from pydantic import Field

from config.model.base import Section
from config.model.text import DnsLabel, Line, ResourceId, TagName, form


class Quota(Section):
    cpu: int = Field(default=8, ge=1, le=1000, description="Optional. Cores that all pods together may ask for.")
    memory_gib: int = Field(default=16, ge=1, le=10000, description="Optional. Memory of all pods together, in GiB.")
    pods: int = Field(default=50, ge=1, le=10000, description="Optional. Most pods.")


class Workload(Section):
    namespace: DnsLabel = Field(description="Required. Kubernetes namespace of the workload.")
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = Field(
        default=(8080,),
        min_length=1,
        description="Optional. TCP ports on which the namespace's pods serve the ingress controller: those of the "
        "containers (targetPort), not of the services. It reaches no others.",
    )
    quota: Quota = Field(
        default=Quota(),
        description="Optional. What the namespace may use; the first also holds the ingress controller and the sample.",
    )


class WorkloadRole(Section):
    role: Line = Field(description="Required. Built-in Azure role, such as Storage Blob Data Reader.")
    scope: ResourceId = Field(description="Required. Resource on which the workload has it.")


class WorkloadIdentity(Section):
    name: Annotated[DnsLabel, Field(min_length=3)] = Field(
        description="Required. Name of the identity, behind podmi-, and of its federated credential."
    )
    namespace: DnsLabel = Field(description="Required. Namespace of the service account, one of the workloads'.")
    service_account: DnsLabel = Field(description="Required. Kubernetes service account that acts as this identity.")
    roles: tuple[WorkloadRole, ...] = Field(
        min_length=1, description="Required. What the identity may do, each on one resource."
    )


class Images(Section):
    allow_mcr: bool = Field(
        default=True,
        description="Optional. Lets AKS's own images come from mcr.microsoft.com; false leaves the own registry alone "
        "outside of system namespaces.",
    )


ResourceType = Annotated[
    str,
    form(
        r"^Microsoft\.[A-Za-z]{2,40}/[A-Za-z]{2,60}(/[A-Za-z]{2,60}){0,2}$",
        "a resource type of Azure",
        "Microsoft.ContainerService/managedClusters",
    ),
]
NamePattern = Annotated[
    str, form(r"^[A-Za-z0-9*][A-Za-z0-9*._-]{0,79}$", "letters, digits, -_. and * for any characters", "aks-*")
]
VmSizeName = Annotated[
    str, form(r"^Standard_[A-Za-z0-9_-]{1,60}$", "a size's full name, beginning with Standard_", "Standard_D4d_v5")
]
ManagementGroupId = Annotated[
    str,
    form(
        r"^/providers/Microsoft\.Management/managementGroups/[A-Za-z0-9_().-]{1,90}$",
        "the id of a management group",
        "/providers/Microsoft.Management/managementGroups/landing-zones",
    ),
]


class Policy(Section):
    initiative: Literal["restricted", "baseline", "none"] = Field(
        default="restricted",
        description="Optional. Built-in initiative on pod security, in Audit unless `overrides` say otherwise.",
    )
    overrides: dict[str, Literal["Audit", "Deny", "Disabled"]] = Field(
        default={},
        description="Optional. Effect of single policies, by name; a misspelt one is answered with the list. Deny may "
        "break what runs already: look at the result of Audit first.",
    )
    exempt_namespaces: tuple[DnsLabel, ...] = Field(
        default=(),
        description="Optional. Namespaces that no policy in Deny holds for, beside those of the system. Each such "
        "policy gets a twin in Audit, so that they stay in sight.",
    )
    services: tuple[Literal["key_vault", "application_gateway"], ...] = Field(
        default=(),
        description="Optional. Services beside the cluster that are audited too. The registry always has its policies.",
    )
    tls_host_definition: (
        Annotated[
            str,
            form(
                r"^[A-Za-z][A-Za-z0-9-]{0,63}$",
                "1 to 64 letters, digits and hyphens, beginning with a letter",
                "K8sCustomIngressTlsHosts",
            ),
        ]
        | None
    ) = Field(
        default=None,
        description="Optional. Name of our own policy definition, unique in the subscription. Left out, it is the "
        "reference's with the suffix of resource names.",
    )
    require_tags: tuple[TagName, ...] = Field(
        default=(),
        max_length=10,
        description="Optional. Tags that every resource in the cluster's resource group must have, each a tag that we "
        "set ourselves. The policy audits, unless `overrides` says otherwise for required-tag.",
    )
    required_names: dict[ResourceType, NamePattern] = Field(
        default={},
        description="Optional. Patterns of names by resource type, with * for any characters. The policy audits, "
        "unless `overrides` says otherwise for required-names.",
    )
    allowed_vm_sizes: tuple[VmSizeName, ...] = Field(
        default=(),
        description="Optional. Sizes that node pools may have. `node_pools` is held to them, and a policy denies "
        "others. Left out, every size is allowed.",
    )
    management_group_id: ManagementGroupId | None = Field(
        default=None,
        description="Optional. Management group that gets the policies of `require_tags`, `required_names` and "
        "`allowed_vm_sizes`, in place of the cluster's resource group. Whoever deploys needs rights there.",
    )
    folder: (
        Annotated[str, form(r"^[^\x00-\x1f\x7f]{1,200}$", "the path of a folder, relative to this file", "policies")]
        | None
    ) = Field(
        default=None,
        description="Optional. Folder with Gatekeeper rules of yours, relative to the file that names it. Each YAML "
        "file has a constraint template and its constraint, and becomes a policy with the file's name. deny denies and "
        "dryrun audits, unless `overrides` says otherwise for that name.",
    )
    custom_initiative: bool = Field(
        default=False,
        description="Optional. Puts the policies of the cluster's resource group into one initiative with one "
        "assignment. Only the initiative on pod security stays beside it: Azure allows none inside another.",
    )
