"""Namespaces that a cluster has before any workload does. Needs no cdktf, so that configuration can read it too."""

# Gatekeeper leaves these alone by itself (article, "Policy management").
CLUSTER_NAMESPACES = ("kube-system", "gatekeeper-system", "azure-arc")

# With that of the Flux extension. Nothing else escapes the audit.
SYSTEM_NAMESPACES = (*CLUSTER_NAMESPACES, "flux-system")

# Where the cluster's own settings are kept apart from any workload; no pod runs in it.
SETTINGS_NAMESPACE = "cluster-baseline-settings"

# Where Azure installs the extension of AKS backup. Its pods break policies that deny, so these only audit it.
BACKUP_NAMESPACE = "dataprotection-microsoft"

# Where AKS runs its service mesh add-on. Azure page "Deploy Istio-based service mesh add-on for Azure Kubernetes
# Service".
ISTIO_NAMESPACE = "aks-istio-system"

# Where Chaos Studio looks for Chaos Mesh. Azure page "Create a chaos experiment that uses a Chaos Mesh fault".
CHAOS_NAMESPACE = "chaos-testing"
