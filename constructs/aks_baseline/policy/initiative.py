"""Initiative of our own: all policies of a cluster in one assignment."""

from collections.abc import Sequence

from cdktf_cdktf_provider_azurerm.policy_set_definition import (
    PolicySetDefinition,
    PolicySetDefinitionPolicyDefinitionReference,
)
from cdktf_cdktf_provider_azurerm.resource_group_policy_assignment import ResourceGroupPolicyAssignment
from constructs import Construct

from aks_baseline.foundation.placement import Placement
from aks_baseline.policy.assignment import LONGEST_DISPLAY_NAME, given_parameters
from aks_baseline.policy.policy import Policy

TITLE = "Policies of the AKS baseline"


def assign_initiative(
    scope: Construct, id_: str, *, name: str, policies: Sequence[Policy], to: Placement, subject: str
) -> ResourceGroupPolicyAssignment:
    """Make an initiative with policies, and assign it to a resource group.

    Effects and parameters are values of the initiative. Azure allows no initiative inside another one, so `policies`
    are definitions only.
    Source: article, "Policy management"; Azure page "Azure Policy initiative definition structure".

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the initiative, unique in the subscription.
        policies: Policies of the initiative. A name occurs once.
        to: Resource group.
        subject: Cluster that the policies are about. The display name starts with it, in brackets.
    """
    made = PolicySetDefinition(
        scope,
        id_,
        name=name,
        policy_type="Custom",
        display_name=f"[{subject}] {TITLE}"[:LONGEST_DISPLAY_NAME],
        description="Everything that the cluster's policies ask for, in one list",
        policy_definition_reference=[
            PolicySetDefinitionPolicyDefinitionReference(
                reference_id=policy.name,
                policy_definition_id=policy.definition_id,
                parameter_values=given_parameters(policy),
            )
            for policy in policies
        ],
    )
    return ResourceGroupPolicyAssignment(
        scope,
        f"{id_}_assignment",
        name="aks-baseline",
        resource_group_id=to.resource_group_id,
        policy_definition_id=made.id,
        display_name=f"[{subject}] {TITLE}"[:LONGEST_DISPLAY_NAME],
        description="Everything that the cluster's policies ask for, in one list",
        enforce=True,
    )
