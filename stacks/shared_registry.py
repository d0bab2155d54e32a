"""Registry stack: one registry with a replica in every region, for all spokes of a fleet."""

from collections.abc import Iterable

from constructs import Construct

from aks_baseline.foundation.registry import Registry, Replica, cache_images
from aks_baseline.monitoring.log_workspace import LogWorkspace
from aks_baseline.policy.assignment import assign
from aks_baseline.policy.policy import with_effects
from aks_baseline.policy.registry_policies import REGISTRY_POLICIES
from config.facts.regions import has_zones
from config.model import BaselineConfig
from stacks.add_ons import cached_repositories
from stacks.base import BaselineStack
from stacks.shared_site import SharedSite


class SharedRegistryStack(BaselineStack):
    """The registry with its replicas, policies and cache rules, and the workspace of its logs.

    Args:
        shared: Region, names and configuration of the shared resources.
        config: Configuration of a region, which says what the policies do and which credentials Docker Hub gets.
        clusters: Configurations of all clusters, whose images the registry caches.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        shared: SharedSite,
        config: BaselineConfig,
        clusters: Iterable[BaselineConfig],
    ) -> None:
        super().__init__(scope, id_, part="registry", site=shared.site, subscription_id=shared.shared.subscription_id)
        at = self.group("group", name=shared.names.group("registry"))
        logs = LogWorkspace(
            self,
            "logs",
            name=shared.names.workspace("registry"),
            at=at,
            retention_days=shared.retention_days,
            local_authentication=False,
            lifecycle=self.lifecycle,
        )
        name = shared.shared.registry_name or shared.names.registry
        policies = with_effects(REGISTRY_POLICIES, config.policy.overrides)
        self.links = Registry(
            self,
            "registry",
            name=name,
            at=at,
            replicas=[
                Replica(location=each, zone_redundant=has_zones(each)) for each in shared.shared.registry_replicas
            ],
            after=[assign(self, policy, to=at, subject=name) for policy in policies],
            workspace_id=logs.id,
            lifecycle=self.lifecycle,
        ).links
        cache_images(
            self,
            registry_id=self.links.id,
            repositories=cached_repositories(clusters),
            docker_hub_credential_set_id=config.registry.docker_hub_credential_set_id,
        )
