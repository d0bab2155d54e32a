"""Rules on further private endpoints and their zones. FLOW-26."""

from aks_baseline.network.private_zones import MONITOR_ZONES, SERVICE_ZONES
from config.model import BaselineConfig, FurtherEndpoint
from config.problem import Problem
from config.reading.wording import shown
from config.rules.rule import Findings, refuses, refuses_each, repeated


@refuses
def further_endpoints_have_names_of_their_own(config: BaselineConfig) -> Findings:
    """Names of further private endpoints are unique. FLOW-26."""
    names = [each.name for each in config.private_endpoints.further]
    for position in repeated(names):
        path, fix = f"private_endpoints.further[{position}].name", "rename this endpoint or its namesake"
        yield Problem(path=path, got=names[position], need="a name of its own", fix=fix)


@refuses_each("private_endpoints.further")
def zones_of_further_endpoints_are_zones(_: BaselineConfig, endpoint: FurtherEndpoint, path: str) -> Findings:
    """The id in `zone` of a further private endpoint is the id of a private DNS zone. FLOW-26."""
    if endpoint.zone.startswith("/") and "/providers/microsoft.network/privatednszones/" not in endpoint.zone.lower():
        got, fix = shown(endpoint.zone.rpartition("/providers/")[2]), "copy the id of the zone from Azure"
        yield Problem(path=f"{path}.zone", got=got, need="the id of a private DNS zone", fix=fix)


@refuses_each("private_endpoints.further")
def zones_are_made_once(config: BaselineConfig, endpoint: FurtherEndpoint, path: str) -> Findings:
    """A further private endpoint does not make a zone that the spoke has already. FLOW-26."""
    monitored = config.monitoring.private_link != "none"
    services = ["registry", "key_vault", *(MONITOR_ZONES if monitored else ())]
    if monitored or config.backup.mode == "aks_extension":
        services.append("blob")
    made = {SERVICE_ZONES[service] for service in services if getattr(config.dns.private_zones, service) is None}
    if endpoint.zone in made:
        need = f"the id of the zone {endpoint.zone}, which the spoke has already"
        yield Problem(path=f"{path}.zone", got=endpoint.zone, need=need, fix="give the id of the zone in the spoke")
