"""Records in a public zone of Azure DNS."""

from dataclasses import dataclass

from cdktf import TerraformProvider


@dataclass(frozen=True, kw_only=True)
class PublicZone:
    """Existing public zone of Azure DNS.

    Args:
        id: Resource id of the zone.
        resource_group: Its resource group.
        name: Domain of the zone.
        provider: Provider of the zone's subscription. None: the provider of the stack.
    """

    id: str
    resource_group: str
    name: str
    provider: TerraformProvider | None = None

    def label(self, host: str) -> str:
        """Label of `host` in the zone.

        Args:
            host: A name that ends in the domain of the zone.
        """
        return host.removesuffix(f".{self.name}")
