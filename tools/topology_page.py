"""Writes docs/topology.md, the address plan of config/baseline.yaml: `python -m tools.topology_page`. IP-24."""

from collections.abc import Iterable
from pathlib import Path

from config.addresses.arithmetic import (
    APPLICATION_GATEWAY_MAX_INSTANCES,
    AZURE_RESERVED,
    NOT_FOR_CLUSTERS,
    NOT_FOR_NETWORKS,
    POD_BATCH,
    POD_BLOCK_PREFIX,
    AddressRange,
    PlannedSubnet,
)
from config.addresses.plan import AddressPlan, RegionPlan, SpokePlan
from config.load import load

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "topology.md"
LEARN = "https://learn.microsoft.com/azure"
TIMES = "\N{MULTIPLICATION SIGN}"

# Quantity, calculation, and the Azure page that is its source.
RULES = (
    (
        "nodes, flat Azure CNI",
        f"for each pool (nodes + surge) {TIMES} (1 + `max_pods`), as the temporary nodes of an upgrade hold pods too",
        f"[Azure CNI node subnet]({LEARN}/aks/concepts-network-legacy-cni), [surge]({LEARN}/aks/upgrade-aks-cluster)",
    ),
    (
        "pods of a rolling update",
        f"nodes {TIMES} `max_pods` {TIMES} `ip_plan.pod_surge`, rounded up; "
        "nothing if `ip_plan.pod_update_strategy` is replace",
        f"[AKS baseline]({LEARN}/architecture/reference-architectures/containers/aks/baseline-aks)",
    ),
    (
        "nodes, overlay",
        f"nodes + surge; pods take a /{POD_BLOCK_PREFIX} of `network.pod_cidr` a node",
        f"[Azure CNI Overlay]({LEARN}/aks/concepts-network-azure-cni-overlay)",
    ),
    (
        "pods in a subnet of their own",
        f"nodes + surge in the nodes' subnet; for the pods (nodes + surge) {TIMES} batches of {POD_BATCH}, so many "
        f"that {POD_BATCH // 2} addresses stay free beside `max_pods`",
        f"[dynamic IP allocation]({LEARN}/aks/configure-azure-cni-dynamic-ip-allocation)",
    ),
    (
        "ingress",
        "an address for each load balancer that `ingress.controllers` asks for",
        f"[internal load balancer]({LEARN}/aks/internal-lb)",
    ),
    (
        "Application Gateway",
        f"an address an instance, {APPLICATION_GATEWAY_MAX_INSTANCES} at most, and none for its public frontend; "
        "Azure advises a /24, to leave room for maintenance",
        f"[infrastructure configuration]({LEARN}/application-gateway/configuration-infrastructure)",
    ),
    (
        "private endpoints",
        "one for the key vault, one for the registry and one more for each region that the registry is in",
        f"[registry and Private Link]({LEARN}/container-registry/container-registry-private-link)",
    ),
    (
        "Azure Firewall, Bastion",
        "all of the smallest subnet that the service accepts",
        f"[Firewall]({LEARN}/firewall/firewall-faq), [Bastion]({LEARN}/bastion/configuration-settings)",
    ),
    (
        "virtual network gateway",
        "all of the smallest subnet that Azure advises",
        f"[VPN Gateway]({LEARN}/vpn-gateway/vpn-gateway-about-vpn-gateway-settings)",
    ),
    ("whatever else you place", "the number that `ip_plan.extra` gives for a subnet", "your own design"),
)


def topology_page(plan: AddressPlan) -> str:
    """Return the page as Markdown with a final line feed."""
    return f"""# Networks and addresses

This page is generated from `config/baseline.yaml` by `make generate`; a test compares it with the address planner.
Synthesis runs the same planner on your own file and refuses a plan that does not fit, with a prefix that would.

## Hub

{_network(plan.region)}

## Spoke

{_network(plan.spoke)}

Required addresses are the sum of the arithmetic and the {AZURE_RESERVED} that Azure keeps. Free ones are left over.

## What Azure keeps

Azure keeps {AZURE_RESERVED} addresses of every subnet, the first four and the last: the network's own, the gateway, two
for DNS, and the last of the subnet. A /28 therefore holds {16 - AZURE_RESERVED} addresses, and a static address such as
`ingress.load_balancer_ip` has to keep clear of them. No subnet is smaller than /29.
([Azure Virtual Network FAQ]({LEARN}/virtual-network/virtual-networks-faq))

## How addresses are counted

Pools count with `max_count`, a fixed pool with `node_count`. With `ip_plan.scale_percent` it is the starting count,
`min_count` or `node_count`, times that percentage: 400 plans for four times as many nodes. Surge is a number or a
percentage of those nodes, rounded up.

{_table(("For", "Addresses", "Source"), RULES)}

## Ranges that stay apart

None of these may overlap another, nor any range in `network.on_premises_ranges`.

{_table(("Range", "Prefix", "Holds"), map(_range_row, plan.ranges))}

A virtual network cannot lie in {_listed(NOT_FOR_NETWORKS)}
([Azure Virtual Network FAQ]({LEARN}/virtual-network/virtual-networks-faq)). AKS also refuses
{_listed(NOT_FOR_CLUSTERS.keys() - NOT_FOR_NETWORKS.keys())} for the spoke, its services and its pods
([AKS networking]({LEARN}/aks/concepts-network-legacy-cni)).

## How to change it

1. Edit the prefixes in `hub.subnets` and `spoke.subnets`, or what is counted: `node_pools`, `ip_plan`, `ingress`.
2. Run `make synth`. Each line it prints names a prefix, what it lacks and one that fits.
3. After a change of `config/baseline.yaml` itself, run `make generate` to rewrite this page.

A subnet that holds resources cannot be moved, so leave room: growing to the next prefix needs the addresses beside it.
Azure Firewall lets out what comes from {_listed(plan.spoke.node_prefixes)}, the nodes.
"""


def _network(network: RegionPlan | SpokePlan) -> str:
    heading = ("Subnet", "Prefix", "Purpose", "Arithmetic", "Required", "Usable", "Free")
    return f"`{network.space.path}` is {network.space.prefix}.\n\n" + _table(heading, map(_subnet_row, network.subnets))


def _subnet_row(subnet: PlannedSubnet) -> tuple[str, ...]:
    arithmetic = "<br>".join(map(str, subnet.consumers or ())).replace("*", TIMES) or "nothing"
    counts = (str(subnet.required), str(subnet.usable), str(subnet.free))
    return (f"{subnet.name}<br>`{subnet.path}`", str(subnet.prefix), subnet.purpose, arithmetic, *counts)


def _range_row(each: AddressRange) -> tuple[str, ...]:
    return (f"`{each.path}`", str(each.prefix), each.purpose)


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (heading, ("---",) * len(heading), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _listed(prefixes: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, prefixes)))


def baseline_plan() -> AddressPlan:
    return load(ROOT / "config" / "baseline.yaml").plan


if __name__ == "__main__":
    PAGE.write_text(topology_page(baseline_plan()), "utf-8")
