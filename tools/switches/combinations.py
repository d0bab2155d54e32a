"""Combinations of switches that meet in the same resources, and pairs that a rule refuses.

An axis holds switches that exclude one another. Two switches of different axes work together, unless `REFUSED` names
the rule's words. Each row of `COMBINATIONS` turns on at most one switch an axis, and all rows together hold every pair.
"""

AXES: dict[str, tuple[str, ...]] = {
    "network": ("network.model: overlay", "network.policy_engine: calico", "network.policy_engine: cilium"),
    "endpoints": ("private_endpoints.location: hub",),
    "names": ("dns.use_hub",),
    "registry": ("registry.existing_id",),
    "firewall": ("firewall.policy_id", "firewall.base_policy_id"),
    "access": ("rbac.mode: kubernetes",),
    "delivery": ("bootstrap.method: pipeline", "bootstrap.method: flux_helm", "bootstrap.method: argocd"),
    "ingress": ("ingress.controller: none", "ingress.controller: agic"),
    "backup": ("backup.mode: velero", "backup.mode: aks_extension"),
}

# Two switches, and what the refusal says.
REFUSED: dict[tuple[str, str], str] = {}

COMBINATIONS: tuple[tuple[str, ...], ...] = (
    (
        "network.model: overlay",
        "private_endpoints.location: hub",
        "dns.use_hub",
        "registry.existing_id",
        "firewall.policy_id",
        "rbac.mode: kubernetes",
        "bootstrap.method: pipeline",
        "ingress.controller: none",
        "backup.mode: velero",
    ),
    (
        "network.policy_engine: calico",
        "private_endpoints.location: hub",
        "dns.use_hub",
        "registry.existing_id",
        "firewall.base_policy_id",
        "rbac.mode: kubernetes",
        "bootstrap.method: flux_helm",
        "ingress.controller: none",
        "backup.mode: velero",
    ),
    (
        "network.policy_engine: cilium",
        "private_endpoints.location: hub",
        "dns.use_hub",
        "registry.existing_id",
        "firewall.policy_id",
        "rbac.mode: kubernetes",
        "bootstrap.method: argocd",
        "ingress.controller: none",
        "backup.mode: velero",
    ),
    ("network.model: overlay", "firewall.base_policy_id", "bootstrap.method: argocd"),
    ("network.policy_engine: calico", "firewall.policy_id", "bootstrap.method: flux_helm"),
    ("network.policy_engine: cilium", "firewall.base_policy_id", "bootstrap.method: pipeline"),
    ("network.model: overlay", "bootstrap.method: flux_helm"),
    ("network.policy_engine: calico", "bootstrap.method: pipeline"),
    ("network.policy_engine: calico", "bootstrap.method: argocd"),
    ("network.policy_engine: cilium", "bootstrap.method: flux_helm"),
    (
        "network.model: overlay",
        "private_endpoints.location: hub",
        "dns.use_hub",
        "registry.existing_id",
        "firewall.policy_id",
        "rbac.mode: kubernetes",
        "bootstrap.method: pipeline",
        "ingress.controller: none",
        "backup.mode: aks_extension",
    ),
    (
        "network.policy_engine: calico",
        "firewall.base_policy_id",
        "bootstrap.method: flux_helm",
        "backup.mode: aks_extension",
    ),
    ("network.policy_engine: cilium", "bootstrap.method: argocd", "backup.mode: aks_extension"),
    (
        "network.model: overlay",
        "private_endpoints.location: hub",
        "dns.use_hub",
        "registry.existing_id",
        "firewall.policy_id",
        "rbac.mode: kubernetes",
        "bootstrap.method: pipeline",
        "ingress.controller: agic",
        "backup.mode: aks_extension",
    ),
    (
        "network.policy_engine: calico",
        "firewall.base_policy_id",
        "bootstrap.method: flux_helm",
        "ingress.controller: agic",
        "backup.mode: velero",
    ),
    ("network.policy_engine: cilium", "bootstrap.method: argocd", "ingress.controller: agic"),
)
