"""Recording rules, and that every metric that a Prometheus rule reads is scraped and kept."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from promql import metrics_of

from review.kubernetes import manifests, of_kind
from review.terraform import Body, Stacks, every, named, only

PROFILE: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "data" / "prometheus-minimal-profile.json").read_text("utf-8")
)
# Scrape target and job that have a metric, by how its name begins.
TARGETS = {
    "kube_": ("kubestate", "kube-state-metrics"),
    "kubelet_": ("kubelet", "kubelet"),
    "rest_client_": ("kubelet", "kubelet"),
    "container_": ("cadvisor", "cadvisor"),
    "node_": ("nodeexporter", "node"),
}
# Series of Azure's two groups, and every metric that each must read.
NODE = {
    "instance:node_num_cpu:sum": "node_cpu_seconds_total",
    "instance:node_cpu_utilisation:rate5m": "node_cpu_seconds_total",
    "instance:node_load1_per_cpu:ratio": "node_load1 node_cpu_seconds_total",
    "instance:node_memory_utilisation:ratio": "node_memory_MemAvailable_bytes node_memory_MemTotal_bytes",
    "instance:node_vmstat_pgmajfault:rate5m": "node_vmstat_pgmajfault",
    "instance_device:node_disk_io_time_seconds:rate5m": "node_disk_io_time_seconds_total",
    "instance_device:node_disk_io_time_weighted_seconds:rate5m": "node_disk_io_time_weighted_seconds_total",
    "instance:node_network_receive_bytes_excluding_lo:rate5m": "node_network_receive_bytes_total",
    "instance:node_network_transmit_bytes_excluding_lo:rate5m": "node_network_transmit_bytes_total",
    "instance:node_network_receive_drop_excluding_lo:rate5m": "node_network_receive_drop_total",
    "instance:node_network_transmit_drop_excluding_lo:rate5m": "node_network_transmit_drop_total",
}
REQUESTS = "kube_pod_container_resource_requests kube_pod_status_phase"
LIMITS = "kube_pod_container_resource_limits kube_pod_status_phase"
KUBERNETES = {
    "node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate": (
        "container_cpu_usage_seconds_total kube_pod_info"
    ),
    "node_namespace_pod_container:container_memory_working_set_bytes": (
        "container_memory_working_set_bytes kube_pod_info"
    ),
    "node_namespace_pod_container:container_memory_rss": "container_memory_rss kube_pod_info",
    "node_namespace_pod_container:container_memory_cache": "container_memory_cache kube_pod_info",
    "node_namespace_pod_container:container_memory_swap": "container_memory_swap kube_pod_info",
    "cluster:namespace:pod_memory:active:kube_pod_container_resource_requests": REQUESTS,
    "namespace_memory:kube_pod_container_resource_requests:sum": REQUESTS,
    "cluster:namespace:pod_cpu:active:kube_pod_container_resource_requests": REQUESTS,
    "namespace_cpu:kube_pod_container_resource_requests:sum": REQUESTS,
    "cluster:namespace:pod_memory:active:kube_pod_container_resource_limits": LIMITS,
    "namespace_memory:kube_pod_container_resource_limits:sum": LIMITS,
    "cluster:namespace:pod_cpu:active:kube_pod_container_resource_limits": LIMITS,
    "namespace_cpu:kube_pod_container_resource_limits:sum": LIMITS,
    "namespace_workload_pod:kube_pod_owner:relabel": "kube_pod_owner kube_replicaset_owner",
    ":node_memory_MemAvailable_bytes:sum": "node_memory_MemAvailable_bytes",
    "cluster:node_cpu:ratio_rate5m": "node_cpu_seconds_total",
}


def rules(stacks: Stacks) -> list[Body]:
    groups = every(stacks["cluster"], "azurerm_monitor_alert_prometheus_rule_group").values()
    assert len(groups) == 5
    return [rule for group in groups for rule in group["rule"]]


@pytest.mark.parametrize(("subject", "series"), [("Node", NODE), ("Kubernetes", KUBERNETES)])
def test_recording_group(stacks: Stacks, subject: str, series: dict[str, str]) -> None:
    """Both groups of Azure's template for Linux are on, and record each of its series."""
    cluster = only(stacks["cluster"], "azurerm_kubernetes_cluster")
    group = named(
        stacks["cluster"],
        "azurerm_monitor_alert_prometheus_rule_group",
        f"{subject}RecordingRulesRuleGroup-{cluster['name']}",
    )
    assert group["rule_group_enabled"] is True
    assert group["interval"] == "PT1M"
    assert group["cluster_name"] == cluster["name"]
    assert group["location"] == only(stacks["cluster"], "azurerm_monitor_workspace")["location"]
    assert group["scopes"] == ["${azurerm_monitor_workspace.prometheus.id}", "${azurerm_kubernetes_cluster.cluster.id}"]
    read: dict[str, set[str]] = {}
    for rule in group["rule"]:
        assert rule["enabled"] is True
        # azurerm's plan refuses action, severity, annotations, for and alert_resolution beside record.
        assert set(rule) - {"labels"} == {"record", "enabled", "expression"}
        read.setdefault(rule["record"], set()).update(metrics_of(rule["expression"]))
    assert read == {name: set(metrics.split()) for name, metrics in series.items()}


def test_recordings_distinguish_workloads(stacks: Stacks) -> None:
    """Pods of each kind of owner get a series of their own, labelled with the kind."""
    found = {
        rule["labels"]["workload_type"]: re.findall(r'owner_kind="(\w+)"', rule["expression"])
        for rule in rules(stacks)
        if rule.get("record") == "namespace_workload_pod:kube_pod_owner:relabel"
    }
    assert found == {
        "deployment": ["ReplicaSet"],
        "daemonset": ["DaemonSet"],
        "statefulset": ["StatefulSet"],
        "job": ["Job"],
    }


def test_recorded_series_name_the_cluster(stacks: Stacks) -> None:
    """Dashboards select by cluster: no sum or join may drop that label."""
    recorded = [rule["expression"] for rule in rules(stacks) if "record" in rule]
    kept = [labels for each in recorded for labels in re.findall(r"\b(?:by|on) \(([^)]*)\)", each)]
    assert len(kept) > 30
    assert all("cluster" in labels.split(", ") for labels in kept)
    assert not [each for each in recorded for labels in re.findall(r"without \(([^)]*)\)", each) if "cluster" in labels]


def test_no_alert_reads_a_recorded_series(stacks: Stacks) -> None:
    """A rule group can be left out, or fail, without another one falling silent."""
    assert not [metric for rule in rules(stacks) for metric in metrics_of(rule["expression"]) if ":" in metric]


def test_every_metric_of_every_rule_is_scraped_and_kept(stacks: Stacks) -> None:
    """MON-04: the minimal ingestion profile drops what it does not name, and a rule without its metric never fires."""
    settings = {each["metadata"]["name"]: each for each in of_kind(manifests(stacks["bootstrap"]), "ConfigMap")}
    data = settings["ama-metrics-settings-configmap"]["data"]
    scraped = tomllib.loads(data["default-scrape-settings-enabled"])
    kept = tomllib.loads(data["default-targets-metrics-keep-list"])
    dropped: dict[str, set[str]] = {target: set() for target in PROFILE}
    for rule in rules(stacks):
        for metric, selectors in metrics_of(rule["expression"]).items():
            ((target, job),) = (target for begins, target in TARGETS.items() if metric.startswith(begins))
            assert scraped[target] is True, metric
            assert {found for each in selectors for found in re.findall(r'job="([^"]+)"', each)} <= {job}, metric
            if not any(re.fullmatch(expression, metric) for expression in PROFILE[target]):
                dropped[target].add(metric)
    assert len(dropped["kubestate"]) == 4
    assert {target: set(kept[target].split("|")) - {""} for target in PROFILE} == dropped
