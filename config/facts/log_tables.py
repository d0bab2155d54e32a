"""Tables of a Log Analytics workspace: which are worth the Basic plan, and which must keep the Analytics plan."""

# Filled by this cluster, and "Tables that support the Basic table plan in Azure Monitor Logs" (Azure page) has them.
BASIC = (
    "ContainerLogV2",
    "AKSAudit",
    "AKSAuditAdmin",
    "AKSControlPlane",
    "AGWAccessLogs",
    "AGWFirewallLogs",
    "AGWPerformanceLogs",
)

# Read by our log alerts, which Azure runs on no Basic table; a test compares them with the queries.
READ_BY_ALERTS = ("AzureDiagnostics", "KubeEvents", "KubePodInventory", "_LogOperation")

# How the names of custom tables end.
CUSTOM = "_CL"
