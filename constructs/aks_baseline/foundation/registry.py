"""Container registry."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable, TerraformProvider, TerraformResourceLifecycle
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
    """A registry, made here or existing before.

    Args:
        id: Resource id.
        name: Name of the registry.
    """

    id: str
    name: str

    @property
    def login_server(self) -> str:
        """Host name that images are pulled from."""
        return f"{self.name.lower()}.azurecr.io"


@dataclass(frozen=True, kw_only=True)
class Replica:
    """Copy of the registry in another region.

    Args:
        location: The region.
        zone_redundant: True where the region has availability zones (Azure page "Zone redundancy in Azure Container
            Registry"). A change makes the replica anew.
    """

    location: str
    zone_redundant: bool


class Registry(Construct):
    """Premium container registry with replicas in other regions.

    It has no public access, no admin account and no anonymous pull. Data endpoints of its own bring layers through the
    private endpoint too. Azure deletes untagged manifests after fifteen days.
    Source: article, "Container image reference" and "Availability zones and multi-region support".

    Args:
        name: Name of the registry, unique in Azure.
        at: Resource group and region. With zones the registry is zone-redundant.
        replicas: Copies in other regions, which serve pulls there and when a region fails.
        after: Policies that must be in force before the registry is made.
        workspace_id: Log Analytics workspace for logs and metrics.
        lifecycle: Protection from deletion. None: no protection.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        at: Placement,
        replicas: Sequence[Replica],
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
                    location=each.location,
                    regional_endpoint_enabled=True,  # left out, the provider would send false
                    zone_redundancy_enabled=each.zone_redundant,
                )
                for each in replicas
            ]
            or None,
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
    provider: TerraformProvider | None = None,
) -> None:
    """Make cache rules: the registry fetches these public repositories by itself, so that nobody imports images.

    Source: article, "Container image reference"; Azure page "Artifact cache in Azure Container Registry".

    Args:
        scope: Parent construct.
        registry_id: The registry.
        repositories: Public repositories, with their names in the registry.
        docker_hub_credential_set_id: Credential set for Docker Hub, which refuses anonymous caches. None without
            images from there.
        provider: Provider of the registry's subscription. None: the provider of the stack.
    """
    for repository in repositories:
        ContainerRegistryCacheRule(
            scope,
            f"cache_{repository.rule}",
            name=repository.rule,
            container_registry_id=registry_id,
            source_repo=repository.source,
            target_repo=repository.target,
            credential_set_id=docker_hub_credential_set_id if repository.source.startswith("docker.io/") else None,
            provider=provider,
        )
