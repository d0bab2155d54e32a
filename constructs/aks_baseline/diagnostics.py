"""Diagnostic settings: which logs and metrics each kind of resource sends to its workspace.

Categories are those of the article's reference implementation, and of Microsoft's page "Supported resource logs for
Azure Monitor".
"""

from dataclasses import dataclass

from cdktf import TerraformResource
from cdktf_cdktf_provider_azurerm.application_gateway import ApplicationGateway
from cdktf_cdktf_provider_azurerm.bastion_host import BastionHost
from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry
from cdktf_cdktf_provider_azurerm.firewall import Firewall
from cdktf_cdktf_provider_azurerm.key_vault import KeyVault
from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
from cdktf_cdktf_provider_azurerm.monitor_diagnostic_setting import (
    MonitorDiagnosticSetting,
    MonitorDiagnosticSettingEnabledLog,
    MonitorDiagnosticSettingEnabledMetric,
)
from cdktf_cdktf_provider_azurerm.network_security_group import NetworkSecurityGroup
from cdktf_cdktf_provider_azurerm.public_ip import PublicIp
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork
from cdktf_cdktf_provider_azurerm.virtual_network_gateway import VirtualNetworkGateway


@dataclass(frozen=True, kw_only=True)
class Signals:
    """Log categories by Azure's own names, and whether metrics are sent too."""

    logs: tuple[str, ...] = ()
    metrics: bool = False


SIGNALS: dict[type[TerraformResource], Signals] = {
    ApplicationGateway: Signals(
        logs=(
            "ApplicationGatewayAccessLog",
            "ApplicationGatewayFirewallLog",
            "ApplicationGatewayPerformanceLog",
        ),
    ),
    BastionHost: Signals(logs=("BastionAuditLogs",)),
    ContainerRegistry: Signals(
        logs=("ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"),
        metrics=True,
    ),
    Firewall: Signals(
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
            "AzureFirewallApplicationRule",
            "AzureFirewallDnsProxy",
            "AzureFirewallNetworkRule",
        ),
        metrics=True,
    ),
    KeyVault: Signals(logs=("AuditEvent",), metrics=True),
    LogAnalyticsWorkspace: Signals(logs=("Audit", "SummaryLogs"), metrics=True),
    NetworkSecurityGroup: Signals(logs=("NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter")),
    PublicIp: Signals(
        logs=("DDoSMitigationFlowLogs", "DDoSMitigationReports", "DDoSProtectionNotifications"),
        metrics=True,
    ),
    VirtualNetwork: Signals(metrics=True),
    VirtualNetworkGateway: Signals(
        logs=("GatewayDiagnosticLog", "RouteDiagnosticLog", "TunnelDiagnosticLog"),
        metrics=True,
    ),
}


def send_diagnostics(resource: TerraformResource, *, to: str) -> MonitorDiagnosticSetting:
    """Send what `SIGNALS` says of this kind of resource to the Log Analytics workspace with the id `to`."""
    signals = SIGNALS[type(resource)]
    return MonitorDiagnosticSetting(
        resource,
        "diagnostics",
        name="default",
        target_resource_id=resource.get_string_attribute("id"),
        log_analytics_workspace_id=to,
        enabled_log=[MonitorDiagnosticSettingEnabledLog(category=category) for category in signals.logs] or None,
        enabled_metric=[MonitorDiagnosticSettingEnabledMetric(category="AllMetrics")] if signals.metrics else None,
    )
