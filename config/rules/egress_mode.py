"""Rules on `egress.mode`: what each way out needs, and what it does not go with. FLOW-18 to FLOW-20."""

from collections.abc import Iterator

from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import shown
from config.rules.rule import Findings, refuses, warns

# Azure page "HTTP proxy support in Azure Kubernetes Service (AKS)" asks for http:// here, and allows both for HTTPS.
PLAIN = "http://"


@refuses
def appliances_have_an_address(config: BaselineConfig) -> Findings:
    """The key `egress.next_hop_ip` is set with `mode: nva`, and only then. FLOW-18."""
    egress = config.egress
    if egress.mode == "nva" and egress.next_hop_ip is None:
        need, fix = "the private address of the appliance with mode: nva", "set next_hop_ip"
        yield Problem(path="egress.next_hop_ip", got="nothing", need=need, fix=fix)
    if egress.mode != "nva" and egress.next_hop_ip:
        need, fix = f"nothing with mode: {egress.mode}", "delete it, or set mode: nva"
        yield Problem(path="egress.next_hop_ip", got=str(egress.next_hop_ip), need=need, fix=fix)


@refuses
def appliances_have_public_addresses(config: BaselineConfig) -> Findings:
    """With an appliance, a public API server knows its public addresses: nodes call from them. FLOW-18, FLOW-41."""
    egress = config.egress
    if egress.mode == "nva" and not egress.public_ips and not config.api_server.private:
        need = "the appliance's public addresses with mode: nva, as api_server.private is false"
        fix = "list them, or set api_server.private: true"
        yield Problem(path="egress.public_ips", got="nothing", need=need, fix=fix)


@refuses
def existing_hubs_are_the_next_hop(config: BaselineConfig) -> Findings:
    """With `hub.existing`, the mode is not nva: `hub.existing.firewall_private_ip` is any next hop. FLOW-18, NET-04."""
    if config.egress.mode == "nva" and config.hub.existing:
        need, fix = "firewall with hub.existing", "set mode: firewall, and the appliance as firewall_private_ip"
        yield Problem(path="egress.mode", got="nva", need=need, fix=fix)


@refuses
def proxies_are_named(config: BaselineConfig) -> Findings:
    """The key `egress.proxy` is set with `mode: http_proxy`, and only then. FLOW-20."""
    egress = config.egress
    if egress.mode == "http_proxy" and egress.proxy is None:
        fix = "add proxy with the address of http"
        yield Problem(path="egress.proxy", got="nothing", need="the proxy with mode: http_proxy", fix=fix)
    if egress.mode != "http_proxy" and egress.proxy:
        fix = "delete it, or set mode: http_proxy"
        yield Problem(path="egress.proxy", got="a proxy", need=f"nothing with mode: {egress.mode}", fix=fix)


@refuses
def proxies_speak_http(config: BaselineConfig) -> Findings:
    """The proxy for HTTP has an address that begins with http://. FLOW-20."""
    proxy = config.egress.proxy
    if proxy and not proxy.http.startswith(PLAIN):
        fix = "correct it, or name this one as https"
        yield Problem(path="egress.proxy.http", got=shown(proxy.http), need="an address with http://", fix=fix)


@refuses
def names_are_resolved_by_a_firewall(config: BaselineConfig) -> Findings:
    """The key `dns.use_hub` needs a firewall in the hub, whose DNS proxy answers. NET-11."""
    egress = config.egress
    if config.dns.use_hub and not egress.has_firewall and not config.hub.existing:
        need, fix = f"false with egress.mode: {egress.mode}, which has no DNS proxy", "set dns.use_hub: false"
        yield Problem(path="dns.use_hub", got="true", need=need, fix=fix)


@refuses
def policies_have_a_firewall(config: BaselineConfig) -> Findings:
    """A firewall policy of the organization is named only if there is a firewall. NET-14, NET-15."""
    for field in ("policy_id", "base_policy_id"):
        if getattr(config.firewall, field) and not config.egress.has_firewall:
            need, fix = f"nothing with egress.mode: {config.egress.mode}", "delete it, or set egress.mode: firewall"
            yield Problem(path=f"firewall.{field}", got="a policy", need=need, fix=fix)


@refuses
def isolated_clusters_call_their_server_privately(config: BaselineConfig) -> Findings:
    """A network isolated cluster has a private API server or one in the network. FLOW-42, FLOW-43."""
    # Azure page "Network isolated Azure Kubernetes Service (AKS) clusters", "How a network isolated cluster works".
    server = config.api_server
    if config.egress.mode == "none" and not (server.private or server.vnet_integration):
        need, fix = "another mode than none with a public API server", "set api_server.private: true"
        yield Problem(path="egress.mode", got="none", need=need, fix=fix)


@refuses
def isolated_clusters_leave_out_what_azure_does_not_support(config: BaselineConfig) -> Findings:
    """A network isolated cluster has no Flux extension, backup extension, SecurityPatch channel or Windows pools."""
    # Azure page "Network isolated Azure Kubernetes Service (AKS) clusters", "Limitations" and the list of extensions.
    if config.egress.mode != "none":
        return
    for path, got, fix in _not_isolated(config):
        yield Problem(path=path, got=got, need="something else with egress.mode: none", fix=fix)


def _not_isolated(config: BaselineConfig) -> Iterator[tuple[str, str, str]]:
    if config.bootstrap.method == "flux_extension":
        yield "bootstrap.method", "flux_extension", "set method: flux_helm, argocd or pipeline"
    if config.backup.mode == "aks_extension":
        yield "backup.mode", "aks_extension", "set mode: none or velero"
    if config.updates.node_os_channel == "SecurityPatch":
        yield "updates.node_os_channel", "SecurityPatch", "set node_os_channel: NodeImage"
    yield from _windows_pools(config)


@refuses
def proxies_serve_linux(config: BaselineConfig) -> Findings:
    """A cluster with an HTTP proxy has no Windows pools. FLOW-20."""
    # Azure page "HTTP proxy support in Azure Kubernetes Service (AKS)", "Limitations and considerations".
    if config.egress.mode == "http_proxy":
        for path, got, fix in _windows_pools(config):
            yield Problem(path=path, got=got, need="Linux with egress.mode: http_proxy", fix=fix)


def _windows_pools(config: BaselineConfig) -> Iterator[tuple[str, str, str]]:
    for position, pool in enumerate(config.node_pools):
        if pool.os_sku.startswith("Windows"):
            yield f"node_pools[{position}].os_sku", pool.os_sku, "choose a Linux system"


@warns
def the_way_out_is_inspected(config: BaselineConfig) -> Findings:
    """The way out is not a NAT gateway or a proxy, which the article does not recommend. FLOW-19, FLOW-20."""
    if config.egress.mode in ("nat_gateway", "http_proxy"):
        need, fix = "firewall, which inspects what leaves", "set mode: firewall, unless you mean it"
        yield Problem(path="egress.mode", got=config.egress.mode, need=need, fix=fix)


@warns
def egress_rules_have_a_firewall(config: BaselineConfig) -> Findings:
    """Egress rules are made only in our own firewall. FLOW-28."""
    rules = config.egress.extra_rules
    if rules and not config.egress.has_firewall:
        got = f"{len(rules)} rules, which are not made with egress.mode: {config.egress.mode}"
        fix = "allow them at the appliance, or delete them"
        yield Problem(path="egress.extra_rules", got=got, need="egress.mode: firewall", fix=fix)
