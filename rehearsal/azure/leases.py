"""Private addresses of a subnet that something holds."""

from rehearsal.azure.cloud import Cloud
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.values import prefixes

RESERVED = 4  # Azure keeps the first four addresses of a subnet, and the last


def lease(cloud: Cloud, subnet: object, owner: str, *, count: int = 1) -> list[str]:
    """Addresses of a subnet for an owner: those that it has, then the lowest free ones.

    Raises:
        AzureError: the subnet is full.
    """
    found = cloud.get(subnet)
    if not found:
        return ["10.255.255.4"] * count
    taken: dict[str, str] = found.hidden.setdefault("leases", {})
    mine = [address for address, holder in taken.items() if holder == owner]
    network = prefixes(found.properties)[0]
    for position in range(RESERVED, network.num_addresses - 1):
        if len(mine) >= count:
            break
        address = str(network[position])
        if address not in taken:
            taken[address] = owner
            mine.append(address)
    if len(mine) < count:
        raise AzureError("SubnetIsFull", f"Subnet {found.id.text} has no free address left for {owner}")
    return mine[:count]


def release(cloud: Cloud, owner: str) -> None:
    """Give back all addresses of an owner."""
    for subnet in cloud.of_type("Microsoft.Network/virtualNetworks/subnets"):
        taken = subnet.hidden.get("leases", {})
        for address in [address for address, holder in taken.items() if holder == owner]:
            del taken[address]
