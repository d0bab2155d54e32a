"""Rules on a hub, zones and a vault that exist already. NET-04."""

from aks_baseline.network.private_zones import MONITOR_ZONES, SERVICE_ZONES
from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import shown
from config.rules.rule import Findings, refuses, warns


@refuses
def existing_hubs_have_known_addresses(config: BaselineConfig) -> Findings:
    """With `hub.existing`, a public API server knows the firewall's public addresses: nodes call from them. FLOW-41."""
    existing = config.hub.existing
    if existing and not config.api_server.private and not existing.firewall_public_ips:
        need = "the firewall's public addresses, from which nodes call the API server, as api_server.private is false"
        fix = "list them, or set api_server.private: true"
        yield Problem(path="hub.existing.firewall_public_ips", got="nothing", need=need, fix=fix)


@refuses
def existing_hubs_keep_their_firewall_policy(config: BaselineConfig) -> Findings:
    """With `hub.existing`, no firewall policy is named, as its owner has one. NET-04."""
    for field in ("policy_id", "base_policy_id"):
        if config.hub.existing and getattr(config.firewall, field):
            fix = "delete it: the owner of the hub lets the destinations through"
            yield Problem(path=f"firewall.{field}", got="a policy", need="nothing with hub.existing", fix=fix)


@refuses
def existing_hubs_have_their_gateway(config: BaselineConfig) -> Findings:
    """With `hub.existing`, no gateway is made in the hub. NET-04."""
    if config.hub.existing and config.gateway.type != "none":
        need, fix = "none with hub.existing", "set gateway.type: none, and hub.existing.use_gateway to use theirs"
        yield Problem(path="gateway.type", got=config.gateway.type, need=need, fix=fix)


@refuses
def existing_hubs_hold_no_endpoints(config: BaselineConfig) -> Findings:
    """With `hub.existing`, private endpoints are in the spoke. NET-04, NET-35."""
    if config.hub.existing and config.private_endpoints.location == "hub":
        need, fix = (
            "spoke with hub.existing, whose subnets belong to its owner",
            "set private_endpoints.location: spoke",
        )
        yield Problem(path="private_endpoints.location", got="hub", need=need, fix=fix)


@refuses
def existing_hubs_offer_their_gateway_first(config: BaselineConfig) -> Findings:
    """The key `hub.existing.use_gateway` needs `make_peering`, as the hub offers its gateway first. NET-04."""
    # Azure page "Configure VPN gateway transit for virtual network peering".
    existing = config.hub.existing
    if existing and existing.use_gateway and not existing.make_peering:
        need, fix = "false without make_peering: the hub must offer its gateway first", "set make_peering: true"
        yield Problem(path="hub.existing.use_gateway", got="true", need=need, fix=fix)


@refuses
def existing_hubs_name_their_subscription(config: BaselineConfig) -> Findings:
    """With `hub.existing`, `hub.subscription_id` is not set, as the id of the network contains it. NET-04, NET-08."""
    if config.hub.existing and config.hub.subscription_id:
        need, fix = "nothing with hub.existing, whose virtual_network_id contains it", "delete hub.subscription_id"
        yield Problem(path="hub.subscription_id", got=config.hub.subscription_id, need=need, fix=fix)


@refuses
def existing_spokes_have_an_existing_hub(config: BaselineConfig) -> Findings:
    """The key `spoke.existing` needs `hub.existing`, as the owner of both peers them and makes the routes. NET-04."""
    if config.spoke.existing and config.hub.existing is None:
        need, fix = "nothing without hub.existing: its owner peers and routes both", "add hub.existing"
        yield Problem(path="spoke.existing", got="a network", need=need, fix=fix)


@refuses
def existing_spokes_keep_what_their_owner_made(config: BaselineConfig) -> Findings:
    """With `spoke.existing`, nothing is set that changes the network, as its owner does that. NET-04."""
    services, hub = config.network.service_endpoints, config.hub.existing
    for path, given in (
        ("egress.mode", config.egress.mode == "nat_gateway"),
        ("ddos.plan", config.ddos.plan == "existing"),
        ("flow_logs.enabled", config.flow_logs.enabled),
        ("network.service_endpoints", bool(services.nodes or services.application_gateway)),
        ("hub.existing.make_peering", hub is not None and hub.make_peering),
    ):
        if config.spoke.existing and given:
            need, fix = "left out with spoke.existing, whose owner sets it", "delete it, and agree on it with the owner"
            yield Problem(path=path, got="a change of the network", need=need, fix=fix)


@refuses
def existing_subnets_are_apart(config: BaselineConfig) -> Findings:
    """Every subnet of `spoke.existing.subnets` has one purpose. NET-16."""
    # Application Gateway and the API server need subnets of their own; the address plan counts for one purpose.
    if config.spoke.existing is None:
        return
    named: dict[str, str] = {}
    for field, name in config.spoke.existing.subnets:
        first = named.setdefault(name.lower(), field)
        if first != field:
            need, fix = f"another subnet than that of {first}", "name a subnet of its own"
            yield Problem(path=f"spoke.existing.subnets.{field}", got=shown(name), need=need, fix=fix)


@refuses
def existing_zones_have_their_name(config: BaselineConfig) -> Findings:
    """Zones in `dns.private_zones` have the names that Azure's private endpoints use. NET-32, NET-33."""
    for field, name in SERVICE_ZONES.items():
        given = getattr(config.dns.private_zones, field)
        zone = (given or "").rpartition("/")[2]
        if zone and zone.lower() != name:
            path, fix = f"dns.private_zones.{field}", "give the id of that zone, or leave it out"
            yield Problem(path=path, got=f"the zone {shown(zone)}", need=f"the zone {name}", fix=fix)


@warns
def existing_hubs_let_the_workload_out(config: BaselineConfig) -> Findings:
    """With `hub.existing`, the owner of the firewall allows the destinations of `egress.extra_rules`. FLOW-28."""
    rules = config.egress.extra_rules
    if config.hub.existing and rules:
        got = f"{len(rules)} rules, which are not made in an existing hub"
        need, fix = "the same rules in the firewall of the hub's owner", "hand its owner the list of make review"
        yield Problem(path="egress.extra_rules", got=got, need=need, fix=fix)


@warns
def zones_of_azure_monitor_belong_to_one_scope(config: BaselineConfig) -> Findings:
    """A zone of Azure Monitor in `dns.private_zones` serves only this private link scope."""
    # Scopes that share zones replace each other's records: Azure page "Design your Azure Monitor private link system".
    if config.monitoring.private_link == "none":
        return
    for service in MONITOR_ZONES:
        if getattr(config.dns.private_zones, service) is not None:
            path, got = f"dns.private_zones.{service}", "a zone that other networks may use"
            need = "a zone that no other private link scope writes to, because its networks would use ours"
            yield Problem(path=path, got=got, need=need, fix="ask its owner, or leave it out")
