"""Policies that keep a container registry closed. Source: article, "Policy management"."""

from aks_baseline.policy_assignment import Policy

REGISTRY_POLICIES = (
    Policy(
        name="registry-no-anonymous-pull",
        definition="9f2dea28-e834-476c-99c5-3507b4728395",
        title="Container registries should have anonymous authentication disabled",
        effect="Deny",
    ),
    Policy(
        name="registry-no-admin-account",
        definition="dc921057-6b28-4fbe-9b83-f7bec05db6c2",
        title="Container registries should have local admin account disabled",
        effect="Deny",
    ),
)
