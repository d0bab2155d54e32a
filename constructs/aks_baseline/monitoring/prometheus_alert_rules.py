"""Alerts on the cluster's metrics, as PromQL: the recommended rules of Azure Monitor, at the reference's thresholds.

Their runbooks are in docs/alerts.md. Metrics come from kube-state-metrics, the kubelet, cAdvisor and the node exporter.
Source: Azure page "Recommended alert rules for Kubernetes clusters". Three expressions differ from the reference, whose
conditions can never be true: KubePodFailedState, KubePVUsageHigh and KubePodReadyStateLow.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AlertRule:
    """PromQL expression, and when its result fires an alert.

    Args:
        name: Name of the alert.
        expression: PromQL expression.
        minutes: Minutes that the expression must be true before the alert fires.
        severity: 0 (worst) to 4.
        resolve: Minutes that the expression must be false before the alert is resolved.
        summary: What is wrong, as a sentence without full stop. It may contain labels of the result.
    """

    name: str
    expression: str
    minutes: int
    severity: int
    resolve: int
    summary: str


# While kube-state-metrics restarts, both of its instances report the owner of a pod. `max` leaves one.
_OWNER = (
    "max by (namespace, pod, cluster, controller) "
    '(label_replace(kube_pod_owner, "controller", "$1", "owner_name", "(.*)"))'
)


def _by_controller(series: str) -> str:
    """Series of pods, with the controller that owns the pod."""
    return f"({series}) * on (namespace, pod, cluster) group_left (controller) {_OWNER}"


POD_RULES = (
    AlertRule(
        name="KubeJobStale",
        expression=(
            'sum by (namespace, cluster) (kube_job_spec_completions{job="kube-state-metrics"})'
            ' - sum by (namespace, cluster) (kube_job_status_succeeded{job="kube-state-metrics"}) > 0'
        ),
        minutes=360,
        severity=4,
        resolve=15,
        summary="Jobs in namespace {{ $labels.namespace }} have not completed for six hours",
    ),
    AlertRule(
        name="KubeContainerAverageCPUHigh",
        expression=(
            "sum by (pod, cluster, container, namespace)"
            ' (rate(container_cpu_usage_seconds_total{image!="", container!="POD"}[5m]))'
            " / sum by (pod, cluster, container, namespace)"
            ' (container_spec_cpu_quota{image!="", container!="POD"}'
            ' / container_spec_cpu_period{image!="", container!="POD"}) > 0.95'
        ),
        minutes=5,
        severity=4,
        resolve=15,
        summary="Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} is at its CPU limit",
    ),
    AlertRule(
        name="KubeContainerAverageMemoryHigh",
        expression=(
            "avg by (namespace, controller, container, cluster) ("
            + _by_controller(
                'container_memory_working_set_bytes{container!="", image!="", container!="POD"}'
                " / on (namespace, cluster, pod, container) group_left ()"
                ' kube_pod_container_resource_limits{resource="memory", node!=""}'
            )
            + ") > 0.95"
        ),
        minutes=10,
        severity=4,
        resolve=10,
        summary=(
            "Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.controller }} is close to its"
            " memory limit"
        ),
    ),
    AlertRule(
        name="KubePodFailedState",
        # kube-state-metrics writes the phase with a capital; the reference's lower-case word never matches.
        expression=(
            "sum by (cluster, namespace, controller) ("
            + _by_controller('kube_pod_status_phase{phase="Failed"}')
            + ") > 0"
        ),
        minutes=5,
        severity=4,
        resolve=15,
        summary="Pods of {{ $labels.namespace }}/{{ $labels.controller }} have failed",
    ),
    AlertRule(
        name="KubePVUsageHigh",
        # The kubelet reports volumes by claim, not by pod: the reference's join with the pod's owner is always empty.
        expression=(
            "avg by (namespace, persistentvolumeclaim, cluster)"
            ' (kubelet_volume_stats_used_bytes{job="kubelet"}'
            ' / kubelet_volume_stats_capacity_bytes{job="kubelet"}) > 0.8'
        ),
        minutes=15,
        severity=3,
        resolve=10,
        summary="Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is more than 80 % full",
    ),
    AlertRule(
        name="KubePodReadyStateLow",
        # The reference sums daemon sets by deployment, a label they lack: one bad daemon set would drown in the others.
        expression=(
            "sum by (cluster, namespace, deployment) (kube_deployment_status_replicas_ready)"
            " / sum by (cluster, namespace, deployment) (kube_deployment_spec_replicas) < 0.8"
            " or sum by (cluster, namespace, daemonset) (kube_daemonset_status_number_ready)"
            " / sum by (cluster, namespace, daemonset) (kube_daemonset_status_desired_number_scheduled) < 0.8"
        ),
        minutes=5,
        severity=4,
        resolve=15,
        summary=(
            "Fewer than 80 % of the pods of {{ $labels.namespace }}/{{ $labels.deployment }}{{ $labels.daemonset }}"
            " are ready"
        ),
    ),
    AlertRule(
        name="KubePodContainerRestart",
        expression=(
            "sum by (namespace, controller, container, cluster) ("
            + _by_controller('increase(kube_pod_container_status_restarts_total{job="kube-state-metrics"}[1h])')
            + ") > 0"
        ),
        minutes=15,
        severity=4,
        resolve=10,
        summary=(
            "Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.controller }} restarted within"
            " the hour"
        ),
    ),
    AlertRule(
        name="KubePodCrashLooping",
        expression=(
            "max_over_time(kube_pod_container_status_waiting_reason"
            '{reason="CrashLoopBackOff", job="kube-state-metrics"}[5m]) >= 1'
        ),
        minutes=15,
        severity=4,
        resolve=10,
        summary="Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} keeps crashing",
    ),
    AlertRule(
        name="KubePodNotReadyByController",
        expression=(
            "sum by (namespace, controller, cluster) ("
            + _by_controller(
                "max by (namespace, pod, cluster)"
                ' (kube_pod_status_phase{job="kube-state-metrics", phase=~"Pending|Unknown"})'
            )
            + ") > 0"
        ),
        minutes=15,
        severity=3,
        resolve=10,
        summary="Pods of {{ $labels.namespace }}/{{ $labels.controller }} do not get started",
    ),
    AlertRule(
        name="KubeStatefulSetGenerationMismatch",
        expression=(
            'kube_statefulset_status_observed_generation{job="kube-state-metrics"}'
            ' != kube_statefulset_metadata_generation{job="kube-state-metrics"}'
        ),
        minutes=15,
        severity=3,
        resolve=10,
        summary="A change of stateful set {{ $labels.namespace }}/{{ $labels.statefulset }} is not taken up",
    ),
    AlertRule(
        name="KubeJobFailed",
        expression='kube_job_failed{job="kube-state-metrics"} > 0',
        minutes=15,
        severity=3,
        resolve=10,
        summary="Job {{ $labels.namespace }}/{{ $labels.job_name }} has failed",
    ),
    AlertRule(
        name="KubeletPodStartUpLatencyHigh",
        expression=(
            "histogram_quantile(0.99, sum by (cluster, instance, le)"
            ' (rate(kubelet_pod_worker_duration_seconds_bucket{job="kubelet"}[5m])))'
            ' * on (cluster, instance) group_left (node) kubelet_node_name{job="kubelet"} > 60'
        ),
        minutes=10,
        severity=4,
        resolve=10,
        summary="The kubelet of node {{ $labels.node }} takes more than a minute to act on pods",
    ),
    AlertRule(
        name="KubeDeploymentReplicasMismatch",
        expression=(
            '(kube_deployment_spec_replicas{job="kube-state-metrics"}'
            ' > kube_deployment_status_replicas_available{job="kube-state-metrics"})'
            ' and (changes(kube_deployment_status_replicas_updated{job="kube-state-metrics"}[10m]) == 0)'
        ),
        minutes=15,
        severity=4,
        resolve=15,
        summary="Deployment {{ $labels.namespace }}/{{ $labels.deployment }} lacks replicas, and none are coming",
    ),
    AlertRule(
        name="KubeStatefulSetReplicasMismatch",
        expression=(
            '(kube_statefulset_status_replicas_ready{job="kube-state-metrics"}'
            ' != kube_statefulset_status_replicas{job="kube-state-metrics"})'
            ' and (changes(kube_statefulset_status_replicas_updated{job="kube-state-metrics"}[10m]) == 0)'
        ),
        minutes=15,
        severity=4,
        resolve=10,
        summary="Stateful set {{ $labels.namespace }}/{{ $labels.statefulset }} lacks replicas, and none are coming",
    ),
    AlertRule(
        name="KubeHpaReplicasMismatch",
        expression=(
            '(kube_horizontalpodautoscaler_status_desired_replicas{job="kube-state-metrics"}'
            ' != kube_horizontalpodautoscaler_status_current_replicas{job="kube-state-metrics"})'
            ' and (kube_horizontalpodautoscaler_status_current_replicas{job="kube-state-metrics"}'
            ' > kube_horizontalpodautoscaler_spec_min_replicas{job="kube-state-metrics"})'
            ' and (kube_horizontalpodautoscaler_status_current_replicas{job="kube-state-metrics"}'
            ' < kube_horizontalpodautoscaler_spec_max_replicas{job="kube-state-metrics"})'
            ' and (changes(kube_horizontalpodautoscaler_status_current_replicas{job="kube-state-metrics"}[15m]) == 0)'
        ),
        minutes=15,
        severity=4,
        resolve=15,
        summary="Autoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} lacks replicas it wants",
    ),
    AlertRule(
        name="KubeHpaMaxedOut",
        expression=(
            'kube_horizontalpodautoscaler_status_current_replicas{job="kube-state-metrics"}'
            ' == kube_horizontalpodautoscaler_spec_max_replicas{job="kube-state-metrics"}'
        ),
        minutes=15,
        severity=4,
        resolve=15,
        summary="Autoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} is at its most replicas",
    ),
)

NODE_RULES = (
    AlertRule(
        name="KubeNodeUnreachable",
        expression=(
            '(kube_node_spec_taint{job="kube-state-metrics", key="node.kubernetes.io/unreachable", effect="NoSchedule"}'
            " unless ignoring (key, value) kube_node_spec_taint"
            '{job="kube-state-metrics", key=~"ToBeDeletedByClusterAutoscaler'
            "|cloud.google.com/impending-node-termination"
            '|aws-node-termination-handler/spot-itn"}) == 1'
        ),
        minutes=15,
        severity=3,
        resolve=10,
        summary="Node {{ $labels.node }} is unreachable, and nothing is about to remove it",
    ),
    AlertRule(
        name="KubeNodeReadinessFlapping",
        expression=(
            'sum by (cluster, node) (changes(kube_node_status_condition{status="true", condition="Ready"}[15m])) > 2'
        ),
        minutes=15,
        severity=3,
        resolve=10,
        summary="Node {{ $labels.node }} keeps changing between ready and not ready",
    ),
    AlertRule(
        name="KubeNodeDiskUsageHigh",
        expression=(
            '100 - 100 * node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"} > 80'
        ),
        minutes=15,
        severity=3,
        resolve=10,
        summary="The disk of node {{ $labels.instance }} is more than 80 % full",
    ),
)

CLUSTER_RULES = (
    AlertRule(
        name="KubeContainerOOMKilledCount",
        expression=(
            "sum by (cluster, container, controller, namespace) ("
            + _by_controller('kube_pod_container_status_last_terminated_reason{reason="OOMKilled"}')
            + ") > 0"
        ),
        minutes=5,
        severity=4,
        resolve=10,
        summary="{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.controller }} was out of memory",
    ),
    AlertRule(
        name="KubeCPUQuotaOvercommit",
        expression=(
            "sum by (cluster) (min without (resource)"
            ' (kube_resourcequota{job="kube-state-metrics", type="hard", resource=~"cpu|requests.cpu"}))'
            " / sum by (cluster)"
            ' (kube_node_status_allocatable{resource="cpu", job="kube-state-metrics"}) > 1.5'
        ),
        minutes=5,
        severity=3,
        resolve=10,
        summary="Namespaces of {{ $labels.cluster }} are promised half as much CPU again as the nodes have",
    ),
    AlertRule(
        name="KubeMemoryQuotaOvercommit",
        expression=(
            "sum by (cluster) (min without (resource)"
            ' (kube_resourcequota{job="kube-state-metrics", type="hard", resource=~"memory|requests.memory"}))'
            " / sum by (cluster)"
            ' (kube_node_status_allocatable{resource="memory", job="kube-state-metrics"}) > 1.5'
        ),
        minutes=5,
        severity=3,
        resolve=10,
        summary="Namespaces of {{ $labels.cluster }} are promised half as much memory again as the nodes have",
    ),
    AlertRule(
        name="KubeClientErrors",
        expression=(
            'sum by (cluster, instance, job, namespace) (rate(rest_client_requests_total{code=~"5.."}[5m]))'
            " / sum by (cluster, instance, job, namespace) (rate(rest_client_requests_total[5m])) > 0.01"
        ),
        minutes=15,
        severity=3,
        resolve=10,
        summary="More than 1 % of the API calls of {{ $labels.job }} on {{ $labels.instance }} end in server errors",
    ),
    AlertRule(
        name="KubePersistentVolumeFillingUp",
        expression=(
            '(kubelet_volume_stats_available_bytes{job="kubelet"}'
            ' / kubelet_volume_stats_capacity_bytes{job="kubelet"} < 0.15)'
            ' and kubelet_volume_stats_used_bytes{job="kubelet"} > 0'
            ' and predict_linear(kubelet_volume_stats_available_bytes{job="kubelet"}[6h], 4 * 24 * 3600) < 0'
            " unless on (cluster, namespace, persistentvolumeclaim)"
            ' kube_persistentvolumeclaim_access_mode{access_mode="ReadOnlyMany"} == 1'
            " unless on (cluster, namespace, persistentvolumeclaim)"
            ' kube_persistentvolumeclaim_labels{label_excluded_from_alerts="true"} == 1'
        ),
        minutes=60,
        severity=4,
        resolve=15,
        summary="Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} will be full within four days",
    ),
    AlertRule(
        name="KubePersistentVolumeInodesFillingUp",
        expression=(
            'kubelet_volume_stats_inodes_free{job="kubelet"} / kubelet_volume_stats_inodes{job="kubelet"} < 0.03'
        ),
        minutes=15,
        severity=4,
        resolve=10,
        summary="Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} can hardly take another file",
    ),
    AlertRule(
        name="KubePersistentVolumeErrors",
        expression='kube_persistentvolume_status_phase{phase=~"Failed|Pending", job="kube-state-metrics"} > 0',
        minutes=5,
        severity=4,
        resolve=10,
        summary="Persistent volume {{ $labels.persistentvolume }} is {{ $labels.phase }}",
    ),
    AlertRule(
        name="KubeContainerWaiting",
        expression=(
            "sum by (namespace, pod, container, cluster)"
            ' (kube_pod_container_status_waiting_reason{job="kube-state-metrics"}) > 0'
        ),
        minutes=60,
        severity=3,
        resolve=10,
        summary="Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} has waited for an hour",
    ),
    AlertRule(
        name="KubeDaemonSetNotScheduled",
        expression=(
            'kube_daemonset_status_desired_number_scheduled{job="kube-state-metrics"}'
            ' - kube_daemonset_status_current_number_scheduled{job="kube-state-metrics"} > 0'
        ),
        minutes=15,
        severity=3,
        resolve=10,
        summary="Daemon set {{ $labels.namespace }}/{{ $labels.daemonset }} is missing on some nodes",
    ),
    AlertRule(
        name="KubeDaemonSetMisScheduled",
        expression='kube_daemonset_status_number_misscheduled{job="kube-state-metrics"} > 0',
        minutes=15,
        severity=3,
        resolve=10,
        summary="Daemon set {{ $labels.namespace }}/{{ $labels.daemonset }} runs on nodes it should not",
    ),
    AlertRule(
        name="KubeQuotaAlmostFull",
        expression=(
            'kube_resourcequota{job="kube-state-metrics", type="used"} / ignoring (instance, job, type)'
            ' (kube_resourcequota{job="kube-state-metrics", type="hard"} > 0) > 0.9 < 1'
        ),
        minutes=15,
        severity=3,
        resolve=10,
        summary="Namespace {{ $labels.namespace }} has used more than 90 % of its quota of {{ $labels.resource }}",
    ),
)

# Velero's counters of failures begin at 0 when Velero starts. After a restart it still reports the time of the last
# good backup. `[3d]` keeps that time visible while Velero does not run. velero_backup_last_status is also 0 before the
# first backup, so an alert on it would be false (vmware-tanzu/velero, pkg/metrics/metrics.go). The schedule runs every
# 24 hours.
BACKUP_RULES = (
    AlertRule(
        name="VeleroBackupFailed",
        expression=" or ".join(
            (
                *(
                    f'sum by (schedule, cluster) (increase(velero_backup_{kind}_total{{schedule!=""}}[1h])) > 0'
                    for kind in ("failure", "partial_failure", "validation_failure")
                ),
                "(time() - max by (schedule, cluster)"
                ' (last_over_time(velero_backup_last_successful_timestamp{schedule!=""}[3d]))) > 93600',
            )
        ),
        minutes=5,
        severity=2,
        resolve=15,
        summary="Velero's schedule {{ $labels.schedule }} has failed, or has had no good backup for 26 hours",
    ),
)

ALERT_RULES = {"pod": POD_RULES, "node": NODE_RULES, "cluster": CLUSTER_RULES}
"""Rules by level. The name of the rule group and the link to Microsoft's page contain the level."""
