"""Azure's rules on addresses, the integer arithmetic that follows from them, and the values an address plan is made of.

Each rule names the Azure page that states it; docs/topology.md links the pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from ipaddress import IPv4Address, IPv4Network
from math import ceil

# --- What Azure says -------------------------------------------------------------------------------------------------

# "Azure Virtual Network FAQ": Azure keeps the first four addresses of a subnet and the last; none is smaller than /29.
AZURE_RESERVED = 5
SMALLEST_SUBNET = 29

# "Azure Firewall FAQ", "VPN Gateway configuration settings", "Azure Bastion configuration settings": the services have
# their subnets to themselves and grow in them. For the gateway /27 is advice, so that a second one fits later.
FIREWALL_PREFIX = 26
GATEWAY_PREFIX = 27
BASTION_PREFIX = 26

# "Application Gateway infrastructure configuration": an address an instance, and one for a private frontend, which ours
# does without. Ten is the reference implementation's autoscale maximum; the gateway is made with this very constant.
APPLICATION_GATEWAY_MAX_INSTANCES = 10

# The registry is replicated to one further region, and its endpoint counts each region: see `registry_addresses`.
REGISTRY_REPLICAS = 1

# "Azure CNI Overlay networking overview": each node gets a /24 of the pod range; the service range is smaller than /12.
POD_BLOCK_PREFIX = 24
LARGEST_SERVICE_RANGE = 13

# "Azure Virtual Network FAQ": no virtual network may hold these.
NOT_FOR_NETWORKS: Mapping[IPv4Network, str] = {
    IPv4Network("127.0.0.0/8"): "loopback",
    IPv4Network("168.63.129.16/32"): "Azure's DNS",
    IPv4Network("169.254.0.0/16"): "link-local",
    IPv4Network("224.0.0.0/4"): "multicast",
    IPv4Network("255.255.255.255/32"): "broadcast",
}
PRIVATE_RANGES = (IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"))  # RFC 1918
# Azure page "Azure Firewall SNAT private IP address ranges": what goes to other ranges leaves under a public address.
NETWORK_RANGES = (*PRIVATE_RANGES, IPv4Network("100.64.0.0/10"))  # RFC 1918 and RFC 6598

# "AKS legacy container networking interfaces": nor may the cluster's network, its services and its pods touch these.
NOT_FOR_CLUSTERS: Mapping[IPv4Network, str] = {
    **NOT_FOR_NETWORKS,
    IPv4Network("172.30.0.0/16"): "refused by AKS",
    IPv4Network("172.31.0.0/16"): "refused by AKS",
    IPv4Network("192.0.2.0/24"): "refused by AKS",
}


# --- Arithmetic ------------------------------------------------------------------------------------------------------


def percent_of(count: int, percent: int) -> int:
    """Rounded up, in integers: 33 % of 5 is 2, and 7 % of 100 is 7, where a float would make it 8."""
    return -(-count * percent // 100)


def surge_nodes(surge: str, nodes: int) -> int:
    """Temporary nodes while a pool of `nodes` is upgraded; `surge` is a number ("2") or a percentage ("33%"). IP-03."""
    return percent_of(nodes, int(surge[:-1])) if surge.endswith("%") else int(surge)


def pool_addresses(*, nodes: int, surge: int, max_pods: int, pod_surge: float) -> int:
    """Addresses of a pool in flat Azure CNI, where each pod takes one too. IP-04, IP-05, IP-09.

    `pod_surge` is the share of the regular nodes' pods that a rolling update may run twice, from 0 to 1.
    """
    return (nodes + surge) * (1 + max_pods) + ceil(nodes * max_pods * Fraction(str(pod_surge)))


def registry_addresses(*, replicas: int) -> int:
    """Addresses of a registry's private endpoint: the registry and the data endpoint of each region. IP-12.

    "Connect privately to an Azure container registry": a new replica takes a further address of the endpoint's subnet,
    and cannot be made where there is none.
    """
    return 1 + 1 + replicas


def smallest_prefix(required: int) -> int:
    """Prefix length of the smallest subnet with `required` addresses, Azure's five among them; 0 is all of IPv4."""
    return min(SMALLEST_SUBNET, max(0, 32 - (required - 1).bit_length()))


def pod_range_prefix(nodes: int) -> int:
    """Prefix length of the smallest pod range with a block for each of `nodes`. IP-22."""
    return max(0, POD_BLOCK_PREFIX - (nodes - 1).bit_length())


def assignable(address: IPv4Address, subnet: IPv4Network) -> bool:
    """Whether `address` is in `subnet` and none of the five that Azure keeps. IP-13."""
    return 4 <= int(address) - int(subnet.network_address) <= subnet.num_addresses - 2


def free_block(space: IPv4Network, prefix: int, taken: Sequence[IPv4Network]) -> IPv4Network | None:
    """First block of that prefix length in `space` that overlaps nothing in `taken`; None if there is none."""
    start, end, size = int(space.network_address), int(space.broadcast_address), 2 ** (32 - prefix)
    while start + size - 1 <= end:
        block = IPv4Network((start, prefix))
        clash = next((other for other in taken if other.overlaps(block)), None)
        if clash is None:
            return block
        # Of two prefixes that overlap, one holds the other: the next candidate begins right behind the larger.
        start = int(max(block.broadcast_address, clash.broadcast_address)) + 1
    return None


# --- Values ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Consumer:
    """Something that takes addresses of a subnet, how many, and how that number comes about where it is computed."""

    what: str
    addresses: int
    arithmetic: str = ""

    def __str__(self) -> str:
        return f"{self.what}: " + (f"{self.arithmetic} = " if self.arithmetic else "") + str(self.addresses)


@dataclass(frozen=True, kw_only=True)
class PlannedSubnet:
    """A subnet and what takes addresses in it.

    `path`: its place in the configuration. `consumers`: None if they are counted from a field that was refused.
    """

    path: str
    name: str
    purpose: str
    prefix: IPv4Network
    consumers: tuple[Consumer, ...] | None

    @property
    def needed(self) -> int:
        return sum(consumer.addresses for consumer in self.consumers or ())

    @property
    def required(self) -> int:
        """The needed addresses and Azure's five."""
        return self.needed + AZURE_RESERVED

    @property
    def smallest_prefix(self) -> int:
        """Prefix length that would just hold the required addresses; one that cannot be counted keeps its size."""
        smallest = smallest_prefix(self.required)
        return smallest if self.consumers is not None else min(smallest, self.prefix.prefixlen)

    @property
    def usable(self) -> int:
        return max(0, self.prefix.num_addresses - AZURE_RESERVED)

    @property
    def free(self) -> int:
        """Addresses to spare; below zero, those that are missing."""
        return self.prefix.num_addresses - self.required


@dataclass(frozen=True, kw_only=True)
class AddressRange:
    """A range of addresses. `moves` names what moves with it, `unusable` the ranges it may not touch and why."""

    path: str
    purpose: str
    prefix: IPv4Network
    unusable: Mapping[IPv4Network, str]
    moves: str = ""
