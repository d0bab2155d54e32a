"""Optional policies on the key vault and Application Gateway.

Source: article, "Policy management"; definitions, effects and titles from the repository Azure/azure-policy.
"""

from aks_baseline.policy.policy import Policy, definition

SERVICE_POLICIES = {
    "key_vault": (
        Policy(
            name="vault-firewall",
            definition_id=definition("55615ac9-af46-4a59-874e-391cc3dfb490"),
            title="Azure Key Vault should have firewall enabled or public network access disabled",
            reason="The vault answers the spoke's private endpoint and operators only",
            effect="Audit",
        ),
        Policy(
            name="vault-azure-rbac",
            definition_id=definition("12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5"),
            title="Azure Key Vault should use RBAC permission model",
            reason="Who reads a secret is decided by Azure roles, in one place",
            effect="Audit",
        ),
    ),
    "application_gateway": (
        Policy(
            name="gateway-firewall",
            definition_id=definition("ff1f1879-a60d-4f23-9641-41e7391ec19a"),
            title="Azure Application Gateway should be deployed with Azure WAF",
            reason="Every request from the internet is inspected",
            effect="Audit",
        ),
    ),
}
