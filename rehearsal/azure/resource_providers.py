"""Resource providers of the subscription, their registration, and subscription and tenant themselves."""

import re

from rehearsal.azure.behaviour import UNREGISTERED, Reply
from rehearsal.azure.cloud import TENANT, Cloud
from rehearsal.azure.values import Body

# Namespaces that azurerm asks for: its sets `core`, `extended` and `all`, and those that this project registers.
_NAMESPACES = """
AAD ADHybridHealthService AVS Advisor AlertsManagement ApiManagement App AppConfiguration AppPlatform Attestation
Authorization Automation Billing Blueprint BotService Cache Capacity Cdn Chaos CognitiveServices Compute Consumption
ContainerInstance ContainerRegistry ContainerService CostManagement CustomProviders DBforMySQL DBforPostgreSQL
Dashboard DataFactory DataLakeAnalytics DataLakeStore DataMigration DataProtection Databricks DesktopVirtualization
DevTestLab Devices DocumentDB EventGrid EventHub ExtendedLocation Features GuestConfiguration HDInsight HealthcareApis
Insights KeyVault Kubernetes KubernetesConfiguration KubernetesRuntime Kusto Logic MachineLearningServices Maintenance
ManagedIdentity ManagedServices Management Maps Marketplace Media MixedReality Monitor Network NotificationHubs
OperationalInsights OperationsManagement PolicyInsights Portal PowerBIDedicated RecoveryServices Relay ResourceGraph
ResourceHealth Resources Search Security SecurityInsights ServiceBus ServiceFabric ServiceLinker ServiceNetworking
SignalRService Sql Storage StreamAnalytics TimeSeriesInsights Web
"""
NAMESPACES = _NAMESPACES.split()
NAMES = {f"microsoft.{name}".lower(): f"Microsoft.{name}" for name in NAMESPACES}

ALL = re.compile(r"/subscriptions/([^/]+)/providers")
ONE = re.compile(r"/subscriptions/([^/]+)/providers/([^/]+)(/(?:un)?register)?")
SUBSCRIPTION = re.compile(r"/subscriptions/([^/]+)")


def answer(cloud: Cloud, path: str) -> Reply | None:
    """Answer a request about resource providers, the subscription or the tenant. None if the path is another one."""
    path = path.rstrip("/")
    low = path.lower()
    if found := ALL.fullmatch(low):
        return Reply(body={"value": [_provider(cloud, found[1], name) for name in NAMES]})
    if found := ONE.fullmatch(low):
        if found[3] == "/register":
            cloud.registered.add(found[2])
        if found[3] == "/unregister":
            cloud.registered.discard(found[2])
        return Reply(body=_provider(cloud, found[1], found[2]))
    if found := SUBSCRIPTION.fullmatch(path):
        return Reply(body=_subscription(path, found[1]))
    if low == "/subscriptions":
        return Reply(body={"value": []})
    return Reply(body={"value": [{"tenantId": TENANT}]}) if low == "/tenants" else None


def _subscription(path: str, id_: str) -> Body:
    return {"id": path, "subscriptionId": id_, "displayName": "made up", "state": "Enabled", "tenantId": TENANT}


def _provider(cloud: Cloud, subscription: str, namespace: str) -> Body:
    name = NAMES.get(namespace, namespace)
    state = "NotRegistered" if namespace in UNREGISTERED - cloud.registered else "Registered"
    id_ = f"/subscriptions/{subscription}/providers/{name}"
    return {"id": id_, "namespace": name, "registrationState": state, "resourceTypes": []}
