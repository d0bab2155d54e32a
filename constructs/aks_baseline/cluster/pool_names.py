"""Names of node pools. Needs no cdktf, so that configuration can read it too."""

# Azure page "Create node pools for a cluster in Azure Kubernetes Service (AKS)", "Limitations".
LONGEST_LINUX, LONGEST_WINDOWS = 12, 6
_MARK = "tmp"


def stand_in_name(pool: str, *, windows: bool) -> str:
    """Name of the pool that stands in while azurerm replaces a pool.

    Args:
        pool: Name of the pool.
        windows: True for a pool of Windows nodes, whose stand-in needs a short name too.
    """
    longest = LONGEST_WINDOWS if windows else LONGEST_LINUX
    return f"{pool[: longest - len(_MARK)]}{_MARK}"
