"""Settings of the cluster autoscaler. Needs no cdktf, so that configuration can read the defaults too."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class AutoscalerProfile:
    """Settings of the cluster autoscaler, which hold for every pool. Times are such as 30s, 10m or 1h.

    The defaults are AKS's own. They are stated so that an upgrade of provider or service cannot change them unseen. The
    exception is `skip_nodes_with_local_storage`, where the article's reference implementation has true, AKS false.
    Source: article, "Cluster autoscaler"; Azure page "Use the cluster autoscaler in Azure Kubernetes Service (AKS)".

    Args:
        balance_similar_node_groups: True keeps similar pools at equal sizes.
        daemonset_eviction_for_empty_nodes: True ends pods of daemon sets properly before an empty node goes. None:
            azurerm's default, false.
        daemonset_eviction_for_occupied_nodes: The same for a node with other pods. None: azurerm's default, true.
        empty_bulk_delete_max: Most empty nodes that go at once.
        expander: How the pool is chosen that grows.
        ignore_daemonsets_utilization: True leaves pods of daemon sets out of a node's utilization. None: azurerm's
            default, false.
        max_graceful_termination_sec: Most seconds to wait for the pods of a node that goes.
        max_node_provisioning_time: Most time to wait for a new node.
        max_unready_nodes: Nodes that may be unready whatever their share is.
        max_unready_percentage: Percentage of unready nodes above which the autoscaler stops.
        new_pod_scale_up_delay: Age below which a pod without a node is ignored.
        scale_down_delay_after_add: Time after a new node until nodes may go again.
        scale_down_delay_after_delete: Time after a node went until others may go.
        scale_down_delay_after_failure: Time after a failed removal until nodes may go again.
        scale_down_unneeded: Time for which a node must be unneeded before it goes.
        scale_down_unready: Time for which an unready node must be unneeded before it goes.
        scale_down_utilization_threshold: Utilization below which a node is unneeded, from 0 to 1.
        scan_interval: Time between two looks at the cluster.
        skip_nodes_with_local_storage: True keeps nodes with pods that have local storage.
        skip_nodes_with_system_pods: True keeps nodes with pods of kube-system.
    """

    balance_similar_node_groups: bool = False
    daemonset_eviction_for_empty_nodes: bool | None = None
    daemonset_eviction_for_occupied_nodes: bool | None = None
    empty_bulk_delete_max: int = 10
    expander: Literal["least-waste", "most-pods", "priority", "random"] = "random"
    ignore_daemonsets_utilization: bool | None = None
    max_graceful_termination_sec: int = 600
    max_node_provisioning_time: str = "15m"
    max_unready_nodes: int = 3
    max_unready_percentage: float = 45
    new_pod_scale_up_delay: str = "0s"
    scale_down_delay_after_add: str = "10m"
    scale_down_delay_after_delete: str = "20s"
    scale_down_delay_after_failure: str = "3m"
    scale_down_unneeded: str = "10m"
    scale_down_unready: str = "20m"
    scale_down_utilization_threshold: float = 0.5
    scan_interval: str = "10s"
    skip_nodes_with_local_storage: bool = True
    skip_nodes_with_system_pods: bool = True
