"""Azure Policy on the cluster, as the configuration wants it."""

from collections.abc import Iterator

from cdktf import ITerraformDependable
from constructs import Construct

from aks_baseline.foundation.cluster_namespaces import BACKUP_NAMESPACE, ISTIO_NAMESPACE
from aks_baseline.foundation.placement import Placement
from aks_baseline.foundation.registry import RegistryLinks
from aks_baseline.policy.assignment import assign
from aks_baseline.policy.cluster_policies import cluster_policies
from aks_baseline.policy.policy import exempting, with_effects
from aks_baseline.policy.service_policies import SERVICE_POLICIES
from aks_baseline.policy.tls_host_policy import tls_host_policy
from config.model import BaselineConfig
from stacks.governance import govern
from stacks.names import Names
from stacks.own_policies import make_own_policies


def assign_policies(
    scope: Construct, *, config: BaselineConfig, names: Names, at: Placement, registry: RegistryLinks
) -> list[ITerraformDependable]:
    """Assign every policy to the cluster's resource group. The cluster waits for them.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.
        at: Resource group of the cluster.
        registry: Registry that images may come from.
    """
    policy = config.policy
    definition = tls_host_policy(scope, "tls_host_policy", name=policy.tls_host_definition or names.tls_host_definition)
    policies = cluster_policies(
        standard=None if policy.initiative == "none" else policy.initiative,
        registry=registry.login_server,
        allow_microsoft_registry=config.images.allow_mcr,
        tls_hosts_definition_id=definition.id,
        domains=[config.dns.domain],
    )
    services = [each for service in policy.services for each in SERVICE_POLICIES[service]]
    exempt = list(dict.fromkeys((*policy.exempt_namespaces, *_of_add_ons(config))))
    governed = govern(scope, config=config, names=names)
    own = make_own_policies(scope, config=config, names=names)
    wanted = [
        each
        for assigned in with_effects([*policies, *services, *governed, *own], policy.overrides)
        for each in exempting(assigned, exempt)
    ]
    assignments = Construct(scope, "policies")
    if not policy.custom_initiative:
        return [assign(assignments, each, to=at, subject=names.cluster) for each in wanted]
    from aks_baseline.policy.initiative import assign_initiative  # imported here: few clusters have one

    alone = [each for each in wanted if not each.initiative]
    return [
        *(assign(assignments, each, to=at, subject=names.cluster) for each in wanted if each.initiative),
        assign_initiative(
            scope, "initiative", name=f"aks-baseline-{names.suffix}", policies=alone, to=at, subject=names.cluster
        ),
    ]


def _of_add_ons(config: BaselineConfig) -> Iterator[str]:
    """Namespaces that Azure fills. Its pods may break policies that deny, so these only audit them."""
    if config.backup.mode == "aks_extension":
        yield BACKUP_NAMESPACE
    if config.istio:
        yield ISTIO_NAMESPACE
