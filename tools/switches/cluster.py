"""Switches of the AKS cluster: access, updates, storage drivers and add-ons. Those of its pools are in `pools`."""

from aks_baseline.foundation.role_names import RBAC_WRITER
from tools.switches.samples import ETCD_KEY, KEY_VAULT, ROOT_CA, STORAGE_ACCOUNT
from tools.switches.switch import NONE, Having, Made, Switch

AKS = "azurerm_kubernetes_cluster"

SWITCHES = (
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
        for field in ("blob_driver", "file_driver", "snapshot_controller")
    ),
    Switch(
        key="secrets.rotation: false",
        settings={"secrets.rotation": False},
        makes=(Made("cluster", AKS, "key_vault_secrets_provider.secret_rotation_enabled", False),),
    ),
    Switch(
        key="secrets.etcd_key",
        settings={"secrets.etcd_key": {"key_id": ETCD_KEY, "vault_id": KEY_VAULT, "network": "public"}},
        makes=(
            Made("cluster", AKS, "key_management_service.key_vault_key_id", ETCD_KEY),
            Made("cluster", AKS, "key_management_service.key_vault_network_access", "Public"),
            Made("cluster", "azurerm_role_assignment", "role_definition_name", "Key Vault Crypto User"),
        ),
    ),
    Switch(
        key="custom_ca_certificates",
        settings={"custom_ca_certificates": [ROOT_CA]},
        makes=(Made("cluster", AKS, "custom_ca_trust_certificates_base64"),),
    ),
    Switch(
        key="istio",
        settings={"istio": {"revisions": ["asm-1-30"]}},
        makes=(
            Made("cluster", AKS, "service_mesh_profile.mode", "Istio"),
            Made("cluster", AKS, "service_mesh_profile.revisions", Having("asm-1-30")),
        ),
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
    Switch(
        key="storage.disk_driver",
        settings={"storage.disk_driver": True},
        rows="STO-02 BC-18",
        makes=(
            Made("cluster", AKS, "storage_profile.disk_driver_enabled", True),
            Made("bootstrap", "kubernetes_storage_class_v1", "parameters.skuName", "Premium_ZRS"),
        ),
    ),
    Switch(
        key="updates.mode: immutable",
        settings={"updates.mode": "immutable"},
        rows="UPD-03",
        makes=(
            Made("cluster", AKS, "node_os_upgrade_channel", "None"),
            Made("cluster", AKS, "maintenance_window_node_os", NONE),
        ),
    ),
    Switch(
        key="updates.long_term_support",
        settings={
            "updates.long_term_support": True,
            "updates.cluster_channel": "patch",
            "sku_tier": "Premium",
        },
        rows="UPD-17 BC-36",
        makes=(
            Made("cluster", AKS, "support_plan", "AKSLongTermSupport"),
            Made("cluster", AKS, "sku_tier", "Premium"),
        ),
    ),
    Switch(
        key="mission_critical",
        settings={"mission_critical": True, "sku_tier": "Premium"},
        rows="BC-36",
        makes=(Made("cluster", AKS, "sku_tier", "Premium"),),
    ),
    Switch(
        key="vpa.enabled",
        settings={"vpa.enabled": True},
        makes=(Made("cluster", AKS, "workload_autoscaler_profile.vertical_pod_autoscaler_enabled", True),),
    ),
    Switch(
        key="monitoring.network_observability: advanced",
        settings={"monitoring.network_observability": "advanced"},
        given={"network.policy_engine": "cilium", "network.model": "overlay"},
        rows="MON-15",
        makes=(Made("cluster", AKS, "network_profile.advanced_networking.observability_enabled", True),),
    ),
    Switch(
        key="network.fqdn_policies",
        settings={"network.fqdn_policies": True},
        given={"network.policy_engine": "cilium", "network.model": "overlay"},
        makes=(Made("cluster", AKS, "network_profile.advanced_networking.security_enabled", True),),
    ),
    Switch(
        key="rbac.namespace_writer_groups",
        settings={"rbac.namespace_writer_groups": ["11111111-2222-3333-4444-555555555555"]},
        makes=(
            Made("cluster", "azurerm_role_assignment", "principal_id", "11111111-2222-3333-4444-555555555555"),
            Made("cluster", "azurerm_role_assignment", "role_definition_id", Having(RBAC_WRITER)),
        ),
    ),
)
