"""Scrape jobs of managed Prometheus for Azure Network Policy Manager, as Prometheus reads them.

Source: Azure pages "Monitor and visualize network configurations with Azure NPM" and "Customize scraping of Prometheus
metrics in Azure Monitor managed service".
"""

# Scrapes the controller once for the cluster, through its service.
NPM_CLUSTER_JOB = """\
global:
  scrape_interval: 30s
scrape_configs:
  - job_name: azure-npm-cluster-metrics
    metrics_path: /cluster-metrics
    kubernetes_sd_configs:
      - role: service
    relabel_configs:
      - source_labels: [__meta_kubernetes_namespace]
        action: keep
        regex: kube-system
      - source_labels: [__meta_kubernetes_service_name]
        action: keep
        regex: npm-metrics-cluster-service
    metric_relabel_configs:
      - source_labels: [__name__]
        action: drop
        regex: npm_ipset_counts
"""

# Scrapes the agent of every node at the address of the node. The reference has two jobs for it, which are not used: the
# job for the cluster scrapes every agent a second time, and the job for nodes selects pods by the label __name__, which
# no target has.
NPM_NODE_JOB = """\
global:
  scrape_interval: 30s
scrape_configs:
  - job_name: azure-npm-node-metrics
    metrics_path: /node-metrics
    static_configs:
      - targets: ["$NODE_IP:10091"]
    relabel_configs:
      - source_labels: [__address__]
        action: replace
        replacement: $NODE_NAME
        target_label: instance
"""
