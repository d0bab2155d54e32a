"""Azure Policy on the cluster, as the configuration wants it."""

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.registry import RegistryLinks
from aks_baseline.policy.assignment import assign
from aks_baseline.policy.cluster_policies import cluster_policies
from aks_baseline.policy.policy import exempting, with_effects
from aks_baseline.policy.service_policies import SERVICE_POLICIES
from aks_baseline.policy.tls_host_policy import tls_host_policy
from stacks.base import BaselineStack


def assign_policies(stack: BaselineStack, *, at: Placement, registry: RegistryLinks) -> list[ITerraformDependable]:
    """Assign every policy to the cluster's resource group: to be in force before there is a cluster."""
    config = stack.config.policy
    definition = tls_host_policy(
        stack, "tls_host_policy", name=config.tls_host_definition or stack.names.tls_host_definition
    )
    policies = cluster_policies(
        standard=None if config.initiative == "none" else config.initiative,
        registry=registry.login_server,
        allow_microsoft_registry=stack.config.images.allow_mcr,
        tls_hosts_definition_id=definition.id,
        domains=[stack.config.dns.domain],
    )
    services = [policy for service in config.services for policy in SERVICE_POLICIES[service]]
    assignments = Construct(stack, "policies")
    return [
        assign(assignments, each, to=at, subject=stack.names.cluster)
        for policy in with_effects([*policies, *services], config.overrides)
        for each in exempting(policy, config.exempt_namespaces)
    ]
