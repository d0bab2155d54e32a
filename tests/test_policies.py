"""Azure Policy on the cluster. POL-02 to POL-06, POL-08, POL-10, POL-11, POL-15, POL-16, IMG-09, IMG-10."""

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest
from conftest import Synthesize

from config.facts.policies import AUDIT_ONLY, OF_SERVICES, POLICIES
from review.terraform import Body, Stacks, every, named, only

BUILT_IN = "/providers/Microsoft.Authorization/policyDefinitions/"
INITIATIVE = "/providers/Microsoft.Authorization/policySetDefinitions/"
OURS = "${azurerm_policy_definition.tls_host_policy.id}"

THREE = ["kube-system", "gatekeeper-system", "azure-arc"]
FOUR = [*THREE, "flux-system"]

# Definition, and all parameters: reference-inventory.md, section 6, as design.md, section 5, decides.
EXPECTED: dict[str, dict[str, Any]] = {
    # Gatekeeper
    f"{INITIATIVE}42b8ef37-b724-4e24-bbc8-7a7708edfe00": {"effect": "Audit", "excludedNamespaces": FOUR},
    f"{BUILT_IN}1a5b4dca-0b6f-4cf5-907c-56316bc1bf3d": {"effect": "Deny", "excludedNamespaces": []},
    f"{BUILT_IN}3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e": {"effect": "Deny", "excludedNamespaces": []},
    f"{BUILT_IN}df49d893-a74c-421d-bc95-c663042e5b80": {
        "effect": "Deny",
        "excludedNamespaces": FOUR,
        "excludedContainers": [],
    },
    f"{BUILT_IN}e345eecc-fa47-480f-9e88-67dcc122b164": {
        "effect": "Deny",
        "excludedNamespaces": FOUR,
        "cpuLimit": "500m",
        "memoryLimit": "256Mi",
    },
    f"{BUILT_IN}febd0533-8e55-448f-b837-bd0e06f16469": {
        "effect": "Deny",
        "excludedNamespaces": THREE,
        "allowedContainerImagesRegex": r"^(acraksbbabb9\.azurecr\.io|mcr\.microsoft\.com)/.+$",
    },
    f"{BUILT_IN}098fc59e-46c7-4d99-9b16-64990e543d75": {
        "effect": "Deny",
        "excludedNamespaces": FOUR,
        "allowedHostPaths": {"paths": []},
    },
    f"{BUILT_IN}d46c275d-1680-448d-b2ec-e495a3b6cc89": {
        "effect": "Deny",
        "excludedNamespaces": THREE,
        "allowedExternalIPs": [],
    },
    f"{BUILT_IN}1ddac26b-ed48-4c30-8cc5-3a68c79b8001": {"effect": "Audit", "excludedNamespaces": THREE},
    f"{BUILT_IN}9f061a12-e40d-4183-a00e-171812443373": {
        "effect": "Audit",
        "excludedNamespaces": THREE,
        "namespaces": ["default"],
    },
    OURS: {"effect": "deny", "excludedNamespaces": [], "allowedDomainSuffixes": ["contoso.com"]},
    # Azure Resource Manager
    f"{BUILT_IN}a1840de2-8088-4ea8-b153-b4c723e9cb01": {"effect": "Audit"},
    f"{BUILT_IN}450d2877-ebea-41e8-b00c-e286317d21bf": {"effect": "Audit"},
    f"{BUILT_IN}993c2fcd-2b29-49d2-9eb0-df2c3a730c32": {"effect": "Deny"},
    f"{BUILT_IN}0a15ec92-a229-4763-bb14-0ea34a568f8d": {"effect": "Audit"},
    f"{BUILT_IN}0e246bcf-5f6f-4f87-bc6f-775d4712c7ea": {"effect": "Audit"},
    f"{BUILT_IN}fb893a29-21bb-418c-a157-e99480ec364c": {"effect": "Audit"},
    f"{BUILT_IN}ac4a19c2-fa67-49b4-8ae5-0b2e78c49457": {"effect": "Audit"},
    f"{BUILT_IN}da6e2401-19da-4532-9141-fb8fbde08431": {"effect": "Audit"},
}


def assignments(stack: Body) -> list[Body]:
    return list(every(stack, "azurerm_resource_group_policy_assignment").values())


def parameters(assignment: Body) -> dict[str, Any]:
    """Azure's form is `{"effect": {"value": "Audit"}}`; nothing but `value` may stand in it."""
    found = json.loads(assignment["parameters"])
    assert all(set(each) == {"value"} for each in found.values())
    return {name: each["value"] for name, each in found.items()}


def allowed_images(stacks: Stacks) -> Body:
    return named(stacks["cluster"], "azurerm_resource_group_policy_assignment", "allowed-images")


def test_nineteen_policies_are_assigned_with_the_references_parameters(stacks: Stacks) -> None:
    """POL-02, POL-04, POL-05, POL-12, IMG-09."""
    found = {each["policy_definition_id"]: parameters(each) for each in assignments(stacks["cluster"])}
    assert len(assignments(stacks["cluster"])) == len(EXPECTED) == 19
    assert found == EXPECTED


def test_policies_hold_for_the_clusters_own_resource_group(stacks: Stacks) -> None:
    """POL-15."""
    cluster = only(stacks["cluster"], "azurerm_kubernetes_cluster")
    for each in assignments(stacks["cluster"]):
        group = each["resource_group_id"].removesuffix(".id}")
        assert cluster["resource_group_name"] == f"{group}.name}}"


def test_every_assignment_is_enforced_and_says_what_it_is(stacks: Stacks) -> None:
    names = [each["name"] for name in ("spoke", "cluster") for each in assignments(stacks[name])]
    assert len(names) == len(set(names))
    for subject, name in (("acraksbbabb9", "spoke"), ("aks-bbabb9", "cluster")):
        for each in assignments(stacks[name]):
            assert each["enforce"] is True, each["name"]
            assert each["display_name"].startswith(f"[{subject}] "), each["name"]
            assert len(each["display_name"]) <= 120
            assert len(each["description"]) >= 20
            assert re.fullmatch(r"[a-z][a-z-]{2,63}", each["name"]), each["name"]


def test_policies_are_in_force_before_the_cluster(stacks: Stacks) -> None:
    after = only(stacks["cluster"], "azurerm_kubernetes_cluster")["depends_on"]
    names = every(stacks["cluster"], "azurerm_resource_group_policy_assignment")
    assert {f"azurerm_resource_group_policy_assignment.{name}" for name in names} <= set(after)


def test_registry_policies_are_assigned(stacks: Stacks) -> None:
    """POL-06."""
    found = {each["policy_definition_id"]: parameters(each) for each in assignments(stacks["spoke"])}
    assert found == {
        f"{BUILT_IN}9f2dea28-e834-476c-99c5-3507b4728395": {"effect": "Deny"},
        f"{BUILT_IN}dc921057-6b28-4fbe-9b83-f7bec05db6c2": {"effect": "Deny"},
    }


@pytest.mark.parametrize(
    ("image", "allowed"),
    [
        ("acraksbbabb9.azurecr.io/library/traefik:v3.0", True),
        ("mcr.microsoft.com/oss/kubernetes/pause:3.9", True),
        ("docker.io/library/nginx:latest", False),
        ("nginx", False),
        ("acraksbbabb9.azurecr.io.example.com/library/traefik:v3.0", False),
        ("example.com/acraksbbabb9.azurecr.io/traefik:v3.0", False),
        ("example.com/mcr.microsoft.com/pause:3.9", False),
        ("xacraksbbabb9.azurecr.io/traefik:v3.0", False),
        ("acraksbbabb9xazurecr.io/traefik:v3.0", False),
        ("mcrxmicrosoft.com/pause:3.9", False),
        ("acraksother.azurecr.io/traefik:v3.0", False),
        ("mcr.microsoft.com/", False),
    ],
)
def test_images_are_allowed_from_exactly_two_registries(image: str, allowed: bool, stacks: Stacks) -> None:
    """IMG-10."""
    pattern = parameters(allowed_images(stacks))["allowedContainerImagesRegex"]
    assert bool(re.search(pattern, image)) is allowed


def test_microsofts_registry_can_be_left_out(synthesize: Synthesize) -> None:
    """IMG-10. The Flux extension's images cannot come from elsewhere, so its namespace is left alone."""
    found = parameters(allowed_images(synthesize(**{"images.allow_mcr": False})))
    assert found["allowedContainerImagesRegex"] == r"^(acraksbbabb9\.azurecr\.io)/.+$"
    assert found["excludedNamespaces"] == FOUR


def test_images_come_from_an_existing_registry(synthesize: Synthesize) -> None:
    """IMG-10."""
    registry = (
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-shared"
        "/providers/Microsoft.ContainerRegistry/registries/acrShared"
    )
    pattern = parameters(allowed_images(synthesize(**{"registry.existing_id": registry})))
    assert pattern["allowedContainerImagesRegex"] == r"^(acrshared\.azurecr\.io|mcr\.microsoft\.com)/.+$"


def test_the_other_initiative_can_be_chosen(synthesize: Synthesize) -> None:
    """POL-03."""
    found = assignments(synthesize(**{"policy.initiative": "baseline"})["cluster"])
    sets = {
        each["policy_definition_id"]: parameters(each) for each in found if "policySet" in each["policy_definition_id"]
    }
    assert sets == {
        f"{INITIATIVE}a8640138-9b0a-4a28-b8cb-1666c838647d": {"effect": "Audit", "excludedNamespaces": FOUR}
    }
    assert len(found) == 19


def test_the_initiative_can_be_left_out(synthesize: Synthesize) -> None:
    """POL-03."""
    found = {
        each["policy_definition_id"] for each in assignments(synthesize(**{"policy.initiative": "none"})["cluster"])
    }
    assert found == {each for each in EXPECTED if not each.startswith(INITIATIVE)}


def test_effects_are_chosen_policy_by_policy(stacks: Stacks, synthesize: Synthesize) -> None:
    """POL-08."""
    chosen = {
        "pod-security": "Deny",
        "container-limits": "Audit",
        "ingress-tls-hosts": "Disabled",
        "registry-no-admin-account": "Audit",
    }
    changed = synthesize(**{"policy.overrides": chosen})
    for name in ("spoke", "cluster"):
        before = {each["name"]: parameters(each) for each in assignments(stacks[name])}
        after = {each["name"]: parameters(each) for each in assignments(changed[name])}
        expected = {
            policy: {**found, "effect": chosen.get(policy, found["effect"])} for policy, found in before.items()
        }
        assert after == expected


def test_exempt_namespaces_are_still_audited(stacks: Stacks, synthesize: Synthesize) -> None:
    """POL-10, POL-11: whoever denies leaves the namespace alone, and a twin in Audit does not."""
    before = {each["name"]: each for each in assignments(stacks["cluster"])}
    found = {
        each["name"]: each for each in assignments(synthesize(**{"policy.exempt_namespaces": ["b0001"]})["cluster"])
    }
    twins = {name for name in before if f"{name}-audit" in found}
    assert twins == {
        "ingress-https-only",
        "internal-load-balancers",
        "read-only-root-file-system",
        "container-limits",
        "allowed-images",
        "allowed-host-paths",
        "allowed-external-ips",
        "ingress-tls-hosts",
    }
    assert set(found) == set(before) | {f"{name}-audit" for name in twins}
    for name, assignment in before.items():
        was, now = parameters(assignment), parameters(found[name])
        if name not in twins:
            assert now == was, name
            continue
        assert now == {**was, "excludedNamespaces": [*was["excludedNamespaces"], "b0001"]}, name
        assert parameters(found[f"{name}-audit"]) == {**was, "effect": "Audit"}, name
        assert found[f"{name}-audit"]["policy_definition_id"] == assignment["policy_definition_id"]


def test_system_namespaces_have_no_audit_twin(stacks: Stacks, synthesize: Synthesize) -> None:
    """POL-10: the four may be excluded anywhere."""
    found = assignments(synthesize(**{"policy.exempt_namespaces": ["flux-system"]})["cluster"])
    assert {each["name"] for each in found} == {each["name"] for each in assignments(stacks["cluster"])}
    for each in found:
        if parameters(each)["effect"] in ("Deny", "deny") and "excludedNamespaces" in parameters(each):
            assert "flux-system" in parameters(each)["excludedNamespaces"], each["name"]
            assert len(set(parameters(each)["excludedNamespaces"])) == len(parameters(each)["excludedNamespaces"])


def test_vault_and_gateway_are_covered_on_request(synthesize: Synthesize) -> None:
    """POL-06."""
    found = assignments(synthesize(**{"policy.services": ["key_vault", "application_gateway"]})["cluster"])
    further = {each["policy_definition_id"]: parameters(each) for each in found}
    assert {name: value for name, value in further.items() if name not in EXPECTED} == {
        f"{BUILT_IN}55615ac9-af46-4a59-874e-391cc3dfb490": {"effect": "Audit"},
        f"{BUILT_IN}12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5": {"effect": "Audit"},
        f"{BUILT_IN}ff1f1879-a60d-4f23-9641-41e7391ec19a": {"effect": "Audit"},
    }


def test_preproduction_has_the_policies_of_production(stacks: Stacks, synthesize: Synthesize) -> None:
    """POL-16."""
    preproduction = synthesize(environment="preprod")

    def rules(found: Iterable[Body]) -> list[tuple[str, str, Any, Any]]:
        return sorted(
            (
                each["name"],
                each["policy_definition_id"],
                parameters(each)["effect"],
                parameters(each).get("excludedNamespaces"),
            )
            for each in found
        )

    for name in ("spoke", "cluster"):
        assert rules(assignments(preproduction[name])) == rules(assignments(stacks[name]))


def test_configuration_knows_every_policy_and_what_azure_offers_for_it() -> None:
    """POL-08: effects that the definitions in the repository Azure/azure-policy offer."""
    assert {"pod-security", "registry-no-admin-account", "vault-firewall", "gateway-firewall"} <= set(POLICIES)
    assert len(POLICIES) == len(set(POLICIES)) == 27
    assert OF_SERVICES == {
        "key_vault": ("vault-firewall", "vault-azure-rbac"),
        "application_gateway": ("gateway-firewall",),
    }
    assert {
        "no-endpoint-edit",
        "defender-profile",
        "entra-integration",
        "policy-add-on",
        "authorized-ip-ranges",
        "supported-version",
        "role-based-access-control",
        "managed-identities",
    } == AUDIT_ONLY
