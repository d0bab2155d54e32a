"""Scrape jobs of managed Prometheus for Azure Network Policy Manager, as Prometheus reads them.

Source: Azure page "Monitor and visualize network configurations with Azure NPM".
"""

# Scraped once for the cluster: each node's agent, found through its node, and the controller, through its service.
NPM_JOBS = """\
global:
  scrape_interval: 30s
scrape_configs:
  - job_name: azure-npm-node-metrics
    metrics_path: /node-metrics
    kubernetes_sd_configs:
      - role: node
    relabel_configs:
      - source_labels: [__address__]
        action: replace
        regex: ([^:]+)(?::\\d+)?
        replacement: "$1:10091"
        target_label: __address__
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

# Scraped on every node: agents found through annotations of their pods.
NPM_POD_JOB = """\
global:
  scrape_interval: 30s
scrape_configs:
  - job_name: azure-npm-node-metrics-from-pod-config
    metrics_path: /node-metrics
    kubernetes_sd_configs:
      - role: pod
    relabel_configs:
      - source_labels: [__meta_kubernetes_namespace]
        action: keep
        regex: kube-system
      - source_labels: [__name__]
        action: keep
        regex: (__meta_kubernetes_pod_annotationpresent_azure.*)
      - source_labels: [__address__]
        action: replace
        regex: ([^:]+)(?::\\d+)?
        replacement: "$1:10091"
        target_label: __address__
"""
