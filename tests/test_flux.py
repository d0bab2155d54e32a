"""Flux on the cluster. OPS-04, OPS-05, OPS-06, OPS-22, OPS-23, OPS-24, OPS-27."""

from base64 import b64decode

import pytest
from conftest import Synthesize

from review.terraform import Body, Stacks, block, every, only

EXTENSION, CONFIGURATION = "azurerm_kubernetes_cluster_extension", "azurerm_kubernetes_flux_configuration"
POOL = "azurerm_kubernetes_cluster_node_pool"
CREDENTIALS = {"https_user", "https_key_base64", "ssh_private_key_base64", "local_auth_reference"}


def repository(stacks: Stacks) -> Body:
    return block(only(stacks["cluster"], CONFIGURATION)["git_repository"])


def test_extension_is_flux_with_the_two_controllers_it_needs(stacks: Stacks) -> None:
    """OPS-04. Settings are text; without `version` Azure keeps the extension current."""
    extension = only(stacks["cluster"], EXTENSION)
    expected = {
        "name": "flux",
        "extension_type": "microsoft.flux",
        "release_train": "Stable",
        "release_namespace": "flux-system",
        "cluster_id": "${azurerm_kubernetes_cluster.cluster.id}",
    }
    assert {key: extension[key] for key in expected} == expected
    assert "version" not in extension
    assert extension["configuration_settings"] == {
        "helm-controller.enabled": "false",
        "source-controller.enabled": "true",
        "kustomize-controller.enabled": "true",
        "notification-controller.enabled": "false",
        "image-automation-controller.enabled": "false",
        "image-reflector-controller.enabled": "false",
    }


def test_configuration_follows_the_repository(stacks: Stacks) -> None:
    """OPS-05, OPS-24."""
    configuration = only(stacks["cluster"], CONFIGURATION)
    expected = {
        "name": "bootstrap",
        "namespace": "flux-system",
        "scope": "cluster",
        "continuous_reconciliation_enabled": True,
        "cluster_id": "${azurerm_kubernetes_cluster.cluster.id}",
    }
    assert {key: configuration[key] for key in expected} == expected
    assert repository(stacks) == {
        "url": "https://github.com/contoso/aks-baseline",
        "reference_type": "branch",
        "reference_value": "main",
        "timeout_in_seconds": 180,
        "sync_interval_in_seconds": 300,
    }
    assert block(configuration["kustomizations"]) == {
        "name": "unified",
        "path": "./cluster-manifests",
        "timeout_in_seconds": 300,
        "sync_interval_in_seconds": 300,
        "retry_interval_in_seconds": 300,
        "garbage_collection_enabled": True,
        "recreating_enabled": False,
        "wait": True,
    }


def test_flux_waits_for_user_pools_and_for_the_right_to_pull(stacks: Stacks) -> None:
    """Flux runs on the user pools, and its manifests name images of the own registry."""
    cluster = stacks["cluster"]
    pools = {f"{POOL}.{name}" for name in every(cluster, POOL)}
    (pull,) = (
        f"azurerm_role_assignment.{name}"
        for name, role in every(cluster, "azurerm_role_assignment").items()
        if role.get("role_definition_name") == "AcrPull"
    )
    (extension,) = (f"{EXTENSION}.{name}" for name in every(cluster, EXTENSION))
    assert pools
    assert pools | {pull} <= set(only(cluster, EXTENSION)["depends_on"])
    assert pools | {pull, extension} <= set(only(cluster, CONFIGURATION)["depends_on"])


def test_a_public_repository_needs_no_credential(stacks: Stacks) -> None:
    """OPS-22."""
    assert not CREDENTIALS & set(repository(stacks))
    assert not flux_variables(stacks["cluster"])


def test_a_private_repository_over_https(synthesize: Synthesize) -> None:
    """OPS-22, OPS-23: the token is a sensitive variable, its value nowhere in the output."""
    stacks = synthesize(**{"bootstrap.git.auth": "https"})
    assert repository(stacks)["https_user"] == "${var.flux_https_user}"
    assert repository(stacks)["https_key_base64"] == "${base64encode(var.flux_https_key)}"
    assert not {"ssh_private_key_base64", "ssh_known_hosts_base64"} & set(repository(stacks))
    assert_secret(stacks, {"flux_https_user", "flux_https_key"})


def test_a_private_repository_over_ssh(synthesize: Synthesize) -> None:
    """OPS-22, OPS-23."""
    hosts = "git.contoso.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5"
    stacks = synthesize(
        **{
            "bootstrap.git.url": "ssh://git@git.contoso.com/platform/aks-baseline",
            "bootstrap.git.auth": "ssh",
            "bootstrap.git.ssh_known_hosts": hosts,
        }
    )
    assert repository(stacks)["ssh_private_key_base64"] == "${base64encode(var.flux_ssh_private_key)}"
    assert b64decode(repository(stacks)["ssh_known_hosts_base64"], validate=True).decode() == f"{hosts}\n"
    assert not {"https_user", "https_key_base64"} & set(repository(stacks))
    assert_secret(stacks, {"flux_ssh_private_key"})


def flux_variables(stack: Body) -> Body:
    return {name: each for name, each in stack.get("variable", {}).items() if "flux" in name}


def assert_secret(stacks: Stacks, names: set[str]) -> None:
    variables = flux_variables(stacks["cluster"])
    assert set(variables) == names
    for name, variable in variables.items():
        assert variable["sensitive"] is True, name
        assert variable["nullable"] is False, name
        assert "default" not in variable, name
    for name in ("hub", "spoke", "bootstrap"):
        assert not flux_variables(stacks[name]), name


@pytest.mark.parametrize(("kind", "value"), [("branch", "preprod"), ("tag", "v1.2.0"), ("semver", ">=1.2.0 <2.0.0")])
def test_an_environment_follows_its_own_reference_and_path(kind: str, value: str, synthesize: Synthesize) -> None:
    """OPS-27."""
    git = {"reference_type": kind, "reference_value": value, "path": "./environments/preprod"}
    stacks = synthesize(**{f"bootstrap.git.{key}": setting for key, setting in git.items()})
    assert repository(stacks)["reference_type"] == kind
    assert repository(stacks)["reference_value"] == value
    assert block(only(stacks["cluster"], CONFIGURATION)["kustomizations"])["path"] == "./environments/preprod"


def test_a_pipeline_replaces_flux(synthesize: Synthesize) -> None:
    """OPS-06."""
    stacks = synthesize(**{"bootstrap.method": "pipeline"})
    for name, stack in stacks.items():
        assert not every(stack, EXTENSION), name
        assert not every(stack, CONFIGURATION), name
        assert not flux_variables(stack), name
