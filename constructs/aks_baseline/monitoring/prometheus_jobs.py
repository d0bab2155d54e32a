"""Scrape jobs of managed Prometheus for Azure Network Policy Manager, as Prometheus reads them.

Source: Azure pages "Monitor and visualize network configurations with Azure NPM" and "Customize scraping of Prometheus
metrics in Azure Monitor managed service".
"""

# Scraped once for the cluster: the controller, through its service.
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

# Scraped on every node: the agent of that node, which listens at the node's own address. The reference has two jobs for
# it. The one for the cluster would scrape each agent a second time. The other selects pods by __name__, a label that no
# target has, and so scrapes nothing.
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
