"""What AKS adds to spot pools and refuses of Windows pools and of subnets for pods."""

from rehearsal.azure.behaviour import Put, completes, refuses
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.values import at, filled

POOL = "Microsoft.ContainerService/managedClusters/agentPools"
SPOT = "kubernetes.azure.com/scalesetpriority"
DELEGATED_TO = "Microsoft.ContainerService/managedClusters"


@completes(POOL)
def complete_spot(put: Put) -> None:
    """Azure page "Add an Azure Spot node pool to an AKS cluster", "Limitations" and "Verify the Spot node pool"."""
    properties = put.properties
    if properties.get("scaleSetPriority") != "Spot":
        filled(properties, {"upgradeSettings": {"maxSurge": "10%"}})
        return
    properties["nodeLabels"] = {**(properties.get("nodeLabels") or {}), SPOT: "spot"}
    taint, taints = f"{SPOT}=spot:NoSchedule", properties.get("nodeTaints") or []
    properties["nodeTaints"] = taints if taint in taints else [taint, *taints]


@refuses(POOL)
def check_special_pool(put: Put) -> None:
    """Azure pages "Create Node Pools in AKS", "Limitations", and "Add an Azure Spot node pool to an AKS cluster"."""
    pool, cluster = put.properties, put.cloud.get(put.id.parent)
    if pool.get("scaleSetPriority") == "Spot" and pool.get("mode") == "System":
        raise AzureError("SpotPoolCannotBeSystem", put.id.name)
    if pool.get("scaleSetPriority") == "Spot" and (pool.get("upgradeSettings") or {}).get("maxSurge"):
        raise AzureError("SpotPoolHasNoSurge", put.id.name)
    if pool.get("osType") == "Windows":
        if len(put.id.name) > 6:
            raise AzureError("InvalidAgentPoolName", f"{put.id.name}: at most six characters with Windows")
        if pool.get("kubeletConfig") or pool.get("linuxOSConfig"):
            raise AzureError("CustomNodeConfigNotSupported", f"{put.id.name}: its settings are for Linux")
        if cluster and not at(cluster.properties, "windowsProfile", "adminUsername"):
            raise AzureError("WindowsProfileMissing", f"{put.id.name}: the cluster has no windowsProfile")
        if cluster and at(cluster.properties, "networkProfile", "networkPolicy") != "calico":
            raise AzureError("NetworkPolicyNotSupportedOnWindows", put.id.name)


@refuses(POOL)
def check_pod_subnet(put: Put) -> None:
    """Azure page "Configure Azure CNI Pod Subnet": AKS delegates the subnet, and Terraform must say so too."""
    subnet, pool = put.cloud.get(put.properties.get("podSubnetID")), put.properties
    if subnet:
        delegated = [at(each, "properties", "serviceName") for each in subnet.properties.get("delegations") or []]
        if DELEGATED_TO not in delegated:
            raise AzureError("PodSubnetNotDelegated", f"{put.id.name}: {subnet.id.name}")
    swap = at(pool, "linuxOSConfig", "swapFileSizeMB")
    if swap and at(pool, "kubeletConfig", "failSwapOn") is not False:
        raise AzureError("FailSwapOnMustBeFalse", put.id.name)
