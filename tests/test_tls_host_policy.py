"""Our own policy: TLS hosts lie within the domain. POL-12, POL-13. Its rule is run by a Rego engine, rego-cpp."""

import json
import re
from base64 import b64decode
from typing import Any

import pytest
import yaml
from conftest import Synthesize

from review.terraform import Body, Stacks, named, only

TEMPLATE_NAME = "k8scustomingresstlshostshavedefineddomainsuffix"


@pytest.fixture(scope="module")
def definition(stacks: Stacks) -> Body:
    return only(stacks["cluster"], "azurerm_policy_definition")


@pytest.fixture(scope="module")
def rule(definition: Body) -> Any:
    return json.loads(definition["policy_rule"])


@pytest.fixture(scope="module")
def declared(definition: Body) -> Any:
    return json.loads(definition["parameters"])


@pytest.fixture(scope="module")
def template(rule: Any) -> Any:
    info = rule["then"]["details"]["templateInfo"]
    assert info["sourceType"] == "Base64Encoded"
    return yaml.safe_load(b64decode(info["content"], validate=True))


def test_definition_is_a_custom_one_for_kubernetes(definition: Body) -> None:
    """POL-12."""
    title = "Kubernetes cluster ingress TLS hosts must have defined domain suffix"
    expected = {
        "name": "K8sCustomIngressTlsHostsHaveDefinedDomainSuffix-bbabb9",
        "policy_type": "Custom",
        "mode": "Microsoft.Kubernetes.Data",
        "display_name": title,
        "description": title,
    }
    assert {key: definition[key] for key in expected} == expected
    assert "management_group_id" not in definition


def test_definition_looks_at_ingresses_of_aks(rule: Any) -> None:
    assert rule["if"] == {"field": "type", "in": ["Microsoft.ContainerService/managedClusters"]}
    details = {key: value for key, value in rule["then"]["details"].items() if key != "templateInfo"}
    assert rule["then"]["effect"] == "[parameters('effect')]"
    assert details == {
        "apiGroups": ["networking.k8s.io"],
        "kinds": ["Ingress"],
        "namespaces": "[parameters('namespaces')]",
        "excludedNamespaces": "[parameters('excludedNamespaces')]",
        "labelSelector": "[parameters('labelSelector')]",
        "values": {"allowedDomainSuffixes": "[parameters('allowedDomainSuffixes')]"},
    }


def test_definition_declares_what_the_rule_and_the_assignment_use(
    stacks: Stacks, definition: Body, declared: Any
) -> None:
    used = set(re.findall(r"\[parameters\('(\w+)'\)\]", definition["policy_rule"]))
    assert used == set(declared)
    assignment = named(stacks["cluster"], "azurerm_resource_group_policy_assignment", "ingress-tls-hosts")
    given = json.loads(assignment["parameters"])
    assert set(given) <= set(declared)
    assert {name for name, each in declared.items() if "defaultValue" not in each} <= set(given)
    assert given["effect"]["value"] in declared["effect"]["allowedValues"]


def test_parameters_have_the_references_values(declared: Any) -> None:
    assert {name: each["type"] for name, each in declared.items()} == {
        "effect": "String",
        "excludedNamespaces": "Array",
        "namespaces": "Array",
        "labelSelector": "Object",
        "allowedDomainSuffixes": "Array",
    }
    assert {name: each["defaultValue"] for name, each in declared.items() if "defaultValue" in each} == {
        "effect": "audit",
        "excludedNamespaces": ["kube-system", "gatekeeper-system", "azure-arc"],
        "namespaces": [],
        "labelSelector": {},
    }
    assert declared["effect"]["allowedValues"] == ["audit", "Audit", "deny", "Deny", "disabled", "Disabled"]


def test_parameters_hold_nothing_that_the_provider_drops(declared: Any) -> None:
    """azurerm 4.55 sends these four keys only and would plan any other for ever."""
    for name, each in declared.items():
        assert set(each) <= {"type", "allowedValues", "defaultValue", "metadata"}, name
        assert set(each["metadata"]) == {"displayName", "description"}, name


def test_template_is_a_gatekeeper_template(template: Any) -> None:
    assert template["apiVersion"] == "templates.gatekeeper.sh/v1beta1"
    assert template["kind"] == "ConstraintTemplate"
    crd = template["spec"]["crd"]["spec"]
    assert template["metadata"]["name"] == crd["names"]["kind"].lower() == TEMPLATE_NAME
    properties = crd["validation"]["openAPIV3Schema"]["properties"]
    assert properties == {"allowedDomainSuffixes": {"type": "array", "items": {"type": "string"}}}
    (target,) = template["spec"]["targets"]
    assert target["target"] == "admission.k8s.gatekeeper.sh"
    assert f"package {TEMPLATE_NAME}\n" in target["rego"]


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, r"K8sCustomIngressTlsHostsHaveDefinedDomainSuffix-[0-9a-f]{6}"),
        ({"environment": "preprod"}, r"K8sCustomIngressTlsHostsHaveDefinedDomainSuffix-[0-9a-f]{6}"),
        ({"environment": "dev", "naming.suffix": "a" * 13}, r"K8sCustomIngressTlsHostsHaveDefinedDomainSuffix-a{13}"),
        ({"policy.tls_host_definition": "TlsHostsOfSpoke2"}, "TlsHostsOfSpoke2"),
    ],
)
def test_deployments_that_share_a_subscription_have_definitions_of_their_own(
    settings: dict[str, object], name: str, synthesize: Synthesize
) -> None:
    definition = only(synthesize(**settings)["cluster"], "azurerm_policy_definition")
    assert re.fullmatch(name, definition["name"])
    assert len(definition["name"]) <= 64


def violations(template: Any, tls: object, *, domains: list[str]) -> list[str]:
    """Messages of the rule on the admission of an Ingress with this `tls`; None leaves the section out."""
    regopy = pytest.importorskip("regopy", reason="no Rego engine on this platform: the rule is not run")
    spec = {"rules": [{"host": "shop.contoso.com"}]} | ({} if tls is None else {"tls": tls})
    ingress = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "shop"}, "spec": spec}
    engine = regopy.Interpreter()
    engine.add_module("policy", template["spec"]["targets"][0]["rego"])
    engine.set_input({"review": {"object": ingress}, "parameters": {"allowedDomainSuffixes": domains}})
    # The engine writes a set as an object whose keys are its members; `[… | …]` makes it a list.
    answer = json.loads(str(engine.query(f"[each.msg | data.{TEMPLATE_NAME}.violation[each]]")))
    (messages,) = answer["expressions"]
    assert isinstance(messages, list)
    return messages


@pytest.mark.parametrize(
    "tls",
    [
        None,
        [],
        [{"secretName": "cert"}],
        [{"hosts": []}],
        [{"hosts": ["contoso.com"]}],
        [{"hosts": ["shop.contoso.com"]}],
        [{"hosts": ["*.aks-ingress.contoso.com"]}],
        [{"hosts": ["a.contoso.com", "b.contoso.com"]}, {"hosts": ["c.d.contoso.com"]}],
    ],
)
def test_hosts_inside_the_domain_pass(tls: object, template: Any) -> None:
    """POL-12. Ingresses without TLS are the business of "accessible only over HTTPS"."""
    assert violations(template, tls, domains=["contoso.com"]) == []


@pytest.mark.parametrize(
    ("tls", "outside"),
    [
        ([{"hosts": ["fabrikam.com"]}], "fabrikam.com"),
        ([{"hosts": ["evilcontoso.com"]}], "evilcontoso.com"),
        ([{"hosts": ["contoso.com.evil.net"]}], "contoso.com.evil.net"),
        ([{"hosts": ["*.com"]}], "*.com"),
        ([{"hosts": ["com"]}], "com"),
        ([{"hosts": ["shop.contoso.com", "fabrikam.com"]}], "fabrikam.com"),
        ([{"hosts": ["shop.contoso.com"]}, {"hosts": ["z.net", "a.net"]}], "a.net, z.net"),
    ],
)
def test_one_host_outside_the_domain_is_refused(tls: object, outside: str, template: Any) -> None:
    """POL-12: one violation an Ingress, which names what is wrong and what would be right."""
    (message,) = violations(template, tls, domains=["contoso.com"])
    assert message.endswith(f"of which these are outside: {outside}")
    assert message.startswith("TLS hosts must be inside contoso.com;")


def test_any_of_several_domains_passes(template: Any) -> None:
    tls = [{"hosts": ["shop.contoso.com", "shop.fabrikam.com"]}]
    assert violations(template, tls, domains=["contoso.com", "fabrikam.com"]) == []
    assert len(violations(template, tls, domains=["fabrikam.com"])) == 1
    assert len(violations(template, tls, domains=[])) == 1


def test_no_stack_applies_constraints_by_itself(stacks: Stacks) -> None:
    """POL-13: only Azure Policy brings rules of Gatekeeper into the cluster."""
    for name, stack in stacks.items():
        text = json.dumps(stack)
        assert "templates.gatekeeper.sh" not in text, name
        assert "constraints.gatekeeper.sh" not in text, name
