"""Public images that the cluster uses. Nodes pull them through cache rules of the cluster's own registry.

Nothing in the cluster names a public registry. The own registry fetches an image when a node first asks for it.
Source: article, "Container image reference"; Azure page "Artifact cache in Azure Container Registry".
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CachedRepository:
    """Public repository of images and its copy in the own registry.

    Args:
        rule: Name of the cache rule, 5 to 49 letters, digits and single hyphens.
        source: Public repository with its host.
        target: Repository in the own registry.
    """

    rule: str
    source: str
    target: str

    def image(self, registry: str, tag: str) -> str:
        """Full name of an image in the own registry.

        Args:
            registry: Host name of the own registry.
            tag: Tag of the image.
        """
        return f"{registry}/{self.target}:{tag}"


TRAEFIK = CachedRepository(rule="traefik", source="public.ecr.aws/docker/library/traefik", target="library/traefik")
DOTNET_SAMPLES = CachedRepository(
    rule="dotnet-samples", source="mcr.microsoft.com/dotnet/samples", target="dotnet/samples"
)
CACHED = (TRAEFIK, DOTNET_SAMPLES)
# Name and repositories are AKS's own, and must stay as they are: Azure page "Create a network isolated Azure Kubernetes
# Service (AKS) cluster", on the cache rule.
MICROSOFT = CachedRepository(rule="aks-managed-mcr", source="mcr.microsoft.com/*", target="aks-managed-repository/*")
