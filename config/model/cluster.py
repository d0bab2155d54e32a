"""The AKS cluster: access, updates, storage drivers and add-ons. Its node pools are in `pools`."""

from typing import Annotated, Literal

from pydantic import Field

from config.model.base import Section
from config.model.text import Guid, form

TimeOfDay = Annotated[
    str,
    form(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", "a time of day", "21:00"),
]
UtcOffset = Annotated[
    str,
    form(
        r"^(-12:00|[+-](0[0-9]|1[01]):(00|30|45)|\+1[23]:(00|30|45)|\+14:00)$",
        "hours and minutes ahead of or behind UTC that some place on earth has, -12:00 to +14:00",
        "+00:00",
    ),
]
KubernetesVersion = Annotated[
    str,
    form(r"^1\.[1-9][0-9](\.(0|[1-9][0-9]?))?$", "a Kubernetes version, minor or in full", "1.36.1"),
]
MinorVersion = Annotated[
    str,
    form(r"^1\.[1-9][0-9]$", "a minor version", "1.36"),
]


class Rbac(Section):
    mode: Literal["azure", "kubernetes"] = Field(
        default="azure",
        description="Optional. Who authorizes calls to the Kubernetes API: Azure RBAC or Kubernetes RBAC.",
    )
    tenant_id: Guid | None = Field(
        default=None, description="Optional. Entra tenant of the groups below. Left out, it is the tenant of the login."
    )
    cluster_admin_groups: tuple[Guid, ...] = Field(
        min_length=1, description="Required. Object ids of the Entra groups that administer the cluster."
    )
    namespace_reader_groups: tuple[Guid, ...] = Field(
        default=(), description="Optional. Object ids of the Entra groups that may read the workload namespaces."
    )
    namespace_writer_groups: tuple[Guid, ...] = Field(
        default=(),
        description="Optional. Object ids of the Entra groups that may read and change what is in the workload "
        "namespaces, secrets included, and that may run pods there.",
    )


class MaintenanceWindow(Section):
    frequency: Literal["Daily", "Weekly"] = Field(default="Weekly", description="Optional. How often Azure may update.")
    interval: int = Field(default=1, ge=1, le=4, description="Optional. Every how many days or weeks.")
    day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] = Field(
        default="Tuesday", description="Optional. Day of a weekly window; not read if `frequency` is Daily."
    )
    start: TimeOfDay = Field(default="21:00", description="Optional. Time the window opens, at `utc_offset`.")
    hours: int = Field(default=12, ge=4, le=24, description="Optional. Hours the window stays open.")
    utc_offset: UtcOffset = Field(
        default="+00:00", description="Optional. Time zone of `start`, as hours and minutes ahead of UTC."
    )


class Updates(Section):
    mode: Literal["in_place", "immutable"] = Field(
        default="in_place",
        description="Optional. in_place updates the cluster that runs. immutable never changes a running cluster: you "
        "make a second one beside it, move the traffic and delete the first. Then nobody patches nodes in between, and "
        "`node_os_channel` and `window` are not read.",
    )
    long_term_support: bool = Field(
        default=False,
        description="Optional. Supports a Kubernetes version for two years instead of one; needs `sku_tier` Premium.",
    )
    kubernetes_version: KubernetesVersion = Field(
        description='Required. Kubernetes version of the control plane and every pool. A minor version, "1.36", takes '
        "the newest patch that AKS offers when the cluster is made or raised to it; a version in full, 1.36.1, takes "
        "that one, which AKS withdraws some months later."
    )
    latest_known_version: MinorVersion = Field(description="Required. Newest minor version AKS offers, the N of N-2.")
    node_os_channel: Literal["NodeImage", "SecurityPatch"] = Field(
        default="NodeImage",
        description="Optional. How nodes get updates of their operating system: new images, or patches in between.",
    )
    window: MaintenanceWindow = Field(
        default=MaintenanceWindow(), description="Optional. When Azure may update nodes; SecurityPatch wants it daily."
    )
    cluster_channel: Literal["none", "patch", "stable", "rapid"] = Field(
        default="none",
        description="Optional. Automatic Kubernetes upgrades. none leaves `kubernetes_version` to you; prod goes "
        "no further than patch.",
    )
    cluster_window: MaintenanceWindow = Field(
        default=MaintenanceWindow(),
        description="Optional. When Azure may upgrade Kubernetes; not read if `cluster_channel` is none.",
    )
    event_subscription: (
        Annotated[
            str,
            form(
                r"^https://[^\s?#]+$",
                "an address beginning with https://, without a query: keys do not belong in this file",
                "https://hooks.contoso.com/aks",
            ),
        ]
        | None
    ) = Field(
        default=None,
        description="Optional. Webhook that Event Grid calls when AKS offers a new Kubernetes version; it must answer "
        "the validation request. Left out, the topic is there and nobody is told.",
    )


class Storage(Section):
    blob_driver: bool = Field(default=False, description="Optional. CSI driver for Azure Blob.")
    disk_driver: bool = Field(default=False, description="Optional. CSI driver for Azure Disk.")
    file_driver: bool = Field(default=False, description="Optional. CSI driver for Azure Files.")
    snapshot_controller: bool = Field(default=False, description="Optional. Controller for volume snapshots.")


class Vpa(Section):
    enabled: bool | None = Field(
        default=None,
        description="Optional. AKS's vertical pod autoscaler, which sets what pods ask for. Left out, the cluster "
        "never had it. false turns off what was on, and has to stay then.",
    )


class Istio(Section):
    revisions: tuple[
        Annotated[str, form(r"^asm-1-[1-9][0-9]$", "a revision of the add-on", "asm-1-30")],
        ...,
    ] = Field(
        min_length=1,
        max_length=2,
        description="Required. Revision of the add-on; two while namespaces move from one to the other. `az aks mesh "
        "get-revisions` lists those that suit the Kubernetes version. AKS never raises a revision by itself.",
    )


class Keda(Section):
    enabled: bool | None = Field(
        default=None,
        description="Optional. AKS's KEDA add-on, which scales workloads by events and schedules. Left out, the "
        "cluster never had it. false turns off what was on, and has to stay then; on a cluster that never had the "
        "add-on, false shows a change in every plan.",
    )
