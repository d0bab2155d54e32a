"""Alerts: the thirty Prometheus rules, the others, and that each reaches somebody who can read what to do."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import BASELINE, Synthesize
from promql import metrics_of

from config.facts.log_tables import READ_BY_ALERTS
from review.terraform import Body, Stacks, block, every, named, only, resolve

ROOT = Path(__file__).parent.parent
METRIC_ALERT = "azurerm_monitor_metric_alert"
ACTION_GROUP = "spoke: azurerm_monitor_action_group.alerts.id"
GATEWAY, FIREWALL = "cluster: azurerm_application_gateway.application_gateway.id", "hub: azurerm_firewall.firewall.id"
MICROSOFT = "https://aka.ms/aks-alerts/{}-level-recommended-alerts"

# Minutes until it is an alert, severity, minutes until it is over, and every metric it must read, by level and name.
RULES: dict[str, dict[str, tuple[int, int, int, str]]] = {
    "Pod": {
        "KubeJobStale": (360, 4, 15, "kube_job_spec_completions kube_job_status_succeeded"),
        "KubeContainerAverageCPUHigh": (
            5,
            4,
            15,
            "container_cpu_usage_seconds_total container_spec_cpu_quota container_spec_cpu_period",
        ),
        "KubeContainerAverageMemoryHigh": (
            10,
            4,
            10,
            "container_memory_working_set_bytes kube_pod_container_resource_limits kube_pod_owner",
        ),
        "KubePodFailedState": (5, 4, 15, "kube_pod_status_phase kube_pod_owner"),
        "KubePVUsageHigh": (15, 3, 10, "kubelet_volume_stats_used_bytes kubelet_volume_stats_capacity_bytes"),
        "KubePodReadyStateLow": (
            5,
            4,
            15,
            "kube_deployment_status_replicas_ready kube_deployment_spec_replicas"
            " kube_daemonset_status_number_ready kube_daemonset_status_desired_number_scheduled",
        ),
        "KubePodContainerRestart": (15, 4, 10, "kube_pod_container_status_restarts_total kube_pod_owner"),
        "KubePodCrashLooping": (15, 4, 10, "kube_pod_container_status_waiting_reason"),
        "KubePodNotReadyByController": (15, 3, 10, "kube_pod_status_phase kube_pod_owner"),
        "KubeStatefulSetGenerationMismatch": (
            15,
            3,
            10,
            "kube_statefulset_status_observed_generation kube_statefulset_metadata_generation",
        ),
        "KubeJobFailed": (15, 3, 10, "kube_job_failed"),
        "KubeletPodStartUpLatencyHigh": (10, 4, 10, "kubelet_pod_worker_duration_seconds_bucket kubelet_node_name"),
        "KubeDeploymentReplicasMismatch": (
            15,
            4,
            15,
            "kube_deployment_spec_replicas kube_deployment_status_replicas_available"
            " kube_deployment_status_replicas_updated",
        ),
        "KubeStatefulSetReplicasMismatch": (
            15,
            4,
            10,
            "kube_statefulset_status_replicas_ready kube_statefulset_status_replicas"
            " kube_statefulset_status_replicas_updated",
        ),
        "KubeHpaReplicasMismatch": (
            15,
            4,
            15,
            "kube_horizontalpodautoscaler_status_desired_replicas kube_horizontalpodautoscaler_status_current_replicas"
            " kube_horizontalpodautoscaler_spec_min_replicas kube_horizontalpodautoscaler_spec_max_replicas",
        ),
        "KubeHpaMaxedOut": (
            15,
            4,
            15,
            "kube_horizontalpodautoscaler_status_current_replicas kube_horizontalpodautoscaler_spec_max_replicas",
        ),
    },
    "Node": {
        "KubeNodeUnreachable": (15, 3, 10, "kube_node_spec_taint"),
        "KubeNodeReadinessFlapping": (15, 3, 10, "kube_node_status_condition"),
        "KubeNodeDiskUsageHigh": (15, 3, 10, "node_filesystem_avail_bytes node_filesystem_size_bytes"),
    },
    "Cluster": {
        "KubeContainerOOMKilledCount": (5, 4, 10, "kube_pod_container_status_last_terminated_reason kube_pod_owner"),
        "KubeCPUQuotaOvercommit": (5, 3, 10, "kube_resourcequota kube_node_status_allocatable"),
        "KubeMemoryQuotaOvercommit": (5, 3, 10, "kube_resourcequota kube_node_status_allocatable"),
        "KubeClientErrors": (15, 3, 10, "rest_client_requests_total"),
        "KubePersistentVolumeFillingUp": (
            60,
            4,
            15,
            "kubelet_volume_stats_available_bytes kubelet_volume_stats_capacity_bytes kubelet_volume_stats_used_bytes"
            " kube_persistentvolumeclaim_access_mode kube_persistentvolumeclaim_labels",
        ),
        "KubePersistentVolumeInodesFillingUp": (
            15,
            4,
            10,
            "kubelet_volume_stats_inodes_free kubelet_volume_stats_inodes",
        ),
        "KubePersistentVolumeErrors": (5, 4, 10, "kube_persistentvolume_status_phase"),
        "KubeContainerWaiting": (60, 3, 10, "kube_pod_container_status_waiting_reason"),
        "KubeDaemonSetNotScheduled": (
            15,
            3,
            10,
            "kube_daemonset_status_desired_number_scheduled kube_daemonset_status_current_number_scheduled",
        ),
        "KubeDaemonSetMisScheduled": (15, 3, 10, "kube_daemonset_status_number_misscheduled"),
        "KubeQuotaAlmostFull": (15, 3, 10, "kube_resourcequota"),
    },
}
ALL = [(level, name) for level, rules in RULES.items() for name in rules]
FIXED_POOLS = [
    {"name": "npsystem", "mode": "system", "vm_size": "Standard_DS2_v2", "min_count": 3, "max_count": 4},
    {"name": "npuser01", "mode": "user", "vm_size": "Standard_DS4_v2", "autoscale": False, "node_count": 3},
]

# What each metric alert looks at: resource, metric, when it fires, severity.
WATCHED: dict[str, dict[str, tuple[str, str, str, float, int]]] = {
    "cluster": {
        "GatewayBackendUnhealthy": (GATEWAY, "UnhealthyHostCount", "GreaterThan", 0.2, 1),
        "GatewayRequestsFailed": (GATEWAY, "FailedRequests", "GreaterThan", 10, 2),
    },
    "spoke": {
        "FirewallUnhealthy": (FIREWALL, "FirewallHealth", "LessThan", 90, 1),
        "FirewallSnatPortsScarce": (FIREWALL, "SNATPortUtilization", "GreaterThan", 80, 2),
    },
}
# By namespace: the type of resource, and aggregations and dimensions of its metrics. Azure pages "Supported metrics".
METRICS = {
    "Microsoft.Network/applicationGateways": (
        "azurerm_application_gateway",
        {
            "UnhealthyHostCount": ("Average", "BackendSettingsPool"),
            "FailedRequests": ("Total", "BackendSettingsPool"),
        },
    ),
    "Microsoft.Network/azureFirewalls": (
        "azurerm_firewall",
        {"FirewallHealth": ("Average", "Status Reason"), "SNATPortUtilization": ("Average Maximum", "Protocol")},
    ),
    "Microsoft.ContainerService/managedClusters": (
        "azurerm_kubernetes_cluster",
        {"node_cpu_usage_percentage": ("Average Maximum", "node nodepool")},
    ),
}
MINUTES = {"PT1M": 1, "PT5M": 5, "PT15M": 15}


def group_of(stacks: Stacks, level: str) -> Body:
    name = f"KubernetesAlert-RecommendedMetricAlerts{cluster_name(stacks)}-{level}-level"
    return named(stacks["cluster"], "azurerm_monitor_alert_prometheus_rule_group", name)


def rule_of(stacks: Stacks, level: str, name: str) -> Body:
    (rule,) = (rule for rule in group_of(stacks, level)["rule"] if rule["alert"] == name)
    assert isinstance(rule, dict)
    return rule


def cluster_name(stacks: Stacks) -> str:
    return str(only(stacks["cluster"], "azurerm_kubernetes_cluster")["name"])


def alerts(stacks: Stacks) -> Iterator[tuple[str, str, str, list[str]]]:
    """Stack, name, texts and action groups of every alert of the application, whatever its kind."""
    for stack, body in stacks.items():
        for group in every(body, "azurerm_monitor_alert_prometheus_rule_group").values():
            for rule in (rule for rule in group["rule"] if "alert" in rule):
                texts = " ".join(rule["annotations"].values())
                yield stack, rule["alert"], texts, [action["action_group_id"] for action in rule["action"]]
        for alert in every(body, "azurerm_monitor_scheduled_query_rules_alert_v2").values():
            yield stack, alert["name"], alert["description"], block(alert["action"])["action_groups"]
        for type_ in ("azurerm_monitor_activity_log_alert", METRIC_ALERT):
            for alert in every(body, type_).values():
                groups = [action["action_group_id"] for action in alert["action"]]
                yield stack, alert["name"], alert["description"], groups


def headings() -> set[str]:
    """Anchors of docs/alerts.md as GitHub makes them."""
    page = (ROOT / "docs" / "alerts.md").read_text("utf-8")
    titles = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_rule_groups(stacks: Stacks) -> None:
    """MON-04, inventory ALR-02 to ALR-04, ALR-T1, ALR-T3."""
    cluster = stacks["cluster"]
    workspace = only(cluster, "azurerm_monitor_workspace")
    for level, rules in RULES.items():
        group = group_of(stacks, level)
        assert [rule["alert"] for rule in group["rule"]] == list(rules)
        assert group["rule_group_enabled"] is True
        assert group["cluster_name"] == cluster_name(stacks)
        assert group["interval"] == "PT1M"
        assert group["description"] == "Kubernetes Alert RuleGroup-RecommendedMetricAlerts - 0.1"
        assert group["location"] == workspace["location"]
        assert group["scopes"] == [
            "${azurerm_monitor_workspace.prometheus.id}",
            "${azurerm_kubernetes_cluster.cluster.id}",
        ]


@pytest.mark.parametrize(("level", "name"), ALL)
def test_rule(stacks: Stacks, level: str, name: str) -> None:
    """MON-04, inventory 7.1 to 7.3, ALR-T1, ALR-T2."""
    minutes, severity, resolve_minutes, metrics = RULES[level][name]
    rule = rule_of(stacks, level, name)
    assert rule["enabled"] is True
    assert rule["for"] == f"PT{minutes}M"
    assert rule["severity"] == severity
    assert rule["labels"] == {"severity": "warning"}
    assert block(rule["alert_resolution"]) == {"auto_resolved": True, "time_to_resolve": f"PT{resolve_minutes}M"}
    assert rule["annotations"]["description"].endswith(MICROSOFT.format(level.lower()))
    assert set(metrics_of(rule["expression"])) == set(metrics.split())


def test_expressions_read_the_jobs_that_scrape_the_metrics(stacks: Stacks) -> None:
    """MON-04: a selector that names a job names the one that azure's collector gives the metric."""
    jobs = {"kube_": "kube-state-metrics", "kubelet_": "kubelet"}
    asked = 0
    for level, name in ALL:
        for metric, selectors in metrics_of(rule_of(stacks, level, name)["expression"]).items():
            for selector in selectors:
                if job := re.search(r'job="([^"]+)"', selector):
                    asked += 1
                    assert job[1] == jobs[metric.split("_")[0] + "_"], (name, metric)
    assert asked > 30


def test_expressions_that_differ_from_the_reference(stacks: Stacks) -> None:
    """MON-04: what the reference asks cannot be: a lower-case phase, volumes by pod, daemon sets by deployment."""
    assert 'phase="Failed"' in rule_of(stacks, "Pod", "KubePodFailedState")["expression"]
    assert "by (namespace, persistentvolumeclaim, cluster)" in rule_of(stacks, "Pod", "KubePVUsageHigh")["expression"]
    assert "by (cluster, namespace, daemonset)" in rule_of(stacks, "Pod", "KubePodReadyStateLow")["expression"]


def test_every_alert_reaches_the_action_group(stacks: Stacks, synthesize: Synthesize) -> None:
    """MON-04, design: each alert is wired."""
    for made, number in ((stacks, 38), (synthesize(node_pools=FIXED_POOLS), 40)):
        found = list(alerts(made))
        assert len(found) == number
        for stack, name, _, groups in found:
            assert [resolve(made, stack, group) for group in groups] == [ACTION_GROUP], name


def test_every_alert_has_a_runbook(stacks: Stacks, synthesize: Synthesize) -> None:
    for made in (stacks, synthesize(node_pools=FIXED_POOLS)):
        for _, name, texts, _ in alerts(made):
            (anchor,) = re.findall(r"docs/alerts\.md#([\w-]+)", texts)
            assert anchor in headings(), name
            assert anchor == name.lower() or name.startswith("Daily data cap"), name


def test_runbooks_become_links_with_a_base_url(synthesize: Synthesize) -> None:
    base = "https://github.com/contoso/aks-baseline/blob/main"
    for _, name, texts, _ in alerts(synthesize(**{"alerts.runbook_base_url": base})):
        assert f"{base}/docs/alerts.md#" in texts, name


def test_advisor_alert(stacks: Stacks) -> None:
    """Inventory ALR-01."""
    alert = only(stacks["cluster"], "azurerm_monitor_activity_log_alert")
    assert alert["name"] == "AllAzureAdvisorAlert"
    assert alert["location"] == "global"
    assert alert["enabled"] is True
    assert alert["scopes"] == ["${azurerm_resource_group.group.id}"]
    assert block(alert["criteria"]) == {
        "category": "Recommendation",
        "operation_name": "Microsoft.Advisor/recommendations/available/action",
    }


def test_failed_pods_alert(stacks: Stacks) -> None:
    """Inventory ALR-05. KubePodInventory must stay on the plan that alerts can read."""
    alert = named(stacks["cluster"], "azurerm_monitor_scheduled_query_rules_alert_v2", "PodFailedScheduledQuery")
    name = cluster_name(stacks)
    assert alert["display_name"] == f"[{name}] Scheduled Query for Pod Failed Alert"
    assert (alert["severity"], alert["enabled"], alert["auto_mitigation_enabled"]) == (3, True, True)
    assert (alert["evaluation_frequency"], alert["window_duration"]) == ("PT5M", "PT10M")
    assert resolve(stacks, "cluster", alert["scopes"][0]) == "spoke: azurerm_log_analytics_workspace.logs.id"
    criteria = dict(block(alert["criteria"]))
    query = criteria.pop("query")
    assert block(criteria.pop("failing_periods")) == {
        "minimum_failing_periods_to_trigger_alert": 2,
        "number_of_evaluation_periods": 2,
    }
    assert criteria == {
        "metric_measure_column": "AggregatedValue",
        "time_aggregation_method": "Average",
        "operator": "GreaterThan",
        "threshold": 3,
    }
    assert query.startswith("KubePodInventory\n")
    assert f'ClusterName =~ "{name}"' in query
    assert "AggregatedValue = avg(todouble(Failed) / Snapshots)" in query
    assert any("azurerm_log_analytics_solution" in each for each in alert["depends_on"])
    tables = every(stacks["spoke"], "azurerm_log_analytics_workspace_table").values()
    assert "KubePodInventory" not in {table["name"] for table in tables if table["plan"] == "Basic"}


def test_pools_of_fixed_size_are_watched(stacks: Stacks, synthesize: Synthesize) -> None:
    """SCALE-04: CPU, scheduling failures, and pending pods, which are watched anyhow."""
    fixed = synthesize(node_pools=FIXED_POOLS)
    alert = named(fixed["cluster"], METRIC_ALERT, "FixedPoolCpuHigh")
    criteria = dict(block(alert["criteria"]))
    assert alert["scopes"] == ["${azurerm_kubernetes_cluster.cluster.id}"]
    assert alert["enabled"] is True
    assert criteria["metric_namespace"] == "Microsoft.ContainerService/managedClusters"
    assert criteria["metric_name"] == "node_cpu_usage_percentage"
    assert (criteria["aggregation"], criteria["operator"]) == ("Average", "GreaterThan")
    assert 50 <= criteria["threshold"] < 95
    assert block(criteria["dimension"]) == {"name": "nodepool", "operator": "Include", "values": ["npuser01"]}
    scheduling = named(fixed["cluster"], "azurerm_monitor_scheduled_query_rules_alert_v2", "PodSchedulingFailed")
    assert 'Reason == "FailedScheduling"' in block(scheduling["criteria"])["query"]
    pending = metrics_of(rule_of(fixed, "Pod", "KubePodNotReadyByController")["expression"])["kube_pod_status_phase"]
    assert all("Pending" in selector for selector in pending)
    assert "FixedPoolCpuHigh" not in {each["name"] for each in every(stacks["cluster"], METRIC_ALERT).values()}


@pytest.mark.parametrize(("stack", "name"), [(stack, name) for stack, names in WATCHED.items() for name in names])
def test_gateway_and_firewall_are_watched(stacks: Stacks, stack: str, name: str) -> None:
    """Alerts that would have shown a gateway that does not trust its backend, and a firewall without ports."""
    resource, metric, operator, threshold, severity = WATCHED[stack][name]
    alert = named(stacks[stack], METRIC_ALERT, name)
    assert [resolve(stacks, stack, each) for each in alert["scopes"]] == [resource]
    assert (alert["enabled"], alert["auto_mitigate"], alert["severity"]) == (True, True, severity)
    criteria = block(alert["criteria"])
    assert (criteria["metric_name"], criteria["operator"], criteria["threshold"]) == (metric, operator, threshold)


def test_metric_alerts_use_metrics_that_azure_collects(synthesize: Synthesize) -> None:
    """Azure refuses an unknown metric or dimension, and an aggregation that is not the metric's makes no sense."""
    made = synthesize(node_pools=FIXED_POOLS)
    found = [(name, alert) for name, body in made.items() for alert in every(body, METRIC_ALERT).values()]
    assert len(found) == 5
    for stack, alert in found:
        criteria = block(alert["criteria"])
        type_, metrics = METRICS[criteria["metric_namespace"]]
        assert resolve(made, stack, alert["scopes"][0]).split(": ")[1].startswith(f"{type_}.")
        aggregations, dimensions = metrics[criteria["metric_name"]]
        assert criteria["aggregation"] in aggregations.split()
        assert {each["name"] for each in criteria.get("dimension", [])} <= set(dimensions.split())
        assert MINUTES[alert["window_size"]] > MINUTES[alert["frequency"]]


def test_the_firewall_is_watched_across_subscriptions(synthesize: Synthesize) -> None:
    """Azure takes an action group of the alert's own subscription only: the alert stays with it, in the spoke's."""
    hub, spoke = (f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2))
    made = synthesize(**{"hub.subscription_id": hub, "spoke.subscription_id": spoke})
    alert = named(made["spoke"], METRIC_ALERT, "FirewallUnhealthy")
    group = only(made["spoke"], "azurerm_monitor_action_group")
    assert "provider" not in alert
    assert "provider" not in group
    assert alert["resource_group_name"] == group["resource_group_name"]


def test_tables_that_alerts_read_are_kept_off_the_basic_plan(synthesize: Synthesize) -> None:
    fixed = {"name": "npfixed", "mode": "user", "vm_size": "Standard_DS4_v2", "autoscale": False, "node_count": 2}
    pools = [*yaml.safe_load(BASELINE.read_text())["node_pools"], {**fixed, "subnet": "10.240.8.0/24"}]
    stacks = synthesize(node_pools=pools)
    rules = [
        rule
        for stack in stacks.values()
        for rule in every(stack, "azurerm_monitor_scheduled_query_rules_alert_v2").values()
    ]
    assert {block(rule["criteria"])["query"].split("\n")[0] for rule in rules} == {*READ_BY_ALERTS}
