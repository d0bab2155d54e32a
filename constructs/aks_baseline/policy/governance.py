"""Our own policy definitions on how clusters are deployed: tags, names, and sizes of nodes.

Source: article, "Policy management" and "Use Infrastructure as Code (IaC)"; Azure pages "Azure Policy definition
structure policy rule" and "Azure Policy assignment structure".
"""

import json
from collections.abc import Mapping
from typing import Any

from cdktf_cdktf_provider_azurerm.policy_definition import PolicyDefinition
from constructs import Construct

from aks_baseline.policy.governance_policies import GOVERNANCE, Subject

EFFECT = {
    "type": "String",
    "metadata": {"displayName": "Effect", "description": "Audit only reports, Deny refuses, Disabled does neither."},
    "allowedValues": ["Audit", "Deny", "Disabled"],
    "defaultValue": "Audit",
}
TAG = {"type": "String", "metadata": {"displayName": "Tag", "description": "Name of the tag that is required."}}
SIZES = {
    "type": "Array",
    "metadata": {"displayName": "Allowed sizes", "description": "Sizes of virtual machines that nodes may have."},
}
CLUSTER = "Microsoft.ContainerService/managedClusters"


def governance_definition(
    scope: Construct,
    id_: str,
    *,
    subject: Subject,
    name: str,
    names: Mapping[str, str],
    management_group_id: str | None,
) -> PolicyDefinition:
    """Make the policy definition of a subject, in the subscription of the stack or in a management group.

    Args:
        scope: Parent construct.
        id_: Construct id.
        subject: What the definition is about.
        name: Name of the definition, unique in the subscription or the management group.
        names: Patterns of names by resource type, for the subject `required-names`. * stands for any characters.
        management_group_id: Management group of the definition. None: it is made in the subscription.
    """
    policy = GOVERNANCE[subject]
    return PolicyDefinition(
        scope,
        id_,
        name=name,
        policy_type="Custom",
        mode=policy.mode,
        display_name=policy.title,
        description=policy.reason,
        management_group_id=management_group_id,
        policy_rule=json.dumps(
            {"if": _condition(subject, names), "then": {"effect": "[parameters('effect')]"}}, sort_keys=True
        ),
        parameters=json.dumps(_parameters(subject), sort_keys=True),
    )


def _parameters(subject: Subject) -> dict[str, Any]:
    own: dict[str, Any] = {"required-tag": {"tagName": TAG}, "allowed-vm-sizes": {"listOfAllowedSKUs": SIZES}}
    return {"effect": EFFECT, **own.get(subject, {})}


def _condition(subject: Subject, names: Mapping[str, str]) -> dict[str, Any]:
    if subject == "required-tag":
        return {"field": "[concat('tags[', parameters('tagName'), ']')]", "exists": "false"}
    if subject == "required-names":
        return {
            "anyOf": [
                {"allOf": [{"field": "type", "equals": type_}, {"field": "name", "notLike": pattern}]}
                for type_, pattern in names.items()
            ]
        }
    allowed = "[parameters('listOfAllowedSKUs')]"
    pools = {"field": f"{CLUSTER}/agentPoolProfiles[*]"}
    size = f"{CLUSTER}/agentPoolProfiles[*].vmSize"
    return {
        "anyOf": [
            {
                "allOf": [
                    {"field": "type", "equals": CLUSTER},
                    {"count": {**pools, "where": {"field": size, "notIn": allowed}}, "greater": 0},
                ]
            },
            {
                "allOf": [
                    {"field": "type", "equals": f"{CLUSTER}/agentPools"},
                    {"field": f"{CLUSTER}/agentPools/vmSize", "notIn": allowed},
                ]
            },
        ]
    }
