"""Every construct of `cluster` builds alone in an empty stack, from plain values."""

from alone import GROUP_ID, SUBNET_ID, WORKSPACE_ID, ZONAL, made, synthesized
from cdktf import TerraformStack
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup

from aks_baseline.cluster.backup import BackedUpCluster, ClusterBackup
from aks_baseline.cluster.backup_links import BackupLinks
from aks_baseline.cluster.backup_vault import BackupSchedule, BackupVault
from aks_baseline.cluster.chaos import PodFailure
from aks_baseline.cluster.cluster import AksCluster
from aks_baseline.cluster.event_grid import ClusterTopic
from aks_baseline.cluster.flux import Flux, GitRepository
from aks_baseline.cluster.node_pool import user_pool
from aks_baseline.cluster.options import (
    AddOns,
    ApiServerAccess,
    ClusterNetwork,
    ClusterOptions,
    ClusterPools,
    MaintenanceWindow,
    SignIn,
    Upkeep,
)
from aks_baseline.cluster.pool_options import NodePool, UpgradeSettings
from aks_baseline.cluster.running_pools import check_running_pools
from aks_baseline.cluster.workload_identity import WorkloadIdentity
from review.terraform import block, only

CLUSTER_ID = f"{GROUP_ID}/providers/Microsoft.ContainerService/managedClusters/aks-alone"


def pool(name: str, nodes: tuple[int, int] | int) -> NodePool:
    return NodePool(
        name=name,
        vm_size="Standard_D4d_v5",
        nodes=nodes,
        max_pods=30,
        upgrades=UpgradeSettings(surge="33%"),
        os_disk_size_gb=None,
        os_disk_type="Managed",
        os_sku="AzureLinux",
        zones=None,
        subnet_id=SUBNET_ID,
    )


OPTIONS = ClusterOptions(
    sku_tier="Standard",
    pools=ClusterPools(system=pool("npsystem", (3, 4)), users=[pool("npuser01", 2)]),
    network=ClusterNetwork(policy_engine="azure", service_cidr="172.16.0.0/16", dns_service_ip="172.16.0.10"),
    upkeep=Upkeep(
        kubernetes_version="1.36",
        node_os_channel="NodeImage",
        node_os_window=MaintenanceWindow(
            frequency="Daily", interval=1, day=None, start="21:00", hours=4, utc_offset="+00:00"
        ),
    ),
    sign_in=SignIn(tenant_id="tenant", azure_rbac=False, admin_group_ids=["admins"]),
    api_server=ApiServerAccess(authorized_ip_ranges=["203.0.113.0/24"]),
    add_ons=AddOns(),
)


def cluster(stack: TerraformStack) -> AksCluster:
    return AksCluster(
        stack,
        "cluster",
        name="aks-alone",
        node_group_name="rg-nodes",
        at=ZONAL,
        options=OPTIONS,
        identity_id="identity",
        workspace_id=WORKSPACE_ID,
        tags={},
        allow_destroy=False,
        after=[ResourceGroup(stack, "group", name="rg", location="eastus2")],
    )


def test_aks_cluster() -> None:
    body = synthesized(cluster)
    assert made(body) == {"resource_group": 1, "kubernetes_cluster": 1, "kubernetes_cluster_node_pool": 1}
    aks = only(body, "azurerm_kubernetes_cluster")
    assert aks["depends_on"] == ["azurerm_resource_group.group"]
    assert block(aks["lifecycle"])["prevent_destroy"] is True
    system = block(aks["default_node_pool"])
    assert (system["min_count"], system["max_count"], system.get("node_count")) == (3, 4, None)
    sign_in = block(aks["azure_active_directory_role_based_access_control"])
    assert (sign_in["azure_rbac_enabled"], sign_in["admin_group_object_ids"]) == (False, ["admins"])


def test_pools_of_a_fixed_size_do_not_scale() -> None:
    user = only(synthesized(cluster), "azurerm_kubernetes_cluster_node_pool")
    assert (user["auto_scaling_enabled"], user["node_count"]) == (False, 2)
    assert not {"min_count", "max_count"} & user.keys()
    assert "lifecycle" not in user


def test_user_pool() -> None:
    body = synthesized(
        lambda stack: user_pool(
            stack,
            pool("npuser01", (2, 5)),
            cluster_id=CLUSTER_ID,
            kubernetes_version="1.36",
            ignore_changes=["node_count"],
        )
    )
    assert made(body) == {"kubernetes_cluster_node_pool": 1}
    user = only(body, "azurerm_kubernetes_cluster_node_pool")
    assert (user["kubernetes_cluster_id"], user["orchestrator_version"]) == (CLUSTER_ID, "1.36")
    assert (user["min_count"], user["max_count"], user["node_labels"]) == (2, 5, {"pool-role": "user"})
    assert block(user["lifecycle"])["ignore_changes"] == ["node_count"]


def test_cluster_topic() -> None:
    body = synthesized(
        lambda stack: ClusterTopic(
            stack,
            "events",
            at=ZONAL,
            name="aks-alone",
            cluster_id=CLUSTER_ID,
            webhook_url="https://hooks.example.com",
            workspace_id=WORKSPACE_ID,
        )
    )
    assert made(body) == {
        "eventgrid_system_topic": 1,
        "eventgrid_system_topic_event_subscription": 1,
        "monitor_diagnostic_setting": 1,
    }
    assert only(body, "azurerm_eventgrid_system_topic")["source_resource_id"] == CLUSTER_ID


def test_flux() -> None:
    git = GitRepository(url="https://example.com/git", reference_type="tag", reference_value="v1", path="./manifests")
    body = synthesized(lambda stack: Flux(stack, "flux", cluster_id=CLUSTER_ID, git=git, after=[]))
    assert made(body) == {"kubernetes_cluster_extension": 1, "kubernetes_flux_configuration": 1}
    configuration = only(body, "azurerm_kubernetes_flux_configuration")
    assert block(configuration["git_repository"])["reference_value"] == "v1"
    assert configuration["depends_on"] == ["azurerm_kubernetes_cluster_extension.flux"]


def test_workload_identity() -> None:
    def build(stack: TerraformStack) -> None:
        identity = WorkloadIdentity(stack, "identity", name="podmi-orders", at=ZONAL)
        identity.trust(
            name="orders", issuer_url="https://issuer.example.com", namespace="a0008", service_account="orders"
        )

    body = synthesized(build)
    assert made(body) == {"user_assigned_identity": 1, "federated_identity_credential": 1}
    assert only(body, "azurerm_federated_identity_credential")["subject"] == "system:serviceaccount:a0008:orders"


def test_check_running_pools() -> None:
    body = synthesized(
        lambda stack: check_running_pools(
            stack,
            "pools",
            node_group_name="rg-nodes",
            system="npsystem",
            users=["npuser02"],
            stand_ins=["npsystemtmp"],
            retired=["npuser01"],
        )
    )
    assert made(body) == {}
    found = body["data"]["azurerm_resources"]["pools"]
    forgotten, too_early = (each["condition"] for each in block(found["lifecycle"])["postcondition"])
    assert all(f'"{pool}"' in forgotten for pool in ("npsystem", "npsystemtmp", "npuser01", "npuser02"))
    assert 'toset(["npuser01"])' in too_early
    assert "rg-nodes" in forgotten


VAULT_ID = f"{GROUP_ID}/providers/Microsoft.DataProtection/backupVaults/bv-alone"


def test_backup_vault() -> None:
    body = synthesized(
        lambda stack: BackupVault(
            stack,
            "vault",
            name="bv-alone",
            at=ZONAL,
            redundancy="ZoneRedundant",
            schedule=BackupSchedule(interval_hours=6, start="02:00", retention_days=7),
            snapshots=ZONAL,
            soft_delete=True,
            workspace_id=WORKSPACE_ID,
            action_group_id="alerts",
            lifecycle=None,
        )
    )
    assert made(body) == {
        "data_protection_backup_vault": 1,
        "data_protection_backup_policy_kubernetes_cluster": 1,
        "monitor_alert_processing_rule_action_group": 1,
        "monitor_diagnostic_setting": 1,
        "role_assignment": 1,
    }
    policy = only(body, "azurerm_data_protection_backup_policy_kubernetes_cluster")
    assert policy["backup_repeating_time_intervals"] == ["R/2026-01-01T02:00:00+00:00/PT6H"]


def test_cluster_backup() -> None:
    body = synthesized(
        lambda stack: ClusterBackup(
            stack,
            "backup",
            cluster=BackedUpCluster(
                name="aks-alone",
                id=CLUSTER_ID,
                principal_id="control-plane",
                location="eastus2",
                tenant_id="tenant",
                subscription_id="subscription",
            ),
            links=BackupLinks(
                vault_id=VAULT_ID,
                vault_principal_id="vault",
                policy_id=f"{VAULT_ID}/backupPolicies/cluster",
                account_id=f"{GROUP_ID}/providers/Microsoft.Storage/storageAccounts/stalone",
                account_name="stalone",
                account_group="rg-alone",
                snapshot_group="rg-snapshots",
                snapshot_group_id=f"{GROUP_ID}-snapshots",
            ),
            namespaces=["a0008"],
            after=[],
            lifecycle=None,
        )
    )
    assert made(body) == {
        "data_protection_backup_instance_kubernetes_cluster": 1,
        "kubernetes_cluster_extension": 1,
        "kubernetes_cluster_trusted_access_role_binding": 1,
        "role_assignment": 3,
        "storage_container": 1,
    }
    instance = only(body, "azurerm_data_protection_backup_instance_kubernetes_cluster")
    assert len(instance["depends_on"]) == 5


def test_pod_failure() -> None:
    body = synthesized(
        lambda stack: PodFailure(stack, "chaos", name="pod-failure", at=ZONAL, cluster_id=CLUSTER_ID, namespace="a0008")
    )
    assert made(body) == {
        "chaos_studio_target": 1,
        "chaos_studio_capability": 1,
        "chaos_studio_experiment": 1,
        "role_assignment": 2,
    }
    assert only(body, "azurerm_chaos_studio_target")["target_resource_id"] == CLUSTER_ID
