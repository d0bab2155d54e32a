"""Log queries that operators of the cluster often need, as KQL.

Logs of the control plane and of Application Gateway are in the table AzureDiagnostics. Logs of the firewall are in
tables of their own.
Source of tables and columns: Azure pages "Azure Monitor Logs reference" and "Supported resource logs".
"""

from dataclasses import dataclass
from textwrap import dedent
from typing import Literal

# Categories of azurerm_log_analytics_query_pack_query that fit a cluster.
Category = Literal["applications", "audit", "container", "monitor", "network", "resources", "security", "workloads"]


@dataclass(frozen=True, kw_only=True)
class Query:
    """Query of the pack.

    Args:
        name: Construct id of the query.
        title: Display name.
        description: What the query shows.
        category: Category in Log Analytics.
        kql: The query. Its common indentation is removed.
    """

    name: str
    title: str
    description: str
    category: Category
    kql: str

    @property
    def body(self) -> str:
        """The query without its common indentation."""
        return dedent(self.kql).strip()


QUERIES = (
    Query(
        name="prometheus",
        title="All collected Prometheus information",
        description="Metrics that the Container insights agent scrapes from pods and nodes.",
        category="container",
        kql="""
            InsightsMetrics
            | where Namespace == "prometheus"
        """,
    ),
    Query(
        name="failed_pods",
        title="Pods that fail or wait",
        description="Last state of every pod that was neither running nor done in the past hour, with its reason.",
        category="workloads",
        kql="""
            KubePodInventory
            | where TimeGenerated > ago(1h)
            | summarize arg_max(TimeGenerated, PodStatus, ContainerStatusReason, PodRestartCount, Computer)
                by ClusterName, Namespace, Name
            | where PodStatus !in ("Running", "Succeeded")
            | order by Namespace asc, Name asc
        """,
    ),
    Query(
        name="warnings",
        title="Warnings of Kubernetes",
        description="Warning events of the past day, the most frequent first.",
        category="container",
        kql="""
            KubeEvents
            | where TimeGenerated > ago(1d) and KubeEventType == "Warning"
            | summarize Times = count(), Last = max(TimeGenerated), Example = take_any(Message)
                by ClusterName, Namespace, ObjectKind, Name, Reason
            | order by Times desc
        """,
    ),
    Query(
        name="policy_denials",
        title="Requests that Azure Policy denied",
        description="Objects that Gatekeeper kept out in the past day: who sent them, and what was wrong.",
        category="security",
        kql="""
            AzureDiagnostics
            | where TimeGenerated > ago(1d) and Category in ("kube-audit", "kube-audit-admin")
            | where log_s has "validation.gatekeeper.sh"
            | extend Entry = parse_json(log_s)
            | extend Answer = tostring(Entry.responseStatus.message)
            | where Answer has "validation.gatekeeper.sh"
            | project
                TimeGenerated,
                User = tostring(Entry.user.username),
                Verb = tostring(Entry.verb),
                Kind = tostring(Entry.objectRef.resource),
                Namespace = tostring(Entry.objectRef.namespace),
                Name = tostring(Entry.objectRef.name),
                Answer
            | order by TimeGenerated desc
        """,
    ),
    Query(
        name="changes",
        title="Changes that people made in the cluster",
        description="Writing calls to the Kubernetes API in the past day, without those of Kubernetes itself.",
        category="audit",
        kql="""
            AzureDiagnostics
            | where TimeGenerated > ago(1d) and Category in ("kube-audit", "kube-audit-admin")
            | extend Entry = parse_json(log_s)
            | extend User = tostring(Entry.user.username), Verb = tostring(Entry.verb)
            | where Verb in ("create", "update", "patch", "delete", "deletecollection")
            | where User !startswith "system:" and User !in ("aksService", "masterclient", "nodeclient", "hcpService")
            | project
                TimeGenerated,
                User,
                Verb,
                Kind = tostring(Entry.objectRef.resource),
                Namespace = tostring(Entry.objectRef.namespace),
                Name = tostring(Entry.objectRef.name),
                Code = toint(Entry.responseStatus.code)
            | order by TimeGenerated desc
        """,
    ),
    Query(
        name="failed_image_pulls",
        title="Images that could not be pulled",
        description="Failed pulls of the past day: a wrong name, a missing cache rule, or egress that is stopped.",
        category="container",
        kql="""
            KubeEvents
            | where TimeGenerated > ago(1d) and Reason in ("Failed", "BackOff", "InspectFailed")
            | where Message has_any ("pull image", "pulling image", "inspect image")
            | summarize Times = count(), Last = max(TimeGenerated) by ClusterName, Namespace, Name, Message
            | order by Last desc
        """,
    ),
    Query(
        name="image_pulls",
        title="Images pulled from the registry",
        description="What was pulled from the container registry in the past week, how often and from where.",
        category="resources",
        kql="""
            ContainerRegistryRepositoryEvents
            | where TimeGenerated > ago(7d) and OperationName == "Pull"
            | summarize Pulls = count(), Last = max(TimeGenerated), Callers = make_set(CallerIpAddress, 20)
                by LoginServer, Repository, Tag
            | order by Pulls desc
        """,
    ),
    Query(
        name="autoscaler",
        title="What the cluster autoscaler did",
        description="Decisions of the cluster autoscaler in the past day. Nodes it could not add are in there too.",
        category="container",
        kql="""
            AzureDiagnostics
            | where TimeGenerated > ago(1d) and Category == "cluster-autoscaler"
            | where log_s has_any ("scale-up", "scale_up", "scale-down", "scale_down", "unschedulable")
            | project TimeGenerated, Decision = log_s
            | order by TimeGenerated desc
        """,
    ),
    Query(
        name="blocked_requests",
        title="Requests that the web application firewall blocked",
        description="Blocked requests of the past day by rule and address. Look here first when a client gets a 403.",
        category="security",
        kql="""
            AzureDiagnostics
            | where TimeGenerated > ago(1d) and Category == "ApplicationGatewayFirewallLog"
            | where action_s == "Blocked"
            | summarize Times = count(), Last = max(TimeGenerated) by ruleId_s, requestUri_s, clientIp_s
            | order by Times desc
        """,
    ),
    Query(
        name="denied_egress",
        title="Egress that the firewall denied (run it in the hub's workspace)",
        description="What left a node and was stopped in the past day. The firewall's logs are the network team's.",
        category="network",
        kql="""
            AZFWNetworkRule
            | union isfuzzy=true AZFWApplicationRule, AZFWThreatIntel, AZFWIdpsSignature
            | where TimeGenerated > ago(1d) and Action in~ ("Deny", "Drop")
            | extend Destination = strcat(iff(isempty(Fqdn), DestinationIp, Fqdn), ":", DestinationPort)
            | summarize Times = count(), Last = max(TimeGenerated) by Log = Type, Protocol, SourceIp, Destination
            | order by Times desc
        """,
    ),
    Query(
        name="ingestion",
        title="What fills the workspace",
        description="Gigabytes that each table took in over the past week, for whoever wonders about the bill.",
        category="monitor",
        kql="""
            Usage
            | where TimeGenerated > ago(7d) and IsBillable
            | summarize Gigabytes = round(sum(Quantity) / 1000, 2) by DataType
            | order by Gigabytes desc
        """,
    ),
)
