"""Recording rules on the metrics of nodes and pods, as PromQL. Azure's default Grafana dashboards need their series.

The names are those of Azure's two rule groups for Linux. No alert reads them. Source: AddonTerraformTemplate/main.tf of
github.com/Azure/prometheus-collector, and Azure page "Default Prometheus metrics configuration in Azure Monitor".
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RecordingRule:
    """Series that is calculated every minute.

    Args:
        name: Name of the series.
        expression: PromQL expression.
        workload_type: Value of the label `workload_type`. None: no such label.
    """

    name: str
    expression: str
    workload_type: str | None = None


_IDLE = 'node_cpu_seconds_total{job="node", mode="idle"}'
_NOT_LOOPBACK = '{job="node", device!="lo"}'


def _traffic(series: str) -> str:
    """Rate over all network devices of a node but its loopback."""
    return f"sum without (device) (rate({series}{_NOT_LOOPBACK}[5m]))"


NODE_RULES = (
    RecordingRule(name="instance:node_num_cpu:sum", expression=f"count without (cpu, mode) ({_IDLE})"),
    RecordingRule(
        name="instance:node_cpu_utilisation:rate5m",
        expression=(
            "1 - sum without (cpu, mode)"
            ' (rate(node_cpu_seconds_total{job="node", mode=~"idle|iowait|steal"}[5m]))'
            f" / count without (cpu, mode) ({_IDLE})"
        ),
    ),
    RecordingRule(
        name="instance:node_load1_per_cpu:ratio",
        expression=f'node_load1{{job="node"}} / count without (cpu, mode) ({_IDLE})',
    ),
    RecordingRule(
        name="instance:node_memory_utilisation:ratio",
        expression='1 - node_memory_MemAvailable_bytes{job="node"} / node_memory_MemTotal_bytes{job="node"}',
    ),
    RecordingRule(
        name="instance:node_vmstat_pgmajfault:rate5m", expression='rate(node_vmstat_pgmajfault{job="node"}[5m])'
    ),
    RecordingRule(
        name="instance_device:node_disk_io_time_seconds:rate5m",
        expression='rate(node_disk_io_time_seconds_total{job="node", device!=""}[5m])',
    ),
    RecordingRule(
        name="instance_device:node_disk_io_time_weighted_seconds:rate5m",
        expression='rate(node_disk_io_time_weighted_seconds_total{job="node", device!=""}[5m])',
    ),
    RecordingRule(
        name="instance:node_network_receive_bytes_excluding_lo:rate5m",
        expression=_traffic("node_network_receive_bytes_total"),
    ),
    RecordingRule(
        name="instance:node_network_transmit_bytes_excluding_lo:rate5m",
        expression=_traffic("node_network_transmit_bytes_total"),
    ),
    RecordingRule(
        name="instance:node_network_receive_drop_excluding_lo:rate5m",
        expression=_traffic("node_network_receive_drop_total"),
    ),
    RecordingRule(
        name="instance:node_network_transmit_drop_excluding_lo:rate5m",
        expression=_traffic("node_network_transmit_drop_total"),
    ),
)

# A pod of the same name can be known on two nodes for some minutes; topk keeps one, else the join fails.
_NODE_OF_POD = (
    "* on (cluster, namespace, pod) group_left (node) topk by (cluster, namespace, pod)"
    ' (1, max by (cluster, namespace, pod, node) (kube_pod_info{job="kube-state-metrics", node!=""}))'
)
_OF_LIVE_PODS = (
    "* on (cluster, namespace, pod) group_left () max by (cluster, namespace, pod)"
    ' (kube_pod_status_phase{job="kube-state-metrics", phase=~"Pending|Running"} == 1)'
)


def _container_memory(kind: str) -> RecordingRule:
    """Memory of each container, with the node it is on."""
    return RecordingRule(
        name=f"node_namespace_pod_container:container_memory_{kind}",
        expression=f'container_memory_{kind}{{job="cadvisor", image!=""}} {_NODE_OF_POD}',
    )


def _reserved(resource: str, bound: str) -> tuple[RecordingRule, RecordingRule]:
    """What containers of pending and running pods request, or are limited to: each, and summed by namespace."""
    series = f'kube_pod_container_resource_{bound}{{job="kube-state-metrics", resource="{resource}"}}'
    return (
        RecordingRule(
            name=f"cluster:namespace:pod_{resource}:active:kube_pod_container_resource_{bound}",
            expression=f"{series} {_OF_LIVE_PODS}",
        ),
        RecordingRule(
            name=f"namespace_{resource}:kube_pod_container_resource_{bound}:sum",
            expression=(
                f"sum by (cluster, namespace) (max by (cluster, namespace, pod, container) ({series}) {_OF_LIVE_PODS})"
            ),
        ),
    )


def _workload(workload_type: str, owners: str) -> RecordingRule:
    """The workload that each pod belongs to. `owners`: series whose label owner_name is the workload's name."""
    return RecordingRule(
        name="namespace_workload_pod:kube_pod_owner:relabel",
        expression=(
            "max by (cluster, namespace, workload, pod)"
            f' (label_replace({owners}, "workload", "$1", "owner_name", "(.*)"))'
        ),
        workload_type=workload_type,
    )


def _pods_owned_by(kind: str) -> str:
    return f'kube_pod_owner{{job="kube-state-metrics", owner_kind="{kind}"}}'


KUBERNETES_RULES = (
    RecordingRule(
        name="node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate",
        expression=(
            "sum by (cluster, namespace, pod, container)"
            ' (irate(container_cpu_usage_seconds_total{job="cadvisor", image!=""}[5m]))'
            f" {_NODE_OF_POD}"
        ),
    ),
    _container_memory("working_set_bytes"),
    _container_memory("rss"),
    _container_memory("cache"),
    _container_memory("swap"),
    *_reserved("memory", "requests"),
    *_reserved("cpu", "requests"),
    *_reserved("memory", "limits"),
    *_reserved("cpu", "limits"),
    _workload(
        "deployment",
        f'label_replace({_pods_owned_by("ReplicaSet")}, "replicaset", "$1", "owner_name", "(.*)")'
        " * on (cluster, namespace, replicaset) group_left (owner_name) topk by (cluster, namespace, replicaset)"
        " (1, max by (cluster, namespace, replicaset, owner_name)"
        ' (kube_replicaset_owner{job="kube-state-metrics"}))',
    ),
    _workload("daemonset", _pods_owned_by("DaemonSet")),
    _workload("statefulset", _pods_owned_by("StatefulSet")),
    _workload("job", _pods_owned_by("Job")),
    RecordingRule(
        name=":node_memory_MemAvailable_bytes:sum",
        expression='sum by (cluster) (node_memory_MemAvailable_bytes{job="node"})',
    ),
    RecordingRule(
        name="cluster:node_cpu:ratio_rate5m",
        expression=(
            'sum by (cluster) (rate(node_cpu_seconds_total{job="node", mode!~"idle|iowait|steal"}[5m]))'
            f" / count by (cluster) ({_IDLE})"
        ),
    ),
)

RECORDING_RULES = {"node": NODE_RULES, "kubernetes": KUBERNETES_RULES}
"""Rules by subject. The name of the rule group contains the subject."""
