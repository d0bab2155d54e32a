"""Every construct of `policy` builds alone in an empty stack, from plain values."""

import json

from alone import GROUP_ID, ZONAL, made, synthesized

from aks_baseline.policy.assignment import assign, assign_widely
from aks_baseline.policy.gatekeeper_policy import gatekeeper_policy
from aks_baseline.policy.gatekeeper_rule import GatekeeperRule
from aks_baseline.policy.governance import governance_definition
from aks_baseline.policy.initiative import assign_initiative
from aks_baseline.policy.policy import Policy, definition
from aks_baseline.policy.tls_host_policy import tls_host_policy
from review.terraform import only


def policy(excluded_namespaces: tuple[str, ...] | None) -> Policy:
    return Policy(
        name="limits",
        definition_id=definition("guid"),
        title="Limits" * 30,
        reason="Containers state limits",
        effect="Deny",
        excluded_namespaces=excluded_namespaces,
        parameters={"cpuLimit": "500m"},
    )


def test_assign() -> None:
    body = synthesized(lambda stack: assign(stack, policy(("kube-system",)), to=ZONAL, subject="aks-alone"))
    assert made(body) == {"resource_group_policy_assignment": 1}
    assignment = only(body, "azurerm_resource_group_policy_assignment")
    assert (assignment["name"], assignment["resource_group_id"]) == ("limits", GROUP_ID)
    assert json.loads(assignment["parameters"]) == {
        "cpuLimit": {"value": "500m"},
        "effect": {"value": "Deny"},
        "excludedNamespaces": {"value": ["kube-system"]},
    }


def test_display_names_of_assignments_have_at_most_120_characters() -> None:
    body = synthesized(lambda stack: assign(stack, policy(None), to=ZONAL, subject="aks-alone"))
    name = only(body, "azurerm_resource_group_policy_assignment")["display_name"]
    assert len(name) == 120
    assert name.startswith("[aks-alone] Limits")


def test_policies_on_azure_resources_exclude_no_namespaces() -> None:
    body = synthesized(lambda stack: assign(stack, policy(None), to=ZONAL, subject="aks-alone"))
    parameters = json.loads(only(body, "azurerm_resource_group_policy_assignment")["parameters"])
    assert set(parameters) == {"cpuLimit", "effect"}


def test_tls_host_policy() -> None:
    body = synthesized(lambda stack: tls_host_policy(stack, "hosts", name="TlsHosts"))
    assert made(body) == {"policy_definition": 1}
    found = only(body, "azurerm_policy_definition")
    assert (found["name"], found["mode"]) == ("TlsHosts", "Microsoft.Kubernetes.Data")
    assert "allowedDomainSuffixes" in json.loads(found["parameters"])


GOVERNED = Policy(
    name="required-tag-0",
    definition_id="/subscriptions/s/providers/Microsoft.Authorization/policyDefinitions/tag",
    title="Tag",
    reason="Costs are charged by tags",
    effect="Audit",
    parameters={"tagName": "Owner"},
)


def test_assign_widely() -> None:
    group = "/providers/Microsoft.Management/managementGroups/landing-zones"
    body = synthesized(lambda stack: assign_widely(stack, "wide", GOVERNED, name="tag-0", management_group_id=group))
    found = only(body, "azurerm_management_group_policy_assignment")
    assert (found["management_group_id"], json.loads(found["parameters"])["tagName"]) == (group, {"value": "Owner"})


def test_governance_definition() -> None:
    body = synthesized(
        lambda stack: governance_definition(
            stack,
            "names",
            subject="required-names",
            name="names",
            names={"Microsoft.KeyVault/vaults": "kv-*"},
            management_group_id=None,
        )
    )
    rule = json.loads(only(body, "azurerm_policy_definition")["policy_rule"])
    assert rule["if"]["anyOf"][0]["allOf"][1] == {"field": "name", "notLike": "kv-*"}


def test_gatekeeper_policy() -> None:
    rule = GatekeeperRule(
        name="owner",
        title="Workloads have an owner",
        description="Somebody answers for each workload",
        template="kind: ConstraintTemplate\n",
        effect="Deny",
        api_groups=("",),
        kinds=("Pod",),
        namespaces=("shop",),
        excluded_namespaces=(),
        labels={"matchLabels": {"tier": "front"}},
        values={"label": "owner"},
    )
    body = synthesized(lambda stack: gatekeeper_policy(stack, "owner", rule=rule, name="aks-baseline-owner"))
    assert made(body) == {"policy_definition": 1}
    found = only(body, "azurerm_policy_definition")
    assert (found["name"], found["policy_type"]) == ("aks-baseline-owner", "Custom")
    assert json.loads(found["policy_rule"])["then"]["details"] == {
        "templateInfo": {"sourceType": "Base64Encoded", "content": "a2luZDogQ29uc3RyYWludFRlbXBsYXRlCg=="},
        "apiGroups": [""],
        "kinds": ["Pod"],
        "namespaces": ["shop"],
        "excludedNamespaces": "[parameters('excludedNamespaces')]",
        "labelSelector": {"matchLabels": {"tier": "front"}},
        "values": {"label": "owner"},
    }


def test_assign_initiative() -> None:
    body = synthesized(
        lambda stack: assign_initiative(
            stack, "initiative", name="ours", policies=[GOVERNED], to=ZONAL, subject="aks-alone"
        )
    )
    assert made(body) == {"policy_set_definition": 1, "resource_group_policy_assignment": 1}
    assignment = only(body, "azurerm_resource_group_policy_assignment")
    assert assignment["policy_definition_id"] == "${azurerm_policy_set_definition.initiative.id}"
