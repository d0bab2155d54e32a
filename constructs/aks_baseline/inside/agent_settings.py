"""ConfigMaps of AKS's monitoring agents, in the namespace kube-system."""

from collections.abc import Mapping, Sequence

from cdktf_cdktf_provider_kubernetes.config_map_v1 import ConfigMapV1, ConfigMapV1Metadata
from constructs import Construct

from aks_baseline.monitoring.prometheus_jobs import NPM_CLUSTER_JOB, NPM_NODE_JOB

# Versions of the format. An agent ignores a ConfigMap of another version.
VERSION = {"schema-version": "v1", "config-version": "ver1"}

# Azure's default targets, and whether they are scraped. networkobservabilityRetina: network metrics of nodes, MON-14.
SCRAPED = {
    "kubelet": True,
    "coredns": False,
    "cadvisor": True,
    "kubeproxy": False,
    "apiserver": False,
    "kubestate": True,
    "nodeexporter": True,
    "windowsexporter": False,
    "windowskubeproxy": False,
    "kappiebasic": True,
    "networkobservabilityRetina": True,
    "networkobservabilityHubble": False,
    "networkobservabilityCilium": False,
    "prometheuscollectorhealth": False,
    "controlplane-apiserver": True,
    "controlplane-cluster-autoscaler": False,
    "controlplane-kube-scheduler": False,
    "controlplane-kube-controller-manager": False,
    "controlplane-etcd": True,
}
CONTROL_PLANE = "controlplane-"  # targets that Azure scrapes at a fixed interval

# Metrics that rules read and that Azure's minimal ingestion profile drops. The profile lists metrics of volumes under
# kubelet, but only kube-state-metrics has them.
# Source: tomlparser-default-targets-metrics-keep-list.go of github.com/Azure/prometheus-collector, at commit 39583fd5.
KEPT_METRICS = {
    "kubestate": (
        "kube_persistentvolume_status_phase",
        "kube_persistentvolumeclaim_access_mode",
        "kube_statefulset_metadata_generation",
        "kube_statefulset_status_observed_generation",
    )
}
KEEP_LISTS = [target for target in SCRAPED if target != "prometheuscollectorhealth"] + ["podannotations"]
INTERVALS = [target for target in SCRAPED if not target.startswith(CONTROL_PLANE)] + ["podannotations"]


class AgentSettings(Construct):
    """ConfigMaps that say what Container insights and managed Prometheus collect.

    Source: article, "Monitor and collect logs and metrics" and "Network metrics"; Azure pages "Customize scraping of
    Prometheus metrics in Azure Monitor managed service" and "Configure log collection for Container insights".

    Args:
        workloads: Namespaces of workloads. Both agents scrape pods with Prometheus annotations there.
        add_ons: Namespaces of add-ons. Managed Prometheus scrapes pods with Prometheus annotations there.
        settings_namespace: Namespace for settings of the cluster. Container insights scrapes pods there too.
        network_policy_metrics: True collects the metrics of Azure Network Policy Manager. Other policy engines have no
            such metrics.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workloads: Sequence[str],
        add_ons: Sequence[str],
        settings_namespace: str,
        network_policy_metrics: bool,
    ) -> None:
        super().__init__(scope, id_)
        annotated = ["kube-system", *workloads, *add_ons]
        self._config_map("Default", "ama-metrics-settings-configmap", VERSION | _scraping(annotated))
        self._config_map(
            "container_insights",
            "container-azm-ms-agentconfig",
            VERSION | _container_insights([*workloads, settings_namespace]),
        )
        if network_policy_metrics:
            self._config_map("jobs", "ama-metrics-prometheus-config", {"prometheus-config": NPM_CLUSTER_JOB})
            self._config_map("node_jobs", "ama-metrics-prometheus-config-node", {"prometheus-config": NPM_NODE_JOB})

    def _config_map(self, id_: str, name: str, data: Mapping[str, str]) -> None:
        ConfigMapV1(self, id_, metadata=ConfigMapV1Metadata(name=name, namespace="kube-system"), data=data)


def _scraping(annotated_namespaces: Sequence[str]) -> dict[str, str]:
    return {
        "prometheus-collector-settings": 'cluster_alias = ""',
        "default-scrape-settings-enabled": _toml(SCRAPED),
        "pod-annotation-based-scraping": f'podannotationnamespaceregex = "{"|".join(annotated_namespaces)}"',
        "default-targets-metrics-keep-list": _toml(
            {target: "|".join(KEPT_METRICS.get(target, ())) for target in KEEP_LISTS}
            | {"minimalingestionprofile": True}
        ),
        "default-targets-scrape-interval-settings": _toml(dict.fromkeys(INTERVALS, "30s")),
        "debug-mode": _toml({"enabled": False}),
    }


def _container_insights(namespaces: Sequence[str]) -> dict[str, str]:
    listed = ", ".join(f'"{namespace}"' for namespace in namespaces)
    return {
        "prometheus-data-collection-settings": _lines(
            "[prometheus_data_collection_settings.cluster]",
            '    interval = "1m"',
            "    monitor_kubernetes_pods = true",
            f"    monitor_kubernetes_pods_namespaces = [{listed}]",
            "[prometheus_data_collection_settings.node]",
            '    interval = "1m"',
            '    urls = ["http://$NODE_IP:9103/metrics"]',
        ),
        # Prometheus collects the network policy metrics already. Only this agent measures how full the subnet is.
        "integrations": _lines(
            "[integrations.azure_network_policy_manager]",
            "    collect_basic_metrics = false",
            "    collect_advanced_metrics = false",
            "[integrations.azure_subnet_ip_usage]",
            "    enabled = true",
        ),
        "agent-settings": _lines(
            "[agent_settings.prometheus_fbit_settings]",
            "    tcp_listener_chunk_size = 10",
            "    tcp_listener_buffer_size = 10",
            "    tcp_listener_mem_buf_limit = 200",
        ),
    }


def _toml(values: Mapping[str, bool | str]) -> str:
    shown = ((key, str(value).lower() if isinstance(value, bool) else f'"{value}"') for key, value in values.items())
    return _lines(*(f"{key} = {value}" for key, value in shown))


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"
