"""Every construct of `foundation` builds alone in an empty stack, from plain values."""

import pytest
from alone import GROUP_ID, WORKSPACE_ID, ZONAL, made, synthesized
from cdktf import TerraformStack

from aks_baseline.foundation.images import CachedRepository
from aks_baseline.foundation.registry import Registry, Replica, cache_images
from review.terraform import block, every, only

REGISTRY_ID = f"{GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/acralone"


def registry(stack: TerraformStack, *, zone_redundant: bool) -> Registry:
    return Registry(
        stack,
        "registry",
        name="acralone",
        at=ZONAL,
        replica=Replica(location="centralus", zone_redundant=zone_redundant),
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
