"""Article, "Spoke" and the spoke's subnets."""

from review.facts import clusters, gateways, pools, security_rules, subnets, user_pools
from review.requirement import Findings, chosen, requirement
from review.synthesis import Resource, Synthesis

SPOKE_SUBNETS = {
    "application gateway": "snet-applicationgateway",
    "ingress": "snet-clusteringressservices",
    "nodes": "snet-clusternodes",
    "private endpoints": "snet-privatelinkendpoints",
}
ZONES = {"registry": "privatelink.azurecr.io", "vault": "privatelink.vaultcore.azure.net"}


def spoke_subnet(made: Synthesis, purpose: str) -> tuple[Resource, ...]:
    """The spoke's subnets for one purpose: one a spoke."""
    return tuple(each.resource for each in subnets(made, "spoke") if each.name == SPOKE_SUBNETS.get(purpose))


def in_spoke_subnet(made: Synthesis, stack: str, subnet_id: object, purpose: str) -> bool:
    """Whether an id is that of a subnet of the spoke for one purpose, made here or existing."""
    if existing := made.config.spoke.existing:
        name = getattr(existing.subnets, purpose.replace(" ", "_"))
        first = f"{existing.virtual_network_id}/subnets/{name}"
        return subnet_id == first or str(subnet_id).startswith(f"{first}-")  # of a further cluster
    return made.target(stack, subnet_id) in spoke_subnet(made, purpose)


@requirement("NET-24")
def the_spoke_has_four_subnets(made: Synthesis) -> Findings:
    """The spoke has a subnet each for application gateway, ingress load balancers, nodes and private endpoints."""
    chosen(made.config.spoke.existing is None, "a network of its own")
    for network in (yield from made.needed("azurerm_virtual_network", part="spoke")):
        names = {each.name for each in subnets(made, "spoke") if each.network is network}
        lacking = [purpose for purpose, name in SPOKE_SUBNETS.items() if name not in names]
        hub_endpoints = made.config.private_endpoints.location == "hub"
        if lacking and lacking != ["private endpoints"] * hub_endpoints:
            yield network.deviates("name", f"also a subnet for {', '.join(lacking)}")


@requirement("NET-25")
def the_gateway_is_a_version_2_firewall(made: Synthesis) -> Findings:
    """Application Gateway has the WAF v2 tier."""
    for gateway in (yield from gateways(made)):
        yield from gateway.expects("sku.name", "WAF_v2")
        yield from gateway.expects("sku.tier", "WAF_v2")


@requirement("NET-26")
def the_firewall_knows_attacks_and_bots(made: Synthesis) -> Findings:
    """The web application firewall knows common attacks and bad bots."""
    for policy in (yield from made.needed("azurerm_web_application_firewall_policy", part="cluster")):
        sets = {each["type"]: str(each.get("version")) for each in policy.blocks("managed_rules.managed_rule_set")}
        attacks = sets.get("OWASP", "0") >= "3.2" or "Microsoft_DefaultRuleSet" in sets
        if not attacks or "Microsoft_BotManagerRuleSet" not in sets:
            yield policy.deviates("managed_rules", "OWASP 3.2 or newer, and Microsoft_BotManagerRuleSet")


@requirement("NET-27")
def the_gateway_has_a_public_frontend(made: Synthesis) -> Findings:
    """Application Gateway has a public frontend with a static Standard address."""
    for gateway in (yield from gateways(made)):
        ids = [each.get("public_ip_address_id") for each in gateway.blocks("frontend_ip_configuration")]
        addresses = [made.target(gateway.stack, id_) for id_ in ids if id_]
        if not addresses:
            yield gateway.deviates("frontend_ip_configuration", "a public address")
        for address in filter(None, addresses):
            yield from address.expects("sku", "Standard")
            yield from address.expects("allocation_method", "Static")


@requirement("NET-28")
def the_gateway_has_a_subnet_to_itself(made: Synthesis) -> Findings:
    """Nothing but Application Gateway is in its subnet."""
    purpose, path = "application gateway", "gateway_ip_configuration.subnet_id"
    for gateway in (yield from gateways(made)):
        if not in_spoke_subnet(made, gateway.stack, gateway.at(path), purpose):
            yield gateway.deviates(path, SPOKE_SUBNETS[purpose])
    for pool in pools(made):
        if in_spoke_subnet(made, pool.resource.stack, pool.at("vnet_subnet_id"), purpose):
            yield pool.deviates("vnet_subnet_id", "another subnet than Application Gateway's")
    for endpoint in made.every("azurerm_private_endpoint"):
        if in_spoke_subnet(made, endpoint.stack, endpoint.at("subnet_id"), purpose):
            yield endpoint.deviates("subnet_id", "another subnet than Application Gateway's")


@requirement("NET-29")
def load_balancers_are_in_the_ingress_subnet(made: Synthesis) -> Findings:
    """Internal load balancers take their addresses from the ingress subnet."""
    own, existing = spoke_subnet(made, "ingress"), made.config.spoke.existing
    wanted = existing.subnets.ingress if existing else SPOKE_SUBNETS["ingress"]
    annotation = "service.beta.kubernetes.io/azure-load-balancer-internal-subnet"
    for service in made.of_kind("Service"):
        if service.at("spec.type") == "LoadBalancer":
            name = (service.at("metadata.annotations") or {}).get(annotation)
            if made.target(service.stack, name) not in own and name != wanted:
                yield service.deviates("metadata.annotations", f"{annotation}: {wanted}")
    if not own and not existing:
        yield made.configured("spoke.subnets.ingress", found=None, wanted=SPOKE_SUBNETS["ingress"])


@requirement("NET-30")
def nodes_are_in_the_node_subnet(made: Synthesis) -> Findings:
    """Nodes of all pools are in the node subnet, unless a pool has one of its own."""
    own = {pool.name for pool in made.config.node_pools if pool.subnet}
    for pool in pools(made):
        subnet_id = pool.at("vnet_subnet_id")
        if pool.name not in own and not in_spoke_subnet(made, pool.resource.stack, subnet_id, "nodes"):
            yield pool.deviates("vnet_subnet_id", SPOKE_SUBNETS["nodes"])


@requirement("NET-31")
def there_are_system_and_user_pools(made: Synthesis) -> Findings:
    """Each cluster has a system pool and at least one user pool."""
    for cluster in (yield from clusters(made)):
        if not any(pool.cluster is cluster for pool in user_pools(made)):
            yield cluster.deviates("default_node_pool.name", "a user pool beside it")


def _private(made: Synthesis, subresource: str) -> Findings:
    links = made.every("azurerm_private_dns_zone_virtual_network_link")
    zones = {zone for each in links if (zone := made.follow(each, "private_dns_zone_name"))}
    endpoints = [
        each
        for each in made.every("azurerm_private_endpoint")
        if subresource in (each.at("private_service_connection.subresource_names") or ())
    ]
    if not endpoints:
        yield made.configured("private_endpoints", found=None, wanted=f"a private endpoint of a {subresource}")
    for endpoint in endpoints:
        yield from endpoint.expects("private_service_connection.is_manual_connection", False)
        ids = endpoint.at("private_dns_zone_group.private_dns_zone_ids") or ()
        named = [zone for each in ids if (zone := made.target(endpoint.stack, each))]
        central = any(str(each).lower().endswith(f"/privatednszones/{ZONES[subresource]}") for each in ids)
        if not central and not any(zone in zones and zone.name == ZONES[subresource] for zone in named):
            yield endpoint.deviates("private_dns_zone_group", f"the zone {ZONES[subresource]}, linked to the spoke")


@requirement("NET-32")
def the_registry_has_a_private_endpoint(made: Synthesis) -> Findings:
    """The container registry is reached through a private endpoint, under its usual name."""
    yield from _private(made, "registry")


@requirement("NET-33")
def the_vault_has_a_private_endpoint(made: Synthesis) -> Findings:
    """The key vault is reached through a private endpoint, under its usual name."""
    yield from _private(made, "vault")


@requirement("NET-34")
def endpoints_have_a_subnet_to_themselves(made: Synthesis) -> Findings:
    """Private endpoints share a subnet of the spoke with nothing else."""
    if made.config.private_endpoints.location == "hub":
        return
    purpose = "private endpoints"
    for endpoint in made.every("azurerm_private_endpoint"):
        if not in_spoke_subnet(made, endpoint.stack, endpoint.at("subnet_id"), purpose):
            yield endpoint.deviates("subnet_id", SPOKE_SUBNETS[purpose])
    for pool in pools(made):
        if in_spoke_subnet(made, pool.resource.stack, pool.at("vnet_subnet_id"), purpose):
            yield pool.deviates("vnet_subnet_id", "another subnet than the private endpoints'")


@requirement("NET-35")
def endpoints_can_be_in_the_hub(made: Synthesis) -> Findings:
    """Private endpoints can be placed in the hub instead."""
    chosen(made.config.private_endpoints.location == "hub", "private endpoints in the hub")
    for endpoint in made.every("azurerm_private_endpoint"):
        subnet = made.follow(endpoint, "subnet_id")
        if subnet is None or subnet.part != "hub":
            yield endpoint.deviates("subnet_id", "a subnet of the hub")


@requirement("NET-36")
def endpoints_are_guarded(made: Synthesis) -> Findings:
    """The endpoints' subnet lets in HTTPS from the network and denies the rest, and its rules hold for endpoints."""
    ids = {made.follow(each, "subnet_id") for each in made.every("azurerm_private_endpoint")}
    for subnet in subnets(made):
        if subnet.resource not in ids:
            continue
        yield from subnet.resource.expects(
            "private_endpoint_network_policies", "NetworkSecurityGroupEnabled", "Enabled"
        )
        group = subnet.security_group
        rules = [rule for rule in security_rules(made, group) if rule.inbound] if group else []
        allowed = {(rule.sources, rule.ports) for rule in rules if rule.allows}
        if not rules or rules[-1].allows or not allowed <= {(("VirtualNetwork",), ("443",))}:
            wanted = "a security group that allows port 443 from VirtualNetwork and denies the rest"
            yield subnet.resource.deviates("name", wanted)


@requirement("NET-37")
def every_spoke_subnet_is_guarded(made: Synthesis) -> Findings:
    """Every subnet of the spoke has a security group whose inbound rules end in a deny."""
    chosen(made.config.spoke.existing is None, "a network of its own")
    yield from made.needed("azurerm_subnet", part="spoke")
    for subnet in subnets(made, "spoke"):
        if subnet.security_group is None:
            yield subnet.resource.deviates("name", "a network security group bound to it")
            continue
        inbound = [rule for rule in security_rules(made, subnet.security_group) if rule.inbound]
        if not inbound or inbound[-1].allows or inbound[-1].sources != ("*",):
            yield subnet.security_group.deviates("security_rule", "a last inbound rule that denies everything")
