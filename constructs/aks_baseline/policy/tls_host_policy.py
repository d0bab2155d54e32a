"""Our own policy definition: the TLS hosts of every Ingress must lie within given domains.

The definition contains a Gatekeeper constraint template with the rule of `tls_host_policy.rego`.
Source: article, "Policy management"; Azure page "Understand Azure Policy for Kubernetes clusters".
"""

import json
from base64 import b64encode
from pathlib import Path
from textwrap import indent

from cdktf_cdktf_provider_azurerm.policy_definition import PolicyDefinition
from constructs import Construct

from aks_baseline.foundation.cluster_namespaces import CLUSTER_NAMESPACES
from aks_baseline.policy.cluster_policies import INGRESS_TLS_HOSTS

REGO = Path(__file__).with_suffix(".rego").read_text("utf-8")

# Gatekeeper requires that kind and name differ in case only. The name of the definition in Azure does not matter.
TEMPLATE = f"""\
apiVersion: templates.gatekeeper.sh/v1beta1
kind: ConstraintTemplate
metadata:
  name: k8scustomingresstlshostshavedefineddomainsuffix
spec:
  crd:
    spec:
      names:
        kind: k8scustomingresstlshostshavedefineddomainsuffix
      validation:
        openAPIV3Schema:
          type: object
          properties:
            allowedDomainSuffixes:
              type: array
              items:
                type: string
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
{indent(REGO, " " * 8)}"""

RULE = {
    "if": {"field": "type", "in": ["Microsoft.ContainerService/managedClusters"]},
    "then": {
        "effect": "[parameters('effect')]",
        "details": {
            "templateInfo": {
                "sourceType": "Base64Encoded",
                "content": b64encode(TEMPLATE.encode()).decode(),
            },
            "apiGroups": ["networking.k8s.io"],
            "kinds": ["Ingress"],
            "namespaces": "[parameters('namespaces')]",
            "excludedNamespaces": "[parameters('excludedNamespaces')]",
            "labelSelector": "[parameters('labelSelector')]",
            "values": {"allowedDomainSuffixes": "[parameters('allowedDomainSuffixes')]"},
        },
    },
}

# No other keys, such as `schema`: azurerm keeps only these four and would plan to add the others at every run.
PARAMETERS = {
    "effect": {
        "type": "String",
        "metadata": {
            "displayName": "Effect",
            "description": "Audit only reports such an Ingress, deny refuses it, disabled switches the policy off.",
        },
        "allowedValues": ["audit", "Audit", "deny", "Deny", "disabled", "Disabled"],
        "defaultValue": "audit",
    },
    "excludedNamespaces": {
        "type": "Array",
        "metadata": {
            "displayName": "Excluded namespaces",
            "description": "Kubernetes namespaces that the policy does not look at.",
        },
        "defaultValue": CLUSTER_NAMESPACES,
    },
    "namespaces": {
        "type": "Array",
        "metadata": {
            "displayName": "Namespaces",
            "description": "Kubernetes namespaces that the policy looks at; all of them if the list is empty.",
        },
        "defaultValue": (),
    },
    "labelSelector": {
        "type": "Object",
        "metadata": {
            "displayName": "Label selector",
            "description": "Kubernetes label selector of the objects to look at; all of them if it is empty.",
        },
        "defaultValue": {},
    },
    "allowedDomainSuffixes": {
        "type": "Array",
        "metadata": {
            "displayName": "Allowed domains",
            "description": "Domains, without a leading dot, that TLS hosts must lie within.",
        },
    },
}


def tls_host_policy(scope: Construct, id_: str, *, name: str) -> PolicyDefinition:
    """Make the policy definition in the subscription of the stack.

    Args:
        scope: Parent construct.
        id_: Construct id.
        name: Name of the definition, unique in the subscription.
    """
    return PolicyDefinition(
        scope,
        id_,
        name=name,
        policy_type="Custom",
        mode="Microsoft.Kubernetes.Data",
        display_name=INGRESS_TLS_HOSTS.title,
        description=INGRESS_TLS_HOSTS.title,
        policy_rule=json.dumps(RULE, sort_keys=True),
        parameters=json.dumps(PARAMETERS, sort_keys=True),
    )
