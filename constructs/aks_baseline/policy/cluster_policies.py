"""Policies on the objects in the cluster and on the settings of the cluster.

Source of definitions, titles, effects and parameters: repository Azure/azure-policy, April 2026. Source of the choice:
article, "Policy management", and its reference implementation.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from aks_baseline.foundation.cluster_namespaces import CLUSTER_NAMESPACES, SYSTEM_NAMESPACES
from aks_baseline.policy.policy import Policy, definition, initiative

# Largest limits that a container may have.
CPU_LIMIT = "500m"
MEMORY_LIMIT = "256Mi"

MICROSOFT_REGISTRY = "mcr.microsoft.com"

# Both have the same name, because only one of them is assigned.
INITIATIVES = {
    "restricted": Policy(
        name="pod-security",
        definition_id=initiative("42b8ef37-b724-4e24-bbc8-7a7708edfe00"),
        title="Kubernetes cluster pod security restricted standards for Linux-based workloads",
        reason="Shows every pod that asks for more than the restricted pod security standard allows",
        effect="Audit",
        excluded_namespaces=SYSTEM_NAMESPACES,
    ),
    "baseline": Policy(
        name="pod-security",
        definition_id=initiative("a8640138-9b0a-4a28-b8cb-1666c838647d"),
        title="Kubernetes cluster pod security baseline standards for Linux-based workloads",
        reason="Shows every pod that asks for more than the baseline pod security standard allows",
        effect="Audit",
        excluded_namespaces=SYSTEM_NAMESPACES,
    ),
}

ALLOWED_IMAGES = Policy(
    name="allowed-images",
    definition_id=definition("febd0533-8e55-448f-b837-bd0e06f16469"),
    title="Kubernetes cluster containers should only use allowed images",
    reason="Images come from the own registry, and AKS's own from Microsoft's",
    effect="Deny",
    excluded_namespaces=CLUSTER_NAMESPACES,
)  # `cluster_policies` adds allowedContainerImagesRegex

INGRESS_TLS_HOSTS = Policy(
    name="ingress-tls-hosts",
    definition_id="K8sCustomIngressTlsHostsHaveDefinedDomainSuffix",  # our own; `cluster_policies` sets its id
    title="Kubernetes cluster ingress TLS hosts must have defined domain suffix",
    reason="No workload serves a domain that is not ours",
    effect="deny",
    excluded_namespaces=(),
)  # `cluster_policies` adds allowedDomainSuffixes

# Gatekeeper enforces these policies on objects in the cluster. AKS's policy add-on installs it.
GATEKEEPER_POLICIES = (
    Policy(
        name="ingress-https-only",
        definition_id=definition("1a5b4dca-0b6f-4cf5-907c-56316bc1bf3d"),
        title="Kubernetes clusters should be accessible only over HTTPS",
        reason="An Ingress without TLS, or one that also answers HTTP, is refused",
        effect="Deny",
        excluded_namespaces=(),
    ),
    Policy(
        name="internal-load-balancers",
        definition_id=definition("3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e"),
        title="Kubernetes clusters should use internal load balancers",
        reason="Application Gateway is the only way in: no service gets a public address",
        effect="Deny",
        excluded_namespaces=(),
    ),
    Policy(
        name="read-only-root-file-system",
        definition_id=definition("df49d893-a74c-421d-bc95-c663042e5b80"),
        title="Kubernetes cluster containers should run with a read only root file system",
        reason="Whoever breaks into a container cannot change what it runs",
        effect="Deny",
        excluded_namespaces=SYSTEM_NAMESPACES,
        parameters={"excludedContainers": ()},
    ),
    Policy(
        name="container-limits",
        definition_id=definition("e345eecc-fa47-480f-9e88-67dcc122b164"),
        title="Kubernetes cluster containers CPU and memory resource limits should not exceed the specified limits",
        reason="Every container states its limits, and none can starve a node",
        effect="Deny",
        excluded_namespaces=SYSTEM_NAMESPACES,
        parameters={"cpuLimit": CPU_LIMIT, "memoryLimit": MEMORY_LIMIT},
    ),
    ALLOWED_IMAGES,
    Policy(
        name="allowed-host-paths",
        definition_id=definition("098fc59e-46c7-4d99-9b16-64990e543d75"),
        title="Kubernetes cluster pod hostPath volumes should only use allowed host paths",
        reason="No path of a node is mounted into a pod",
        effect="Deny",
        excluded_namespaces=SYSTEM_NAMESPACES,
        parameters={"allowedHostPaths": {"paths": ()}},
    ),
    Policy(
        name="allowed-external-ips",
        definition_id=definition("d46c275d-1680-448d-b2ec-e495a3b6cc89"),
        title="Kubernetes cluster services should only use allowed external IPs",
        reason="No service takes over an address for itself (CVE-2020-8554)",
        effect="Deny",
        excluded_namespaces=CLUSTER_NAMESPACES,
        parameters={"allowedExternalIPs": ()},
    ),
    Policy(
        name="no-endpoint-edit",
        definition_id=definition("1ddac26b-ed48-4c30-8cc5-3a68c79b8001"),
        title="Kubernetes clusters should not allow endpoint edit permissions of ClusterRole/system:aggregate-to-edit",
        reason="Shows whether editors may redirect traffic by way of endpoints (CVE-2021-25740)",
        effect="Audit",
        audit_only=True,
        excluded_namespaces=CLUSTER_NAMESPACES,
    ),
    Policy(
        name="no-default-namespace",
        definition_id=definition("9f061a12-e40d-4183-a00e-171812443373"),
        title="Kubernetes clusters should not use the default namespace",
        reason="Shows what nobody assigned to a workload, and so to a quota and its network policies",
        effect="Audit",
        excluded_namespaces=CLUSTER_NAMESPACES,
        parameters={"namespaces": ("default",)},
    ),
    INGRESS_TLS_HOSTS,
)

# Azure Resource Manager enforces these policies on the settings of the cluster.
RESOURCE_POLICIES = (
    Policy(
        name="defender-profile",
        definition_id=definition("a1840de2-8088-4ea8-b153-b4c723e9cb01"),
        title="Azure Kubernetes Service clusters should have Defender profile enabled",
        reason="Threats on the nodes are detected",
        effect="Audit",
        audit_only=True,
    ),
    Policy(
        name="entra-integration",
        definition_id=definition("450d2877-ebea-41e8-b00c-e286317d21bf"),
        title="Azure Kubernetes Service Clusters should enable Microsoft Entra ID integration",
        reason="People sign in with their Entra accounts",
        effect="Audit",
        audit_only=True,
    ),
    Policy(
        name="no-local-accounts",
        definition_id=definition("993c2fcd-2b29-49d2-9eb0-df2c3a730c32"),
        title="Azure Kubernetes Service Clusters should have local authentication methods disabled",
        reason="No certificate gets around Entra",
        effect="Deny",
    ),
    Policy(
        name="policy-add-on",
        definition_id=definition("0a15ec92-a229-4763-bb14-0ea34a568f8d"),
        title="Azure Policy Add-on for Kubernetes service (AKS) should be installed and enabled on your clusters",
        reason="Without the add-on no policy reaches the cluster",
        effect="Audit",
        audit_only=True,
    ),
    Policy(
        name="authorized-ip-ranges",
        definition_id=definition("0e246bcf-5f6f-4f87-bc6f-775d4712c7ea"),
        title="Authorized IP ranges should be defined on Kubernetes Services",
        reason="The API server answers known networks only",
        effect="Audit",
        audit_only=True,
    ),
    Policy(
        name="supported-version",
        definition_id=definition("fb893a29-21bb-418c-a157-e99480ec364c"),
        title="Kubernetes Services should be upgraded to a non-vulnerable Kubernetes version",
        reason="Versions with known vulnerabilities are seen",
        effect="Audit",
        audit_only=True,
    ),
    Policy(
        name="role-based-access-control",
        definition_id=definition("ac4a19c2-fa67-49b4-8ae5-0b2e78c49457"),
        title="Role-Based Access Control (RBAC) should be used on Kubernetes Services",
        reason="Nobody may do everything by default",
        effect="Audit",
        audit_only=True,
    ),
    Policy(
        name="managed-identities",
        definition_id=definition("da6e2401-19da-4532-9141-fb8fbde08431"),
        title="Azure Kubernetes Service Clusters should use managed identities",
        reason="The cluster has no password that could leak or expire",
        effect="Audit",
        audit_only=True,
    ),
)

CLUSTER_POLICIES = (*GATEKEEPER_POLICIES, *RESOURCE_POLICIES)


def cluster_policies(
    *,
    standard: Literal["restricted", "baseline"] | None,
    registry: str,
    allow_microsoft_registry: bool,
    tls_hosts_definition_id: str,
    domains: Sequence[str],
) -> tuple[Policy, ...]:
    """All policies of a cluster.

    Args:
        standard: Pod security standard of the initiative. None leaves the initiative out.
        registry: Host name of the registry that images may come from.
        allow_microsoft_registry: True allows images of mcr.microsoft.com too.
        tls_hosts_definition_id: Id of our own policy definition on TLS hosts.
        domains: Domains that TLS hosts must lie within.
    """
    images = _allowed_images(registry, allow_microsoft_registry=allow_microsoft_registry)
    hosts = replace(
        INGRESS_TLS_HOSTS,
        definition_id=tls_hosts_definition_id,
        parameters={"allowedDomainSuffixes": tuple(domains)},
    )
    completed = {policy.name: policy for policy in (images, hosts)}
    policies = tuple(completed.get(policy.name, policy) for policy in CLUSTER_POLICIES)
    return (INITIATIVES[standard], *policies) if standard else policies


def _allowed_images(registry: str, *, allow_microsoft_registry: bool) -> Policy:
    """The policy on images, with an anchored and escaped pattern: it refuses `xacr.azurecr.io.example.com/…`."""
    hosts = (registry, MICROSOFT_REGISTRY) if allow_microsoft_registry else (registry,)
    pattern = f"^({'|'.join(map(re.escape, hosts))})/.+$"
    # The images of the Flux extension come from Microsoft's registry only.
    excluded = CLUSTER_NAMESPACES if allow_microsoft_registry else SYSTEM_NAMESPACES
    return replace(ALLOWED_IMAGES, excluded_namespaces=excluded, parameters={"allowedContainerImagesRegex": pattern})
