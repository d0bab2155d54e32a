"""Building blocks of the AKS baseline, one noun a file, in a folder for each subject.

foundation: names, placement, roles, registry. network: hub, spoke, firewall and their rules. cluster: AKS and pools.
edge: Application Gateway, key vault, certificates. policy: Azure Policy. monitoring: logs, metrics, alerts.
inside: Kubernetes objects. add_ons: Helm charts, off until the configuration asks for them.
router: Front Door, Traffic Manager and Fleet Manager, for several clusters.
"""
