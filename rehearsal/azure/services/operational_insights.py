"""Microsoft.OperationalInsights, OperationsManagement and Monitor: workspaces for logs and for metrics."""

from rehearsal.azure.behaviour import (
    Put,
    Reply,
    acts,
    after_delete,
    built_in,
    completes,
    defaults,
    delete_status,
    put_status,
    refuses,
    unregistered,
)
from rehearsal.azure.cloud import DEPLOYER, Cloud, Resource
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.resource_id import ResourceId
from rehearsal.azure.values import Body, filled, region, same, short

WORKSPACE = "Microsoft.OperationalInsights/workspaces"
TABLE = "Microsoft.OperationalInsights/workspaces/tables"
PACK = "Microsoft.OperationalInsights/queryPacks"
QUERY = "Microsoft.OperationalInsights/queryPacks/queries"
SOLUTION = "Microsoft.OperationsManagement/solutions"
METRICS = "Microsoft.Monitor/accounts"
SEARCH = "Microsoft.OperationalInsights/workspaces/savedSearches"

# Tables that a workspace has by itself, in lower case.
_TABLES = """
agwaccesslogs agwfirewalllogs aksaudit aksauditadmin akscontrolplane azfwapplicationrule azfwdnsquery azfwflowtrace
azfwnetworkrule azurediagnostics azuremetrics containerlog containerlogv2 containerregistryloginevents
containerregistryrepositoryevents heartbeat insightsmetrics kubeevents kubenodeinventory kubepodinventory
ntanetanalytics perf resourcemanagementpublicaccesslogs syslog usage
"""
TABLES = frozenset(_TABLES.split())

unregistered("Microsoft.Monitor")
defaults(
    {
        WORKSPACE: {
            "sku": {"name": "pergb2018"},
            "retentionInDays": 30,
            "workspaceCapping": {"dailyQuotaGb": -1.0},
            "publicNetworkAccessForIngestion": "Enabled",
            "publicNetworkAccessForQuery": "Enabled",
            "features": {"enableLogAccessUsingOnlyResourcePermissions": True, "legacy": 0, "searchVersion": 1},
        },
        SOLUTION: {"containedResources": [], "referencedResources": []},
        METRICS: {"publicNetworkAccess": "Enabled"},
        SEARCH: {},
    }
)
put_status(200, TABLE, QUERY, SEARCH, "Microsoft.OperationalInsights/workspaces/linkedStorageAccounts")
put_status(201, SOLUTION)
delete_status(200, SOLUTION, SEARCH, "Microsoft.OperationalInsights/workspaces/linkedStorageAccounts")


@completes(WORKSPACE)
def complete_workspace(put: Put) -> None:
    put.properties["customerId"] = put.guid("customer")


@completes(TABLE)
def complete_table(put: Put) -> None:
    workspace, properties = put.cloud.get(put.id.parent), put.properties
    days = properties.get("retentionInDays")
    if properties.get("plan") == "Basic":
        days = 30
    elif days in (None, -1):
        days = workspace.properties["retentionInDays"] if workspace else 30
    total = properties.get("totalRetentionInDays")
    total = days if total in (None, -1) else total
    properties |= {"retentionInDays": days, "totalRetentionInDays": total, "archiveRetentionInDays": total - days}
    filled(properties, {"plan": "Analytics", "schema": _schema(put.id.name)})


def _schema(name: str) -> Body:
    return {"name": name, "tableType": "Microsoft", "columns": [], "standardColumns": []}


@built_in(TABLE)
def table(cloud: Cloud, id_: ResourceId) -> Body | None:
    workspace = cloud.get(id_.parent)
    if not workspace or id_.name.lower() not in TABLES:
        return None
    days = workspace.properties["retentionInDays"]
    kept = {"plan": "Analytics", "retentionInDays": days, "totalRetentionInDays": days}
    return {"properties": {**kept, "provisioningState": "Succeeded", "schema": _schema(id_.name)}}


@completes(PACK)
def complete_pack(put: Put) -> None:
    put.properties["queryPackId"] = put.guid("pack")


@completes(QUERY)
def complete_query(put: Put) -> None:
    moment = "2026-01-01T00:00:00Z"
    put.set({"id": put.id.name, "author": DEPLOYER, "timeCreated": moment, "timeModified": moment})


@completes(SOLUTION)
def complete_solution(put: Put) -> None:
    put.body.setdefault("plan", {}).setdefault("name", put.id.name)


@completes(METRICS)
def complete_metrics(put: Put) -> None:
    """An Azure Monitor workspace comes with a resource group of its own, with an endpoint and a rule in it."""
    account, properties = put.guid("account"), put.properties
    host = f"{put.id.name}-{short(put.id.text)}.{put.location}.prometheus.monitor.azure.com"
    properties["accountId"] = account
    properties["metrics"] = {"prometheusQueryEndpoint": f"https://{host}", "internalId": f"mac_{account}"}
    group = _managed_group(put.resource)
    put.cloud.add(group, {"location": put.location})
    made = {}
    for key, type_ in (("Endpoint", "dataCollectionEndpoints"), ("Rule", "dataCollectionRules")):
        path = f"{group}/providers/Microsoft.Insights/{type_}/{put.id.name}"
        put.cloud.add(path, {"location": put.location, "properties": {"immutableId": f"dcr-{short(path)}"}})
        made[f"dataCollection{key}ResourceId"] = path
    properties["defaultIngestionSettings"] = made


def _managed_group(account: Resource) -> str:
    place = region(account.body.get("location"))
    return f"/subscriptions/{account.id.subscription}/resourceGroups/MA_{account.id.name}_{place}_managed"


@after_delete(METRICS)
def remove_managed_group(cloud: Cloud, resource: Resource) -> None:
    cloud.drop(_managed_group(resource))


@acts("sharedKeys", "listKeys", "keys", "getSharedKeys")
def keys(cloud: Cloud, id_: ResourceId, body: Body) -> Reply | None:
    """Keys of workspaces, registries and storage accounts, in all of their forms."""
    one, two = "cHJpbWFyeQ==", "c2Vjb25kYXJ5"
    listed = [{"keyName": f"key{at}", "value": value, "permissions": "FULL"} for at, value in ((1, one), (2, two))]
    return Reply(body={"primarySharedKey": one, "secondarySharedKey": two, "key1": one, "key2": two, "keys": listed})


@refuses(TABLE)
def check_table(put: Put) -> None:
    if not put.id.name.lower().endswith("_cl") and put.id.name.lower() not in TABLES:
        put.cloud.notice(f"table {put.id.name}: not among the tables that the stand-in knows")


@refuses(SOLUTION)
def check_solution(put: Put) -> None:
    path = put.properties.get("workspaceResourceId")
    workspace = put.cloud.get(path)
    if not workspace:
        raise AzureError("InvalidResourceReference", f"{put.id.name}: workspace {path} does not exist")
    if not same(workspace.id.group, put.id.group):
        message = f"{put.id.name}: must be in the resource group of its workspace, {workspace.id.group}"
        raise AzureError("InvalidResourceGroup", message)
