"""The AKS baseline's building blocks, one noun a file.

Network: hub_network, spoke_network, security_group (rules in security_rules), peering, private_endpoint,
private_dns_zone, public_address.
Hub: firewall (rules in firewall_rules), bastion, virtual_network_gateway.
Everywhere: placement, names, diagnostics, protection, log_workspace.
Edge of the cluster: key_vault, certificates, application_gateway (with waf_policy), workload_identity.
Outlives a cluster: registry (images in images, policies in registry_policies), action_group.
Policy: policy, policy_assignment, cluster_policies, service_policies, tls_host_policy.
Cluster: event_grid, flux.
Add-ons, off until asked for: add_on, self_managed_flux, argo_cd, kured, flagger, velero; helm_values writes what charts
are given.
Watches it: prometheus with prometheus_alerts (rules in alert_rules), container_insights, log_alert (queries in
log_alerts), activity_alert, node_cpu_alert, query_pack (queries in queries), budget; runbook links to docs/alerts.md.
"""
