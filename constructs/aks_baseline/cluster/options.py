"""Options of the AKS cluster: plain values, apart from the Terraform resource in `cluster`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from aks_baseline.cluster.autoscaler import AutoscalerProfile
from aks_baseline.cluster.pool_options import NodePool


@dataclass(frozen=True, kw_only=True)
class ClusterNetwork:
    """Networking inside the cluster.

    Args:
        policy_engine: Engine of Kubernetes network policies. AKS cannot change it later.
        service_cidr: Range of Kubernetes services.
        dns_service_ip: Address of the DNS service, inside `service_cidr`.
        pod_cidr: Range of pods in overlay networking. None: every pod takes an address of its node's subnet.
        pod_metrics: True measures the network of every pod; needs the engine cilium.
        fqdn_policies: True lets network policies name domains; needs the engine cilium.
        outbound_type: AKS's word for the way out: by routes, by a NAT gateway, or none that AKS relies on.
    """

    policy_engine: Literal["azure", "calico", "cilium"]
    service_cidr: str
    dns_service_ip: str
    pod_cidr: str | None = None
    pod_metrics: bool = False
    fqdn_policies: bool = False
    outbound_type: Literal["userDefinedRouting", "userAssignedNATGateway", "none"] = "userDefinedRouting"


@dataclass(frozen=True, kw_only=True)
class HttpProxy:
    """Proxy that nodes and pods ask.

    Args:
        http: Address for HTTP.
        https: Address for HTTPS.
        direct: Destinations that are called directly, among them the node subnets.
        trusted_ca: CA certificate of the proxy, as PEM. None: a public CA signed its certificate.
    """

    http: str
    https: str
    direct: Sequence[str]
    trusted_ca: str | None = None


@dataclass(frozen=True, kw_only=True)
class Isolation:
    """What a network isolated cluster starts from: it takes Microsoft's images from a registry of ours.

    Args:
        registry_id: Premium registry with a cache rule for Microsoft's images and a private endpoint.
        kubelet_id: Identity of the nodes, which may pull from the registry before the cluster is made.
        kubelet_client_id: Client id of that identity.
        kubelet_object_id: Object id of that identity.
    """

    registry_id: str
    kubelet_id: str
    kubelet_client_id: str
    kubelet_object_id: str


@dataclass(frozen=True, kw_only=True)
class MaintenanceWindow:
    """When Azure may update.

    Args:
        frequency: Daily or Weekly.
        interval: Every so many days or weeks.
        day: Day of the week, such as Tuesday; None for a daily window.
        start: Start as HH:mm at `utc_offset`.
        hours: Length in hours, 4 to 24.
        utc_offset: Offset from UTC, such as +00:00.
    """

    frequency: Literal["Daily", "Weekly"]
    interval: int
    day: str | None
    start: str
    hours: int
    utc_offset: str


@dataclass(frozen=True, kw_only=True)
class Upkeep:
    """Versions of Kubernetes and of the nodes, and how they change.

    Args:
        kubernetes_version: Version of the control plane and of every pool.
        node_os_channel: What updates the nodes' operating system. The text None: nothing, another cluster takes over.
        node_os_window: When nodes may be replaced. None where nothing updates them.
        long_term_support: True supports the version for two years; needs the tier Premium.
        cluster_channel: Channel of automatic Kubernetes upgrades. None: somebody raises `kubernetes_version`.
        cluster_window: When Kubernetes may be upgraded. None without a channel.
    """

    kubernetes_version: str
    node_os_channel: Literal["NodeImage", "SecurityPatch", "None"]
    node_os_window: MaintenanceWindow | None
    long_term_support: bool = False
    cluster_channel: Literal["patch", "stable", "rapid"] | None = None
    cluster_window: MaintenanceWindow | None = None


@dataclass(frozen=True, kw_only=True)
class StorageDrivers:
    """CSI drivers for state in the cluster. All are off by default: the baseline's workload keeps no state there.

    Args:
        blob: Azure Blob.
        disk: Azure Disk.
        file: Azure Files.
        snapshot: Controller of volume snapshots.
    """

    blob: bool = False
    disk: bool = False
    file: bool = False
    snapshot: bool = False


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """How people and programs sign in: through Entra only, as local accounts are off.

    Args:
        tenant_id: Entra tenant of the users.
        azure_rbac: True lets Azure roles decide what a user may do, false Kubernetes bindings.
        admin_group_ids: Entra groups that administer the cluster where Kubernetes bindings decide.
    """

    tenant_id: str
    azure_rbac: bool
    admin_group_ids: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class AddOns:
    """Add-ons that AKS runs and keeps current.

    Args:
        defender: The Microsoft Defender sensor on the nodes.
        keda: Scaling by events. False: it was on before and is off now. None: it was never on. azurerm tells the two
            apart, and plans a change for ever where it is told the other: kubernetes_cluster_resource.go,
            `flattenKubernetesClusterWorkloadAutoscalerProfile`.
        vpa: Scaling of what pods ask for. The same three values.
        cost_analysis: Cost by Kubernetes object; needs a paid tier.
        secret_rotation_interval: How often the vault is asked for new secrets, such as 2m. None: never again.
        storage_drivers: CSI drivers.
        gateway_id: Application gateway that AKS's ingress controller for it writes to. None: it does not run.
    """

    defender: bool = False
    keda: bool | None = None
    vpa: bool | None = None
    cost_analysis: bool = False
    secret_rotation_interval: str | None = None
    storage_drivers: StorageDrivers = field(default_factory=StorageDrivers)
    gateway_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClusterPools:
    """Node pools of the cluster.

    Args:
        system: The pool for AKS's own pods.
        users: Pools for workloads.
    """

    system: NodePool
    users: Sequence[NodePool]


@dataclass(frozen=True, kw_only=True)
class ApiServerAccess:
    """Way to the API server.

    Args:
        authorized_ip_ranges: Public ranges that reach a public API server. Among them are the addresses of the
            firewall, from which nodes call it, and of Bastion, from which tunnels do. Empty for a private one.
        private: True: the API server has a private address only.
        private_dns_zone: Zone of a private API server's name: System, None or a resource id.
        public_name: True: a public DNS name leads to the private address too.
        subnet_id: Delegated subnet that holds the API server. None: it is outside of the network.
        run_command: True: people run commands in the cluster through Azure's own API.
    """

    authorized_ip_ranges: Sequence[str] = ()
    private: bool = False
    private_dns_zone: str = "System"
    public_name: bool = True
    subnet_id: str | None = None
    run_command: bool = False


@dataclass(frozen=True, kw_only=True)
class WindowsNodes:
    """What all Windows nodes of the cluster share.

    Source: Azure page "Create node pools for a cluster in Azure Kubernetes Service (AKS)", "Limitations".

    Args:
        admin_username: Name of the administrator. A change replaces the cluster.
        admin_password: Password, as a reference to a sensitive Terraform variable. The state keeps it.
        hybrid_benefit: True uses licences of Windows Server that the user has.
    """

    admin_username: str
    admin_password: str
    hybrid_benefit: bool = False


@dataclass(frozen=True, kw_only=True)
class EtcdKey:
    """Key that encrypts Kubernetes secrets in etcd.

    Args:
        key_id: Address of the key with its version.
        private: True: the vault refuses public traffic, and AKS makes a private endpoint to it.
    """

    key_id: str
    private: bool


@dataclass(frozen=True, kw_only=True)
class ClusterOptions:
    """Everything about the cluster that somebody chooses.

    Args:
        sku_tier: Tier of the control plane; Standard and Premium carry the uptime agreement.
        pools: Node pools.
        network: Networking inside the cluster.
        upkeep: Versions and maintenance windows.
        sign_in: Who signs in how.
        api_server: Way to the API server.
        add_ons: Add-ons that AKS runs.
        autoscaler: Settings of the cluster autoscaler.
        windows: What Windows nodes share. None: the cluster never has any.
        proxy: Proxy of nodes and pods. None: they call everything directly.
        isolation: What a network isolated cluster starts from. None: Microsoft's registry.
        disk_encryption_set_id: Set whose key encrypts the disks of nodes and volumes. None: Azure's own keys.
        etcd_key: Key that encrypts Kubernetes secrets. None: Azure's own keys.
        custom_ca_certificates: CA certificates, as PEM, that nodes trust beside the public ones. At most 10.
        istio_revisions: Revisions of the service mesh add-on. Empty: there is no mesh.
    """

    sku_tier: Literal["Free", "Standard", "Premium"]
    pools: ClusterPools
    network: ClusterNetwork
    upkeep: Upkeep
    sign_in: SignIn
    api_server: ApiServerAccess
    add_ons: AddOns
    autoscaler: AutoscalerProfile = field(default_factory=AutoscalerProfile)
    windows: WindowsNodes | None = None
    disk_encryption_set_id: str | None = None
    proxy: HttpProxy | None = None
    isolation: Isolation | None = None
    etcd_key: EtcdKey | None = None
    custom_ca_certificates: Sequence[str] = ()
    istio_revisions: Sequence[str] = ()
