"""Settings of the cluster autoscaler."""

from typing import Annotated, Literal

from pydantic import Field

from aks_baseline.cluster import autoscaler
from config.model.base import Section
from config.model.text import form

Time = Annotated[
    str,
    form(r"^(0s|[1-9][0-9]{0,4}[smh])$", "a whole number of seconds, minutes or hours, such as 30s, 10m or 1h", "10m"),
]

AKS = autoscaler.AutoscalerProfile()


class AutoscalerProfile(Section):
    balance_similar_node_groups: bool = Field(
        default=AKS.balance_similar_node_groups,
        description="Optional. Keeps pools of the same size, labels and taints at equal numbers of nodes.",
    )
    daemonset_eviction_for_empty_nodes: bool | None = Field(
        default=None,
        description="Optional. Ends pods of daemon sets properly before a node without other pods goes. Left out, it "
        "is false.",
    )
    daemonset_eviction_for_occupied_nodes: bool | None = Field(
        default=None,
        description="Optional. Ends pods of daemon sets properly before a node with other pods goes. Left out, it is "
        "true.",
    )
    empty_bulk_delete_max: int = Field(
        default=AKS.empty_bulk_delete_max, ge=1, description="Optional. Most empty nodes that go at once."
    )
    expander: Literal["least-waste", "most-pods", "priority", "random"] = Field(
        default=AKS.expander,
        description="Optional. How the pool is chosen that grows, if several could. priority reads the config map "
        "cluster-autoscaler-priority-expander of kube-system, which is yours to make.",
    )
    ignore_daemonsets_utilization: bool | None = Field(
        default=None,
        description="Optional. Leaves pods of daemon sets out when the utilization of a node is computed. Left out, it "
        "is false.",
    )
    max_graceful_termination_sec: int = Field(
        default=AKS.max_graceful_termination_sec,
        ge=0,
        description="Optional. Most seconds to wait for the pods of a node that goes.",
    )
    max_node_provisioning_time: Time = Field(
        default=AKS.max_node_provisioning_time, description="Optional. Most time to wait for a new node."
    )
    max_unready_nodes: int = Field(
        default=AKS.max_unready_nodes,
        ge=0,
        description="Optional. Nodes that may be unready, whatever `max_unready_percentage` says.",
    )
    max_unready_percentage: float = Field(
        default=AKS.max_unready_percentage,
        ge=0,
        le=100,
        description="Optional. Percentage of unready nodes above which the autoscaler stops.",
    )
    new_pod_scale_up_delay: Time = Field(
        default=AKS.new_pod_scale_up_delay,
        description="Optional. Age below which a pod that finds no node is ignored, for bursts of short pods.",
    )
    scale_down_delay_after_add: Time = Field(
        default=AKS.scale_down_delay_after_add,
        description="Optional. Time after a new node until unneeded nodes may go.",
    )
    scale_down_delay_after_delete: Time = Field(
        default=AKS.scale_down_delay_after_delete,
        description="Optional. Time after a node went until other nodes may go.",
    )
    scale_down_delay_after_failure: Time = Field(
        default=AKS.scale_down_delay_after_failure,
        description="Optional. Time after a removal failed until nodes may go.",
    )
    scale_down_unneeded: Time = Field(
        default=AKS.scale_down_unneeded,
        description="Optional. Time for which a node must be unneeded before it goes.",
    )
    scale_down_unready: Time = Field(
        default=AKS.scale_down_unready,
        description="Optional. Time for which an unready node must be unneeded before it goes.",
    )
    scale_down_utilization_threshold: float = Field(
        default=AKS.scale_down_utilization_threshold,
        ge=0,
        le=1,
        description="Optional. A node is unneeded below this utilization: what its pods ask for, as a share of what "
        "they could have.",
    )
    scan_interval: Time = Field(
        default=AKS.scan_interval, description="Optional. Time between two looks at the cluster."
    )
    skip_nodes_with_local_storage: bool = Field(
        default=AKS.skip_nodes_with_local_storage,
        description="Optional. Keeps nodes with pods that have local storage, such as emptyDir.",
    )
    skip_nodes_with_system_pods: bool = Field(
        default=AKS.skip_nodes_with_system_pods,
        description="Optional. Keeps nodes with pods of kube-system, other than daemon sets.",
    )
