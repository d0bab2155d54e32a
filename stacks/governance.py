"""Policies on how clusters are deployed, as the configuration wants them."""

from constructs import Construct

from aks_baseline.policy.governance_policies import GOVERNANCE, Subject
from aks_baseline.policy.policy import Policy
from config.model import BaselineConfig
from stacks.names import Names


def govern(scope: Construct, *, config: BaselineConfig, names: Names) -> list[Policy]:
    """Make the definitions on tags, names and sizes. With a management group, assign them there.

    Args:
        scope: The stack.
        config: The configuration of the cluster.
        names: Names of the resources.

    Returns:
        Policies that are left to assign to the cluster's resource group.
    """
    wanted = _wanted(config)
    if not wanted:
        return []
    # Imported here: few clusters are governed this way, and the bindings take time to import.
    from aks_baseline.policy.assignment import assign_widely
    from aks_baseline.policy.governance import governance_definition

    home = Construct(scope, "governance")
    policies, group = [], config.policy.management_group_id
    for subject, assignments in wanted.items():
        definition = governance_definition(
            home,
            subject,
            subject=subject,
            name=f"aks-baseline-{subject}-{names.suffix}",
            names=config.policy.required_names,
            management_group_id=group,
        )
        policies += [
            Policy(
                name=name,
                definition_id=definition.id,
                title=GOVERNANCE[subject].title,
                reason=GOVERNANCE[subject].reason,
                effect=config.policy.overrides.get(subject, GOVERNANCE[subject].effect),
                parameters=parameters,
            )
            for name, parameters in assignments.items()
        ]
    if group is None:
        return policies
    for policy in policies:
        # An assignment in a management group has at most 24 characters, and the suffix at most 13.
        short = policy.name.replace("required-", "").replace("allowed-vm-", "")
        assign_widely(
            home, f"{policy.name}_wide", policy, name=f"{short}-{names.suffix}"[:24], management_group_id=group
        )
    return []


def _wanted(config: BaselineConfig) -> dict[Subject, dict[str, dict[str, object]]]:
    """Names of assignments with their parameters, by subject."""
    policy = config.policy
    wanted: dict[Subject, dict[str, dict[str, object]]] = {}
    if policy.require_tags:
        tags = enumerate(policy.require_tags)
        wanted["required-tag"] = {f"required-tag-{number}": {"tagName": tag} for number, tag in tags}
    if policy.required_names:
        wanted["required-names"] = {"required-names": {}}
    if policy.allowed_vm_sizes:
        wanted["allowed-vm-sizes"] = {"allowed-vm-sizes": {"listOfAllowedSKUs": policy.allowed_vm_sizes}}
    return wanted
