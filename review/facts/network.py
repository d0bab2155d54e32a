"""Networks, the traffic that their rules allow, and public addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from review.synthesis import Output, Resource

ANYWHERE = ("*", "Internet", "0.0.0.0/0", "Any")


@dataclass(frozen=True, kw_only=True, eq=False)
class Subnet:
    """A subnet with its security group and route table. None if it has none."""

    resource: Resource
    name: str
    prefix: IPv4Network
    network: Resource | None
    security_group: Resource | None
    route_table: Resource | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """A virtual network with its address ranges and subnets."""

    resource: Resource
    name: str
    space: tuple[IPv4Network, ...]
    subnets: tuple[Subnet, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Peering:
    """One direction of a peering. `there` is None for a network that is not made here."""

    resource: Resource
    here: Resource | None
    there: Resource | None


@dataclass(frozen=True, kw_only=True, eq=False)
class SecurityRule:
    """A rule of a network security group. Addresses and ports are always lists."""

    group: Resource
    name: str
    reason: str
    inbound: bool
    allows: bool
    priority: int
    protocol: str
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    ports: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class FirewallRule:
    """A rule of a firewall policy. `destinations` are addresses, tags or names."""

    group: Resource
    collection: str
    name: str
    reason: str
    allows: bool
    protocols: tuple[str, ...]
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    ports: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Exposure:
    """A public address, its owner, and the security rules that let the internet reach the owner's subnet.

    `guarded_elsewhere` is true if the owner is in a subnet that is not made here: its security group is unknown.
    """

    address: Resource
    owner: Resource | None
    rules: tuple[SecurityRule, ...]
    guarded_elsewhere: bool = False

    @property
    def may_be_open(self) -> bool:
        """Whether the internet may reach it, as far as is known here."""
        return bool(self.rules) or self.guarded_elsewhere


def networks(made: Output) -> tuple[Network, ...]:
    """Every virtual network that is made here, with its subnets."""
    inside = subnets(made)
    return tuple(
        Network(
            resource=each,
            name=each.name,
            space=tuple(IPv4Network(space) for space in each.at("address_space")),
            subnets=tuple(subnet for subnet in inside if subnet.network is each),
        )
        for each in made.every("azurerm_virtual_network")
    )


def peerings(made: Output) -> tuple[Peering, ...]:
    """Every direction of every peering."""
    return tuple(
        Peering(
            resource=each,
            here=made.follow(each, "virtual_network_name"),
            there=made.follow(each, "remote_virtual_network_id"),
        )
        for each in made.every("azurerm_virtual_network_peering")
    )


def subnets(made: Output, part: str = "") -> tuple[Subnet, ...]:
    """Subnets of all networks, or only of the hub or spoke networks."""
    groups = _bound(made, "azurerm_subnet_network_security_group_association", "network_security_group_id")
    routes = _bound(made, "azurerm_subnet_route_table_association", "route_table_id")
    return tuple(
        Subnet(
            resource=each,
            name=each.name,
            prefix=IPv4Network(each.at("address_prefixes")[0]),
            network=made.follow(each, "virtual_network_name"),
            security_group=groups.get(each),
            route_table=routes.get(each),
        )
        for each in made.every("azurerm_subnet", part=part)
    )


def _bound(made: Output, type_: str, path: str) -> dict[Resource, Resource]:
    pairs = ((made.follow(each, "subnet_id"), made.follow(each, path)) for each in made.every(type_))
    return {subnet: thing for subnet, thing in pairs if subnet and thing}


def security_rules(made: Output, group: Resource | None = None) -> tuple[SecurityRule, ...]:
    """Rules of one or all security groups. Inbound rules come first, then the order is by priority."""
    groups = [group] if group else made.every("azurerm_network_security_group")
    rules = (_security_rule(each, rule) for each in groups for rule in each.blocks("security_rule"))
    return tuple(sorted(rules, key=lambda rule: (rule.group.address, not rule.inbound, rule.priority)))


def _security_rule(group: Resource, rule: dict[str, Any]) -> SecurityRule:
    return SecurityRule(
        group=group,
        name=rule["name"],
        reason=rule.get("description") or "",
        inbound=rule["direction"] == "Inbound",
        allows=rule["access"] == "Allow",
        priority=rule["priority"],
        protocol=rule["protocol"],
        sources=_list(rule, "source_address_prefix"),
        destinations=_list(rule, "destination_address_prefix"),
        ports=_list(rule, "destination_port_range"),
    )


def _list(rule: dict[str, Any], singular: str) -> tuple[str, ...]:
    plural = rule.get(f"{singular}es" if singular.endswith("x") else f"{singular}s")
    return tuple(plural or filter(None, [rule.get(singular)]))


def firewall_rules(made: Output) -> tuple[FirewallRule, ...]:
    """Every network, application and NAT rule of the firewall policies that are made here."""
    kinds = ("network_rule_collection", "application_rule_collection", "nat_rule_collection")
    return tuple(
        _firewall_rule(made, group, collection, rule)
        for group in made.every("azurerm_firewall_policy_rule_collection_group")
        for kind in kinds
        for collection in group.blocks(kind)
        for rule in collection.get("rule", ())
    )


def _firewall_rule(made: Output, group: Resource, collection: dict[str, Any], rule: dict[str, Any]) -> FirewallRule:
    protocols = rule.get("protocols", ())
    applications = [each for each in protocols if isinstance(each, dict)]
    groups = (made.target(group.stack, each) for each in rule.get("source_ip_groups") or ())
    listed = (each for ip_group in groups if ip_group for each in ip_group.at("cidrs") or ())
    return FirewallRule(
        group=group,
        collection=collection["name"],
        name=rule["name"],
        reason=rule.get("description") or "",
        allows=collection["action"] == "Allow",
        protocols=tuple(each["type"] for each in applications) or tuple(protocols),
        sources=(*listed, *(rule.get("source_addresses") or ())),
        destinations=tuple(
            each
            for kind in ("destination_addresses", "destination_fqdns", "destination_fqdn_tags", "destination_ip_groups")
            for each in rule.get(kind) or ()
        ),
        ports=tuple(str(each["port"]) for each in applications) or tuple(rule.get("destination_ports") or ()),
    )


def exposures(made: Output) -> tuple[Exposure, ...]:
    """Every public address that is made here."""
    return tuple(_exposure(made, address) for address in made.every("azurerm_public_ip"))


def _exposure(made: Output, address: Resource) -> Exposure:
    bound = made.pointing(address, "public_ip_address_id", "azurerm_nat_gateway_public_ip_association")
    translating = next((made.follow(each, "nat_gateway_id") for each in bound), None)
    owner = translating or next((each for each in made.resources if _holds(made, each, address)), None)
    behind = {made.target(owner.stack, value) for value in subnet_ids(owner.body)} if owner else set()
    groups = [each.security_group for each in subnets(made) if each.resource in behind and each.security_group]
    rules = (rule for group in groups for rule in security_rules(made, group))
    opened = (rule for rule in rules if rule.inbound and rule.allows and set(rule.sources) & set(ANYWHERE))
    elsewhere = None in behind and owner is not None and owner.type == "azurerm_application_gateway"
    return Exposure(address=address, owner=owner, rules=tuple(opened), guarded_elsewhere=elsewhere)


def _holds(made: Output, owner: Resource, address: Resource) -> bool:
    configurations = (*owner.blocks("ip_configuration"), *owner.blocks("frontend_ip_configuration"))
    return any(made.target(owner.stack, each.get("public_ip_address_id")) is address for each in configurations)


def subnet_ids(body: Any) -> Iterator[str]:
    """Every reference to a subnet in the arguments of a resource, at any depth."""
    if isinstance(body, dict):
        yield from (value for key, value in body.items() if key in ("subnet_id", "vnet_subnet_id") and value)
        body = list(body.values())
    if isinstance(body, list):
        for each in body:
            yield from subnet_ids(each)
