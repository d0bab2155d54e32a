"""Names of the policies whose effect a configuration may choose, and the effects that Azure's definitions offer.

The policies themselves are tables of `aks_baseline`, which configuration does not import; a test compares the names.
"""

AUDIT_OR_DENY = (
    "pod-security",
    "ingress-https-only",
    "internal-load-balancers",
    "read-only-root-file-system",
    "container-limits",
    "allowed-images",
    "allowed-host-paths",
    "allowed-external-ips",
    "no-default-namespace",
    "ingress-tls-hosts",
    "no-local-accounts",
    "registry-no-anonymous-pull",
    "registry-no-admin-account",
)
AUDIT_ONLY = (
    "no-endpoint-edit",
    "defender-profile",
    "entra-integration",
    "policy-add-on",
    "authorized-ip-ranges",
    "supported-version",
    "role-based-access-control",
    "managed-identities",
)
# Assigned for the services that `policy.services` names; these can deny too.
OF_SERVICES = {
    "key_vault": ("vault-firewall", "vault-azure-rbac"),
    "application_gateway": ("gateway-firewall",),
}

POLICIES = (*AUDIT_OR_DENY, *AUDIT_ONLY, *(name for names in OF_SERVICES.values() for name in names))
