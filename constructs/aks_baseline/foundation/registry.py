"""Container registry."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.container_registry import (
    ContainerRegistry,
    ContainerRegistryGeoreplications,
    ContainerRegistryNetworkRuleSet,
)
from cdktf_cdktf_provider_azurerm.container_registry_cache_rule import ContainerRegistryCacheRule
from constructs import Construct

from aks_baseline.foundation.images import CachedRepository
from aks_baseline.foundation.placement import Placement
from aks_baseline.monitoring.diagnostics import send_diagnostics


@dataclass(frozen=True, kw_only=True)
class RegistryLinks:
    """A registry, ours or an existing one: its id, name and host name."""

    id: str
    name: str

    @property
    def login_server(self) -> str:
        return f"{self.name.lower()}.azurecr.io"


class Registry(Construct):
    """Premium registry that nobody reaches from outside: no public access, no admin, no anonymous pull.

    Zone-redundant, with a replica in `replica_location` that keeps pulls going when the region fails; data endpoints
    of its own, so that layers come through the private endpoint too; untagged manifests go after fifteen days.
    Required. `after`: policies to be in force first.
    Source: article, "Container image reference" and "Availability zones and multi-region support".
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        replica_location: str,
        after: Sequence[ITerraformDependable],
        workspace_id: str,
        lifecycle: TerraformResourceLifecycle | None,
    ) -> None:
        super().__init__(scope, id_)
        registry = ContainerRegistry(
            self,
            "Default",
            name=name,
            resource_group_name=at.resource_group,
            location=at.location,
            sku="Premium",
            admin_enabled=False,
            anonymous_pull_enabled=False,
            public_network_access_enabled=False,
            network_rule_bypass_option="AzureServices",
            network_rule_set=[ContainerRegistryNetworkRuleSet(default_action="Deny")],
            data_endpoint_enabled=True,
            zone_redundancy_enabled=at.zones is not None,
            quarantine_policy_enabled=False,
            trust_policy_enabled=False,
            retention_policy_in_days=15,
            georeplications=[
                ContainerRegistryGeoreplications(
                    location=replica_location,
                    regional_endpoint_enabled=True,  # left out, the provider would send false
                    zone_redundancy_enabled=False,
                )
            ],
            lifecycle=lifecycle,
            depends_on=list(after),
        )
        self.links = RegistryLinks(id=registry.id, name=name)
        send_diagnostics(registry, to=workspace_id)


def cache_images(
    scope: Construct,
    *,
    registry_id: str,
    repositories: Sequence[CachedRepository],
    docker_hub_credential_set_id: str | None,
) -> None:
    """Have the registry fetch these public repositories by itself, so that nobody imports images by hand."""
    for repository in repositories:
        ContainerRegistryCacheRule(
            scope,
            f"cache_{repository.rule}",
            name=repository.rule,
            container_registry_id=registry_id,
            source_repo=repository.source,
            target_repo=repository.target,
            credential_set_id=docker_hub_credential_set_id if repository.source.startswith("docker.io/") else None,
        )
