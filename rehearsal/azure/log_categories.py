"""Categories that a diagnostic setting may export, by type of its target.

Source: Azure page "Supported resource logs for Azure Monitor".
"""

CATEGORIES = {
    "microsoft.network/networksecuritygroups": "NetworkSecurityGroupEvent NetworkSecurityGroupRuleCounter",
    "microsoft.network/virtualnetworks": "VMProtectionAlerts AllMetrics",
    "microsoft.network/publicipaddresses": (
        "DDoSProtectionNotifications DDoSMitigationFlowLogs DDoSMitigationReports AllMetrics"
    ),
    "microsoft.network/bastionhosts": "BastionAuditLogs AllMetrics",
    "microsoft.network/azurefirewalls": (
        "AzureFirewallApplicationRule AzureFirewallNetworkRule AzureFirewallDnsProxy AZFWNetworkRule "
        "AZFWApplicationRule AZFWNatRule AZFWThreatIntel AZFWIdpsSignature AZFWDnsQuery "
        "AZFWFqdnResolveFailure AZFWFatFlow AZFWFlowTrace AZFWApplicationRuleAggregation "
        "AZFWNetworkRuleAggregation AZFWNatRuleAggregation AZFWDnsAdditional AllMetrics"
    ),
    "microsoft.network/applicationgateways": (
        "ApplicationGatewayAccessLog ApplicationGatewayPerformanceLog ApplicationGatewayFirewallLog AllMetrics"
    ),
    "microsoft.keyvault/vaults": "AuditEvent AzurePolicyEvaluationDetails AllMetrics",
    "microsoft.containerregistry/registries": (
        "ContainerRegistryRepositoryEvents ContainerRegistryLoginEvents AllMetrics"
    ),
    "microsoft.operationalinsights/workspaces": "Audit SummaryLogs Jobs AllMetrics",
    "microsoft.containerservice/managedclusters": (
        "kube-apiserver kube-audit kube-audit-admin kube-controller-manager kube-scheduler "
        "cluster-autoscaler cloud-controller-manager guard csi-azuredisk-controller "
        "csi-azurefile-controller csi-snapshot-controller fleet-member-agent "
        "fleet-member-net-controller-manager fleet-mcs-controller-manager karpenter-events "
        "node-auto-provisioning AllMetrics"
    ),
    "microsoft.eventgrid/systemtopics": "DeliveryFailures DataPlaneRequests AllMetrics",
    "microsoft.insights/datacollectionrules": "LogErrors AllMetrics",
    "microsoft.network/virtualnetworkgateways": (
        "GatewayDiagnosticLog IKEDiagnosticLog P2SDiagnosticLog RouteDiagnosticLog TunnelDiagnosticLog AllMetrics"
    ),
    "microsoft.cdn/profiles": (
        "FrontDoorAccessLog FrontDoorHealthProbeLog FrontDoorWebApplicationFirewallLog AllMetrics"
    ),
}
WITHOUT_METRICS = ("microsoft.network/networksecuritygroups",)
