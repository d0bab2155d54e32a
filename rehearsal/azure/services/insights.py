"""Microsoft.Insights and Microsoft.AlertsManagement: diagnostic settings, alerts, collection rules."""

import re

from rehearsal.azure.behaviour import (
    Put,
    completes,
    defaults,
    in_use,
    loose,
    plain,
    put_status,
    refuses,
    unregistered,
)
from rehearsal.azure.log_categories import CATEGORIES, WITHOUT_METRICS
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body, at, rows, same, short

SETTING = "Microsoft.Insights/diagnosticSettings"
RULE = "Microsoft.Insights/dataCollectionRules"
ENDPOINT = "Microsoft.Insights/dataCollectionEndpoints"
ASSOCIATION = "Microsoft.Insights/dataCollectionRuleAssociations"
QUERY = "Microsoft.Insights/scheduledQueryRules"
METRIC = "Microsoft.Insights/metricAlerts"
ACTIVITY = "Microsoft.Insights/activityLogAlerts"
PROMETHEUS = "Microsoft.AlertsManagement/prometheusRuleGroups"
TABLES_OF_INSIGHTS = r"\b(KubePodInventory|KubeNodeInventory|KubeEvents|ContainerInventory|InsightsMetrics)\b"
LARGEST_GROUP = 20  # Azure page "Azure Monitor managed service for Prometheus rule groups", limits
DESTINATIONS = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")

unregistered("Microsoft.AlertsManagement")
plain(METRIC, ACTIVITY, ASSOCIATION, "Microsoft.Insights/actionGroups", "Microsoft.Insights/components")
plain("Microsoft.AlertsManagement/actionRules", "Microsoft.Insights/workbooks")
defaults(
    {
        SETTING: {},
        ENDPOINT: {"networkAcls": {"publicNetworkAccess": "Enabled"}},
        QUERY: {
            "createdWithApiVersion": "2023-12-01",
            "isLegacyLogAnalyticsRule": False,
            "isWorkspaceAlertsStorageConfigured": False,
            "autoMitigate": False,
            "enabled": True,
            "checkWorkspaceAlertsStorageConfigured": False,
            "skipQueryValidation": False,
        },
    }
)
put_status(200, SETTING, METRIC, "Microsoft.Insights/components", "Microsoft.Insights/webtests")
in_use({RULE: "DataCollectionRuleInUse", ENDPOINT: "DataCollectionEndpointInUse"})
loose(SETTING, METRIC, ACTIVITY, QUERY, PROMETHEUS)


@completes(ENDPOINT)
def complete_endpoint(put: Put) -> None:
    host, at_region = f"{put.id.name}-{short(put.id.text)}".lower(), f"{put.location}-1"
    put.set(
        {
            "immutableId": f"dce-{put.guid('immutable').replace('-', '')}",
            "configurationAccess": {"endpoint": f"https://{host}.{at_region}.handler.control.monitor.azure.com"},
            "logsIngestion": {"endpoint": f"https://{host}.{at_region}.ingest.monitor.azure.com"},
            "metricsIngestion": {"endpoint": f"https://{host}.{at_region}.metrics.ingest.monitor.azure.com"},
        }
    )


@completes(RULE)
def complete_rule(put: Put) -> None:
    put.properties["immutableId"] = f"dcr-{put.guid('immutable').replace('-', '')}"


@completes(QUERY)
def complete_query(put: Put) -> None:
    for condition in rows(put.properties, "criteria", "allOf"):
        condition.setdefault("dimensions", [])


@completes(PROMETHEUS)
def normalize_durations(put: Put) -> None:
    """Durations come back in normal form: PT05M as PT5M."""
    for each in [put.properties, *rows(put.properties, "rules")]:
        for key in ("interval", "for"):
            if isinstance(each.get(key), str):
                each[key] = re.sub(r"(?<=[PTDHMS])0+(?=\d)", "", each[key])


@refuses(SETTING)
def check_setting(put: Put) -> None:
    target = ResourceId.parse(put.id.scope)
    if not put.cloud.exists(target.text):
        message = f"diagnostic setting on {target.text}, which does not exist"
        raise AzureError("ResourceNotFound", message, status=404)
    if not any(put.properties.get(key) for key in DESTINATIONS):
        raise AzureError("BadRequest", f"{put.id.text} has no destination")
    if target.kind in WITHOUT_METRICS and any(each.get("enabled") for each in rows(put.properties, "metrics")):
        raise AzureError("BadRequest", f"{target.type} has no metrics to export ({put.id.text})")
    known = CATEGORIES.get(target.kind, "").split()
    for each in rows(put.properties, "logs") + rows(put.properties, "metrics"):
        category = each.get("category")
        if category and known and category not in known:
            message = f"Category '{category}' is not supported on {target.type} ({target.text})"
            raise AzureError("BadRequest", message)


@refuses(SETTING)
def check_sink(put: Put) -> None:
    sink = put.properties.get("workspaceId")
    for other in put.cloud.children(put.id.scope, "diagnosticSettings") if sink else []:
        if other.id.key != put.id.key and same(other.properties.get("workspaceId"), sink):
            both = _enabled(put.properties) & _enabled(other.properties)
            if both:
                message = f"Data sink {sink} is already used in '{other.id.name}' for {', '.join(sorted(both))}"
                raise AzureError("Conflict", message, status=409)


def _enabled(setting: Body) -> set[str]:
    """Categories that a setting exports."""
    found = rows(setting, "logs") + rows(setting, "metrics")
    return {str(each.get("category") or each.get("categoryGroup")) for each in found if each.get("enabled")}


@refuses(RULE)
def check_flows(put: Put) -> None:
    stated = (put.properties.get("destinations") or {}).values()
    known = {each.get("name") for group in stated for each in (group if isinstance(group, list) else [group])}
    for flow in rows(put.properties, "dataFlows"):
        unknown = set(flow.get("destinations") or []) - known
        if unknown:
            message = f"{put.id.name}: data flow names unknown destinations {', '.join(sorted(unknown))}"
            raise AzureError("InvalidPayload", message)
    for each in rows(put.properties, "destinations", "logAnalytics"):
        workspace = put.cloud.get(each.get("workspaceResourceId"))
        if workspace and not same(workspace.body.get("location"), put.body.get("location")):
            message = f"{put.id.name}: workspace {workspace.id.name} lies in another region"
            raise AzureError("InvalidPayload", message)


@refuses(ASSOCIATION)
def check_association(put: Put) -> None:
    if not put.cloud.exists(put.id.scope):
        raise AzureError("ResourceNotFound", put.id.scope, status=404)
    if put.properties.get("dataCollectionEndpointId") and not same(put.id.name, "configurationAccessEndpoint"):
        message = "an association to an endpoint must be named configurationAccessEndpoint"
        raise AzureError("InvalidName", message)


@refuses(PROMETHEUS)
def check_rule_group(put: Put) -> None:
    first = next(iter(put.properties.get("scopes") or []), None)
    workspace, rules = put.cloud.get(first), rows(put.properties, "rules")
    if not workspace or workspace.id.kind != "microsoft.monitor/accounts":
        raise AzureError("BadRequest", f"{put.id.name}: the first scope must be an Azure Monitor workspace")
    if not same(workspace.body.get("location"), put.body.get("location")):
        raise AzureError("BadRequest", f"{put.id.name}: rule group and workspace lie in different regions")
    if len(rules) > LARGEST_GROUP:
        raise AzureError("BadRequest", f"{put.id.name}: more than {LARGEST_GROUP} rules in a group")
    if put.properties.get("enabled") is False:
        put.cloud.notice(f"rule group {put.id.name} is created disabled")
    off = [str(each.get("alert") or each.get("record")) for each in rules if each.get("enabled") is False]
    if off:
        put.cloud.notice(f"rule group {put.id.name}: rules created disabled: {', '.join(off)}")


@refuses(QUERY)
def check_tables(put: Put) -> None:
    """Azure runs the query of a new rule once. Tables of Container insights are there when its solution is."""
    queries = [str(each.get("query")) for each in rows(put.properties, "criteria", "allOf")]
    if any(re.search(TABLES_OF_INSIGHTS, query) for query in queries):
        solutions = put.cloud.of_type("Microsoft.OperationsManagement/solutions")
        keys = [each.id.key for each in solutions if each.id.name.lower().startswith("containerinsights(")]
        put.cloud.need(put.id.text, keys, "the tables of its query")


@refuses(ACTIVITY, METRIC, QUERY)
def check_scopes(put: Put) -> None:
    if not at(put.properties, "scopes"):
        raise AzureError("BadRequest", f"{put.id.name} has no scope")
