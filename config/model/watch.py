"""Protection from floods, logs of network flows, and monitoring over private addresses."""

from typing import Annotated, Literal

from pydantic import Field

from config.model.base import Section
from config.model.text import ResourceGroupName, ResourceId, form

WatcherName = Annotated[
    str,
    form(
        r"^[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$",
        "1 to 80 letters, digits and -_.",
        "NetworkWatcher_eastus2",
    ),
]


class Ddos(Section):
    plan: Literal["none", "own", "existing"] = Field(
        default="none",
        description="Optional. DDoS protection plan of the hub and the spoke. own makes one in the hub, for about "
        "2,900 US dollars a month. One plan can serve a whole tenant, so an organization shares it with existing. With "
        "none, Azure's basic protection stays.",
    )
    plan_id: ResourceId | None = Field(
        default=None, description="Conditional. The plan; required if `plan` is existing, refused otherwise."
    )


class FlowLogs(Section):
    enabled: bool = Field(
        default=False,
        description="Optional. Logs the flows of the hub's and the spoke's network into a storage account each, with "
        "traffic analytics in the log workspaces.",
    )
    retention_days: int = Field(
        default=30, ge=1, le=365, description="Optional. Days that flow records stay in the storage account."
    )
    interval_minutes: Literal[10, 60] = Field(
        default=60, description="Optional. How often traffic analytics reads new records; 10 costs more."
    )
    watcher: WatcherName | None = Field(
        default=None,
        description="Optional. Network Watcher of the region, which Azure makes with the first network. Left out, it "
        "is NetworkWatcher_<location>, Azure's own name.",
    )
    watcher_group: ResourceGroupName = Field(
        default="NetworkWatcherRG", description="Optional. Resource group of the Network Watcher."
    )


class Chaos(Section):
    enabled: bool = Field(
        default=False,
        description="Optional. Makes a Chaos Studio experiment that lets pods of the first workload fail for five "
        "minutes, with an identity of its own. You install Chaos Mesh and start the experiment, as docs/continuity.md "
        "says.",
    )


class Monitoring(Section):
    network_observability: Literal["node", "advanced"] = Field(
        default="node",
        description="Optional. Network metrics by node, or by pod as well. advanced needs `network.policy_engine` "
        "cilium, and AKS charges it by node and hour.",
    )
    grafana: bool = Field(
        default=False,
        description="Optional. Azure Managed Grafana with the cluster's metrics and logs. `rbac.cluster_admin_groups` "
        "administer it, `rbac.namespace_reader_groups` view it. It costs by the hour and by user.",
    )
    partner_solution_id: ResourceId | None = Field(
        default=None,
        description="Optional. Resource of Datadog, New Relic, Dynatrace or Elastic that gets the logs of the control "
        "plane beside the log workspace. Left out, no partner gets them.",
    )
    private_link: Literal["none", "open", "private_only"] = Field(
        default="none",
        description="Optional. Private link scope of Azure Monitor, through which agents deliver logs and metrics. "
        "With open, the networks that use its DNS zones still reach other workspaces. With private_only they do not, "
        "and the cluster's workspace takes no data from the internet. Networks that share DNS must share one scope.",
    )
