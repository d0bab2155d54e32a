"""Article, "Ingress traffic flow"."""

from review.conformance.ingress_resources import traefik
from review.facts import gateways, roles, security_rules, subnets
from review.requirement import Findings, chosen, requirement
from review.synthesis import Synthesis

CIPHERS = {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}
TLS_1_2 = ("TLSv1_2", "TLSv1_3")


@requirement("FLOW-01")
def clients_must_use_tls(made: Synthesis) -> Findings:
    """Application Gateway accepts HTTPS requests only."""
    for gateway in (yield from gateways(made)):
        if any(each.get("protocol") != "Https" for each in gateway.blocks("http_listener")):
            yield gateway.deviates("http_listener", "protocol Https for each")
        if {each.get("port") for each in gateway.blocks("frontend_port")} != {443}:
            yield gateway.deviates("frontend_port", "port 443 alone")
        home = made.target(gateway.stack, gateway.at("gateway_ip_configuration.subnet_id"))
        for subnet in subnets(made):
            if subnet.resource is home and subnet.security_group:
                for rule in security_rules(made, subnet.security_group):
                    if (
                        rule.inbound
                        and rule.allows
                        and set(rule.sources) & {"Internet", "*"}
                        and rule.ports != ("443",)
                    ):
                        yield subnet.security_group.deviates("security_rule", f"port 443 alone in {rule.name}")


@requirement("FLOW-02")
def clients_use_modern_ciphers(made: Synthesis) -> Findings:
    """Clients use TLS 1.2 or newer, with a short list of ciphers."""
    for gateway in (yield from gateways(made)):
        yield from gateway.expects("ssl_policy.policy_type", "Custom", "CustomV2")
        yield from gateway.expects("ssl_policy.min_protocol_version", *TLS_1_2)
        ciphers = set(gateway.at("ssl_policy.cipher_suites") or ())
        if not ciphers or not ciphers <= CIPHERS:
            yield gateway.deviates("ssl_policy.cipher_suites", ", ".join(sorted(CIPHERS)))


@requirement("FLOW-03")
def the_gateway_wants_a_host_name(made: Synthesis) -> Findings:
    """Application Gateway answers only for the host name that a client asks for in TLS."""
    for gateway in (yield from gateways(made)):
        for listener in gateway.blocks("http_listener"):
            if listener.get("require_sni") is not True or not (listener.get("host_name") or listener.get("host_names")):
                yield gateway.deviates("http_listener", "require_sni and a host name")


@requirement("FLOW-04")
def the_controller_wants_a_host_name_too(made: Synthesis) -> Findings:
    """The ingress controller wants TLS 1.2 or newer and a host name that it knows."""
    for release, given in traefik(made):
        options = given.at("providers.file.content.tls.options.default") or {}
        if options.get("minVersion") not in ("VersionTLS12", "VersionTLS13") or options.get("sniStrict") is not True:
            yield release.deviates("values", "minVersion VersionTLS12 and sniStrict in the default TLS options")


@requirement("FLOW-05")
def two_certificates_protect_the_way(made: Synthesis) -> Findings:
    """TLS goes from end to end with two certificates: clients see another one than the gateway sees behind it."""
    for gateway in (yield from gateways(made)):
        shown = {each.get("key_vault_secret_id") for each in gateway.blocks("ssl_certificate")}
        trusted = gateway.blocks("trusted_root_certificate")
        if not trusted or shown & {each.get("key_vault_secret_id") for each in trusted} - {None}:
            yield gateway.deviates("trusted_root_certificate", "another certificate than the listener's")


@requirement("FLOW-06")
def clients_find_the_gateway_by_name(made: Synthesis) -> Findings:
    """Clients ask for bicycle.<domain>, whose address is the gateway's."""
    host = f"bicycle.{made.config.dns.domain}"
    for gateway in (yield from gateways(made)):
        listeners = gateway.blocks("http_listener")
        names = [
            name for each in listeners for name in (each.get("host_name"), *(each.get("host_names") or ())) if name
        ]
        if names and host not in names:
            yield gateway.deviates("http_listener", f"host_name {host}")
        if not any(each.get("public_ip_address_id") for each in gateway.blocks("frontend_ip_configuration")):
            yield gateway.deviates("frontend_ip_configuration", "a public address")


@requirement("FLOW-07")
def the_public_record_can_be_kept(made: Synthesis) -> Findings:
    """The public DNS record of the gateway can be kept here."""
    records = made.every("azurerm_dns_a_record")
    chosen(records or made.config.dns.public_zone_id, "the public DNS record")
    if not records:
        yield made.configured("dns.public_zone_id", found=made.config.dns.public_zone_id, wanted="a DNS record")
    for record in records:
        target = made.follow(record, "target_resource_id")
        if target is None or target.type != "azurerm_public_ip":
            yield record.deviates("target_resource_id", "the gateway's public address")


@requirement("FLOW-08")
def requests_are_inspected_first(made: Synthesis) -> Findings:
    """The web application firewall inspects each request before it is routed, and blocks attacks."""
    for policy in (yield from made.needed("azurerm_web_application_firewall_policy", part="cluster")):
        yield from policy.expects("policy_settings.enabled", True, None)
        yield from policy.expects("policy_settings.mode", "Prevention")


@requirement("FLOW-09")
def a_rule_forwards_to_the_backend(made: Synthesis) -> Findings:
    """A routing rule leads from the listener to the backend, in a stated order."""
    for gateway in (yield from gateways(made)):
        names = {
            part: {each.get("name") for each in gateway.blocks(part)}
            for part in ("http_listener", "backend_address_pool", "backend_http_settings")
        }
        rules = gateway.blocks("request_routing_rule")
        linked = all(rule.get(f"{part}_name") in known for rule in rules for part, known in names.items())
        if not rules or not linked or not all(rule.get("priority") for rule in rules):
            yield gateway.deviates("request_routing_rule", "listener, pool and settings that exist, and a priority")


@requirement("FLOW-10")
def the_certificate_comes_from_the_vault(made: Synthesis) -> Findings:
    """The certificate that clients see comes from the key vault, always in its current version."""
    for gateway in (yield from gateways(made)):
        certificates = gateway.blocks("ssl_certificate")
        in_code = [each for each in certificates if each.get("data") or not each.get("key_vault_secret_id")]
        pinned = [each for each in certificates if str(each.get("key_vault_secret_id")).endswith(".secret_id}")]
        if not certificates or in_code or pinned:
            yield gateway.deviates("ssl_certificate", "key_vault_secret_id without a version, and no data")


@requirement("FLOW-11")
def the_gateway_reads_the_vault_as_itself(made: Synthesis) -> Findings:
    """Application Gateway reads the vault with an identity of its own, which may read secrets before it starts."""
    for gateway in (yield from gateways(made)):
        yield from gateway.expects("identity.type", "UserAssigned")
        mine = {made.target(gateway.stack, id_) for id_ in gateway.at("identity.identity_ids") or ()}
        grants = [each for each in roles(made) if each.role == "Key Vault Secrets User" and each.principal in mine]
        if not grants:
            yield gateway.deviates("identity.identity_ids", "the role Key Vault Secrets User")
        elif not {each.resource.address for each in grants} & set(gateway.at("depends_on") or ()):
            yield gateway.deviates("depends_on", "the role assignment on the vault")


@requirement("FLOW-12")
def traffic_is_encrypted_again(made: Synthesis) -> Findings:
    """From the gateway to the load balancer traffic is encrypted again, health probes included."""
    for gateway in (yield from gateways(made)):
        for settings in gateway.blocks("backend_http_settings"):
            secure = (settings.get("protocol"), settings.get("port")) == ("Https", 443)
            if not secure or not settings.get("trusted_root_certificate_names"):
                yield gateway.deviates("backend_http_settings", "Https, port 443 and a trusted root")
        if not all(probe.get("protocol") == "Https" for probe in gateway.blocks("probe")):
            yield gateway.deviates("probe", "protocol Https")


@requirement("FLOW-13")
def the_backend_has_a_name(made: Synthesis) -> Findings:
    """The backend has a name below aks-ingress.<domain>, which a private zone leads to the load balancer."""
    chosen(made.config.ingress.controller != "agic", "an ingress controller behind the gateway")
    zone = f"aks-ingress.{made.config.dns.domain}"
    if zone not in {each.name for each in made.every("azurerm_private_dns_zone")}:
        yield made.configured("dns.domain", found=made.config.dns.domain, wanted=f"a private zone {zone}")
    records = {f"{each.name}.{zone}": each.at("records") for each in made.every("azurerm_private_dns_a_record")}
    for gateway in (yield from gateways(made)):
        for pool in gateway.blocks("backend_address_pool"):
            names = pool.get("fqdns") or ()
            if not names or not all(records.get(name) for name in names):
                yield gateway.deviates("backend_address_pool", f"names below {zone} with an address")
        for settings in gateway.blocks("backend_http_settings"):
            if settings.get("pick_host_name_from_backend_address") is not True:
                yield gateway.deviates("backend_http_settings", "the host name of the backend")


@requirement("FLOW-14")
def tls_can_reach_the_pod(made: Synthesis) -> Findings:
    """TLS can go on to the pod, once its cost in speed has been measured."""
    scheme = "traefik.ingress.kubernetes.io/service.serversscheme"
    secure = [each for each in made.of_kind("Service") if scheme in (each.at("metadata.annotations") or {})]
    wanted = made.config.tls.to_pod and made.config.sample_workload
    chosen(secure or wanted, "TLS to the pod")
    if wanted and not secure:
        yield made.configured("tls.to_pod", found="no service with HTTPS", wanted=f"a service with {scheme}")
    for service in secure:
        if (service.at("metadata.annotations") or {})[scheme] != "https":
            yield service.deviates("metadata.annotations", f"{scheme}: https")
