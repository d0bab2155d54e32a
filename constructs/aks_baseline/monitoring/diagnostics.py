"""Diagnostic settings: which logs and metrics each kind of resource sends to its workspace.

Categories are those of the article's reference implementation, and of Microsoft's page "Supported resource logs for
Azure Monitor".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import TerraformResource
from cdktf_cdktf_provider_azurerm.monitor_diagnostic_setting import (
    MonitorDiagnosticSetting,
    MonitorDiagnosticSettingEnabledLog,
    MonitorDiagnosticSettingEnabledMetric,
)


@dataclass(frozen=True, kw_only=True)
class Signals:
    """Logs and metrics that a kind of resource sends.

    Args:
        logs: Log categories by Azure's names.
        metrics: True sends all metrics too.
        own_tables: True writes each log category to a table of its own, False writes all to AzureDiagnostics.
        part: End of the id of the part that sends, such as a storage account's blob service. Empty: the resource.
    """

    logs: tuple[str, ...] = ()
    metrics: bool = False
    own_tables: bool = False
    part: str = ""


# The keys are names of classes and not classes, because importing a class takes time at every synthesis.
SIGNALS = {
    "ApplicationGateway": Signals(
        logs=(
            "ApplicationGatewayAccessLog",
            "ApplicationGatewayFirewallLog",
            "ApplicationGatewayPerformanceLog",
        ),
    ),
    "BastionHost": Signals(logs=("BastionAuditLogs",)),
    "CdnFrontdoorProfile": Signals(
        logs=("FrontDoorAccessLog", "FrontDoorHealthProbeLog", "FrontDoorWebApplicationFirewallLog"),
        metrics=True,
    ),
    "ContainerRegistry": Signals(
        logs=("ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"),
        metrics=True,
    ),
    "DashboardGrafana": Signals(logs=("GrafanaLoginEvents", "GrafanaUsageInsightsEvents"), metrics=True),
    # Azure page "Configure Azure Monitor-based alerts for Azure Backup": reports read the tables.
    "DataProtectionBackupVault": Signals(
        logs=(
            "AddonAzureBackupJobs",
            "AddonAzureBackupPolicy",
            "AddonAzureBackupProtectedInstance",
            "CoreAzureBackup",
        ),
        own_tables=True,
    ),
    "EventgridSystemTopic": Signals(logs=("DeliveryFailures",), metrics=True),
    # Policy analytics reads the tables. The older AzureFirewall* categories contain the same events and would be paid
    # for a second time. Source: Azure page "Azure Structured Firewall Logs".
    "Firewall": Signals(
        logs=(
            "AZFWApplicationRule",
            "AZFWApplicationRuleAggregation",
            "AZFWDnsQuery",
            "AZFWFatFlow",
            "AZFWFlowTrace",
            "AZFWFqdnResolveFailure",
            "AZFWIdpsSignature",
            "AZFWNatRule",
            "AZFWNatRuleAggregation",
            "AZFWNetworkRule",
            "AZFWNetworkRuleAggregation",
            "AZFWThreatIntel",
        ),
        metrics=True,
        own_tables=True,
    ),
    "KeyVault": Signals(logs=("AuditEvent",), metrics=True),
    # kube-audit-admin leaves out get and list calls, which are most of the audit log and of its price.
    "KubernetesCluster": Signals(logs=("cluster-autoscaler", "guard", "kube-audit-admin", "kube-controller-manager")),
    "LogAnalyticsWorkspace": Signals(logs=("Audit", "SummaryLogs"), metrics=True),
    "MonitorDataCollectionRule": Signals(logs=("LogErrors",)),
    "NetworkSecurityGroup": Signals(logs=("NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter")),
    "PublicIp": Signals(
        logs=("DDoSMitigationFlowLogs", "DDoSMitigationReports", "DDoSProtectionNotifications"),
        metrics=True,
    ),
    # Logs of the blob service. Reads are left out: they are most of its log and of the log's price.
    "StorageAccount": Signals(logs=("StorageDelete", "StorageWrite"), part="/blobServices/default"),
    "TrafficManagerProfile": Signals(logs=("ProbeHealthStatusEvents",), metrics=True),
    "VirtualNetwork": Signals(metrics=True),
    "VirtualNetworkGateway": Signals(
        logs=("GatewayDiagnosticLog", "RouteDiagnosticLog", "TunnelDiagnosticLog"),
        metrics=True,
    ),
}


# Every entry of the first category is in the second one too. Sending both would be paid for twice.
CONTAINED_IN = {"kube-audit-admin": "kube-audit"}


def send_diagnostics(resource: TerraformResource, *, to: str, extra: Sequence[str] = ()) -> MonitorDiagnosticSetting:
    """Make a diagnostic setting that sends what `SIGNALS` lists for the kind of resource.

    Args:
        resource: Resource that sends, and parent of the setting. A kind without an entry in `SIGNALS` is a KeyError.
        to: Log Analytics workspace.
        extra: Further log categories. A category that contains another one replaces it.
    """
    signals = SIGNALS[type(resource).__name__]
    return MonitorDiagnosticSetting(
        resource,
        "diagnostics",
        name="default",
        target_resource_id=f"{resource.get_string_attribute('id')}{signals.part}",
        log_analytics_workspace_id=to,
        log_analytics_destination_type="Dedicated" if signals.own_tables else None,
        enabled_log=_enabled(signals, extra),
        enabled_metric=[MonitorDiagnosticSettingEnabledMetric(category="AllMetrics")] if signals.metrics else None,
    )


def send_to_partner(resource: TerraformResource, *, to: str, extra: Sequence[str] = ()) -> MonitorDiagnosticSetting:
    """Make a second diagnostic setting, which sends the logs of `SIGNALS` to a partner's service.

    Args:
        resource: Resource that sends, and parent of the setting.
        to: Resource of the partner, such as a Datadog monitor.
        extra: Further log categories. A category that contains another one replaces it.
    """
    signals = SIGNALS[type(resource).__name__]
    return MonitorDiagnosticSetting(
        resource,
        "partner_diagnostics",
        name="partner",
        target_resource_id=f"{resource.get_string_attribute('id')}{signals.part}",
        partner_solution_id=to,
        enabled_log=_enabled(signals, extra),
    )


def _enabled(signals: Signals, extra: Sequence[str]) -> list[MonitorDiagnosticSettingEnabledLog] | None:
    logs = [each for each in signals.logs if CONTAINED_IN.get(each) not in extra]
    logs += [each for each in extra if each not in logs]
    return [MonitorDiagnosticSettingEnabledLog(category=category) for category in logs] or None
