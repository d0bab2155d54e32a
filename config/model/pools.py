"""Node pools of the cluster."""

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field, Tag

from config.model.base import Section, chosen_by
from config.model.node_settings import Kubelet, LinuxOs
from config.model.text import LabelName, LabelValue, Surge, form

PoolName = Annotated[
    str,
    form(r"^[a-z][a-z0-9]{0,11}$", "1 to 12 lower-case letters and digits, beginning with a letter", "npuser01"),
]
# Kubernetes page "Taints and Tolerations". AKS wants a value.
Taint = Annotated[
    str,
    form(
        r"^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?"
        r"=[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?:(NoSchedule|PreferNoSchedule|NoExecute)$",
        "key=value:effect, where the effect is NoSchedule, PreferNoSchedule or NoExecute",
        "sku=gpu:NoSchedule",
    ),
]


class NodePool(Section):
    """Fields that all node pools share. `ScaledPool` and `FixedPool` add the number of nodes."""

    name: PoolName = Field(
        description="Required. Name of the pool, at most twelve lower-case letters and digits, or six with Windows. "
        "A change makes a new pool."
    )
    mode: Literal["system", "user"] = Field(description="Required. system carries AKS itself, user the workloads.")
    vm_size: Annotated[
        str, form(r"^Standard_[A-Za-z0-9_-]{1,60}$", "a size's full name, beginning with Standard_", "Standard_DS4_v2")
    ] = Field(description="Required. Size of the virtual machines, for example Standard_DS4_v2.")
    os_disk_size_gb: int | None = Field(
        default=None,
        ge=30,
        le=2048,
        description="Optional. Size of the node's disk. Left out, AKS takes the size's own default.",
    )
    os_disk_type: Literal["Managed", "Ephemeral"] = Field(
        default="Managed", description="Optional. Kind of the node's disk."
    )
    os_sku: Literal["AzureLinux", "Ubuntu", "Windows2022"] = Field(
        default="Ubuntu",
        description="Optional. Operating system of the nodes. Windows2022 is for user pools of a cluster with "
        "`windows`; pods select these nodes by the label pool-role: windows. A change between Linux and Windows "
        "replaces the pool.",
    )
    max_pods: int = Field(default=30, ge=10, le=250, description="Optional. Most pods a node runs.")
    surge: Surge = Field(
        default="33%",
        description="Optional. Temporary nodes during an upgrade: a number or a percentage. A spot pool has none.",
    )
    drain_timeout: int | None = Field(
        default=None,
        ge=5,
        le=1440,
        description="Optional. Minutes that an upgrade waits for the pods of a node to end. Left out, Azure waits 30. "
        "Do not delete the key later: Terraform would replace the pool, and the cluster for its system pool. Set 30.",
    )
    soak_time: int | None = Field(
        default=None,
        ge=0,
        le=30,
        description="Optional. Minutes that an upgrade waits after it has drained a node. Left out, it does not wait.",
    )
    undrainable_nodes: Literal["Cordon", "Schedule"] | None = Field(
        default=None,
        description="Optional. What an upgrade does with a node whose pods do not end in time. Cordon leaves it as it "
        "is and goes on with the others; Schedule lets it take pods again, and the upgrade fails. Left out, Azure "
        "does as with Schedule. Do not delete the key later: Terraform would replace the pool. Set Schedule.",
    )
    host_encryption: bool = Field(
        default=False,
        description="Optional. Encrypts temporary disks and disk caches on the host. The subscription needs feature "
        "EncryptionAtHost of Microsoft.Compute, and `vm_size` must support it. A change replaces the pool's nodes.",
    )
    fips: bool = Field(
        default=False,
        description="Optional. Uses a node image with cryptography that is validated by FIPS 140. A change replaces "
        "the pool's nodes. Windows nodes always have it.",
    )
    gpu_driver: Literal["Install", "None"] | None = Field(
        default=None,
        description="Optional. Whether AKS installs the driver of the GPUs. None leaves that to an operator of yours. "
        "Left out, AKS installs it on sizes with a GPU. A change replaces the pool.",
    )
    spot: bool = Field(
        default=False,
        description="Optional. Uses spare capacity that Azure may take back at any time. Pods need a toleration for "
        "kubernetes.azure.com/scalesetpriority=spot:NoSchedule. A change replaces the pool.",
    )
    eviction_policy: Literal["Delete", "Deallocate"] | None = Field(
        default=None,
        description="Optional. What becomes of a node of a spot pool that Azure takes back. Deallocate keeps its "
        "disk, and the node counts against the quota. Left out, it is deleted. A change replaces the pool.",
    )
    spot_max_price: float | None = Field(
        default=None,
        description="Optional. Most US dollars an hour for a node of a spot pool; -1 is the price of a regular node. "
        "Left out, it is -1. A change replaces the pool.",
    )
    labels: dict[LabelName, LabelValue] = Field(default={}, description="Optional. Kubernetes labels of the nodes.")
    taints: tuple[Taint, ...] = Field(
        default=(),
        description="Optional. Kubernetes taints of the nodes of a user pool. Only pods with a toleration run there.",
    )
    subnet: IPv4Network | None = Field(
        default=None,
        description="Optional. Prefix of a subnet of the pool's own in the spoke, which isolates its workload. Left "
        "out, the pool shares `spoke.subnets.nodes`.",
    )
    pod_subnet: IPv4Network | None = Field(
        default=None,
        description="Optional. Prefix of a subnet for the pods of this pool, from which its nodes take addresses in "
        "batches of 16 (dynamic IP allocation). The subnet is delegated to AKS. A change replaces the pool's nodes. "
        "Left out, pods have addresses of the nodes' subnet, or of `network.pod_cidr`.",
    )
    kubelet: Kubelet | None = Field(
        default=None,
        description="Optional. Settings of the kubelet. A change replaces the pool's nodes. Left out, AKS decides.",
    )
    linux_os: LinuxOs | None = Field(
        default=None,
        description="Optional. Settings of the operating system. A change replaces the pool's nodes. Left out, the "
        "node's image decides.",
    )

    @property
    def windows(self) -> bool:
        return self.os_sku.startswith("Windows")

    @property
    def turns_pods_away(self) -> bool:
        """True if pods need a toleration to run there. A system pool, whose taint AKS sets, does not count."""
        return self.spot or any(not taint.endswith(":PreferNoSchedule") for taint in self.taints)

    @property
    def takes_any_pod(self) -> bool:
        """True for a user pool of Linux nodes that turns no pod away."""
        return self.mode == "user" and not self.windows and not self.turns_pods_away


class ScaledPool(NodePool):
    """A node pool that AKS scales between a minimum and a maximum number of nodes."""

    autoscale: Literal[True] = Field(
        default=True,
        description="Optional. true lets AKS choose the number of nodes; false keeps the pool at `node_count`.",
    )
    min_count: int = Field(
        ge=0,
        le=1000,
        description="Conditional. Fewest nodes, and how many there are at first; required with `autoscale`. 0 lets an "
        "idle user pool shrink to nothing.",
    )
    max_count: int = Field(
        ge=1,
        le=1000,
        description="Conditional. Most nodes, which the address plan counts with; required with `autoscale`.",
    )
    node_count: None = None

    @property
    def first_nodes(self) -> int:
        return self.min_count

    @property
    def most_nodes(self) -> int:
        return self.max_count


class FixedPool(NodePool):
    """A node pool with a fixed number of nodes."""

    autoscale: Literal[False]
    node_count: int = Field(
        ge=0,
        le=1000,
        description="Conditional. Number of nodes; required without `autoscale`, refused with it. 0 empties a user "
        "pool.",
    )
    min_count: None = None
    max_count: None = None

    @property
    def first_nodes(self) -> int:
        return self.node_count

    @property
    def most_nodes(self) -> int:
        return self.node_count


AnyPool = Annotated[
    Annotated[ScaledPool, Tag("autoscale: true")] | Annotated[FixedPool, Tag("autoscale: false")],
    chosen_by("autoscale", "autoscale: true", "autoscale: false"),
]


class RetiredPool(Section):
    """A node pool that was removed from `node_pools` and whose nodes may still run."""

    name: PoolName = Field(description="Required. Name that the pool had in `node_pools`.")
    subnet: IPv4Network | None = Field(
        default=None,
        description="Conditional. Subnet that the pool had of its own; it stays, with routes and rules, as long as the "
        "pool is listed here. Required if it had one.",
    )
    pod_subnet: IPv4Network | None = Field(
        default=None, description="Conditional. Subnet that the pool's pods had of their own. Required if it had one."
    )


class Windows(Section):
    admin_username: Annotated[
        str,
        form(
            r"^[A-Za-z][A-Za-z0-9_-]{0,19}$", "1 to 20 letters, digits, _ and -, beginning with a letter", "azureuser"
        ),
    ] = Field(
        default="azureuser",
        description="Optional. Administrator of the Windows nodes. Its password is the Terraform variable "
        "`windows_admin_password` (TF_VAR_windows_admin_password), 14 to 123 characters; the state keeps it. A new "
        "password replaces the Windows nodes. A new name replaces the cluster.",
    )
    hybrid_benefit: bool = Field(
        default=False,
        description="Optional. Uses your own licences of Windows Server (Azure Hybrid Benefit). false pays for them by "
        "the hour.",
    )
