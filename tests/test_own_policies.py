"""Rules of Gatekeeper from a folder, as policy definitions. POL-12."""

import json
from base64 import b64decode
from pathlib import Path

import pytest
from conftest import BASELINE, Synthesize

from aks_baseline.policy.gatekeeper_policy import literal
from config.load import load
from config.problem import ConfigError
from review.terraform import Body, Stacks, every, only
from tools.switches.variation import POLICIES

ASSIGNMENT = "azurerm_resource_group_policy_assignment"
RULE = (POLICIES / "required-owner.yaml").read_text(encoding="utf-8")
SYSTEM = ["kube-system", "gatekeeper-system", "azure-arc", "flux-system"]


def definition(made: Stacks) -> Body:
    bodies = every(made["cluster"], "azurerm_policy_definition").values()
    (found,) = (body for body in bodies if body["name"] == "aks-baseline-required-owner-bbabb9")
    return found


def assigned(made: Stacks) -> dict[str, dict[str, object]]:
    bodies = every(made["cluster"], ASSIGNMENT).values()
    return {
        body["name"]: {key: each["value"] for key, each in json.loads(body["parameters"]).items()}
        for body in bodies
        if body["name"].startswith("required-owner")
    }


def test_a_rule_becomes_a_definition(synthesize: Synthesize) -> None:
    found = definition(synthesize(**{"policy.folder": "policies"}))
    rule = json.loads(found["policy_rule"])
    details = rule["then"]["details"]
    assert (found["mode"], found["display_name"]) == ("Microsoft.Kubernetes.Data", "Workloads have an owner")
    assert rule["if"] == {"field": "type", "in": ["Microsoft.ContainerService/managedClusters"]}
    assert (details["apiGroups"], details["kinds"]) == (["apps"], ["Deployment", "StatefulSet"])
    assert details["values"] == {"label": "owner"}
    assert details["templateInfo"]["sourceType"] == "Base64Encoded"
    template = b64decode(details["templateInfo"]["content"]).decode()
    assert template.strip() == RULE.partition("\n---\n")[0].strip()


def test_it_is_assigned_with_the_effect_of_the_constraint(synthesize: Synthesize) -> None:
    made = synthesize(**{"policy.folder": "policies"})
    assert assigned(made) == {"required-owner": {"effect": "Audit", "excludedNamespaces": SYSTEM}}
    aks = only(made["cluster"], "azurerm_kubernetes_cluster")
    assert any("required-owner" in each for each in aks["depends_on"])


def test_a_denial_is_relaxed_where_namespaces_are_exempt(synthesize: Synthesize) -> None:
    settings = {"policy.overrides": {"required-owner": "Deny"}, "policy.exempt_namespaces": ["legacy"]}
    found = assigned(synthesize(**{"policy.folder": "policies"}, **settings))
    assert found["required-owner"] == {"effect": "Deny", "excludedNamespaces": [*SYSTEM, "legacy"]}
    assert found["required-owner-audit"] == {"effect": "Audit", "excludedNamespaces": SYSTEM}


def test_values_are_no_expressions_of_azure_policy() -> None:
    given = {"a": "[parameters('x')]", "b": ["[[", "plain"], "c": {"d": "[e"}, "f": 1}
    assert literal(given) == {"a": "[[parameters('x')]", "b": ["[[[", "plain"], "c": {"d": "[[e"}, "f": 1}


def refused(folder: Path, name: str, text: str, *, more: str = "") -> str:
    (folder / "policies").mkdir()
    (folder / "policies" / name).write_text(text, encoding="utf-8")
    file = folder / "config.yaml"
    file.write_text(f"extends: {BASELINE}\npolicy: {{folder: policies{more}}}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load(file)
    (problem,) = error.value.problems
    assert problem.path.startswith("policy.")
    return str(problem)


CASES = {
    "one document": (RULE.partition("---")[0], "1 documents"),
    "three documents": (f"{RULE}---\na: 1\n", "3 documents"),
    "no YAML": (RULE.replace("kind: ConstraintTemplate", "kind: [", 1), "which is no YAML"),
    "a list": (RULE.replace("---", "---\n- a", 1), "which is no YAML"),
    "a key twice": (RULE.replace("spec:\n  crd", "kind: A\nspec:\n  crd", 1), "kind twice"),
    "another kind": (RULE.replace("kind: ConstraintTemplate", "kind: Config", 1), "Config of templates"),
    "another version": (RULE.replace("gatekeeper.sh/v1\n", "gatekeeper.sh/v1alpha1\n", 1), "v1alpha1"),
    "another name": (RULE.replace("name: k8srequiredowner", "name: owner", 1), "k8srequiredowner, its kind"),
    "a constraint of another template": (
        RULE.replace("kind: K8sRequiredOwner\nmetadata", "kind: Other\nmetadata"),
        "Other",
    ),
    "replicated data": (RULE.replace("not input", "data.inventory.x\n          not input", 1), "data.inventory"),
    "another action": (RULE.replace("dryrun", "warn", 1), "enforcementAction warn"),
    "another match": (RULE.replace("    kinds:\n", "    scope: Namespaced\n    kinds:\n", 1), "spec.match.scope"),
    "all kinds": (RULE.replace("[Deployment, StatefulSet]", '["*"]', 1), "spec.match.kinds"),
    "kinds that are no list": (RULE.replace("[Deployment, StatefulSet]", "Deployment", 1), "a field of another type"),
    "no match": (RULE.replace("  match:", "  matches:", 1), "a field of another type"),
    "a template of Terraform": (RULE.replace("label: owner", 'label: "${path.module}"', 1), "Terraform would run it"),
    "a title that is one": (RULE.replace("have an owner", "have %{an} owner", 1), "in an annotation"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_azure_policy_cannot_express_is_refused(case: str, tmp_path: Path) -> None:
    text, said = CASES[case]
    assert text != RULE
    message = refused(tmp_path, "required-owner.yaml", text)
    assert message.startswith("policy.folder: got required-owner.yaml")
    assert said in message


def test_names_are_those_of_files(tmp_path: Path) -> None:
    assert "Required_Owner.yaml, its name" in refused(tmp_path, "Required_Owner.yaml", RULE)


def test_names_of_the_baseline_are_taken(tmp_path: Path) -> None:
    assert "pod-security.yaml, need no name" in refused(tmp_path, "pod-security.yaml", RULE)


def test_an_override_names_a_file(tmp_path: Path) -> None:
    message = refused(tmp_path, "required-owner.yaml", RULE, more=", overrides: {required-owners: Deny}")
    assert "did you mean required-owner" in message


def test_a_folder_has_a_rule(tmp_path: Path) -> None:
    assert "without a YAML file" in refused(tmp_path, "README.md", "text")


def test_the_folder_is_beside_the_file_that_names_it(tmp_path: Path) -> None:
    below = tmp_path / "below"
    (below / "policies").mkdir(parents=True)
    (below / "policies" / "required-owner.yaml").write_text(RULE, encoding="utf-8")
    (below / "base.yaml").write_text(f"extends: {BASELINE}\npolicy: {{folder: policies}}\n", encoding="utf-8")
    (tmp_path / "config.yaml").write_text("extends: below/base.yaml\n", encoding="utf-8")
    assert load(tmp_path / "config.yaml").config.policy.folder == str(below / "policies")
    nowhere = tmp_path / "nowhere.yaml"
    nowhere.write_text(f"extends: {BASELINE}\npolicy: {{folder: elsewhere}}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="which is no folder"):
        load(nowhere)
