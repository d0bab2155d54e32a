"""Assignment of a policy to a resource group."""

import json

from cdktf_cdktf_provider_azurerm.management_group_policy_assignment import ManagementGroupPolicyAssignment
from cdktf_cdktf_provider_azurerm.resource_group_policy_assignment import ResourceGroupPolicyAssignment
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.policy.policy import Policy

LONGEST_DISPLAY_NAME = 120  # limit of the reference; Azure accepts 128


def assign(scope: Construct, policy: Policy, *, to: Placement, subject: str) -> ResourceGroupPolicyAssignment:
    """Assign a policy to a resource group. The construct id is the name of the policy.

    Source: article, "Policy management".

    Args:
        scope: Parent construct.
        policy: Policy to assign.
        to: Resource group.
        subject: Registry or cluster that the policy is about. The display name starts with it, in brackets.
    """
    return ResourceGroupPolicyAssignment(
        scope,
        policy.name,
        name=policy.name,
        resource_group_id=to.resource_group_id,
        policy_definition_id=policy.definition_id,
        display_name=f"[{subject}] {policy.title}"[:LONGEST_DISPLAY_NAME],
        description=policy.reason,
        enforce=True,
        parameters=given_parameters(policy),
    )


def assign_widely(
    scope: Construct, id_: str, policy: Policy, *, name: str, management_group_id: str
) -> ManagementGroupPolicyAssignment:
    """Assign a policy to a management group.

    Source: article, "Policy management".

    Args:
        scope: Parent construct.
        id_: Construct id.
        policy: Policy to assign.
        name: Name of the assignment, at most 24 characters.
        management_group_id: Management group.
    """
    return ManagementGroupPolicyAssignment(
        scope,
        id_,
        name=name,
        management_group_id=management_group_id,
        policy_definition_id=policy.definition_id,
        display_name=policy.title[:LONGEST_DISPLAY_NAME],
        description=policy.reason,
        enforce=True,
        parameters=given_parameters(policy),
    )


def given_parameters(policy: Policy) -> str:
    """Parameters of a policy in Azure's JSON: effect, excluded namespaces and all others.

    Args:
        policy: The policy.
    """
    parameters = {"effect": policy.effect, **policy.parameters}
    if policy.excluded_namespaces is not None:
        parameters["excludedNamespaces"] = policy.excluded_namespaces
    return json.dumps({key: {"value": value} for key, value in parameters.items()}, sort_keys=True)
