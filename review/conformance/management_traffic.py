"""Article, "Management traffic"."""

from review.conformance.spoke import in_spoke_subnet
from review.facts import clusters
from review.requirement import Findings, chosen, requirement
from review.synthesis import Resource, Synthesis

PROFILE = "api_server_access_profile"
RANGES = f"{PROFILE}.authorized_ip_ranges"


def private(cluster: Resource) -> bool:
    return bool(cluster.at("private_cluster_enabled"))


@requirement("FLOW-40")
def the_api_server_knows_its_callers(made: Synthesis) -> Findings:
    """The API server answers authorized address ranges only, never everybody."""
    for cluster in (yield from clusters(made)):
        chosen(not private(cluster), "a public API server")
        ranges = cluster.at(RANGES) or []
        if not ranges or any(str(each).endswith("/0") for each in ranges):
            yield cluster.deviates(RANGES, "the ranges of operators and of the firewall")


@requirement("FLOW-41")
def the_ranges_cover_whoever_needs_them(made: Synthesis) -> Findings:
    """The ranges cover pipelines and operators, and the firewall, behind which the nodes themselves call."""
    for cluster in (yield from clusters(made)):
        chosen(not private(cluster), "a public API server")
        yield from cluster.expects_all(RANGES, [str(each) for each in made.config.operators.ip_ranges])
        covered = {made.target(cluster.stack, each) for each in cluster.at(RANGES) or ()}
        for firewall in made.every("azurerm_firewall"):
            for block in firewall.blocks("ip_configuration"):
                address = made.target(firewall.stack, block.get("public_ip_address_id"))
                if address is not None and address not in covered:
                    yield cluster.deviates(RANGES, f"also the address {address.name} of the firewall")


@requirement("FLOW-42")
def the_api_server_can_be_private(made: Synthesis) -> Findings:
    """The API server can be private, as a further layer."""
    mine = [each for each in made.every("azurerm_kubernetes_cluster") if private(each)]
    chosen(mine, "a private API server")
    for cluster in mine:
        yield from cluster.expects_none(RANGES, "no ranges, which mean nothing to a private API server")


@requirement("FLOW-43")
def the_api_server_can_join_the_network(made: Synthesis) -> Findings:
    """The API server can be in a delegated subnet of the network."""
    flag = f"{PROFILE}.virtual_network_integration_enabled"
    mine = [each for each in made.every("azurerm_kubernetes_cluster") if each.at(flag)]
    chosen(mine, "an API server inside the network")
    for cluster in mine:
        subnet = made.follow(cluster, f"{PROFILE}.subnet_id")
        if in_spoke_subnet(made, cluster.stack, cluster.at(f"{PROFILE}.subnet_id"), "api server"):
            continue  # its owner has delegated it
        if subnet is None:
            yield cluster.deviates(f"{PROFILE}.subnet_id", "a subnet of the API server's own")
        elif subnet.at("delegation.service_delegation.name") != "Microsoft.ContainerService/managedClusters":
            yield subnet.deviates("delegation", "Microsoft.ContainerService/managedClusters")
