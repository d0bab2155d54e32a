"""Policies of the team: rules of Gatekeeper from a folder, as policy definitions."""

from constructs import Construct

from aks_baseline.foundation.cluster_namespaces import SYSTEM_NAMESPACES
from aks_baseline.policy.policy import Policy
from config.model import BaselineConfig
from config.reading.gatekeeper import gatekeeper_rules
from stacks.names import Names


def make_own_policies(scope: Construct, *, config: BaselineConfig, names: Names) -> list[Policy]:
    """Make a policy definition for each rule in the folder of the configuration.

    Source: article, "Policy management".

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.

    Returns:
        Policies to assign to the cluster's resource group. Empty without a folder.
    """
    rules = gatekeeper_rules(config.policy.folder)
    if not rules:
        return []
    # Imported here: few clusters have rules of their own, and the bindings take time to import.
    from aks_baseline.policy.gatekeeper_policy import gatekeeper_policy

    home = Construct(scope, "own_policies")
    return [
        Policy(
            name=rule.name,
            definition_id=gatekeeper_policy(
                home, rule.name, rule=rule, name=f"aks-baseline-{rule.name}-{names.suffix}"
            ).id,
            title=rule.title,
            reason=rule.description,
            effect=rule.effect,
            excluded_namespaces=tuple(dict.fromkeys((*SYSTEM_NAMESPACES, *rule.excluded_namespaces))),
        )
        for rule in rules
    ]
