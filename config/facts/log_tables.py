"""Log Analytics tables that support the Basic plan, and tables that must stay on the Analytics plan."""

# Tables that this cluster fills and Azure page "Tables that support the Basic table plan in Azure Monitor Logs" lists.
BASIC = (
    "ContainerLogV2",
    "AKSAudit",
    "AKSAuditAdmin",
    "AKSControlPlane",
    "AGWAccessLogs",
    "AGWFirewallLogs",
    "AGWPerformanceLogs",
)

# Tables that our log alerts query. Azure runs no log alert on a Basic table. A test compares them with the queries.
READ_BY_ALERTS = ("AzureDiagnostics", "KubeEvents", "KubePodInventory", "_LogOperation")

# Suffix of the names of custom tables.
CUSTOM = "_CL"
