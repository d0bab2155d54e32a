"""Cluster stack: AKS, its pools and who may use it. CMP, IDN, FLOW-15 to 41, SCALE, UPD, BC-11, BC-34."""

import pytest
import yaml
from conftest import BASELINE, Synthesize

from review.terraform import Body, Stacks, block, every, named, only, resolve


@pytest.fixture(scope="module")
def cluster(stacks: Stacks) -> Body:
    return only(stacks["cluster"], "azurerm_kubernetes_cluster")


@pytest.fixture(scope="module")
def system_pool(cluster: Body) -> Body:
    return block(cluster["default_node_pool"])


@pytest.fixture(scope="module")
def user_pool(stacks: Stacks) -> Body:
    return only(stacks["cluster"], "azurerm_kubernetes_cluster_node_pool")


def test_system_pool_has_the_articles_values(system_pool: Body) -> None:
    """CMP-01, CMP-03, CMP-04, CMP-05, CMP-13, SCALE-02, SCALE-11, SCALE-13, BC-04, BC-11, UPD-09."""
    expected = {
        "name": "npsystem",
        "type": "VirtualMachineScaleSets",
        "vm_size": "Standard_DS2_v2",
        "os_disk_size_gb": 512,
        "os_disk_type": "Managed",
        "auto_scaling_enabled": True,
        "min_count": 3,
        "max_count": 4,
        "max_pods": 30,
        "only_critical_addons_enabled": True,
        "zones": ["1", "2", "3"],
        "node_public_ip_enabled": False,
    }
    assert {key: system_pool[key] for key in expected} == expected
    assert block(system_pool["upgrade_settings"])["max_surge"] == "33%"


def test_user_pool_has_the_articles_values(user_pool: Body) -> None:
    """CMP-06, CMP-08, CMP-10, CMP-13, CMP-14, NET-31, SCALE-10, SCALE-12, BC-11, UPD-09."""
    expected = {
        "name": "npuser01",
        "mode": "User",
        "vm_size": "Standard_DS4_v2",
        "auto_scaling_enabled": True,
        "min_count": 2,
        "max_count": 5,
        "max_pods": 30,
        "zones": ["1", "2", "3"],
        "node_public_ip_enabled": False,
    }
    assert {key: user_pool[key] for key in expected} == expected
    assert block(user_pool["upgrade_settings"])["max_surge"] == "33%"
    assert "eviction_policy" not in user_pool


def test_both_pools_scale_and_rotate_without_terraform_setting_them_back(
    cluster: Body, system_pool: Body, user_pool: Body
) -> None:
    """CMP-09, BC-03, COST-06, COST-09."""
    for pool, ignored in (
        (system_pool, cluster["lifecycle"]["ignore_changes"]),
        (user_pool, user_pool["lifecycle"]["ignore_changes"]),
    ):
        assert "node_count" not in pool
        assert any(each.endswith("node_count") for each in ignored)
        assert 1 <= len(pool["temporary_name_for_rotation"]) <= 12
        assert pool["temporary_name_for_rotation"] != pool["name"]
        assert pool["node_labels"]
        assert {"Business unit", "Application identifier", "Environment"} <= set(pool["tags"])
        assert pool["orchestrator_version"] == cluster["kubernetes_version"] == "1.36"


def test_hosts_encrypt_where_a_pool_asks_for_it(synthesize: Synthesize) -> None:
    pools = yaml.safe_load(BASELINE.read_text())["node_pools"]
    pools[1]["host_encryption"] = True
    cluster = synthesize(node_pools=pools)["cluster"]
    system = block(only(cluster, "azurerm_kubernetes_cluster")["default_node_pool"])
    user = only(cluster, "azurerm_kubernetes_cluster_node_pool")
    assert (system["host_encryption_enabled"], user["host_encryption_enabled"]) == (False, True)


def test_a_fixed_pool_has_a_count_and_no_bounds(synthesize: Synthesize) -> None:
    """SCALE-03."""
    pools = [
        {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS2_v2", "autoscale": False, "node_count": 3},
        {"name": "npuser01", "mode": "user", "vm_size": "Standard_DS4_v2", "autoscale": False, "node_count": 4},
        {"name": "npuser02", "mode": "user", "vm_size": "Standard_DS4_v2", "min_count": 2, "max_count": 3},
    ]
    stack = synthesize(node_pools=pools)["cluster"]
    cluster = only(stack, "azurerm_kubernetes_cluster")
    system = block(cluster["default_node_pool"])
    fixed = named(stack, "azurerm_kubernetes_cluster_node_pool", "npuser01")
    for pool, count in ((system, 3), (fixed, 4)):
        assert (pool["auto_scaling_enabled"], pool["node_count"]) == (False, count)
        assert not {"min_count", "max_count"} & set(pool)
    assert "node_count" not in str(cluster["lifecycle"].get("ignore_changes"))
    scaling = named(stack, "azurerm_kubernetes_cluster_node_pool", "npuser02")
    assert (scaling["min_count"], scaling["max_count"]) == (2, 3)


def test_all_nodes_are_in_the_node_subnet(stacks: Stacks, system_pool: Body, user_pool: Body) -> None:
    """NET-30."""
    for pool in (system_pool, user_pool):
        target = resolve(stacks, "cluster", pool["vnet_subnet_id"])
        name = target.removeprefix("spoke: azurerm_subnet.").removesuffix(".id")
        assert every(stacks["spoke"], "azurerm_subnet")[name]["name"] == "snet-clusternodes"


def test_flat_network_whose_only_way_out_is_the_firewall(cluster: Body, synthesize: Synthesize) -> None:
    """FLOW-15, FLOW-34, FLOW-35, FLOW-37, FLOW-38, ING-02."""
    network = block(cluster["network_profile"])
    assert (network["network_plugin"], network["network_policy"]) == ("azure", "azure")
    assert (network["outbound_type"], network["load_balancer_sku"]) == ("userDefinedRouting", "standard")
    assert (network["service_cidr"], network["dns_service_ip"]) == ("172.16.0.0/16", "172.16.0.10")
    assert not {"network_plugin_mode", "pod_cidr"} & set(network)
    overlay = only(synthesize(**{"network.model": "overlay"})["cluster"], "azurerm_kubernetes_cluster")
    network = block(overlay["network_profile"])
    assert (network["network_plugin_mode"], network["pod_cidr"]) == ("overlay", "192.168.0.0/16")


def test_people_sign_in_with_entra_and_no_other_way(cluster: Body) -> None:
    """IDN-02, IDN-03, IDN-11, IDN-16, IDN-18, IDN-19, IDN-20."""
    access = block(cluster["azure_active_directory_role_based_access_control"])
    assert access["azure_rbac_enabled"] is True
    assert access["tenant_id"] == "${data.azurerm_client_config.login.tenant_id}"
    assert cluster["local_account_disabled"] is True
    assert cluster["role_based_access_control_enabled"] is True
    assert cluster["workload_identity_enabled"] is True
    assert cluster["oidc_issuer_enabled"] is True
    assert cluster["run_command_enabled"] is False
    assert "service_principal" not in cluster
    identity = block(cluster["identity"])
    assert identity == {"type": "UserAssigned", "identity_ids": ["${azurerm_user_assigned_identity.control_plane.id}"]}


def test_kubernetes_rbac_names_the_admin_groups_instead(synthesize: Synthesize) -> None:
    """IDN-13."""
    stack = synthesize(**{"rbac.mode": "kubernetes"})["cluster"]
    access = block(only(stack, "azurerm_kubernetes_cluster")["azure_active_directory_role_based_access_control"])
    assert access["azure_rbac_enabled"] is False
    assert access["admin_group_object_ids"] == ["00000000-0000-0000-0000-0000000000a1"]
    names = {role.get("role_definition_name") for role in every(stack, "azurerm_role_assignment").values()}
    assert "Azure Kubernetes Service RBAC Cluster Admin" not in names
    assert "Azure Kubernetes Service Cluster User Role" in names


def test_api_server_allows_only_the_firewall_bastion_and_operators(
    stacks: Stacks, cluster: Body, synthesize: Synthesize
) -> None:
    """FLOW-40, FLOW-41; Bastion's tunnels come from its public address."""
    ranges = block(cluster["api_server_access_profile"])["authorized_ip_ranges"]
    assert [resolve(stacks, "cluster", each) for each in ranges[:3]] == [
        f"hub: azurerm_public_ip.firewall_address_{number}_{suffix}.ip_address"
        for number, suffix in enumerate(("06B5C89E", "FDE72E0C", "C9632200"))
    ]
    assert all(each.endswith("/32") for each in ranges[:4])
    bastion = resolve(stacks, "cluster", ranges[3].removesuffix("/32"))
    assert bastion == "hub: azurerm_public_ip.bastion_address_2008674A.ip_address"
    assert ranges[4:] == ["203.0.113.0/24"]
    without = only(synthesize(**{"bastion.enabled": False})["cluster"], "azurerm_kubernetes_cluster")
    assert block(without["api_server_access_profile"])["authorized_ip_ranges"] == [*ranges[:3], "203.0.113.0/24"]
    assert "private_cluster_enabled" not in cluster


def test_aks_manages_its_add_ons(cluster: Body) -> None:
    """MON-02, MON-05, POL-01, SEC-02, SEC-10, SECMON-01, COST-02, OPS-02."""
    assert cluster["azure_policy_enabled"] is True
    assert cluster["cost_analysis_enabled"] is True
    assert block(cluster["key_vault_secrets_provider"]) == {
        "secret_rotation_enabled": True,
        "secret_rotation_interval": "2m",
    }
    assert block(cluster["oms_agent"])["msi_auth_for_monitoring_enabled"] is True
    assert cluster["monitor_metrics"] == {}  # an empty block is what turns managed Prometheus on
    assert "log_analytics_workspace_id" in block(cluster["microsoft_defender"])
    assert (cluster["image_cleaner_enabled"], cluster["image_cleaner_interval_hours"]) == (True, 120)


def test_workload_keeps_no_state(cluster: Body, synthesize: Synthesize) -> None:
    """STO-02."""
    assert set(block(cluster["storage_profile"]).values()) == {False}
    assert len(block(cluster["storage_profile"])) == 4
    with_disk = only(synthesize(**{"storage.disk_driver": True})["cluster"], "azurerm_kubernetes_cluster")
    assert block(with_disk["storage_profile"])["disk_driver_enabled"] is True


def test_control_plane_has_an_uptime_agreement(cluster: Body) -> None:
    """BC-34."""
    assert (cluster["sku_tier"], cluster["support_plan"]) == ("Standard", "KubernetesOfficial")


def test_autoscaler_is_stated_in_full(cluster: Body) -> None:
    """SCALE-14, COST-12."""
    assert block(cluster["auto_scaler_profile"]) == {
        "balance_similar_node_groups": False,
        "empty_bulk_delete_max": "10",
        "expander": "random",
        "max_graceful_termination_sec": "600",
        "max_node_provisioning_time": "15m",
        "max_unready_nodes": 3,
        "max_unready_percentage": 45,
        "new_pod_scale_up_delay": "0s",
        "scale_down_delay_after_add": "10m",
        "scale_down_delay_after_delete": "20s",
        "scale_down_delay_after_failure": "3m",
        "scale_down_unneeded": "10m",
        "scale_down_unready": "20m",
        "scale_down_utilization_threshold": "0.5",
        "scan_interval": "10s",
        "skip_nodes_with_local_storage": True,
        "skip_nodes_with_system_pods": True,
    }


def test_nodes_are_updated_weekly_and_kubernetes_by_hand(cluster: Body) -> None:
    """UPD-01, UPD-02, UPD-06, UPD-11, UPD-12, UPD-16."""
    assert cluster["kubernetes_version"] == "1.36"
    assert cluster["node_os_upgrade_channel"] == "NodeImage"
    assert "automatic_upgrade_channel" not in cluster
    assert "maintenance_window_auto_upgrade" not in cluster
    assert block(cluster["maintenance_window_node_os"]) == {
        "frequency": "Weekly",
        "interval": 1,
        "day_of_week": "Tuesday",
        "start_time": "21:00",
        "duration": 12,
        "utc_offset": "+00:00",
    }


def test_with_automatic_upgrades_terraform_leaves_versions_alone(synthesize: Synthesize) -> None:
    """UPD-21, UPD-22, UPD-23."""
    stack = synthesize(**{"updates.cluster_channel": "patch"})["cluster"]
    cluster = only(stack, "azurerm_kubernetes_cluster")
    assert cluster["automatic_upgrade_channel"] == "patch"
    assert {"kubernetes_version", "default_node_pool[0].orchestrator_version"} <= set(
        cluster["lifecycle"]["ignore_changes"]
    )
    assert "maintenance_window_auto_upgrade" in cluster
    pool = only(stack, "azurerm_kubernetes_cluster_node_pool")
    assert "orchestrator_version" in pool["lifecycle"]["ignore_changes"]


def test_daily_patches_come_in_a_daily_window(synthesize: Synthesize) -> None:
    """UPD-13."""
    cluster = only(
        synthesize(**{"updates.node_os_channel": "SecurityPatch", "updates.window.frequency": "Daily"})["cluster"],
        "azurerm_kubernetes_cluster",
    )
    assert cluster["node_os_upgrade_channel"] == "SecurityPatch"
    window = block(cluster["maintenance_window_node_os"])
    assert (window["frequency"], window["interval"]) == ("Daily", 1)
    assert "day_of_week" not in window


def test_cluster_waits_for_its_network_roles(cluster: Body) -> None:
    """IDN-09: without them AKS cannot join its own subnets."""
    assert {
        "azurerm_role_assignment.control_plane_nodes",
        "azurerm_role_assignment.control_plane_ingress",
    } <= set(cluster["depends_on"])


def test_outputs_contain_what_people_need(stacks: Stacks, synthesize: Synthesize) -> None:
    """FLOW-06, FLOW-29, IDN-15."""
    outputs = {name: body["value"] for name, body in stacks["cluster"]["output"].items()}
    assert outputs["cluster_name"] == "aks-bbabb9"
    assert outputs["cluster_id"] == "${azurerm_kubernetes_cluster.cluster.id}"
    assert outputs["credentials_command"] == (
        "az aks get-credentials --name aks-bbabb9 --resource-group ${azurerm_resource_group.group.name}"
        " && kubelogin convert-kubeconfig --login azurecli"
    )
    assert outputs["bastion_command"].startswith("az aks bastion tunnel --name aks-bbabb9 ")
    assert resolve(stacks, "cluster", outputs["bastion_command"]) == "hub: azurerm_bastion_host.bastion.id"
    assert outputs["access_groups"] == ("00000000-0000-0000-0000-0000000000a1, 00000000-0000-0000-0000-0000000000b2")
    assert (
        resolve(stacks, "cluster", outputs["gateway_address"]) == "spoke: azurerm_public_ip.gateway_address.ip_address"
    )
    assert {"vault_name", "ingress_client_id", "control_plane_client_id", "gateway_url"} <= set(outputs)
    assert stacks["hub"]["output"]["firewall_addresses"]["value"].count("ip_address") == 3
    assert "bastion_command" not in synthesize(**{"bastion.enabled": False})["cluster"]["output"]
    pipeline = synthesize(**{"operators.login": "spn"})["cluster"]["output"]["credentials_command"]["value"]
    assert pipeline.endswith("kubelogin convert-kubeconfig --login spn --use-azurerm-env-vars")


def test_a_pool_can_have_a_subnet_of_its_own(synthesize: Synthesize) -> None:
    """IP-15, CMP-15, OPS-14: routed, guarded, joined by AKS and let through the firewall like the shared one."""
    pools = [
        {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS2_v2", "min_count": 3, "max_count": 4},
        {"name": "npuser01", "mode": "user", "vm_size": "Standard_DS4_v2", "min_count": 2, "max_count": 5},
        {
            "name": "npuser02",
            "mode": "user",
            "vm_size": "Standard_DS4_v2",
            "min_count": 2,
            "max_count": 3,
            "subnet": "10.240.8.0/23",
        },
    ]
    stacks = synthesize(node_pools=pools)
    spoke, cluster = stacks["spoke"], stacks["cluster"]
    assert named(spoke, "azurerm_subnet", "snet-clusternodes-npuser02")["address_prefixes"] == ["10.240.8.0/23"]
    (address,) = (
        f"azurerm_subnet.{key}.id"
        for key, body in every(spoke, "azurerm_subnet").items()
        if body["name"] == "snet-clusternodes-npuser02"
    )
    for association in ("route_table", "network_security_group"):
        bound = every(spoke, f"azurerm_subnet_{association}_association").values()
        assert f"${{{address}}}" in {body["subnet_id"] for body in bound}, association
    own = named(cluster, "azurerm_kubernetes_cluster_node_pool", "npuser02")
    assert resolve(stacks, "cluster", own["vnet_subnet_id"]) == f"spoke: {address}"
    shared = named(cluster, "azurerm_kubernetes_cluster_node_pool", "npuser01")
    assert resolve(stacks, "cluster", shared["vnet_subnet_id"]) != f"spoke: {address}"
    roles = every(cluster, "azurerm_role_assignment")
    (role,) = (key for key, body in roles.items() if resolve(stacks, "cluster", body["scope"]) == f"spoke: {address}")
    assert roles[role]["role_definition_name"] == "Network Contributor"
    assert f"azurerm_role_assignment.{role}" in only(cluster, "azurerm_kubernetes_cluster")["depends_on"]
    assert only(stacks["hub"], "azurerm_ip_group")["cidrs"] == ["10.240.0.0/22", "10.240.8.0/23"]
    for group in ("nodepools", "nodepool-npuser02"):
        rules = named(spoke, "azurerm_network_security_group", f"nsg-vnet-spoke-BU0001A0008-00-{group}")[
            "security_rule"
        ]
        assert {"10.240.0.0/22", "10.240.8.0/23"} <= {rule["source_address_prefix"] for rule in rules}
