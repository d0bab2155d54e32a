"""Rules on a private API server, its zone and its subnet. FLOW-42, FLOW-43."""

import re

from config.addresses.arithmetic import NETWORK_RANGES
from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import listed, shown
from config.rules.rule import Findings, refuses

# Azure page "Use API Server VNet Integration in Azure Kubernetes Service (AKS)", "Availability".
WITHOUT_VNET_INTEGRATION = ("qatarcentral",)


@refuses
def private_servers_have_no_ranges(config: BaselineConfig) -> Findings:
    """A private API server has no authorized ranges, as they hold for a public address only. FLOW-42."""
    # Azure page "Create a private Azure Kubernetes Service (AKS) cluster", "Limitations".
    ranges = config.api_server.authorized_ip_ranges
    if config.api_server.private and ranges:
        need, fix = "[] with api_server.private, which no public address reaches", "set authorized_ip_ranges: []"
        yield Problem(path="api_server.authorized_ip_ranges", got=listed(ranges, "and"), need=need, fix=fix)


@refuses
def private_servers_have_a_name(config: BaselineConfig) -> Findings:
    """A private API server has a public or a private name. FLOW-42."""
    # Azure page "Create a private Azure Kubernetes Service (AKS) cluster", "Limitations for private AKS clusters with
    # custom DNS".
    server = config.api_server
    if server.private and server.private_dns_zone == "none" and not server.public_name:
        need, fix = "true with private_dns_zone: none, or nobody finds the API server", "set public_name: true"
        yield Problem(path="api_server.public_name", got="false", need=need, fix=fix)


@refuses
def the_hub_resolves_private_servers(config: BaselineConfig) -> Findings:
    """With `dns.use_hub`, the zone of a private API server is not AKS's, which the hub cannot resolve. FLOW-42."""
    # Azure page "Create a private Azure Kubernetes Service (AKS) cluster", "Hub and spoke with custom DNS".
    if config.api_server.private and config.dns.use_hub and config.api_server.private_dns_zone == "system":
        need = "own, none or the id of a zone with dns.use_hub: AKS links its own zone to the spoke only"
        yield Problem(path="api_server.private_dns_zone", got="system", need=need, fix="set private_dns_zone: own")


@refuses
def api_server_zones_have_their_name(config: BaselineConfig) -> Findings:
    """The zone in `api_server.private_dns_zone` is a private zone with the name that AKS accepts. FLOW-42, IDN-06."""
    # Azure page "Create a private Azure Kubernetes Service (AKS) cluster", "Configuration options for private DNS".
    server = config.api_server
    if not server.private or not server.private_dns_zone.startswith("/"):
        return
    *_, kind, zone = server.private_dns_zone.lower().split("/")
    names = [
        f"{first}.{config.location}.azmk8s.io" for first in ("privatelink", "private")[: 1 + server.vnet_integration]
    ]
    if kind != "privatednszones" or not any(
        re.fullmatch(rf"([a-z0-9-]{{1,32}}\.)?{re.escape(each)}", zone) for each in names
    ):
        need = f"the id of a private DNS zone named {listed(names)}, with one label before it or none"
        got, fix = shown("/".join((kind, zone))), "give the id of that zone, or set private_dns_zone: own"
        yield Problem(path="api_server.private_dns_zone", got=got, need=need, fix=fix)


@refuses
def the_region_integrates_api_servers(config: BaselineConfig) -> Findings:
    """The region offers API Server VNet Integration, if it is on. FLOW-43."""
    if config.api_server.vnet_integration and config.location in WITHOUT_VNET_INTEGRATION:
        need, fix = f"false in {config.location}, which does not offer it", "set vnet_integration: false"
        yield Problem(path="api_server.vnet_integration", got="true", need=need, fix=fix)


@refuses
def private_ranges_are_private(config: BaselineConfig) -> Findings:
    """Ranges in `api_server.private_ranges` are private: the API server's subnet sees no others. FLOW-43."""
    for position, prefix in enumerate(config.api_server.private_ranges):
        if not any(prefix.subnet_of(private) for private in NETWORK_RANGES):
            path, need = f"api_server.private_ranges[{position}]", f"a private range, inside {listed(NETWORK_RANGES)}"
            fix = "put public ranges into operators.ip_ranges"
            yield Problem(path=path, got=str(prefix), need=need, fix=fix)
