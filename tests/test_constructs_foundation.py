"""Every construct of `foundation` builds alone in an empty stack, from plain values."""

import pytest
from alone import GROUP_ID, WORKSPACE_ID, ZONAL, made, synthesized
from cdktf import TerraformStack, TerraformVariable

from aks_baseline.foundation.awaited import awaited
from aks_baseline.foundation.images import CachedRepository
from aks_baseline.foundation.pinned import pin
from aks_baseline.foundation.registry import Registry, Replica, cache_images
from aks_baseline.foundation.role_names import RBAC_READER, RBAC_WRITER
from aks_baseline.foundation.roles import grant, grant_namespace
from aks_baseline.foundation.storage_account import storage_account
from review.terraform import block, every, only

REGISTRY_ID = f"{GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/acralone"


def registry(stack: TerraformStack, *, zone_redundant: bool) -> Registry:
    return Registry(
        stack,
        "registry",
        name="acralone",
        at=ZONAL,
        replicas=[Replica(location="centralus", zone_redundant=zone_redundant)],
        after=[],
        workspace_id=WORKSPACE_ID,
        lifecycle=None,
    )


@pytest.mark.parametrize("zone_redundant", [True, False])
def test_registry(zone_redundant: bool) -> None:
    body = synthesized(lambda stack: registry(stack, zone_redundant=zone_redundant))
    assert made(body) == {"container_registry": 1, "monitor_diagnostic_setting": 1}
    acr = only(body, "azurerm_container_registry")
    assert acr["zone_redundancy_enabled"] is True
    replica = block(acr["georeplications"])
    assert (replica["location"], replica["zone_redundancy_enabled"]) == ("centralus", zone_redundant)


def test_docker_hub_gets_its_credentials_and_no_other_registry_does() -> None:
    repositories = [
        CachedRepository(rule="velero", source="docker.io/velero/velero", target="velero/velero"),
        CachedRepository(rule="kured", source="ghcr.io/kubereboot/kured", target="kubereboot/kured"),
    ]
    body = synthesized(
        lambda stack: cache_images(
            stack, registry_id=REGISTRY_ID, repositories=repositories, docker_hub_credential_set_id="credentials"
        )
    )
    rules = every(body, "azurerm_container_registry_cache_rule").values()
    assert {rule["name"]: rule.get("credential_set_id") for rule in rules} == {"velero": "credentials", "kured": None}


def test_grant() -> None:
    body = synthesized(
        lambda stack: grant(stack, "pull", role="AcrPull", on=REGISTRY_ID, to="kubelet", why="Nodes pull images")
    )
    assert made(body) == {"role_assignment": 1}
    role = only(body, "azurerm_role_assignment")
    assert (role["role_definition_name"], role["scope"], role["principal_id"]) == ("AcrPull", REGISTRY_ID, "kubelet")
    assert (role["principal_type"], role["description"]) == ("ServicePrincipal", "Nodes pull images")


@pytest.mark.parametrize(("write", "role_id"), [(False, RBAC_READER), (True, RBAC_WRITER)])
def test_grant_namespace(*, write: bool, role_id: str) -> None:
    body = synthesized(
        lambda stack: grant_namespace(
            stack, "group", subscription_id="sub", cluster_id="/aks", namespace="a0008", to="readers", write=write
        )
    )
    assert made(body) == {"role_assignment": 1}
    role = only(body, "azurerm_role_assignment")
    assert (role["scope"], role["principal_id"], role["principal_type"]) == (
        "/aks/namespaces/a0008",
        "readers",
        "Group",
    )
    assert role["role_definition_id"].endswith(f"/roleDefinitions/{role_id}")


@pytest.mark.parametrize("allow_destroy", [True, False])
def test_pin(allow_destroy: bool) -> None:
    body = synthesized(lambda stack: pin(stack, "prefix", "10.2.0.0/22", allow_destroy=allow_destroy))
    pinned = only(body, "terraform_data")
    assert pinned["triggers_replace"] == {"value": "10.2.0.0/22"}
    assert ("lifecycle" in pinned) is not allow_destroy


def test_storage_account() -> None:
    body = synthesized(
        lambda stack: storage_account(
            stack, "store", name="stalone", at=ZONAL, replication="ZRS", workspace_id=WORKSPACE_ID, lifecycle=None
        )
    )
    assert made(body) == {"storage_account": 1, "monitor_diagnostic_setting": 1}
    account = only(body, "azurerm_storage_account")
    assert (account["min_tls_version"], account["https_traffic_only_enabled"]) == ("TLS1_2", True)
    assert account["shared_access_key_enabled"] is False
    logs = only(body, "azurerm_monitor_diagnostic_setting")
    assert logs["target_resource_id"] == "${azurerm_storage_account.store.id}/blobServices/default"


def test_awaited() -> None:
    """A variable takes the place of another stack's output here. tests/test_awaited.py has real stacks."""

    def build(stack: TerraformStack) -> None:
        output = TerraformVariable(stack, "output", type="string").string_value
        links, after = awaited(stack, "hub", {"id": output, "name": "vnet", "bastion": None}, stack="hub-eastus2")
        assert links == {"id": links["id"], "name": "vnet", "bastion": None}
        assert len(after) == 1
        assert awaited(stack, "spoke", {"name": "vnet"}, stack="spoke") == ({"name": "vnet"}, [])

    body = synthesized(build)
    assert body["locals"] == {
        "hub_id": "${try(var.output, one(terraform_data.hub_awaited[*].output))}",
        "hub_missing": ['${can(var.output) ? "" : "id"}'],
    }
    stop = only(body, "terraform_data")
    assert stop["count"] == "${length(compact(local.hub_missing)) == 0 ? 0 : 1}"
    assert "The stack hub-eastus2 must be applied first" in block(stop["lifecycle"])["precondition"][0]["error_message"]
