"""Special node pools: Windows, GPUs, spot, taints, FIPS, upgrade settings. CMP-07, CMP-16, COST-04, COST-13, BC-03."""

from collections.abc import Mapping
from inspect import signature

import pytest
from cdktf_cdktf_provider_azurerm.kubernetes_cluster_node_pool import (
    KubernetesClusterNodePoolLinuxOsConfigSysctlConfig,
)
from conftest import Synthesize

from aks_baseline.cluster.pool_names import stand_in_name
from config.model import Sysctls
from review.terraform import Body, Stacks, block, every, named, only, resolve

POOL = "azurerm_kubernetes_cluster_node_pool"
ENCRYPTION = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/des"
SPOT_TAINT = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"
USER = {"mode": "user", "vm_size": "Standard_D8ds_v5", "min_count": 2, "max_count": 3}
POOLS: list[Mapping[str, object]] = [
    {
        "name": "npsystem",
        "mode": "system",
        "vm_size": "Standard_D4ds_v5",
        "min_count": 3,
        "max_count": 4,
        "drain_timeout": 45,
        "soak_time": 5,
        "undrainable_nodes": "Cordon",
        "fips": True,
    },
    {"name": "npuser01", **USER, "drain_timeout": 60},
    {"name": "npwin1", **USER, "os_sku": "Windows2022", "labels": {"contoso.com/team": "orders"}},
    {
        "name": "npgpu",
        **USER,
        "vm_size": "Standard_NC4as_T4_v3",
        "gpu_driver": "None",
        "min_count": 0,
        "taints": ["sku=gpu:NoSchedule"],
    },
    {"name": "npspot", **USER, "spot": True, "min_count": 0, "taints": ["batch=true:NoExecute"]},
    {"name": "npcheap", **USER, "spot": True, "eviction_policy": "Deallocate", "spot_max_price": 0.125},
    {
        "name": "npidle",
        "mode": "user",
        "vm_size": "Standard_D8ds_v5",
        "taints": ["batch=true:NoSchedule"],
        "autoscale": False,
        "node_count": 0,
    },
]
SETTINGS: dict[str, object] = {
    "node_pools": POOLS,
    "network.policy_engine": "calico",
    "network.model": "overlay",
    "windows": {"admin_username": "operator", "hybrid_benefit": True},
    "disk_encryption_set_id": ENCRYPTION,
}


@pytest.fixture(scope="module")
def stack(synthesize: Synthesize) -> Body:
    return synthesize(**SETTINGS)["cluster"]


@pytest.fixture(scope="module")
def cluster(stack: Body) -> Body:
    return only(stack, "azurerm_kubernetes_cluster")


def test_windows_nodes_have_short_names_and_a_label_of_their_own(stack: Body) -> None:
    """CMP-16. Linux pods select `pool-role: user` and would not start on Windows."""
    windows = named(stack, POOL, "npwin1")
    assert (windows["os_type"], windows["os_sku"]) == ("Windows", "Windows2022")
    assert windows["temporary_name_for_rotation"] == "npwtmp"
    assert windows["node_labels"] == {"pool-role": "windows", "contoso.com/team": "orders"}
    others = [body for body in every(stack, POOL).values() if body is not windows]
    assert {(body["os_type"], body["node_labels"]["pool-role"]) for body in others} == {("Linux", "user")}


def test_the_windows_password_comes_from_outside(stack: Body, cluster: Body) -> None:
    profile = block(cluster["windows_profile"])
    assert profile == {
        "admin_username": "operator",
        "admin_password": "${var.windows_admin_password}",
        "license": "Windows_Server",
    }
    variable = stack["variable"]["windows_admin_password"]
    assert variable["sensitive"] is True
    assert "default" not in variable
    condition = block(variable["validation"])["condition"]
    assert ">= 14" in condition
    assert "<= 123" in condition


def test_without_windows_there_is_neither_profile_nor_variable(synthesize: Synthesize) -> None:
    stack = synthesize()["cluster"]
    assert "windows_profile" not in only(stack, "azurerm_kubernetes_cluster")
    assert "windows_admin_password" not in stack.get("variable", {})


def test_licences_of_windows_are_paid_for_unless_said(synthesize: Synthesize) -> None:
    stack = synthesize(windows={})["cluster"]
    assert block(only(stack, "azurerm_kubernetes_cluster")["windows_profile"]) == {
        "admin_username": "azureuser",
        "admin_password": "${var.windows_admin_password}",
    }


def test_spot_pools_have_what_azure_adds_and_nothing_it_refuses(stack: Body) -> None:
    """COST-04. Azure has no upgrade settings for them: a plan with some would never be empty."""
    spot, cheap = named(stack, POOL, "npspot"), named(stack, POOL, "npcheap")
    assert [spot[key] for key in ("priority", "eviction_policy", "spot_max_price")] == ["Spot", "Delete", -1]
    assert [cheap[key] for key in ("priority", "eviction_policy", "spot_max_price")] == ["Spot", "Deallocate", 0.125]
    assert spot["node_taints"] == [SPOT_TAINT, "batch=true:NoExecute"]
    assert cheap["node_taints"] == [SPOT_TAINT]
    for pool in (spot, cheap):
        assert pool["node_labels"]["kubernetes.azure.com/scalesetpriority"] == "spot"
        assert "upgrade_settings" not in pool


def test_regular_pools_are_not_spot(stack: Body, cluster: Body) -> None:
    for body in (block(cluster["default_node_pool"]), named(stack, POOL, "npuser01"), named(stack, POOL, "npgpu")):
        assert not {"priority", "eviction_policy", "spot_max_price"} & body.keys()
        assert "kubernetes.azure.com/scalesetpriority" not in body["node_labels"]
        assert "upgrade_settings" in body


def test_gpus_have_the_driver_that_is_asked_for(stack: Body) -> None:
    """CMP-07."""
    gpu = named(stack, POOL, "npgpu")
    assert (gpu["vm_size"], gpu["gpu_driver"], gpu["node_taints"]) == (
        "Standard_NC4as_T4_v3",
        "None",
        ["sku=gpu:NoSchedule"],
    )
    assert "gpu_driver" not in named(stack, POOL, "npuser01")
    assert "node_taints" not in named(stack, POOL, "npuser01")


def test_idle_pools_shrink_to_nothing(stack: Body) -> None:
    """COST-13: by the autoscaler, or for good."""
    assert named(stack, POOL, "npgpu")["min_count"] == 0
    idle = named(stack, POOL, "npidle")
    assert (idle["auto_scaling_enabled"], idle["node_count"]) == (False, 0)


def test_upgrades_wait_and_go_on_as_a_pool_says(stack: Body, cluster: Body) -> None:
    system = block(cluster["default_node_pool"])
    assert block(system["upgrade_settings"]) == {
        "max_surge": "33%",
        "drain_timeout_in_minutes": 45,
        "node_soak_duration_in_minutes": 5,
        "undrainable_node_behavior": "Cordon",
    }
    user = block(named(stack, POOL, "npuser01")["upgrade_settings"])
    assert user == {"max_surge": "33%", "drain_timeout_in_minutes": 60}


def test_fips_images_are_for_the_pools_that_ask(stack: Body, cluster: Body) -> None:
    assert block(cluster["default_node_pool"])["fips_enabled"] is True
    assert {body["fips_enabled"] for body in every(stack, POOL).values()} == {False}


def test_disks_have_a_key_of_their_own_that_aks_may_use(stack: Body, cluster: Body) -> None:
    assert cluster["disk_encryption_set_id"] == ENCRYPTION
    (name,) = (name for name, body in every(stack, "azurerm_role_assignment").items() if body["scope"] == ENCRYPTION)
    role = every(stack, "azurerm_role_assignment")[name]
    assert role["role_definition_name"] == "Reader"
    assert role["principal_id"] == "${azurerm_user_assigned_identity.control_plane.principal_id}"
    assert f"azurerm_role_assignment.{name}" in cluster["depends_on"]


def test_the_autoscaler_is_tuned_for_all_pools(synthesize: Synthesize) -> None:
    """SCALE-14: what is not said keeps its default."""
    tuned = {"expander": "least-waste", "scan_interval": "30s", "scale_down_utilization_threshold": 0.65}
    further = {
        "ignore_daemonsets_utilization": True,
        "empty_bulk_delete_max": 5,
        "skip_nodes_with_local_storage": False,
    }
    stacks = synthesize(autoscaler_profile={**tuned, **further})
    profile = block(only(stacks["cluster"], "azurerm_kubernetes_cluster")["auto_scaler_profile"])
    usual = block(only(synthesize()["cluster"], "azurerm_kubernetes_cluster")["auto_scaler_profile"])
    assert profile == usual | {
        "expander": "least-waste",
        "scan_interval": "30s",
        "scale_down_utilization_threshold": "0.65",
        "ignore_daemonsets_utilization_enabled": True,
        "empty_bulk_delete_max": "5",
        "skip_nodes_with_local_storage": False,
    }


@pytest.mark.parametrize(
    ("pool", "windows", "stand_in"),
    [("npuser01", False, "npuser01tmp"), ("abcdefghijkl", False, "abcdefghitmp"), ("npwin1", True, "npwtmp")],
)
def test_stand_ins_fit_into_azures_limits(pool: str, *, windows: bool, stand_in: str) -> None:
    assert stand_in_name(pool, windows=windows) == stand_in


def test_plans_know_the_stand_ins_of_windows_pools(synthesize: Synthesize) -> None:
    checks = synthesize(**SETTINGS)["cluster"]["data"]["azurerm_resources"]
    (check,) = checks.values()
    forgotten = block(check["lifecycle"])["postcondition"][0]["condition"]
    assert '"npwtmp"' in forgotten
    assert '"npwin1tmp"' not in forgotten


PODS: list[Mapping[str, object]] = [
    {
        "name": "npsystem",
        "mode": "system",
        "vm_size": "Standard_D4ds_v5",
        "min_count": 3,
        "max_count": 4,
        "pod_subnet": "10.240.16.0/23",
    },
    {
        "name": "npuser01",
        **USER,
        "subnet": "10.240.9.0/26",
        "pod_subnet": "10.240.20.0/23",
        "kubelet": {
            "cpu_manager_policy": "static",
            "cpu_cfs_quota": False,
            "cpu_cfs_quota_period": "200ms",
            "image_gc_high_threshold": 90,
            "image_gc_low_threshold": 70,
            "topology_manager_policy": "best-effort",
            "allowed_unsafe_sysctls": ["net.*"],
            "container_log_max_size_mb": 20,
            "container_log_max_files": 4,
            "pod_max_pids": 4096,
        },
        "linux_os": {"swap_file_size_mb": 1500, "sysctls": {"net_core_somaxconn": 16384, "vm_swappiness": 10}},
    },
    {"name": "nplean", **USER, "pod_subnet": "10.240.24.0/23", "kubelet": {}},
]


@pytest.fixture(scope="module")
def with_pods(synthesize: Synthesize) -> Stacks:
    return synthesize(node_pools=PODS, **{"network.policy_engine": "cilium"})


def test_kubelets_have_the_settings_of_their_pool(with_pods: Stacks) -> None:
    assert block(named(with_pods["cluster"], POOL, "npuser01")["kubelet_config"]) == {
        "cpu_manager_policy": "static",
        "cpu_cfs_quota_enabled": False,
        "cpu_cfs_quota_period": "200ms",
        "image_gc_high_threshold": 90,
        "image_gc_low_threshold": 70,
        "topology_manager_policy": "best-effort",
        "allowed_unsafe_sysctls": ["net.*"],
        "container_log_max_size_mb": 20,
        "container_log_max_line": 4,
        "pod_max_pid": 4096,
    }
    assert block(named(with_pods["cluster"], POOL, "nplean")["kubelet_config"]) == {"cpu_cfs_quota_enabled": True}
    system = block(only(with_pods["cluster"], "azurerm_kubernetes_cluster")["default_node_pool"])
    assert not {"kubelet_config", "linux_os_config"} & system.keys()


def test_kernels_have_the_settings_of_their_pool(with_pods: Stacks) -> None:
    settings = block(named(with_pods["cluster"], POOL, "npuser01")["linux_os_config"])
    assert settings["swap_file_size_mb"] == 1500
    assert block(settings["sysctl_config"]) == {
        "net_core_somaxconn": 16384,
        "vm_swappiness": 10,
        "net_ipv4_tcp_tw_reuse": False,
    }


def test_every_kernel_setting_of_azurerm_can_be_set() -> None:
    known = signature(KubernetesClusterNodePoolLinuxOsConfigSysctlConfig.__init__).parameters
    assert set(Sysctls.model_fields) == set(known) - {"self"}


def test_pods_have_subnets_of_their_own_that_aks_may_use(with_pods: Stacks) -> None:
    """CMP-15: delegated, guarded, and routed through the firewall, which knows their prefix."""
    spoke = with_pods["spoke"]
    subnets = {name: body for name, body in every(spoke, "azurerm_subnet").items() if "clusterpods" in body["name"]}
    assert {body["name"]: body["address_prefixes"] for body in subnets.values()} == {
        "snet-clusterpods-npsystem": ["10.240.16.0/23"],
        "snet-clusterpods-npuser01": ["10.240.20.0/23"],
        "snet-clusterpods-nplean": ["10.240.24.0/23"],
    }
    for name, body in subnets.items():
        delegation = block(block(body["delegation"])["service_delegation"])
        assert delegation["name"] == "Microsoft.ContainerService/managedClusters"
        for type_ in ("route_table", "network_security_group"):
            bound = every(spoke, f"azurerm_subnet_{type_}_association").values()
            assert f"${{azurerm_subnet.{name}.id}}" in {each["subnet_id"] for each in bound}, type_
    group = only(with_pods["hub"], "azurerm_ip_group")
    assert {"10.240.16.0/23", "10.240.20.0/23", "10.240.24.0/23"} <= set(group["cidrs"])


def test_nodes_and_pods_are_in_the_subnets_of_their_pool(with_pods: Stacks) -> None:
    cluster = only(with_pods["cluster"], "azurerm_kubernetes_cluster")
    pools = [block(cluster["default_node_pool"]), *every(with_pods["cluster"], POOL).values()]
    names = {
        pool["name"]: [
            every(with_pods["spoke"], "azurerm_subnet")[resolve(with_pods, "cluster", pool[key]).split(".")[1]]["name"]
            for key in ("vnet_subnet_id", "pod_subnet_id")
        ]
        for pool in pools
    }
    assert names == {
        "npsystem": ["snet-clusternodes", "snet-clusterpods-npsystem"],
        "npuser01": ["snet-clusternodes-npuser01", "snet-clusterpods-npuser01"],
        "nplean": ["snet-clusternodes", "snet-clusterpods-nplean"],
    }
    scopes = {
        resolve(with_pods, "cluster", role["scope"]): f"azurerm_role_assignment.{name}"
        for name, role in every(with_pods["cluster"], "azurerm_role_assignment").items()
        if role.get("role_definition_name") == "Network Contributor"
    }
    for pool in pools:
        assert scopes[resolve(with_pods, "cluster", pool["pod_subnet_id"])] in cluster["depends_on"]


def test_pods_of_other_pools_may_call_nodes_and_pods(with_pods: Stacks) -> None:
    for group in every(with_pods["spoke"], "azurerm_network_security_group").values():
        if "-pods-" in group["name"] or "nodepool" in group["name"]:
            sources = {rule["source_address_prefix"] for rule in group["security_rule"]}
            assert {"10.240.0.0/22", "10.240.9.0/26", "10.240.16.0/23", "10.240.20.0/23"} <= sources, group["name"]


def test_without_subnets_for_pods_nothing_is_delegated(synthesize: Synthesize) -> None:
    stacks = synthesize()
    assert not [body for body in every(stacks["spoke"], "azurerm_subnet").values() if "delegation" in body]
    assert "pod_subnet_id" not in named(stacks["cluster"], POOL, "npuser01")
