"""Policy definition with a rule of Gatekeeper.

Source: article, "Policy management"; Azure pages "Understand Azure Policy for Kubernetes clusters" and "Azure Policy
definitions deny effect".
"""

import json
from base64 import b64encode
from typing import Any

from cdktf_cdktf_provider_azurerm.policy_definition import PolicyDefinition
from constructs import Construct

from aks_baseline.foundation.cluster_namespaces import CLUSTER_NAMESPACES
from aks_baseline.policy.gatekeeper_rule import GatekeeperRule

# No other parameters: removing one would replace the definition, which Azure refuses while it is assigned.
PARAMETERS = {
    "effect": {
        "type": "String",
        "metadata": {
            "displayName": "Effect",
            "description": "Audit only reports objects that break the rule, Deny refuses them, Disabled does neither.",
        },
        "allowedValues": ["Audit", "Deny", "Disabled"],
        "defaultValue": "Audit",
    },
    "excludedNamespaces": {
        "type": "Array",
        "metadata": {
            "displayName": "Excluded namespaces",
            "description": "Kubernetes namespaces that the policy does not look at.",
        },
        "defaultValue": CLUSTER_NAMESPACES,
    },
}


def gatekeeper_policy(scope: Construct, id_: str, *, rule: GatekeeperRule, name: str) -> PolicyDefinition:
    """Make the policy definition of a rule, in the subscription of the stack.

    Args:
        scope: Parent construct.
        id_: Construct id.
        rule: The rule.
        name: Name of the definition, unique in the subscription, at most 64 characters.
    """
    return PolicyDefinition(
        scope,
        id_,
        name=name,
        policy_type="Custom",
        mode="Microsoft.Kubernetes.Data",
        display_name=rule.title,
        description=rule.description,
        policy_rule=json.dumps(_policy_rule(rule), sort_keys=True),
        parameters=json.dumps(PARAMETERS, sort_keys=True),
    )


def _policy_rule(rule: GatekeeperRule) -> dict[str, Any]:
    return {
        "if": {"field": "type", "in": ["Microsoft.ContainerService/managedClusters"]},
        "then": {
            "effect": "[parameters('effect')]",
            "details": {
                "templateInfo": {
                    "sourceType": "Base64Encoded",
                    "content": b64encode(rule.template.encode()).decode(),
                },
                "apiGroups": list(rule.api_groups),
                "kinds": list(rule.kinds),
                "namespaces": list(rule.namespaces),
                "excludedNamespaces": "[parameters('excludedNamespaces')]",
                "labelSelector": literal(rule.labels),
                "values": literal(rule.values),
            },
        },
    }


def literal(value: Any) -> Any:
    """Return a value whose texts Azure Policy takes as they are. A leading [ would begin one of its expressions.

    Args:
        value: Text, number, list or mapping.
    """
    if isinstance(value, str):
        return f"[{value}" if value.startswith("[") else value
    if isinstance(value, list):
        return [literal(each) for each in value]
    if isinstance(value, dict):
        return {key: literal(each) for key, each in value.items()}
    return value
