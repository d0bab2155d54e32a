"""Tags, names and sizes that an organization wants, one initiative, and the Defender plan. POL-07, POL-14, POL-17."""

import json

from conftest import Synthesize

from review.facts import policies
from review.synthesis import Output
from review.terraform import Body, Stacks, every, only, resolve

GROUP = "/providers/Microsoft.Management/managementGroups/landing-zones"
ASSIGNMENT = "azurerm_resource_group_policy_assignment"
NAMES = {"Microsoft.KeyVault/vaults": "kv-*", "Microsoft.ContainerService/managedClusters": "aks-*"}
WANTED: dict[str, object] = {
    "policy.require_tags": ["Business unit", "Environment"],
    "policy.required_names": NAMES,
    "policy.allowed_vm_sizes": ["Standard_DS2_v2", "Standard_DS4_v2"],
}


def own(made: Stacks, subject: str) -> Body:
    (found,) = (
        body
        for body in every(made["cluster"], "azurerm_policy_definition").values()
        if body["name"] == f"aks-baseline-{subject}-bbabb9"
    )
    return found


def assigned(made: Stacks) -> dict[str, dict[str, object]]:
    return {
        body["name"]: {key: each["value"] for key, each in json.loads(body["parameters"]).items()}
        for body in every(made["cluster"], ASSIGNMENT).values()
    }


def test_each_required_tag_is_assigned_by_itself(synthesize: Synthesize) -> None:
    made = synthesize(**WANTED)
    found = assigned(made)
    assert found["required-tag-0"] == {"effect": "Audit", "tagName": "Business unit"}
    assert found["required-tag-1"] == {"effect": "Audit", "tagName": "Environment"}
    rule = json.loads(own(made, "required-tag")["policy_rule"])
    assert rule == {
        "if": {"field": "[concat('tags[', parameters('tagName'), ']')]", "exists": "false"},
        "then": {"effect": "[parameters('effect')]"},
    }
    assert own(made, "required-tag")["mode"] == "Indexed"


def test_names_are_compared_by_type(synthesize: Synthesize) -> None:
    made = synthesize(**WANTED)
    rule = json.loads(own(made, "required-names")["policy_rule"])
    assert rule["if"]["anyOf"] == [
        {"allOf": [{"equals": type_, "field": "type"}, {"field": "name", "notLike": pattern}]}
        for type_, pattern in NAMES.items()
    ]
    assert assigned(made)["required-names"] == {"effect": "Audit"}


def test_other_sizes_are_denied_in_clusters_and_in_their_pools(synthesize: Synthesize) -> None:
    made = synthesize(**WANTED)
    assert assigned(made)["allowed-vm-sizes"] == {
        "effect": "Deny",
        "listOfAllowedSKUs": ["Standard_DS2_v2", "Standard_DS4_v2"],
    }
    cluster, pool = json.loads(own(made, "allowed-vm-sizes")["policy_rule"])["if"]["anyOf"]
    assert cluster["allOf"][0]["equals"] == "Microsoft.ContainerService/managedClusters"
    assert cluster["allOf"][1]["count"]["where"]["notIn"] == "[parameters('listOfAllowedSKUs')]"
    assert pool["allOf"][0]["equals"] == "Microsoft.ContainerService/managedClusters/agentPools"
    assert pool["allOf"][1]["notIn"] == "[parameters('listOfAllowedSKUs')]"
    assert own(made, "allowed-vm-sizes")["mode"] == "All"


def test_the_cluster_waits_for_them(synthesize: Synthesize) -> None:
    cluster = only(synthesize(**WANTED)["cluster"], "azurerm_kubernetes_cluster")
    for name in ("required-tag-0", "required-names", "allowed-vm-sizes"):
        assert any(name in each for each in cluster["depends_on"]), name


def test_effects_of_governance_can_be_chosen(synthesize: Synthesize) -> None:
    made = synthesize(**WANTED, **{"policy.overrides": {"required-tag": "Deny", "allowed-vm-sizes": "Audit"}})
    found = assigned(made)
    assert (found["required-tag-0"]["effect"], found["allowed-vm-sizes"]["effect"]) == ("Deny", "Audit")


def test_a_management_group_takes_the_place_of_the_resource_group(synthesize: Synthesize) -> None:
    made = synthesize(**WANTED, **{"policy.management_group_id": GROUP})
    assert not {"required-tag-0", "required-names", "allowed-vm-sizes"} & assigned(made).keys()
    wide = every(made["cluster"], "azurerm_management_group_policy_assignment").values()
    assert {body["name"] for body in wide} == {"tag-0-bbabb9", "tag-1-bbabb9", "names-bbabb9", "sizes-bbabb9"}
    for body in wide:
        assert (body["management_group_id"], len(body["name"]) <= 24) == (GROUP, True)
        definition = resolve(made, "cluster", body["policy_definition_id"]).split(".")[1]
        assert every(made["cluster"], "azurerm_policy_definition")[definition]["management_group_id"] == GROUP


def test_one_initiative_holds_what_was_assigned_one_by_one(synthesize: Synthesize, stacks: Stacks) -> None:
    made = synthesize(**{"policy.custom_initiative": True, "policy.exempt_namespaces": ["legacy"]})
    alone = synthesize(**{"policy.exempt_namespaces": ["legacy"]})
    assert set(assigned_names(made)) == {"pod-security", "aks-baseline"}
    references = block_list(only(made["cluster"], "azurerm_policy_set_definition")["policy_definition_reference"])
    inside = {
        each["reference_id"]: {key: value["value"] for key, value in json.loads(each["parameter_values"]).items()}
        for each in references
    }
    assert inside == {name: given for name, given in assigned(alone).items() if name != "pod-security"}
    assert len(inside) == len(references) > 20
    assert "aks-baseline" not in assigned_names(stacks)


def assigned_names(made: Stacks) -> list[str]:
    return [body["name"] for body in every(made["cluster"], ASSIGNMENT).values()]


def block_list(value: object) -> list[Body]:
    assert isinstance(value, list)
    return value


def test_the_review_sees_the_policies_of_the_initiative(synthesize: Synthesize) -> None:
    def seen(of: Stacks) -> set[tuple[str, str, tuple[str, ...]]]:
        return {(each.name, each.effect, each.excluded_namespaces) for each in policies(Output(stacks=of))}

    one_by_one = seen(synthesize())
    assert one_by_one <= seen(synthesize(**{"policy.custom_initiative": True}))


def test_the_defender_plan_scans_images_and_tells_somebody(synthesize: Synthesize) -> None:
    spoke = synthesize(**{"defender.subscription_plan": True})["spoke"]
    plan = only(spoke, "azurerm_security_center_subscription_pricing")
    assert (plan["resource_type"], plan["tier"]) == ("Containers", "Standard")
    assert "ContainerRegistriesVulnerabilityAssessments" in {each["name"] for each in plan["extension"]}
    contact = only(spoke, "azurerm_security_center_contact")
    assert (contact["email"], contact["alert_notifications"]) == ("platform-team@contoso.com", True)


def test_nothing_of_it_is_there_by_itself(stacks: Stacks) -> None:
    assert not every(stacks["spoke"], "azurerm_security_center_subscription_pricing")
    assert len(every(stacks["cluster"], "azurerm_policy_definition")) == 1
