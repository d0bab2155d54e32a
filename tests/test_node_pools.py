"""Special node pools: Windows, GPUs, spot, taints, FIPS, upgrade settings. CMP-07, CMP-16, COST-04, COST-13, BC-03."""

from collections.abc import Mapping

import pytest
from conftest import Synthesize

from aks_baseline.cluster.pool_names import stand_in_name
from review.terraform import Body, block, every, named, only

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
