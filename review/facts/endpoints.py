"""Public endpoints of Azure services. Public addresses that are made here are not included."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from review.synthesis import Resource, Synthesis

# Resources whose public endpoint azurerm leaves on by default (its pages of these resources).
SERVICES = {
    "azurerm_key_vault": ("public_network_access_enabled", "network_acls", "ip_rules"),
    "azurerm_container_registry": ("public_network_access_enabled", "network_rule_set", "ip_rule"),
    "azurerm_log_analytics_workspace": ("internet_query_enabled", "", ""),
    "azurerm_monitor_workspace": ("public_network_access_enabled", "", ""),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Endpoint:
    """A service's public endpoint.

    Args:
        resource: the service.
        open: whether it is reachable from the internet.
        callers: allowed callers, as addresses or names of resources; empty if everyone may call and then sign in.
        setting: the argument that decides.
        anonymous: whether everyone gets an answer without signing in.
    """

    resource: Resource
    open: bool
    callers: tuple[str, ...]
    setting: str
    anonymous: bool = False


def endpoints(made: Synthesis) -> tuple[Endpoint, ...]:
    """Every service that has, or could have, a public endpoint."""
    clusters = (_api_server(made, each) for each in made.every("azurerm_kubernetes_cluster"))
    services = (_service(made, each) for each in made.every(*SERVICES))
    return (*_front_doors(made), *clusters, *services)


def _front_doors(made: Synthesis) -> Iterator[Endpoint]:
    for profile in made.every("azurerm_cdn_frontdoor_profile"):
        yield Endpoint(resource=profile, open=True, callers=(), setting="cdn_frontdoor_route", anonymous=True)


def _api_server(made: Synthesis, cluster: Resource) -> Endpoint:
    path = "api_server_access_profile.authorized_ip_ranges"
    private = bool(cluster.at("private_cluster_enabled"))
    return Endpoint(
        resource=cluster,
        open=not private,
        callers=tuple(_caller(made, cluster, each) for each in cluster.at(path) or ()),
        setting="private_cluster_enabled" if private else path,
    )


def _service(made: Synthesis, service: Resource) -> Endpoint:
    switch, acls, list_ = SERVICES[service.type]
    denies = service.at(f"{acls}.default_action") == "Deny"
    listed = service.at(f"{acls}.{list_}") or () if denies else ()
    callers = tuple(_caller(made, service, each.get("ip_range") if isinstance(each, dict) else each) for each in listed)
    return Endpoint(
        resource=service,
        open=service.at(switch) is not False and (not denies or bool(callers)),
        callers=callers,
        setting=f"{acls}.{list_}" if callers else switch,
    )


def _caller(made: Synthesis, resource: Resource, value: object) -> str:
    """Name of the resource that an address belongs to, or the address itself."""
    target = made.target(resource.stack, value)
    return target.name if target else re.sub(r"/32$", "", str(value))
