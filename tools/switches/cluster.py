"""Switches of the AKS cluster: pools, access, updates, storage drivers and add-ons."""

from tools.switches.samples import STORAGE_ACCOUNT
from tools.switches.switch import NONE, Having, Made, Switch

AKS = "azurerm_kubernetes_cluster"
POOL = "azurerm_kubernetes_cluster_node_pool"

SWITCHES = (
    Switch(
        key="node_pools[].vm_size",
        settings={"node_pools[1].vm_size": "Standard_E8s_v5"},
        rows="CMP-07",
        makes=(Made("cluster", POOL, "vm_size", "Standard_E8s_v5"),),
    ),
    Switch(
        key="node_pools[].vm_size: Standard_DS3_v2",
        settings={"node_pools[1].vm_size": "Standard_DS3_v2"},
        rows="CMP-11",
        makes=(Made("cluster", POOL, "vm_size", "Standard_DS3_v2"),),
    ),
    Switch(
        key="node_pools[].os_disk_type: Ephemeral",
        settings={
            "node_pools[1].os_disk_type": "Ephemeral",
            "node_pools[1].vm_size": "Standard_D4ds_v5",
            "node_pools[1].os_disk_size_gb": 120,
        },
        makes=(
            Made("cluster", POOL, "os_disk_type", "Ephemeral"),
            Made("cluster", POOL, "os_disk_size_gb", 120),
        ),
    ),
    Switch(
        key="node_pools[].os_sku: AzureLinux",
        settings={"node_pools[1].os_sku": "AzureLinux"},
        makes=(Made("cluster", POOL, "os_sku", "AzureLinux"),),
    ),
    Switch(
        key="node_pools[].host_encryption",
        settings={"node_pools[1].host_encryption": True},
        makes=(Made("cluster", POOL, "host_encryption_enabled", True),),
    ),
    Switch(
        key="node_pools[].labels",
        settings={"node_pools[1].labels": {"contoso.com/team": "orders"}},
        makes=(Made("cluster", POOL, "node_labels", Having("'contoso.com/team': 'orders'")),),
    ),
    Switch(
        key="node_pools[].surge",
        settings={"node_pools[1].surge": "2"},
        makes=(Made("cluster", POOL, "upgrade_settings.max_surge", "2"),),
    ),
    Switch(
        key="node_pools[].autoscale: false",
        settings={
            "node_pools[1].autoscale": False,
            "node_pools[1].node_count": 3,
            "node_pools[1].min_count": None,
            "node_pools[1].max_count": None,
        },
        rows="SCALE-03",
        makes=(
            Made("cluster", POOL, "auto_scaling_enabled", False),
            Made("cluster", POOL, "node_count", 3),
            Made("cluster", POOL, "max_count", NONE),
        ),
    ),
    Switch(
        key="node_pools[].min_count: 0",
        settings={"node_pools[1].min_count": 0},
        given={"environment": "preprod"},
        rows="COST-13",
        makes=(Made("cluster", POOL, "min_count", 0),),
    ),
    Switch(
        key="node_pools[]: another user pool",
        settings={
            "node_pools[2].name": "npuser02",
            "node_pools[2].mode": "user",
            "node_pools[2].vm_size": "Standard_DS4_v2",
            "node_pools[2].min_count": 2,
            "node_pools[2].max_count": 3,
            "node_pools[2].subnet": "10.240.8.0/22",
        },
        rows="CMP-15 IP-15",
        makes=(Made("cluster", POOL, "name", "npuser02"),),
    ),
    Switch(
        key="sku_tier: Free",
        settings={"sku_tier": "Free", "cost.analysis": False},
        given={"environment": "dev"},
        rows="BC-35",
        makes=(Made("cluster", AKS, "sku_tier", "Free"),),
    ),
    Switch(
        key="rbac.mode: kubernetes",
        settings={"rbac.mode": "kubernetes"},
        rows="IDN-13 IDN-14",
        makes=(
            Made("cluster", AKS, "azure_active_directory_role_based_access_control.azure_rbac_enabled", False),
            Made("cluster", AKS, "azure_active_directory_role_based_access_control.admin_group_object_ids"),
            Made("bootstrap", "kubernetes_role_binding_v1", "subject.kind", "Group"),
        ),
    ),
    Switch(
        key="api_server.authorized_ip_ranges",
        settings={"api_server.authorized_ip_ranges": ["198.51.100.0/24"]},
        makes=(Made("cluster", AKS, "api_server_access_profile.authorized_ip_ranges", Having("198.51.100.0/24")),),
    ),
    Switch(
        key="workload_identities",
        settings={
            "workload_identities": [
                {
                    "name": "shop",
                    "namespace": "a0008",
                    "service_account": "shop",
                    "roles": [{"role": "Storage Blob Data Reader", "scope": STORAGE_ACCOUNT}],
                }
            ]
        },
        rows="IDN-22",
        makes=(
            Made("cluster", "azurerm_user_assigned_identity", "name", "podmi-shop"),
            Made("cluster", "azurerm_federated_identity_credential", "subject", "system:serviceaccount:a0008:shop"),
            Made("cluster", "azurerm_role_assignment", "scope", STORAGE_ACCOUNT),
        ),
    ),
    Switch(
        key="keda.enabled",
        settings={"keda.enabled": True},
        rows="SCALE-09",
        makes=(Made("cluster", AKS, "workload_autoscaler_profile.keda_enabled", True),),
    ),
    *(
        Switch(
            key=f"storage.{field}",
            settings={f"storage.{field}": True},
            rows="STO-02",
            makes=(Made("cluster", AKS, f"storage_profile.{field}_enabled", True),),
        )
        for field in ("blob_driver", "disk_driver", "file_driver", "snapshot_controller")
    ),
    Switch(
        key="secrets.rotation: false",
        settings={"secrets.rotation": False},
        makes=(Made("cluster", AKS, "key_vault_secrets_provider.secret_rotation_enabled", False),),
    ),
    Switch(
        key="defender.cluster_profile: false",
        settings={"defender.cluster_profile": False},
        makes=(Made("cluster", AKS, "microsoft_defender", NONE),),
    ),
    Switch(
        key="cost.analysis: false",
        settings={"cost.analysis": False},
        rows="COST-02",
        makes=(Made("cluster", AKS, "cost_analysis_enabled", False),),
    ),
    Switch(
        key="updates.node_os_channel: SecurityPatch",
        settings={
            "updates.node_os_channel": "SecurityPatch",
            "updates.window.frequency": "Daily",
            "updates.window.interval": 1,
        },
        rows="UPD-13",
        makes=(
            Made("cluster", AKS, "node_os_upgrade_channel", "SecurityPatch"),
            Made("cluster", AKS, "maintenance_window_node_os.frequency", "Daily"),
        ),
    ),
    Switch(
        key="updates.cluster_channel: patch",
        settings={"updates.cluster_channel": "patch"},
        rows="UPD-21",
        makes=(
            Made("cluster", AKS, "automatic_upgrade_channel", "patch"),
            Made("cluster", AKS, "maintenance_window_auto_upgrade.frequency", "Weekly"),
        ),
    ),
    Switch(
        key="updates.event_subscription",
        settings={"updates.event_subscription": "https://hooks.example.com/aks"},
        rows="UPD-19",
        makes=(
            Made(
                "cluster",
                "azurerm_eventgrid_system_topic_event_subscription",
                "webhook_endpoint.url",
                "https://hooks.example.com/aks",
            ),
        ),
    ),
    Switch(
        key="diagnostics.extra_categories",
        settings={"diagnostics.extra_categories": ["kube-audit", "kube-scheduler"]},
        rows="MON-12",
        makes=(
            Made("cluster", "azurerm_monitor_diagnostic_setting", "enabled_log.category", "kube-scheduler"),
            Made("cluster", "azurerm_monitor_diagnostic_setting", "enabled_log.category", "kube-audit"),
        ),
    ),
)
