"""Consumers of addresses that several subnets have."""

from collections.abc import Callable, Iterable, Iterator

from config.addresses.arithmetic import AZURE_RESERVED, Consumer
from config.model import AnyPool, BaselineConfig, NotJudged


def api_server_endpoint(config: BaselineConfig, pools: Iterable[AnyPool]) -> Iterator[Consumer]:
    """The private endpoint of the API server, which AKS puts into the subnet of the system pool. FLOW-42.

    Azure page "Create a private Azure Kubernetes Service (AKS) cluster", "Overview of private clusters in AKS".

    Args:
        config: The configuration.
        pools: Pools of a subnet.
    """
    server = config.api_server
    if server.private and not server.vnet_integration and any(pool.mode == "system" for pool in pools):
        yield Consumer(what="private endpoint of the API server", addresses=1)


def counted(consumers: Callable[[], Iterable[Consumer]]) -> tuple[Consumer, ...] | None:
    """Count the consumers. None if counting one of them reads a refused field.

    Args:
        consumers: Yields the consumers.
    """
    try:
        return tuple(consumers())
    except NotJudged:
        return None


def whole(service: str, prefix: int) -> tuple[Consumer]:
    """Consumer for a platform service that needs a whole subnet. IP-19.

    Args:
        service: Name of the service.
        prefix: Length of the subnet's prefix.
    """
    addresses = 2 ** (32 - prefix) - AZURE_RESERVED
    return (Consumer(what=service, addresses=addresses, arithmetic=f"all of a /{prefix}"),)


def extra(field: str, addresses: int) -> Iterator[Consumer]:
    """Consumer for the extra addresses that the user requests. IP-14.

    Args:
        field: Field of `ip_plan.extra`.
        addresses: Number of addresses.
    """
    if addresses:
        yield Consumer(what=f"ip_plan.extra.{field}", addresses=addresses)
