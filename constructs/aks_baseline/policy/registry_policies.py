"""Policies on the container registry.

Source: article, "Policy management"; definitions, effects and titles from the repository Azure/azure-policy.
"""

from aks_baseline.policy.policy import Policy, definition

REGISTRY_POLICIES = (
    Policy(
        name="registry-no-anonymous-pull",
        definition_id=definition("9f2dea28-e834-476c-99c5-3507b4728395"),
        title="Container registries should have anonymous authentication disabled",
        reason="Nobody pulls an image without signing in to Entra",
        effect="Deny",
    ),
    Policy(
        name="registry-no-admin-account",
        definition_id=definition("dc921057-6b28-4fbe-9b83-f7bec05db6c2"),
        title="Container registries should have local admin account disabled",
        reason="Nobody uses the registry's own password, which people share and nobody rotates",
        effect="Deny",
    ),
)
