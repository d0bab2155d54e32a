"""What a configuration file may say: one pydantic model a section, each field with its type, bounds and meaning.

Descriptions follow one grammar: Required / Optional / Conditional, then what happens when the field is left out.
`config/schema.json` and docs/configuration.md are generated from here. Rules that span several fields stand in
`config/rules.py`, address arithmetic in
`config/address_plan.py`.
"""

from datetime import date
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

# --- Values that several sections share -----------------------------------------------------------------------------

Zone = Annotated[Literal["1", "2", "3"], BeforeValidator(str, json_schema_input_type=Literal[1, 2, 3, "1", "2", "3"])]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z]+[a-z0-9]*$")]
Guid = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
ResourceId = Annotated[str, StringConstraints(pattern=r"^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/.+$")]
Fqdn = Annotated[str, StringConstraints(pattern=r"^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")]
Domain = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")]
ResourceGroupName = Annotated[str, StringConstraints(pattern=r"^[-\w.()]{0,89}[-\w()]$")]
DnsLabel = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
CertificateName = Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z-]{1,127}$")]
Percentage = Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]?%|100%)$")]
Surge = Annotated[
    str,
    StringConstraints(pattern=r"^([1-9][0-9]?%|100%|[1-9][0-9]{0,3})$"),
    BeforeValidator(str, json_schema_input_type=int | Percentage),
]


class Section(BaseModel):
    """A part of the file: unknown keys are refused, values cannot change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- Who and where --------------------------------------------------------------------------------------------------


class Naming(Section):
    organization: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{1,9}$")] = Field(
        description="Required. Business unit that pays, part of every resource name and the `Business unit` tag."
    )
    application: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{1,9}$")] = Field(
        description="Required. Application that runs on the cluster, part of resource names and the `Application "
        "identifier` tag."
    )
    suffix: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{3,13}$")] | None = Field(
        default=None,
        description="Optional. Makes globally unique names unique. Left out, it is the first six characters of a "
        "SHA-256 over "
        "organization, application, environment and location.",
    )


class Operators(Section):
    ip_ranges: tuple[IPv4Network, ...] = Field(
        min_length=1,
        description="Required. Public ranges from which people and pipelines reach the API server and write to "
        "the key vault. "
        "The firewall's own addresses are added to the API server's list by themselves.",
    )
    login: Literal["azurecli", "workloadidentity", "msi", "spn"] = Field(
        default="azurecli", description="Optional. How kubelogin signs in for the kubernetes and helm providers."
    )


class State(Section):
    backend: Literal["local", "azurerm"] = Field(
        default="local",
        description="Optional. Where Terraform keeps its state: files beside the output folder, or a storage account.",
    )
    resource_group_name: ResourceGroupName | None = Field(
        default=None,
        description="Conditional. Resource group of the state's storage account; required if `backend` is azurerm.",
    )
    storage_account_name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{3,24}$")] | None = Field(
        default=None, description="Conditional. Storage account of the state; required if `backend` is azurerm."
    )
    container_name: Annotated[
        str, StringConstraints(min_length=3, max_length=63, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    ] = Field(default="tfstate", description="Optional. Blob container of the state, read if `backend` is azurerm.")
    subscription_id: Guid | None = Field(
        default=None,
        description="Optional. Subscription of the state's storage account. Left out, the one of the login is used.",
    )


class Safety(Section):
    allow_destroy: bool = Field(
        default=False,
        description="Optional. Lifts `prevent_destroy` from the vault, the registry, workspaces, the cluster and "
        "public addresses.",
    )


# --- Network --------------------------------------------------------------------------------------------------------


class HubSubnets(Section):
    firewall: IPv4Network = Field(description="Required. AzureFirewallSubnet, /26 or larger.")
    gateway: IPv4Network = Field(description="Required. GatewaySubnet, /27 or larger.")
    bastion: IPv4Network = Field(description="Required. AzureBastionSubnet, /26 or larger.")
    private_endpoints: IPv4Network | None = Field(
        default=None,
        description="Conditional. Subnet for private endpoints; required if `private_endpoints.location` is hub.",
    )


class Hub(Section):
    subscription_id: Guid | None = Field(
        default=None, description="Optional. Subscription of the hub. Left out, `ARM_SUBSCRIPTION_ID` decides at plan."
    )
    address_space: IPv4Network = Field(description="Required. Address space of the hub's virtual network.")
    subnets: HubSubnets = Field(description="Required. Prefixes of the hub's subnets; the planner checks each.")


class Firewall(Section):
    public_ip_count: int = Field(
        default=3,
        ge=1,
        le=20,
        description="Optional. Public addresses for SNAT: each gives 2,496 ports a virtual machine instance of "
        "the firewall.",
    )
    base_policy_id: ResourceId | None = Field(
        default=None, description="Optional. Parent firewall policy of the organization that ours inherits from."
    )
    policy_id: ResourceId | None = Field(
        default=None,
        description="Optional. Existing firewall policy to use. Then no policy and no rules are made: its owner "
        "allows the egress.",
    )


class Bastion(Section):
    enabled: bool = Field(
        default=True, description="Optional. Deploys Azure Bastion; its subnet is reserved either way."
    )


class Gateway(Section):
    type: Literal["none", "vpn", "expressroute"] = Field(
        default="none", description="Optional. Zone-redundant virtual network gateway towards on-premises networks."
    )


class SpokeSubnets(Section):
    nodes: IPv4Network = Field(description="Required. snet-clusternodes: nodes and, in flat Azure CNI, every pod.")
    ingress: IPv4Network = Field(description="Required. snet-clusteringressservices: internal load balancers.")
    application_gateway: IPv4Network = Field(
        description="Required. snet-applicationgateway, dedicated to Application Gateway."
    )
    private_endpoints: IPv4Network = Field(
        description="Required. snet-privatelinkendpoints: registry and key vault endpoints."
    )


class Spoke(Section):
    subscription_id: Guid | None = Field(
        default=None,
        description="Optional. Subscription of the spoke. Left out, `ARM_SUBSCRIPTION_ID` decides at plan.",
    )
    address_space: IPv4Network = Field(description="Required. Address space of the spoke's virtual network.")
    subnets: SpokeSubnets = Field(description="Required. Prefixes of the spoke's subnets; the planner checks each.")


class Network(Section):
    model: Literal["azure_cni", "overlay"] = Field(
        default="azure_cni",
        description="Optional. azure_cni gives each pod an address of the node subnet, overlay one of `pod_cidr`.",
    )
    policy_engine: Literal["azure", "calico", "cilium"] = Field(
        default="azure",
        description="Optional. Engine of Kubernetes network policies. It cannot be added or changed later.",
    )
    service_cidr: IPv4Network = Field(
        default=IPv4Network("172.16.0.0/16"),
        description="Optional. Range of Kubernetes services, seen by nobody outside the cluster.",
    )
    dns_service_ip: IPv4Address = Field(
        default=IPv4Address("172.16.0.10"),
        description="Optional. Address of the cluster's DNS service, inside `service_cidr`.",
    )
    pod_cidr: IPv4Network = Field(
        default=IPv4Network("192.168.0.0/16"),
        description="Optional. Range of pods; read only if `model` is overlay, one /24 a node.",
    )
    on_premises_ranges: tuple[IPv4Network, ...] = Field(
        default=(),
        description="Optional. Ranges in use elsewhere that the hub, the spoke, pods and services must stay clear of.",
    )


class IpPlanExtra(Section):
    nodes: int = Field(default=0, ge=0, description="Optional. Further addresses to keep free in snet-clusternodes.")
    ingress: int = Field(
        default=0, ge=0, description="Optional. Further addresses to keep free in snet-clusteringressservices."
    )
    application_gateway: int = Field(
        default=0, ge=0, description="Optional. Further addresses in snet-applicationgateway."
    )
    private_endpoints: int = Field(
        default=0, ge=0, description="Optional. Further addresses in snet-privatelinkendpoints."
    )


class IpPlan(Section):
    pod_update_strategy: Literal["rolling", "replace"] = Field(
        default="rolling",
        description="Optional. replace reuses the addresses of old pods, so updates need no extra ones.",
    )
    pod_surge: float = Field(
        default=1.0,
        ge=0,
        le=1,
        description="Optional. Share of pods that an update may run twice; 1.0 is every pod at once.",
    )
    scale_percent: int | None = Field(
        default=None,
        ge=100,
        le=2000,
        description="Optional. Plans for each pool's starting count times this percentage instead of its "
        "maximum: 400 means four times.",
    )
    extra: IpPlanExtra = Field(
        default=IpPlanExtra(), description="Optional. Addresses for consumers that the plan does not know."
    )


class Ingress(Section):
    controllers: int = Field(
        default=1, ge=1, le=50, description="Optional. Ingress controllers to keep a load balancer address for."
    )
    load_balancer_ip: IPv4Address = Field(
        description="Required. Static address of the ingress controller's internal load balancer, inside "
        "`spoke.subnets.ingress`."
    )
    controller: Literal["traefik", "none"] = Field(
        default="traefik",
        description="Optional. Ingress controller in the first workload's namespace; none leaves the choice to you.",
    )
    replicas: int = Field(
        default=2, ge=2, le=20, description="Optional. Pods of the ingress controller, each on a node of its own."
    )
    max_unavailable: int = Field(
        default=1,
        ge=1,
        description="Optional. Pods of the ingress controller that may be missing while nodes drain; with 0 none can.",
    )


class PrivateEndpoints(Section):
    location: Literal["spoke", "hub"] = Field(
        default="spoke", description="Optional. Network that holds the private endpoints."
    )


class Dns(Section):
    domain: Domain = Field(
        description="Required. Public domain: clients ask for bicycle.<domain>, the backend is *.aks-ingress.<domain>."
    )
    use_hub: bool = Field(
        default=False,
        description="Optional. Lets the spoke resolve through the firewall's DNS proxy and links private zones "
        "to the hub too.",
    )
    public_zone_id: ResourceId | None = Field(
        default=None,
        description="Optional. Azure DNS zone of `domain`, in which bicycle.<domain> is kept at the gateway's address. "
        "Left out, whoever owns the domain makes that record.",
    )


class EgressRule(Section):
    name: DnsLabel = Field(description="Required. Name of the firewall rule.")
    reason: Annotated[str, StringConstraints(min_length=10, max_length=300)] = Field(
        description="Required. Why the cluster needs this destination; becomes the rule's description."
    )
    fqdns: tuple[Fqdn, ...] = Field(
        default=(), description="Conditional. Names reached over HTTPS, port 443; either this or `addresses`."
    )
    addresses: tuple[str, ...] = Field(
        default=(), description="Conditional. Addresses, ranges or service tags; either this or `fqdns`."
    )
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = Field(
        default=(443,), description="Optional. TCP ports of `addresses`."
    )


class Egress(Section):
    extra_rules: tuple[EgressRule, ...] = Field(
        default=(), description="Optional. Destinations of the workload that have no private endpoint."
    )


# --- What outlives a cluster ----------------------------------------------------------------------------------------


class Registry(Section):
    name: Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9]{5,50}$")] | None = Field(
        default=None, description="Optional. Name of the container registry. Left out, it is `acraks` and the suffix."
    )
    existing_id: ResourceId | None = Field(
        default=None, description="Optional. Existing Premium registry to use instead of a new one."
    )
    docker_hub_credential_set_id: ResourceId | None = Field(
        default=None,
        description="Conditional. Credential set of the registry, with which it fetches images of Docker Hub; required "
        "if `backup.mode` is velero.",
    )


class Receiver(Section):
    name: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(
        description="Required. Who is behind the address; unique among the receivers."
    )
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] = Field(
        description="Required. Mailbox that alerts are sent to."
    )


class Alerts(Section):
    receivers: tuple[Receiver, ...] = Field(
        min_length=1, description="Required. Who hears of alerts: an alert that nobody receives is none."
    )
    runbook_base_url: Annotated[str, StringConstraints(pattern=r"^https://[^\s]+[^/\s]$")] | None = Field(
        default=None,
        description="Optional. Web address of this repository's files, put before docs/alerts.md in every alert. "
        "Left out, alerts name the path alone.",
    )


class Diagnostics(Section):
    extra_categories: tuple[
        Literal[
            "cloud-controller-manager",
            "csi-azuredisk-controller",
            "csi-azurefile-controller",
            "csi-snapshot-controller",
            "kube-apiserver",
            "kube-audit",
            "kube-audit-admin",
            "kube-scheduler",
        ],
        ...,
    ] = Field(
        default=(),
        description="Optional. Further logs of the control plane, while a search for a fault lasts: they cost. "
        "kube-audit replaces kube-audit-admin, which it contains.",
    )


class Logs(Section):
    retention_days: int = Field(
        default=30, ge=30, le=730, description="Optional. Days that logs are kept in both workspaces."
    )
    daily_quota_gb: float = Field(
        default=-1, ge=-1, description="Optional. Daily cap of the cluster's workspace in gigabytes; -1 is no cap."
    )
    basic_tables: tuple[str, ...] = Field(
        default=("ContainerLogV2",),
        description="Optional. Tables on the cheaper Basic plan, which ordinary alerts cannot read.",
    )


# --- Cluster --------------------------------------------------------------------------------------------------------


class NodePool(Section):
    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,11}$")] = Field(
        description="Required. Name of the pool, at most twelve lower-case letters and digits."
    )
    mode: Literal["system", "user"] = Field(description="Required. system carries AKS itself, user the workloads.")
    vm_size: Annotated[str, StringConstraints(pattern=r"^Standard_[A-Za-z0-9_-]+$")] = Field(
        description="Required. Size of the virtual machines, for example Standard_DS4_v2."
    )
    os_disk_size_gb: int | None = Field(
        default=None,
        ge=30,
        le=2048,
        description="Optional. Size of the node's disk. Left out, AKS takes the size's own default.",
    )
    os_disk_type: Literal["Managed", "Ephemeral"] = Field(
        default="Managed", description="Optional. Kind of the node's disk."
    )
    os_sku: Literal["AzureLinux", "Ubuntu"] = Field(
        default="Ubuntu", description="Optional. Operating system of the nodes."
    )
    autoscale: bool = Field(default=True, description="Optional. false keeps the pool at `node_count`.")
    min_count: int | None = Field(
        default=None,
        ge=0,
        le=1000,
        description="Conditional. Fewest nodes, and how many there are at first; required with `autoscale`.",
    )
    max_count: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="Conditional. Most nodes, which the address plan reckons with; required with `autoscale`.",
    )
    node_count: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="Conditional. Number of nodes; required without `autoscale`, refused with it.",
    )
    max_pods: int = Field(default=30, ge=10, le=250, description="Optional. Most pods a node runs.")
    surge: Surge = Field(
        default="33%", description="Optional. Temporary nodes during an upgrade: a number or a percentage."
    )
    labels: dict[str, str] = Field(default={}, description="Optional. Kubernetes labels of the nodes.")
    subnet: IPv4Network | None = Field(
        default=None,
        description="Optional. Prefix of a subnet of the pool's own in the spoke, which isolates its workload. Left "
        "out, the pool shares `spoke.subnets.nodes`.",
    )


class Quota(Section):
    cpu: int = Field(default=8, ge=1, le=1000, description="Optional. Cores that all pods together may ask for.")
    memory_gib: int = Field(default=16, ge=1, le=10000, description="Optional. Memory of all pods together, in GiB.")
    pods: int = Field(default=50, ge=1, le=10000, description="Optional. Most pods.")


class Workload(Section):
    namespace: DnsLabel = Field(description="Required. Kubernetes namespace of the workload.")
    quota: Quota = Field(
        default=Quota(),
        description="Optional. What the namespace may use; the first also holds the ingress controller and the sample.",
    )


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


class MaintenanceWindow(Section):
    frequency: Literal["Daily", "Weekly"] = Field(default="Weekly", description="Optional. How often Azure may update.")
    interval: int = Field(default=1, ge=1, le=4, description="Optional. Every how many days or weeks.")
    day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] = Field(
        default="Tuesday", description="Optional. Day of a weekly window; not read if `frequency` is Daily."
    )
    start: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = Field(
        default="21:00", description="Optional. Time the window opens, at `utc_offset`."
    )
    hours: int = Field(default=12, ge=4, le=24, description="Optional. Hours the window stays open.")
    utc_offset: Annotated[str, StringConstraints(pattern=r"^[+-](0[0-9]|1[0-4]):[0-5][0-9]$")] = Field(
        default="+00:00", description="Optional. Time zone of `start`, as hours and minutes ahead of UTC."
    )


class Updates(Section):
    kubernetes_version: Annotated[str, StringConstraints(pattern=r"^1\.[0-9]+\.[0-9]+$")] = Field(
        description="Required. Kubernetes version of the control plane and every pool, in full: 1.35.0."
    )
    latest_known_version: Annotated[str, StringConstraints(pattern=r"^1\.[0-9]+$")] = Field(
        description="Required. Newest minor version AKS offers, the N of N-2."
    )
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
    event_subscription: Annotated[str, StringConstraints(pattern=r"^https://[^\s?#]+$")] | None = Field(
        default=None,
        description="Optional. Webhook that Event Grid calls when AKS offers a new Kubernetes version; it must answer "
        "the validation request. Left out, the topic is there and nobody is told.",
    )


class ApiServer(Section):
    authorized_ip_ranges: tuple[IPv4Network, ...] = Field(
        default=(),
        description="Optional. Further public ranges that reach the API server, beside `operators.ip_ranges` and "
        "the firewall's addresses.",
    )


class Secrets(Section):
    rotation: bool = Field(
        default=True, description="Optional. Fetches renewed certificates and secrets from the vault into running pods."
    )
    rotation_interval: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*[smh]$")] = Field(
        default="2m", description="Optional. How often the vault is asked, such as 2m; not read without `rotation`."
    )


class Tls(Section):
    gateway_certificate: CertificateName | None = Field(
        default=None,
        description="Optional. Certificate for bicycle.<domain>, which you imported into the cluster's key vault. "
        "Left out, the vault issues one by itself, which no browser trusts.",
    )
    ingress_certificate: CertificateName | None = Field(
        default=None,
        description="Optional. Self-signed certificate for *.aks-ingress.<domain>, in PEM, which you imported into the "
        "cluster's key vault: the gateway trusts this very one. Left out, the vault issues one by itself.",
    )


class WorkloadRole(Section):
    role: Annotated[str, StringConstraints(min_length=1)] = Field(
        description="Required. Built-in Azure role, such as Storage Blob Data Reader."
    )
    scope: ResourceId = Field(description="Required. Resource on which the workload has it.")


class WorkloadIdentity(Section):
    name: Annotated[DnsLabel, StringConstraints(min_length=3)] = Field(
        description="Required. Name of the identity, behind podmi-, and of its federated credential."
    )
    namespace: DnsLabel = Field(description="Required. Namespace of the service account, one of the workloads'.")
    service_account: DnsLabel = Field(description="Required. Kubernetes service account that acts as this identity.")
    roles: tuple[WorkloadRole, ...] = Field(
        min_length=1, description="Required. What the identity may do, each on one resource."
    )


class Storage(Section):
    blob_driver: bool = Field(default=False, description="Optional. CSI driver for Azure Blob.")
    disk_driver: bool = Field(default=False, description="Optional. CSI driver for Azure Disk.")
    file_driver: bool = Field(default=False, description="Optional. CSI driver for Azure Files.")
    snapshot_controller: bool = Field(default=False, description="Optional. Controller for volume snapshots.")


class Defender(Section):
    cluster_profile: bool = Field(
        default=True, description="Optional. Runs the Microsoft Defender sensor on the nodes."
    )


class BudgetThreshold(Section):
    percent: int = Field(ge=1, le=1000, description="Required. Percentage of the amount at which to tell.")
    of: Literal["actual", "forecast"] = Field(
        default="actual", description="Optional. What is compared: the cost so far, or the one foreseen for the month."
    )


class Cost(Section):
    analysis: bool = Field(
        default=True,
        description="Optional. Breaks cost down by Kubernetes objects; needs `sku_tier` Standard or Premium.",
    )
    budget_amount: float | None = Field(
        default=None,
        ge=1,
        description="Optional. Monthly budget of the node resource group, where a cluster's cost varies, in the "
        "currency of the bill. Left out, there is no budget.",
    )
    budget_start: date | None = Field(
        default=None,
        description="Conditional. First day of the month the budget begins with, this month when it is new; required "
        "with `budget_amount`.",
    )
    budget_thresholds: tuple[BudgetThreshold, ...] = Field(
        default=(
            BudgetThreshold(percent=80),
            BudgetThreshold(percent=100),
            BudgetThreshold(percent=110, of="forecast"),
        ),
        min_length=1,
        max_length=5,
        description="Optional. When the alert receivers are told; read only with `budget_amount`.",
    )


class Images(Section):
    allow_mcr: bool = Field(
        default=True,
        description="Optional. Lets AKS's own images come from mcr.microsoft.com; false leaves the own registry alone "
        "outside of system namespaces.",
    )


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
    tls_host_definition: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")] | None = Field(
        default=None,
        description="Optional. Name of our own policy definition, unique in the subscription. Left out, it is the "
        "reference's in prod, and ends in the suffix of resource names elsewhere.",
    )


class Git(Section):
    url: Annotated[str, StringConstraints(pattern=r"^(https://|ssh://|git@)[^\s?#]+$")] = Field(
        description="Required. Repository that describes the cluster, over HTTPS or SSH."
    )
    reference_type: Literal["branch", "commit", "semver", "tag"] = Field(
        default="branch", description="Optional. What `reference_value` is; each environment may follow its own."
    )
    reference_value: Annotated[str, StringConstraints(min_length=1)] = Field(
        default="main", description="Optional. Branch, commit, range of versions or tag that the cluster follows."
    )
    path: Annotated[str, StringConstraints(min_length=1)] = Field(
        default="./cluster-manifests", description="Optional. Folder of the repository that is applied."
    )
    auth: Literal["none", "https", "ssh"] = Field(
        default="none",
        description="Optional. How Flux signs in to a private repository. The secret is a Terraform variable: "
        "TF_VAR_flux_https_user with TF_VAR_flux_https_key, or TF_VAR_flux_ssh_private_key. Read access is enough.",
    )
    ssh_known_hosts: Annotated[str, StringConstraints(min_length=1)] | None = Field(
        default=None,
        description="Optional. known_hosts lines of the Git server. Left out, Flux knows the common public hosts.",
    )


class Bootstrap(Section):
    method: Literal["flux_extension", "pipeline", "flux_helm", "argocd"] = Field(
        default="flux_extension",
        description="Optional. flux_extension keeps the cluster as a Git repository has it, and Azure keeps Flux "
        "current. flux_helm and argocd do the same with charts that you keep current; pipeline installs none of them.",
    )
    git: Git | None = Field(
        default=None, description="Conditional. Repository to follow; required unless `method` is pipeline."
    )
    kured: bool = Field(
        default=False,
        description="Optional. Restarts nodes that wait for it, one at a time. Its pods are privileged: where "
        "`policy.overrides` denies that, name kured in `policy.exempt_namespaces`.",
    )
    flagger: bool = Field(
        default=False, description="Optional. Lets new versions of workloads take over step by step, or goes back."
    )


class Velero(Section):
    storage_account: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{3,24}$")] | None = Field(
        default=None, description="Conditional. Existing storage account for backups; required if `mode` is velero."
    )
    container: (
        Annotated[str, StringConstraints(min_length=3, max_length=63, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] | None
    ) = Field(
        default=None, description="Conditional. Existing blob container of that account; required if `mode` is velero."
    )
    resource_group: ResourceGroupName | None = Field(
        default=None, description="Conditional. Resource group of that account; required if `mode` is velero."
    )
    client_id: Guid | None = Field(
        default=None,
        description="Conditional. Client id of the identity that may write to the container, federated with the "
        "service account velero-server of namespace velero; required if `mode` is velero.",
    )


class Backup(Section):
    mode: Literal["none", "velero"] = Field(
        default="none",
        description="Optional. velero backs up the cluster's objects every night; Git already has what Flux applies.",
    )
    velero: Velero = Field(default=Velero(), description="Conditional. Where backups go; read if `mode` is velero.")


class Keda(Section):
    enabled: bool = Field(
        default=False, description="Optional. AKS's KEDA add-on, which scales workloads by events and schedules."
    )


class BaselineConfig(Section):
    """The whole file."""

    extends: str | None = Field(
        default=None,
        description="Optional. Another configuration file, relative to this one; this one states what differs.",
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
    tags: dict[str, str] = Field(default={}, description="Optional. Further tags on everything that takes tags.")
    operators: Operators = Field(description="Required. People and pipelines that operate the cluster.")
    state: State = Field(default=State(), description="Optional. Terraform state.")
    safety: Safety = Field(default=Safety(), description="Optional. Guards against deleting what holds data.")
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
    node_pools: tuple[NodePool, ...] = Field(min_length=1, description="Required. One system pool and the user pools.")
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
    tls: Tls = Field(default=Tls(), description="Optional. Certificates of your own instead of self-issued ones.")
    workload_identities: tuple[WorkloadIdentity, ...] = Field(
        default=(), description="Optional. Azure identities of workloads, beside the ingress controller's own."
    )
    keda: Keda = Field(default=Keda(), description="Optional. Scaling by events.")
    backup: Backup = Field(default=Backup(), description="Optional. Backup of the cluster's objects.")
    storage: Storage = Field(
        default=Storage(), description="Optional. State inside the cluster; all off keeps it stateless."
    )
    defender: Defender = Field(default=Defender(), description="Optional. Microsoft Defender for Containers.")
    cost: Cost = Field(default=Cost(), description="Optional. Cost management.")
    images: Images = Field(default=Images(), description="Optional. Where images may come from.")
    policy: Policy = Field(default=Policy(), description="Optional. Azure Policy on the cluster.")
    bootstrap: Bootstrap = Field(default=Bootstrap(), description="Optional. How the cluster gets its first contents.")
