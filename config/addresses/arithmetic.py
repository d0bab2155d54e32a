"""Azure's rules on addresses, integer arithmetic on addresses, and the value classes of an address plan.

Each rule names its Azure page. docs/topology.md links the pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from ipaddress import IPv4Address, IPv4Network
from math import ceil

# --- What Azure says -------------------------------------------------------------------------------------------------

# "Azure Virtual Network FAQ": Azure reserves the first four addresses of a subnet and the last. The smallest is /29.
AZURE_RESERVED = 5
FIRST_ASSIGNABLE = 4
SMALLEST_SUBNET = 29

# "Azure Firewall FAQ", "VPN Gateway configuration settings", "Azure Bastion configuration settings": each service
# has a subnet of its own and grows in it. For the gateway, /27 is a recommendation, so that a second one fits later.
FIREWALL_PREFIX = 26
GATEWAY_PREFIX = 27
BASTION_PREFIX = 26

# "Application Gateway infrastructure configuration": one address per instance, and one for a private frontend. Our
# gateway has no private frontend. Ten is the reference implementation's autoscale maximum. The gateway uses this value.
APPLICATION_GATEWAY_MAX_INSTANCES = 10

# "API Server VNet Integration in Azure Kubernetes Service (AKS)": a cluster reserves at least nine addresses of the
# delegated subnet, which is at least a /28.
API_SERVER_ADDRESSES = 9

# The registry has a replica in one other region. Its endpoint has an address per region: see `registry_addresses`.
# Addresses of the private endpoint of an Azure Monitor private link scope with one workspace: at least 11. Azure page
# "Design your Azure Private Link setup", on the size of the subnet. The other ones are for data collection endpoints.
MONITOR_ENDPOINT = 14
REGISTRY_REPLICAS = 1

# "Azure CNI Overlay networking overview": each node gets a /24 of the pod range; the service range is smaller than /12.
POD_BLOCK_PREFIX = 24
LARGEST_SERVICE_RANGE = 13

# "Configure Azure CNI Pod Subnet - Dynamic IP Allocation and enhanced subnet support", "Plan IP addressing".
POD_BATCH = 16

# "Azure Virtual Network FAQ": no virtual network may contain these.
NOT_FOR_NETWORKS: Mapping[IPv4Network, str] = {
    IPv4Network("127.0.0.0/8"): "loopback",
    IPv4Network("168.63.129.16/32"): "Azure's DNS",
    IPv4Network("169.254.0.0/16"): "link-local",
    IPv4Network("224.0.0.0/4"): "multicast",
    IPv4Network("255.255.255.255/32"): "broadcast",
}
PRIVATE_RANGES = (IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"))  # RFC 1918
# Azure page "Azure Firewall SNAT private IP address ranges": traffic to other ranges gets a public source address.
NETWORK_RANGES = (*PRIVATE_RANGES, IPv4Network("100.64.0.0/10"))  # RFC 1918 and RFC 6598

# "AKS legacy container networking interfaces": the cluster's network, services and pods may not overlap these.
NOT_FOR_CLUSTERS: Mapping[IPv4Network, str] = {
    **NOT_FOR_NETWORKS,
    IPv4Network("172.30.0.0/16"): "refused by AKS",
    IPv4Network("172.31.0.0/16"): "refused by AKS",
    IPv4Network("192.0.2.0/24"): "refused by AKS",
}


# --- Arithmetic ------------------------------------------------------------------------------------------------------


def percent_of(count: int, percent: int) -> int:
    """Percentage of `count`, rounded up: 33 % of 5 is 2. In integers, as a float would make 7 % of 100 an 8."""
    return -(-count * percent // 100)


def surge_nodes(surge: str, nodes: int) -> int:
    """Temporary nodes during the upgrade of a pool. `surge` is a number ("2") or a percentage ("33%"). IP-03."""
    return percent_of(nodes, int(surge[:-1])) if surge.endswith("%") else int(surge)


def pool_addresses(*, nodes: int, surge: int, max_pods: int, pod_surge: float) -> int:
    """Addresses of a pool in flat Azure CNI. Each node and each pod takes an address. IP-04, IP-05, IP-09.

    Args:
        nodes: Regular nodes.
        surge: Temporary nodes during an upgrade.
        max_pods: Most pods on a node.
        pod_surge: Share of the regular nodes' pods that a rolling update may run twice, from 0 to 1.
    """
    return (nodes + surge) * (1 + max_pods) + ceil(nodes * max_pods * Fraction(str(pod_surge)))


def pod_addresses(*, nodes: int, surge: int, max_pods: int) -> int:
    """Addresses of a pool's pods in a subnet of their own, with dynamic IP allocation.

    A node takes them in batches, and one more batch whenever fewer than half a batch are left. A rolling update needs
    none beside them, as no node runs more than `max_pods`.

    Args:
        nodes: Regular nodes.
        surge: Temporary nodes during an upgrade.
        max_pods: Most pods on a node.
    """
    return (nodes + surge) * pod_batches(max_pods) * POD_BATCH


def pod_batches(max_pods: int) -> int:
    """Batches of addresses that a node takes for `max_pods` pods."""
    return -(-(max_pods + POD_BATCH // 2) // POD_BATCH)


def registry_addresses(*, replicas: int) -> int:
    """Addresses of a registry's private endpoint: one for the registry and one for each region's data endpoint. IP-12.

    "Connect privately to an Azure container registry": a new replica takes another address of the endpoint's subnet.
    Azure cannot create the replica if no address is free.
    """
    return 1 + 1 + replicas


def smallest_prefix(required: int) -> int:
    """Prefix length of the smallest subnet with `required` addresses, including Azure's five. 0 is all of IPv4."""
    return min(SMALLEST_SUBNET, max(0, 32 - (required - 1).bit_length()))


def pod_range_prefix(nodes: int) -> int:
    """Prefix length of the smallest pod range that has a block for each of `nodes` nodes. IP-22."""
    return max(0, POD_BLOCK_PREFIX - (nodes - 1).bit_length())


def assignable(address: IPv4Address, subnet: IPv4Network) -> bool:
    """True if `address` is in `subnet` and is not one of the five that Azure reserves. IP-13."""
    return FIRST_ASSIGNABLE <= int(address) - int(subnet.network_address) <= subnet.num_addresses - 2


def free_block(space: IPv4Network, prefix: int, taken: Sequence[IPv4Network]) -> IPv4Network | None:
    """First block of length `prefix` in `space` that overlaps nothing in `taken`. None if no such block is free."""
    start, end, size = int(space.network_address), int(space.broadcast_address), 2 ** (32 - prefix)
    while start + size - 1 <= end:
        block = IPv4Network((start, prefix))
        clash = next((other for other in taken if other.overlaps(block)), None)
        if clash is None:
            return block
        # Of two overlapping prefixes, one contains the other. The next candidate starts after the larger one.
        start = int(max(block.broadcast_address, clash.broadcast_address)) + 1
    return None


# --- Values ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Consumer:
    """A consumer of addresses in a subnet.

    Args:
        what: Name of the consumer.
        addresses: Number of addresses.
        arithmetic: Formula of a computed number, for messages and tables.
    """

    what: str
    addresses: int
    arithmetic: str = ""

    def __str__(self) -> str:
        return f"{self.what}: " + (f"{self.arithmetic} = " if self.arithmetic else "") + str(self.addresses)


@dataclass(frozen=True, kw_only=True)
class PlannedSubnet:
    """A subnet and the consumers of its addresses.

    Args:
        path: Path of its prefix in the configuration.
        name: Name in Azure.
        purpose: What the subnet is for.
        prefix: Address prefix.
        consumers: Consumers of its addresses. None if their count depends on a refused field.
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
        """Addresses of the consumers plus Azure's five."""
        return self.needed + AZURE_RESERVED

    @property
    def smallest_prefix(self) -> int:
        """Smallest size for the required addresses. A subnet with unknown consumers keeps at least its size."""
        smallest = smallest_prefix(self.required)
        return smallest if self.consumers is not None else min(smallest, self.prefix.prefixlen)

    @property
    def usable(self) -> int:
        return max(0, self.prefix.num_addresses - AZURE_RESERVED)

    @property
    def free(self) -> int:
        """Free addresses. A negative number is a shortage."""
        return self.prefix.num_addresses - self.required


@dataclass(frozen=True, kw_only=True)
class AddressRange:
    """A range of addresses.

    Args:
        path: Path of the range in the configuration.
        purpose: What the range is for.
        prefix: Address prefix.
        unusable: Ranges that it may not overlap, and why.
        moves: What the user must move along with the range.
    """

    path: str
    purpose: str
    prefix: IPv4Network
    unusable: Mapping[IPv4Network, str]
    moves: str = ""
