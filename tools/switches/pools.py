"""Switches of node pools and of the cluster autoscaler."""

from tools.switches.samples import DISK_ENCRYPTION_SET
from tools.switches.switch import NONE, PLAN, Having, Made, Switch, To

AKS = "azurerm_kubernetes_cluster"
POOL = "azurerm_kubernetes_cluster_node_pool"

DELEGATED_TO = "Microsoft.ContainerService/managedClusters"
GPU_SIZE = "Standard_NC4as_T4_v3"
FOR_BATCHES = {
    "node_pools[2].mode": "user",
    "node_pools[2].vm_size": "Standard_DS4_v2",
    "node_pools[2].min_count": 0,
    "node_pools[2].max_count": 2,
}
WINDOWS = {"windows": {}, "network.policy_engine": "calico"}

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
        key="node_pools[].taints",
        settings={**FOR_BATCHES, "node_pools[2].name": "npbatch", "node_pools[2].taints": ["team=orders:NoSchedule"]},
        rows="BC-03 CMP-15",
        makes=(Made("cluster", POOL, "node_taints", ["team=orders:NoSchedule"]),),
    ),
    Switch(
        key="node_pools[].spot",
        settings={
            **FOR_BATCHES,
            "node_pools[2].name": "npspot",
            "node_pools[2].spot": True,
            "node_pools[2].eviction_policy": "Deallocate",
            "node_pools[2].spot_max_price": 0.25,
        },
        rows="COST-04",
        makes=(
            Made("cluster", POOL, "priority", "Spot"),
            Made("cluster", POOL, "eviction_policy", "Deallocate"),
            Made("cluster", POOL, "spot_max_price", 0.25),
            Made("cluster", POOL, "node_taints", ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"]),
        ),
    ),
    Switch(
        key="node_pools[].gpu_driver",
        settings={
            **FOR_BATCHES,
            "node_pools[2].name": "npgpu",
            "node_pools[2].vm_size": GPU_SIZE,
            "node_pools[2].gpu_driver": "None",
            "node_pools[2].taints": ["sku=gpu:NoSchedule"],
        },
        rows="CMP-07",
        makes=(Made("cluster", POOL, "vm_size", GPU_SIZE), Made("cluster", POOL, "gpu_driver", "None")),
    ),
    Switch(
        key="node_pools[].os_sku: Windows2022",
        settings={
            **WINDOWS,
            "node_pools[2].name": "npwin1",
            "node_pools[2].mode": "user",
            "node_pools[2].vm_size": "Standard_DS4_v2",
            "node_pools[2].os_sku": "Windows2022",
            "node_pools[2].min_count": 1,
            "node_pools[2].max_count": 2,
            "node_pools[2].taints": ["os=windows:NoSchedule"],
        },
        rows="CMP-16",
        makes=(
            Made("cluster", POOL, "os_type", "Windows"),
            Made("cluster", POOL, "temporary_name_for_rotation", "npwtmp"),
            Made("cluster", AKS, "windows_profile.admin_password", "${var.windows_admin_password}"),
        ),
    ),
    Switch(
        key="windows.hybrid_benefit",
        settings={"windows.hybrid_benefit": True},
        makes=(Made("cluster", AKS, "windows_profile.license", "Windows_Server"),),
    ),
    Switch(
        key="node_pools[].fips",
        settings={"node_pools[1].fips": True},
        makes=(Made("cluster", POOL, "fips_enabled", True),),
    ),
    Switch(
        key="node_pools[].drain_timeout, soak_time, undrainable_nodes",
        settings={
            "node_pools[1].drain_timeout": 60,
            "node_pools[1].soak_time": 5,
            "node_pools[1].undrainable_nodes": "Cordon",
        },
        makes=(
            Made("cluster", POOL, "upgrade_settings.drain_timeout_in_minutes", 60),
            Made("cluster", POOL, "upgrade_settings.node_soak_duration_in_minutes", 5),
            Made("cluster", POOL, "upgrade_settings.undrainable_node_behavior", "Cordon"),
        ),
    ),
    Switch(
        key="disk_encryption_set_id",
        settings={"disk_encryption_set_id": DISK_ENCRYPTION_SET},
        makes=(
            Made("cluster", AKS, "disk_encryption_set_id", DISK_ENCRYPTION_SET),
            Made("cluster", "azurerm_role_assignment", "scope", DISK_ENCRYPTION_SET),
        ),
    ),
    Switch(
        key="autoscaler_profile",
        settings={"autoscaler_profile.expander": "least-waste", "autoscaler_profile.scale_down_unneeded": "5m"},
        rows="SCALE-14",
        makes=(
            Made("cluster", AKS, "auto_scaler_profile.expander", "least-waste"),
            Made("cluster", AKS, "auto_scaler_profile.scale_down_unneeded", "5m"),
        ),
    ),
    Switch(
        key="node_pools[].kubelet",
        settings={"node_pools[1].kubelet": {"cpu_manager_policy": "static", "pod_max_pids": 4096}},
        makes=(
            Made("cluster", POOL, "kubelet_config.cpu_manager_policy", "static"),
            Made("cluster", POOL, "kubelet_config.pod_max_pid", 4096),
        ),
    ),
    Switch(
        key="node_pools[].linux_os",
        settings={"node_pools[1].linux_os": {"sysctls": {"net_core_somaxconn": 65536}}},
        makes=(Made("cluster", POOL, "linux_os_config.sysctl_config.net_core_somaxconn", 65536),),
    ),
    Switch(
        key="node_pools[].pod_subnet",
        settings={"node_pools[0].pod_subnet": "10.240.8.0/23", "node_pools[1].pod_subnet": "10.240.10.0/23"},
        makes=(
            Made("cluster", POOL, "pod_subnet_id", To("azurerm_subnet", stack="spoke")),
            Made("cluster", AKS, "default_node_pool.pod_subnet_id", To("azurerm_subnet", stack="spoke")),
            Made("spoke", "azurerm_subnet", "delegation.service_delegation.name", DELEGATED_TO),
            Made(PLAN, "node_pools[1].pod_subnet", "name", "snet-clusterpods-npuser01"),
        ),
    ),
)
