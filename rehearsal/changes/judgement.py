"""Judges a plan: what its changes do, and whether Azure may see them differently."""

from collections.abc import Sequence

from rehearsal.changes.case import Lost, Outcome
from rehearsal.upgrade import GONE
from review.changed_values import changed_values
from review.protected import LOST_WITH
from review.terraform_plan import PlannedChange

# Arguments of a node pool that azurerm changes by making the nodes anew. Source: azurerm 4.55.0,
# internal/services/containers/kubernetes_cluster_node_pool_resource.go, cycleNodePoolProperties.
NEW_NODES = frozenset(
    {
        "fips_enabled",
        "host_encryption_enabled",
        "kubelet_config",
        "kubelet_disk_type",
        "linux_os_config",
        "max_pods",
        "node_public_ip_enabled",
        "only_critical_addons_enabled",
        "os_disk_size_gb",
        "os_disk_type",
        "pod_subnet_id",
        "snapshot_id",
        "ultra_ssd_enabled",
        "vm_size",
        "vnet_subnet_id",
        "zones",
    }
)
# Arguments of a cluster for which AKS makes the nodes of every pool anew, though azurerm says update in place. Source:
# Azure pages "Use custom certificate authorities (CAs) in Azure Kubernetes Service (AKS)" and "HTTP proxy support in
# Azure Kubernetes Service (AKS)".
NEW_NODES_OF_ALL_POOLS = frozenset({"custom_ca_trust_certificates_base64", "http_proxy_config"})
# Types that Azure may refuse to change although the plan says update in place.
REFUSED_IN_PLACE = frozenset(
    {
        "azurerm_firewall",
        "azurerm_key_vault",
        "azurerm_kubernetes_cluster",
        "azurerm_kubernetes_cluster_node_pool",
        "azurerm_subnet",
        "azurerm_virtual_network",
    }
)
UNCHANGED = ("keep", "read")  # kinds of a planned change
POOLS = ("azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool")


def worth_applying(change: PlannedChange) -> bool:
    """Whether an apply may show what the plan does not: Azure keeps what is in use, and refuses some updates."""
    return change.kind in GONE or (change.kind == "change" and change.type in REFUSED_IN_PLACE)


def kind(changes: Sequence[PlannedChange]) -> Outcome:
    """The worst that planned changes do."""
    if any(change.kind in GONE for change in changes):
        return "replaces"
    return "nodes are replaced" if any(makes_nodes_anew(change) for change in changes) else "in place"


def makes_nodes_anew(change: PlannedChange) -> bool:
    """Whether an update in place replaces the nodes of a pool, or of all pools."""
    if change.type not in POOLS or change.kind != "change":
        return False
    paths = [found.path.split(".") for found in changed_values(change.before, change.after)]
    pools = [path[-1] for path in paths if change.type == POOLS[1] or path[0].startswith("default_node_pool")]
    whole = [path[0].partition("[")[0] for path in paths if change.type == POOLS[0]]
    return any(name.partition("[")[0] in NEW_NODES for name in pools) or not NEW_NODES_OF_ALL_POOLS.isdisjoint(whole)


def lost(changes: Sequence[PlannedChange]) -> list[Lost]:
    """What goes with deleted and replaced resources."""
    return [
        Lost(type=change.type, kind=change.kind, loss=LOST_WITH.get(change.type, ""))
        for change in changes
        if change.kind in GONE and not change.data
    ]
