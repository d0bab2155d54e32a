"""How Terraform reaches the cluster, and who may do what in it. IDN-14, IDN-19, OPS-03, OPS-11, OPS-12."""

import re

import pytest
from conftest import Synthesize

from review.kubernetes import manifests, of_kind
from review.terraform import Body, Stacks, addresses, block, every, resolve

ADMINS, READERS = "00000000-0000-0000-0000-0000000000a1", "00000000-0000-0000-0000-0000000000b2"


def _providers(bootstrap: Body) -> list[Body]:
    (kubernetes,), (helm,) = bootstrap["provider"]["kubernetes"], bootstrap["provider"]["helm"]
    return [kubernetes, helm["kubernetes"]]


@pytest.mark.parametrize("login", ["azurecli", "workloadidentity", "msi", "spn"])
def test_both_providers_sign_in_through_entra(login: str, synthesize: Synthesize) -> None:
    """IDN-19: kubelogin as whoever runs Terraform, never a certificate."""
    stacks = synthesize(**{"operators.login": login})
    for provider in _providers(stacks["bootstrap"]):
        command = block(provider["exec"])
        assert command["command"] == "kubelogin"
        # The variables that azurerm signs in with; `az login` needs none.
        own = [] if login == "azurecli" else ["--use-azurerm-env-vars"]
        server = ["--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630"]
        assert command["args"] == ["get-token", "--login", login, *own, *server]
        assert set(provider) == {"host", "cluster_ca_certificate", "exec"}, (
            "no client certificate, key, token or password"
        )
        host = resolve(stacks, "bootstrap", provider["host"])
        assert re.fullmatch(r"cluster: azurerm_kubernetes_cluster\.cluster\.kube_config\[0\]\.host", host)


def test_helm_is_configured_by_attributes(stacks: Stacks) -> None:
    """Helm provider 3 takes objects where version 2 took blocks."""
    (helm,) = stacks["bootstrap"]["provider"]["helm"]
    assert isinstance(helm["kubernetes"], dict)
    assert isinstance(helm["kubernetes"]["exec"], dict)


def test_no_resource_needs_provisioners_or_the_cluster_at_plan_time(stacks: Stacks) -> None:
    """OPS-11; kubernetes_manifest asks the API server while planning."""
    assert "admin_config" not in repr(stacks["bootstrap"])
    for address, body in addresses(stacks["bootstrap"]):
        assert not address.startswith(("kubernetes_manifest.", "null_resource.", "terraform_data.")), address
        assert "provisioner" not in body, address


def test_releases_are_pinned(stacks: Stacks) -> None:
    """OPS-03."""
    for release in every(stacks["bootstrap"], "helm_release").values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", release["version"])


def test_azure_rbac_needs_no_role_bindings_for_people(stacks: Stacks) -> None:
    """IDN-16."""
    bindings = [each for each in manifests(stacks["bootstrap"]) if each["kind"].endswith("RoleBinding")]
    assert bindings
    assert all(subject["kind"] == "ServiceAccount" for each in bindings for subject in each["subjects"])


def test_kubernetes_rbac_binds_entra_groups_to_built_in_roles(synthesize: Synthesize) -> None:
    """IDN-13, IDN-14: administrators everywhere, readers in the workloads' namespaces and the settings'."""
    objects = manifests(synthesize(**{"rbac.mode": "kubernetes"})["bootstrap"])
    bound = {
        (each["metadata"].get("namespace"), each["roleRef"]["name"], subject["name"])
        for kind in ("ClusterRoleBinding", "RoleBinding")
        for each in of_kind(objects, kind)
        for subject in each["subjects"]
        if subject["kind"] == "Group"
    }
    assert bound == {
        (None, "cluster-admin", ADMINS),
        ("a0008", "view", READERS),
        ("cluster-baseline-settings", "view", READERS),
    }
