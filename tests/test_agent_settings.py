"""ConfigMaps that the monitoring agents read. MON-05, MON-14, inventory K8S-04 to K8S-07."""

import tomllib

import pytest
import yaml
from conftest import Synthesize
from options import ALL

from review.kubernetes import of_kind, typed
from review.terraform import Body, Stacks

ON = {
    "kubelet",
    "cadvisor",
    "kubestate",
    "nodeexporter",
    "kappiebasic",
    "networkobservabilityRetina",
    "controlplane-apiserver",
    "controlplane-etcd",
}


def _maps(bootstrap: Body) -> dict[str, Body]:
    found = of_kind(typed(bootstrap), "ConfigMap")
    assert all(each["metadata"]["namespace"] == "kube-system" for each in found)
    return {each["metadata"]["name"]: each["data"] for each in found}


@pytest.fixture(scope="module")
def maps(stacks: Stacks) -> dict[str, Body]:
    return _maps(stacks["bootstrap"])


@pytest.fixture(scope="module")
def scraping(maps: dict[str, Body]) -> Body:
    return maps["ama-metrics-settings-configmap"]


def test_settings_are_of_the_version_that_the_agents_read(maps: dict[str, Body]) -> None:
    for name in ("ama-metrics-settings-configmap", "container-azm-ms-agentconfig"):
        assert (maps[name]["schema-version"], maps[name]["config-version"]) == ("v1", "ver1")


def test_targets_are_scraped_that_the_reference_scrapes(scraping: Body) -> None:
    """MON-14: node-level network observability is one of them."""
    targets = tomllib.loads(scraping["default-scrape-settings-enabled"])
    assert {target for target, on in targets.items() if on} == ON
    assert len(targets) == 19


def test_minimal_metrics_are_kept_every_half_minute(scraping: Body) -> None:
    kept = tomllib.loads(scraping["default-targets-metrics-keep-list"])
    assert kept.pop("minimalingestionprofile") is True
    assert len(kept) == 19
    assert {target for target, metrics in kept.items() if metrics} == {"kubestate"}  # see test_prometheus_rules.py
    intervals = tomllib.loads(scraping["default-targets-scrape-interval-settings"])
    assert len(intervals) == 15
    assert set(intervals.values()) == {"30s"}
    assert tomllib.loads(scraping["debug-mode"]) == {"enabled": False}
    assert tomllib.loads(scraping["prometheus-collector-settings"]) == {"cluster_alias": ""}


def test_annotated_pods_of_each_workload_are_scraped(synthesize: Synthesize) -> None:
    maps = _maps(synthesize(workloads=[{"namespace": "a0008"}, {"namespace": "a0009"}])["bootstrap"])
    expression = tomllib.loads(maps["ama-metrics-settings-configmap"]["pod-annotation-based-scraping"])
    assert expression == {"podannotationnamespaceregex": "kube-system|a0008|a0009"}
    insights = tomllib.loads(maps["container-azm-ms-agentconfig"]["prometheus-data-collection-settings"])
    cluster = insights["prometheus_data_collection_settings"]["cluster"]
    assert cluster["monitor_kubernetes_pods_namespaces"] == ["a0008", "a0009", "cluster-baseline-settings"]


def test_annotated_pods_of_add_ons_are_scraped(synthesize: Synthesize) -> None:
    """Velero's and Flagger's metrics, for the alert on failed backups and for canaries. MON-05, BC-32."""
    maps = _maps(synthesize(**ALL)["bootstrap"])
    (expression,) = tomllib.loads(maps["ama-metrics-settings-configmap"]["pod-annotation-based-scraping"]).values()
    assert expression == "kube-system|a0008|kured|flagger|velero", "Argo CD's pods carry no annotation"


def test_container_insights_has_the_settings_of_the_reference(maps: dict[str, Body]) -> None:
    insights = maps["container-azm-ms-agentconfig"]
    collected = tomllib.loads(insights["prometheus-data-collection-settings"])["prometheus_data_collection_settings"]
    assert collected["node"] == {"interval": "1m", "urls": ["http://$NODE_IP:9103/metrics"]}
    assert (collected["cluster"]["interval"], collected["cluster"]["monitor_kubernetes_pods"]) == ("1m", True)
    integrations = tomllib.loads(insights["integrations"])["integrations"]
    assert integrations["azure_network_policy_manager"] == {
        "collect_basic_metrics": False,
        "collect_advanced_metrics": False,
    }
    assert integrations["azure_subnet_ip_usage"] == {"enabled": True}
    agent = tomllib.loads(insights["agent-settings"])["agent_settings"]["prometheus_fbit_settings"]
    assert list(agent.values()) == [10, 10, 200]


def _jobs(maps: dict[str, Body], name: str) -> dict[str, Body]:
    settings = yaml.safe_load(maps[name]["prometheus-config"])
    assert settings["global"]["scrape_interval"] == "30s"
    return {job["job_name"]: job for job in settings["scrape_configs"]}


def test_network_policy_manager_is_scraped_where_it_runs(maps: dict[str, Body], synthesize: Synthesize) -> None:
    """Each node's collector asks the agent beside it: from one place for all nodes, samples would come twice."""
    controller = _jobs(maps, "ama-metrics-prometheus-config")
    assert list(controller) == ["azure-npm-cluster-metrics"]
    agents = _jobs(maps, "ama-metrics-prometheus-config-node")
    assert list(agents) == ["azure-npm-node-metrics"]
    agent = agents["azure-npm-node-metrics"]
    assert agent["metrics_path"] == "/node-metrics"
    assert agent["static_configs"] == [{"targets": ["$NODE_IP:10091"]}]
    calico = _maps(synthesize(**{"network.policy_engine": "calico"})["bootstrap"])
    assert set(maps) - set(calico) == {"ama-metrics-prometheus-config", "ama-metrics-prometheus-config-node"}


def test_scrape_jobs_select_labels_that_the_targets_have(maps: dict[str, Body]) -> None:
    """A target has no name of a metric: a job that keeps targets by __name__ scrapes nothing."""
    for name in ("ama-metrics-prometheus-config", "ama-metrics-prometheus-config-node"):
        for job in _jobs(maps, name).values():
            assert not any("__name__" in step["source_labels"] for step in job["relabel_configs"])


def test_settings_contain_no_terraform_expression(maps: dict[str, Body]) -> None:
    """`$1` and `$NODE_IP` are the agents' own; only `${` and `%{` are Terraform's."""
    assert all("${" not in text and "%{" not in text for data in maps.values() for text in data.values())
