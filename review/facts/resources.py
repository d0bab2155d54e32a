"""Functions for the resources that most requirements check."""

from collections.abc import Generator

from review.synthesis import Deviation, NotChosen, Resource, Synthesis

Needed = Generator[Deviation, None, tuple[Resource, ...]]


def clusters(made: Synthesis) -> Needed:
    """AKS clusters; yields a deviation if there is none."""
    return made.needed("azurerm_kubernetes_cluster", part="cluster")


def gateways(made: Synthesis) -> Needed:
    """Application gateways; yields a deviation if there is none."""
    return made.needed("azurerm_application_gateway", part="cluster")


def vaults(made: Synthesis) -> Needed:
    """Key vaults that are made here; yields a deviation if none is made or named in the configuration."""
    if made.config.secrets.existing_vault_id:
        return ()
    return (yield from made.needed("azurerm_key_vault", part="cluster"))


def registries(made: Synthesis) -> Needed:
    """Container registries that are made here; yields a deviation if none is made or named in the configuration."""
    if made.config.registry.existing_id:
        return ()
    return (yield from made.needed("azurerm_container_registry", part=registry_part(made)))


def registry_part(made: Synthesis) -> str:
    """Kind of the stack that has the registry: that of all spokes, or the spoke's own."""
    return "global-registry" if made.config.shared.registry else "spoke"


def firewalls(made: Synthesis) -> Needed:
    """Azure Firewalls; yields a deviation if the hub has none.

    Raises:
        NotChosen: the configuration leads past a firewall.
    """
    if not made.config.egress.has_firewall:
        raise NotChosen("a firewall of its own")
    return (yield from made.needed("azurerm_firewall", part="hub"))
