"""Public images that the cluster uses, each pulled through a cache rule of the own registry.

Nothing in the cluster names a public registry: a node asks the own registry, which fetches and keeps what it does not
have yet.
Source: article, "Container image reference"; Azure page "Artifact cache in Azure Container Registry".
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CachedRepository:
    """`rule`: name of the cache rule, 5 to 49 letters, digits and single hyphens. `source`: public repository with
    its host.

    `target`: repository in the own registry.
    """

    rule: str
    source: str
    target: str

    def image(self, registry: str, tag: str) -> str:
        """Full name of an image of this repository; `registry` is the own registry's host name."""
        return f"{registry}/{self.target}:{tag}"


TRAEFIK = CachedRepository(rule="traefik", source="public.ecr.aws/docker/library/traefik", target="library/traefik")
DOTNET_SAMPLES = CachedRepository(
    rule="dotnet-samples", source="mcr.microsoft.com/dotnet/samples", target="dotnet/samples"
)
CACHED = (TRAEFIK, DOTNET_SAMPLES)
