"""Resources in every subnet, and the paths of inbound and outbound traffic."""

from collections.abc import Iterator
from dataclasses import dataclass

from review.facts.network import Subnet, subnet_ids
from review.node_pools import pools
from review.synthesis import Resource, Synthesis

# Resources that refer to a subnet but have no address in it.
BINDINGS = ("azurerm_subnet_network_security_group_association", "azurerm_subnet_route_table_association")
EVERYWHERE = "0.0.0.0/0"
# "Use an internal load balancer with AKS": the annotations that set its address and subnet.
LOAD_BALANCER_ADDRESS = "service.beta.kubernetes.io/azure-load-balancer-ipv4"
LOAD_BALANCER_SUBNET = "service.beta.kubernetes.io/azure-load-balancer-internal-subnet"


@dataclass(frozen=True, kw_only=True, eq=False)
class Hop:
    """A hop of inbound or outbound traffic. `detail` says what happens there. `subnet` is empty outside of networks."""

    name: str
    detail: str
    subnet: str = ""


def residents(made: Synthesis, subnet: Subnet) -> tuple[Resource, ...]:
    """Resources, node pools and load balancers that have addresses in a subnet."""
    own = (
        each
        for each in made.resources
        if each.type not in BINDINGS
        and any(made.target(each.stack, value) is subnet.resource for value in subnet_ids(each.body))
    )
    named = (each for each in load_balancers(made) if _placed(made, each) == subnet.name)
    return (*own, *named)


def load_balancers(made: Synthesis) -> tuple[Resource, ...]:
    """Kubernetes services for which Azure creates a load balancer."""
    return tuple(each for each in made.of_kind("Service") if each.at("spec.type") == "LoadBalancer")


def way_in(made: Synthesis) -> tuple[Hop, ...]:
    """Inbound path from the internet to the pods: router, gateway, load balancer, ingress controller, workload."""
    return (*_routers(made), *_gateways(made), *_balancers(made), *_controllers(made), *_workloads(made))


def _routers(made: Synthesis) -> Iterator[Hop]:
    for profile in made.every("azurerm_cdn_frontdoor_profile"):
        domains = made.pointing(profile, "cdn_frontdoor_profile_id", "azurerm_cdn_frontdoor_custom_domain")
        filtered = made.pointing(profile, "cdn_frontdoor_profile_id", "azurerm_cdn_frontdoor_security_policy")
        inspects = " inspects every request and" if filtered else ""
        hosts = ", ".join(str(each.at("host_name")) for each in domains)
        yield Hop(name=profile.name, detail=f"Front Door{inspects} answers for {hosts}")
    for profile in made.every("azurerm_traffic_manager_profile"):
        method = profile.at("traffic_routing_method")
        yield Hop(name=profile.name, detail=f"Traffic Manager names the gateway by {method}, through DNS")


def _gateways(made: Synthesis) -> Iterator[Hop]:
    for gateway in made.every("azurerm_application_gateway"):
        listeners = gateway.blocks("http_listener")
        hosts = [
            host for each in listeners for host in each.get("host_names") or [each.get("host_name") or "every host"]
        ]
        filtered = " inspects every request and" if gateway.at("firewall_policy_id") else ""
        yield Hop(
            name=gateway.name,
            detail=f"Application Gateway{filtered} answers for {', '.join(hosts)}",
            subnet=_subnet_of(made, gateway),
        )


def _balancers(made: Synthesis) -> Iterator[Hop]:
    for service in load_balancers(made):
        ports = ", ".join(str(each.get("port")) for each in service.blocks("spec.ports"))
        yield Hop(
            name=service.name,
            detail=f"Internal load balancer at {balancer_address(service) or 'an address of its subnet'}, port {ports}",
            subnet=_placed(made, service),
        )


def _controllers(made: Synthesis) -> Iterator[Hop]:
    for service in load_balancers(made):
        wanted = service.at("spec.selector") or {}
        for deployment in made.of_kind("Deployment"):
            labels = deployment.at("spec.template.metadata.labels") or {}
            if wanted and wanted.items() <= labels.items():
                count = deployment.at("spec.replicas")
                yield Hop(name=deployment.name, detail=f"Ingress controller, {count} pods", subnet=_nodes(made))


def _workloads(made: Synthesis) -> Iterator[Hop]:
    for ingress in made.of_kind("Ingress"):
        for rule in ingress.blocks("spec.rules"):
            for path in rule.get("http", {}).get("paths", ()):
                backend = path.get("backend", {}).get("service", {})
                detail = f"Pods that serve {rule.get('host') or 'every host'}{path.get('path') or '/'}"
                yield Hop(name=str(backend.get("name") or ingress.name), detail=detail, subnet=_nodes(made))


def way_out(made: Synthesis) -> tuple[Hop, ...]:
    """Outbound path from the nodes to the internet: pools, route, firewall, public addresses."""
    return (*_pools(made), *_routes(made), *_firewalls(made))


def _pools(made: Synthesis) -> Iterator[Hop]:
    for cluster in made.every("azurerm_kubernetes_cluster"):
        names = ", ".join(pool.name for pool in pools(made) if pool.cluster is cluster)
        kind = cluster.at("network_profile.outbound_type")
        yield Hop(name=cluster.name, detail=f"Nodes of {names} leave by {kind}", subnet=_nodes(made))


def _routes(made: Synthesis) -> Iterator[Hop]:
    for table in made.every("azurerm_route_table"):
        for route in table.blocks("route"):
            if route.get("address_prefix") == EVERYWHERE:
                to = made.target(table.stack, route.get("next_hop_in_ip_address"))
                hop = to.name if to else route.get("next_hop_in_ip_address") or route.get("next_hop_type")
                yield Hop(name=table.name, detail=f"Route table sends {EVERYWHERE} to {hop}")


def _firewalls(made: Synthesis) -> Iterator[Hop]:
    for firewall in made.every("azurerm_firewall"):
        count = len(firewall.blocks("ip_configuration"))
        detail = f"Azure Firewall {firewall.at('sku_tier')} lets out what a rule allows, under {count} public addresses"
        yield Hop(name=firewall.name, detail=detail, subnet=_subnet_of(made, firewall))


def _subnet_of(made: Synthesis, resource: Resource) -> str:
    found = (made.target(resource.stack, value) for value in subnet_ids(resource.body))
    return next((each.name for each in found if each), "")


def _nodes(made: Synthesis) -> str:
    """Subnet of the user pools. If there are none, subnet of any pool."""
    for pool in sorted(pools(made), key=lambda pool: pool.system):
        subnet = made.target(pool.resource.stack, pool.at("vnet_subnet_id"))
        if subnet:
            return subnet.name
    return ""


def balancer_address(service: Resource) -> str:
    """Address that is set for a load balancer. Empty if none is set."""
    return _annotation(service, LOAD_BALANCER_ADDRESS)


def _placed(made: Synthesis, service: Resource) -> str:
    """Name of the subnet that is set for a load balancer."""
    given = _annotation(service, LOAD_BALANCER_SUBNET)
    subnet = made.target(service.stack, given)
    return subnet.name if subnet else given


def _annotation(service: Resource, name: str) -> str:
    return str((service.at("metadata.annotations") or {}).get(name) or "")
