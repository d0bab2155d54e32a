"""Switches of GitOps, backup, workloads, logs, cost and state."""

from tools.switches.samples import CLIENT_ID, CREDENTIALS, DATADOG
from tools.switches.switch import NONE, Having, Made, Switch, To

RELEASE = "helm_release"

SWITCHES = (
    Switch(
        key="bootstrap.method: pipeline",
        settings={"bootstrap.method": "pipeline"},
        rows="OPS-06",
        makes=(Made("cluster", "azurerm_kubernetes_flux_configuration", "", NONE),),
    ),
    Switch(
        key="bootstrap.method: flux_helm",
        settings={"bootstrap.method": "flux_helm"},
        rows="OPS-07",
        makes=(
            Made("bootstrap", RELEASE, "chart", "flux2"),
            Made("cluster", "azurerm_kubernetes_flux_configuration", "", NONE),
        ),
    ),
    Switch(
        key="bootstrap.method: argocd",
        settings={"bootstrap.method": "argocd"},
        rows="OPS-07",
        makes=(
            Made("bootstrap", RELEASE, "chart", "argo-cd"),
            Made("cluster", "azurerm_kubernetes_flux_configuration", "", NONE),
        ),
    ),
    Switch(
        key="bootstrap.git.auth: https",
        settings={"bootstrap.git.auth": "https"},
        rows="OPS-23",
        makes=(
            Made("cluster", "azurerm_kubernetes_flux_configuration", "git_repository.https_user"),
            Made("cluster", "azurerm_kubernetes_flux_configuration", "git_repository.https_key_base64"),
        ),
    ),
    Switch(
        key="bootstrap.git.auth: ssh",
        settings={"bootstrap.git.auth": "ssh", "bootstrap.git.url": "git@github.com:contoso/aks-baseline.git"},
        rows="OPS-23",
        makes=(Made("cluster", "azurerm_kubernetes_flux_configuration", "git_repository.ssh_private_key_base64"),),
    ),
    Switch(
        key="bootstrap.kured",
        settings={"bootstrap.kured": True},
        rows="OPS-10",
        makes=(Made("bootstrap", RELEASE, "chart", "kured"),),
    ),
    Switch(
        key="bootstrap.flagger",
        settings={"bootstrap.flagger": True},
        rows="OPS-30",
        makes=(Made("bootstrap", RELEASE, "chart", "flagger"),),
    ),
    Switch(
        key="backup.mode: velero",
        settings={
            "backup.mode": "velero",
            "backup.velero.storage_account": "stbackups",
            "backup.velero.container": "cluster",
            "backup.velero.resource_group": "rg-backups",
            "backup.velero.client_id": CLIENT_ID,
            "registry.docker_hub_credential_set_id": CREDENTIALS,
        },
        rows="BC-32",
        makes=(
            Made("bootstrap", RELEASE, "chart", "velero"),
            Made("spoke", "azurerm_container_registry_cache_rule", "credential_set_id", CREDENTIALS),
        ),
    ),
    Switch(
        key="backup.mode: aks_extension",
        settings={
            "backup.mode": "aks_extension",
            "storage.disk_driver": True,
            "storage.snapshot_controller": True,
        },
        rows="BC-31",
        makes=(
            Made("spoke", "azurerm_data_protection_backup_vault", "soft_delete", "On"),
            Made("spoke", "azurerm_storage_account", "account_replication_type", "GRS"),
            Made("cluster", "azurerm_kubernetes_cluster_extension", "name", "azure-aks-backup"),
            Made("cluster", "azurerm_kubernetes_cluster_trusted_access_role_binding"),
            Made(
                "cluster",
                "azurerm_data_protection_backup_instance_kubernetes_cluster",
                "vault_id",
                To("azurerm_data_protection_backup_vault", "spoke"),
            ),
        ),
    ),
    Switch(
        key="sample_workload: false",
        settings={"sample_workload": False},
        makes=(Made("bootstrap", "kubernetes_deployment_v1", "", NONE),),
    ),
    Switch(
        key="workloads: another namespace",
        settings={"workloads[1].namespace": "shop"},
        makes=(Made("bootstrap", "kubernetes_namespace_v1", "metadata.name", "shop"),),
    ),
    Switch(
        key="logs.retention_days",
        settings={"logs.retention_days": 90},
        rows="COST-07",
        makes=(Made("spoke", "azurerm_log_analytics_workspace", "retention_in_days", 90),),
    ),
    Switch(
        key="logs.daily_quota_gb",
        settings={"logs.daily_quota_gb": 5},
        rows="COST-07",
        makes=(Made("spoke", "azurerm_log_analytics_workspace", "daily_quota_gb", 5),),
    ),
    Switch(
        key="logs.basic_tables: []",
        settings={"logs.basic_tables": []},
        rows="COST-07",
        makes=(Made("spoke", "azurerm_log_analytics_workspace_table", "plan", NONE),),
    ),
    Switch(
        key="logs.syslog_level",
        settings={"logs.syslog_level": "Error"},
        makes=(
            Made(
                "cluster",
                "azurerm_monitor_data_collection_rule",
                "data_sources.syslog.log_levels",
                ["Error", "Critical", "Alert", "Emergency"],
            ),
        ),
    ),
    Switch(
        key="cost.budget_amount",
        settings={"cost.budget_amount": 1000, "cost.budget_start": "2026-11-01"},
        rows="COST-10",
        makes=(Made("cluster", "azurerm_consumption_budget_resource_group", "amount", 1000),),
    ),
    Switch(
        key="alerts.runbook_base_url",
        settings={"alerts.runbook_base_url": "https://github.com/contoso/aks-baseline/blob/main"},
        makes=(
            Made(
                "spoke",
                "azurerm_monitor_metric_alert",
                "description",
                Having("https://github.com/contoso/aks-baseline/"),
            ),
        ),
    ),
    Switch(
        key="environment: dev",
        settings={"environment": "dev"},
        makes=(Made("cluster", "azurerm_resource_group", "tags", Having("'Environment': 'dev'")),),
    ),
    Switch(
        key="tags",
        settings={"tags": {"Cost center": "1234"}},
        makes=(Made("cluster", "azurerm_kubernetes_cluster", "tags", Having("'Cost center': '1234'")),),
    ),
    Switch(
        key="safety.allow_destroy",
        settings={"safety.allow_destroy": True},
        makes=(Made("cluster", "azurerm_kubernetes_cluster", "lifecycle.prevent_destroy", NONE),),
    ),
    Switch(
        key="operators.deployer_object_id",
        settings={"operators.deployer_object_id": CLIENT_ID},
        makes=(Made("cluster", "azurerm_role_assignment", "principal_id", CLIENT_ID),),
    ),
    Switch(
        key="monitoring.grafana",
        settings={"monitoring.grafana": True},
        rows="MON-06",
        makes=(
            Made(
                "cluster",
                "azurerm_dashboard_grafana",
                "azure_monitor_workspace_integrations.resource_id",
                To("azurerm_monitor_workspace", "cluster"),
            ),
            Made("cluster", "azurerm_role_assignment", "role_definition_name", "Monitoring Data Reader"),
            Made("cluster", "provider.azurerm", "resource_providers_to_register", Having("Microsoft.Dashboard")),
        ),
    ),
    Switch(
        key="monitoring.partner_solution_id",
        settings={"monitoring.partner_solution_id": DATADOG},
        rows="MON-06",
        makes=(Made("cluster", "azurerm_monitor_diagnostic_setting", "partner_solution_id", DATADOG),),
    ),
    Switch(
        key="chaos.enabled",
        settings={"chaos.enabled": True, "policy.exempt_namespaces": ["chaos-testing"]},
        rows="BC-39",
        makes=(
            Made("cluster", "azurerm_chaos_studio_capability", "capability_type", "PodChaos-2.2"),
            Made("cluster", "azurerm_chaos_studio_experiment", "steps.branch.actions.duration", "PT5M"),
            Made("cluster", "azurerm_role_assignment", "role_definition_name", "Azure Kubernetes Service RBAC Admin"),
        ),
    ),
)
