"""The configuration file as a whole."""

from typing import Literal

from pydantic import Field

from config.model.api_server import ApiServer
from config.model.autoscaler import AutoscalerProfile
from config.model.base import Naming, Operators, Safety, Section
from config.model.cluster import Istio, Keda, Rbac, Storage, Updates, Vpa
from config.model.delivery import Backup, Bootstrap, NoBackup
from config.model.edge import Dns, Ingress, Secrets, Tls
from config.model.egress import Egress
from config.model.network import AddressPools, Bastion, Firewall, Gateway, Hub, IpPlan, Network, PrivateEndpoints, Spoke
from config.model.overrides import Overrides
from config.model.platform import Alerts, Cost, Defender, Diagnostics, Logs, Registry
from config.model.pools import AnyPool, RetiredPool, Windows
from config.model.review import Review
from config.model.shared import Shared, Traffic
from config.model.state import LocalState, State
from config.model.text import MemberName, Overlay, PemCertificate, Region, ResourceId, TagName, TagValue, Zone
from config.model.waf import Waf
from config.model.watch import Chaos, Ddos, FlowLogs, Monitoring
from config.model.workloads import Images, Policy, Workload, WorkloadIdentity


class BaselineConfig(Section):
    """The whole file."""

    extends: str | None = Field(
        default=None,
        description="Optional. Another configuration file, relative to this one; this one states what differs.",
    )
    regions: dict[Region, Overlay] = Field(
        default={},
        description="Optional. Regions of a fleet, by Azure's name. Each states what differs from the rest of the "
        "file. Left out, there is one region, `location`.",
    )
    spokes: dict[MemberName, Overlay] = Field(
        default={},
        description="Optional. Spokes of a region, by a name of yours. Each states what differs from its region. Left "
        "out, there is one spoke.",
    )
    first_spoke: MemberName | None = Field(
        default=None,
        description="Conditional. Spoke that keeps the state and the resource names of the time without `spokes`, or "
        "none; required with `spokes`.",
    )
    clusters: dict[MemberName, Overlay] = Field(
        default={},
        description="Optional. Clusters of a spoke, by a name of yours. Each states what differs from its spoke. Left "
        "out, there is one cluster.",
    )
    first_cluster: MemberName | None = Field(
        default=None,
        description="Conditional. Cluster that keeps the state and the resource names of the time without `clusters`, "
        "or none; required with `clusters`.",
    )
    live: MemberName | None = Field(
        default=None,
        description="Conditional. Cluster that gets the traffic of the spoke; required with more than one of "
        "`clusters`.",
    )
    address_pools: AddressPools = Field(
        default=AddressPools(),
        description="Optional. Ranges from which `make addresses` takes a block for each hub and spoke of a fleet that "
        "states `address_space: auto`. Such a member takes the subnets of the level above, moved into its block.",
    )
    environment: Literal["prod", "preprod", "dev"] = Field(
        description="Required. Stage; prod is held to the article's minimums."
    )
    location: Region = Field(
        description="Required. Azure region of the hub, the spoke and the cluster, for example eastus2."
    )
    geo_redundancy_location: Region | None = Field(
        default=None,
        description="Optional. Second region, for the registry's replica. Left out, it is the region's pair.",
    )
    zones: tuple[Zone, ...] = Field(
        default=("1", "2", "3"),
        description="Optional. Availability zones of everything zonal; [] where the region has none.",
    )
    naming: Naming = Field(description="Required. Parts of resource names.")
    tags: dict[TagName, TagValue] = Field(
        default={}, description="Optional. Further tags on everything that takes tags."
    )
    operators: Operators = Field(description="Required. People and pipelines that operate the cluster.")
    state: State = Field(default=LocalState(), description="Optional. Terraform state.")
    safety: Safety = Field(default=Safety(), description="Optional. Guards against deleting what holds data.")
    shared: Shared = Field(default=Shared(), description="Optional. What all regions of a fleet share.")
    traffic: Traffic = Field(
        default=Traffic(), description="Optional. Share of the requests that the router sends to the live cluster."
    )
    hub: Hub = Field(description="Required. Hub network.")
    firewall: Firewall = Field(default=Firewall(), description="Optional. Azure Firewall in the hub.")
    bastion: Bastion = Field(default=Bastion(), description="Optional. Azure Bastion in the hub.")
    gateway: Gateway = Field(default=Gateway(), description="Optional. Virtual network gateway in the hub.")
    spoke: Spoke = Field(description="Required. Spoke network.")
    network: Network = Field(default=Network(), description="Optional. Networking inside the cluster.")
    ip_plan: IpPlan = Field(default=IpPlan(), description="Optional. What the address plan reckons with.")
    ingress: Ingress = Field(description="Required. Way in to the workloads.")
    private_endpoints: PrivateEndpoints = Field(default=PrivateEndpoints(), description="Optional. Private endpoints.")
    dns: Dns = Field(description="Required. Names.")
    egress: Egress = Field(default=Egress(), description="Optional. Way out of the cluster.")
    registry: Registry = Field(default=Registry(), description="Optional. Container registry.")
    alerts: Alerts = Field(description="Required. Alerting.")
    logs: Logs = Field(default=Logs(), description="Optional. Log Analytics workspaces.")
    diagnostics: Diagnostics = Field(default=Diagnostics(), description="Optional. Logs of the control plane.")
    sku_tier: Literal["Free", "Standard", "Premium"] = Field(
        default="Standard",
        description="Optional. Tier of the AKS control plane; Standard carries the uptime agreement.",
    )
    mission_critical: bool = Field(
        default=False,
        description="Optional. Says that the workload is mission-critical, for which `sku_tier` Premium is meant.",
    )
    node_pools: tuple[AnyPool, ...] = Field(min_length=1, description="Required. One system pool and the user pools.")
    retired_pools: tuple[RetiredPool, ...] = Field(
        default=(),
        description="Optional. Pools taken out of `node_pools`, for one deployment of all stacks: the cluster loses "
        "them, and their subnets, routes and rules stay until the entry is deleted. A plan that forgets a pool which "
        "still runs is refused.",
    )
    autoscaler_profile: AutoscalerProfile = Field(
        default=AutoscalerProfile(), description="Optional. Settings of the cluster autoscaler, for all pools."
    )
    windows: Windows | None = Field(
        default=None,
        description="Optional. Lets pools of Windows nodes join the cluster. Set it before the cluster is made: Azure "
        "adds no Windows pool to a cluster without it, and setting it later may replace the cluster. Left out, all "
        "nodes are Linux.",
    )
    disk_encryption_set_id: ResourceId | None = Field(
        default=None,
        description="Optional. Existing disk encryption set of the same region, with whose key the disks of nodes and "
        "of volumes are encrypted. The set itself must be able to read its key. A change replaces the cluster. Left "
        "out, Azure's own keys are used.",
    )
    custom_ca_certificates: tuple[PemCertificate, ...] = Field(
        default=(),
        max_length=10,
        description="Optional. CA certificates, as PEM, that nodes trust beside the public ones, for a registry of "
        "yours for example. Pods do not see them. A change replaces every node, after a drain.",
    )
    workloads: tuple[Workload, ...] = Field(
        min_length=1, description="Required. Workloads, each with a namespace of its own."
    )
    sample_workload: bool = Field(
        default=False,
        description="Optional. Deploys a sample web application into the first workload's namespace.",
    )
    rbac: Rbac = Field(description="Required. Who may do what on the cluster.")
    updates: Updates = Field(description="Required. Versions and their upkeep.")
    api_server: ApiServer = Field(default=ApiServer(), description="Optional. Kubernetes API server.")
    secrets: Secrets = Field(default=Secrets(), description="Optional. Secrets in running pods.")
    ddos: Ddos = Field(default=Ddos(), description="Optional. DDoS protection of both networks.")
    flow_logs: FlowLogs = Field(default=FlowLogs(), description="Optional. Logs of network flows.")
    chaos: Chaos = Field(default=Chaos(), description="Optional. Experiments with failures.")
    monitoring: Monitoring = Field(
        default=Monitoring(), description="Optional. Reach of Azure Monitor, and what it measures."
    )
    waf: Waf = Field(default=Waf(), description="Optional. Web application firewall of the gateway.")
    tls: Tls = Field(default=Tls(), description="Optional. Certificates of your own instead of made ones.")
    workload_identities: tuple[WorkloadIdentity, ...] = Field(
        default=(), description="Optional. Azure identities of workloads, beside the ingress controller's own."
    )
    keda: Keda = Field(default=Keda(), description="Optional. Scaling by events.")
    vpa: Vpa = Field(default=Vpa(), description="Optional. Scaling of what pods ask for.")
    istio: Istio | None = Field(
        default=None,
        description="Optional. AKS's service mesh add-on. Namespaces that you make in Git join it with the label "
        "istio.io/rev; those of `workloads` do not, because their network policies keep sidecars from it.",
    )
    backup: Backup = Field(default=NoBackup(), description="Optional. Backup of the cluster's objects.")
    storage: Storage = Field(
        default=Storage(), description="Optional. State inside the cluster; all off keeps it stateless."
    )
    defender: Defender = Field(default=Defender(), description="Optional. Microsoft Defender for Containers.")
    cost: Cost = Field(default=Cost(), description="Optional. Cost management.")
    images: Images = Field(default=Images(), description="Optional. Where images may come from.")
    policy: Policy = Field(default=Policy(), description="Optional. Azure Policy on the cluster.")
    bootstrap: Bootstrap = Field(description="Required. How the cluster gets its first contents.")
    overrides: Overrides = Field(
        default={},
        description="Optional. Arguments of single resources that no other field sets, by the resource's stack and "
        "address and by the argument's path: `cluster.azurerm_kubernetes_cluster.cluster: "
        "{image_cleaner_interval_hours: 48}`. null takes an argument out. Names and types are checked against the "
        "provider's schema; `make synth` and the review list what is overridden.",
    )
    review: Review = Field(default=Review(), description="Optional. What the review takes into account.")

    @property
    def home(self) -> str:
        """Name of the folder for the state and certificates of this deployment, such as bu0001-a0008-prod-eastus2.

        The name includes the region. Otherwise a deployment to a second region would use the state of the first
        deployment and replace its resources.
        """
        naming = self.naming
        return "-".join((naming.organization, naming.application, self.environment, self.location)).lower()
