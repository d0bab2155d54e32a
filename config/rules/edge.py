"""Rules on the domain, TLS certificates and workload identities."""

from aks_baseline.foundation.hosts import INGRESS_WORKLOAD, ingress_domain
from config.model import BaselineConfig, WorkloadIdentity
from config.problem import Problem
from config.reading.wording import shown
from config.rules.rule import Findings, refuses, refuses_each, repeated

# RFC 5280: a common name has at most 64 characters. The longest one here is `*.aks-ingress.<domain>`.
LONGEST_DOMAIN = 64 - len("*." + ingress_domain(""))
AGIC_PAGE = 'Azure page "What is Application Gateway Ingress Controller?", container networking'
LARGEST_OVERLAY = 24


@refuses
def domain_fits_a_certificate(config: BaselineConfig) -> Findings:
    """The wildcard name of the ingress controller fits in the common name of a certificate. FLOW-13."""
    domain = config.dns.domain
    if len(domain) > LONGEST_DOMAIN:
        need = f"at most {LONGEST_DOMAIN} characters, as *.aks-ingress.<domain> is a certificate's common name"
        yield Problem(path="dns.domain", got=f"{len(domain)} characters", need=need, fix="use a shorter domain")


@refuses
def public_zone_is_the_domains(config: BaselineConfig) -> Findings:
    """The key `dns.public_zone_id` is the zone of `dns.domain`. FLOW-07."""
    zone = (config.dns.public_zone_id or "").rpartition("/")[2].lower()
    if zone and zone != config.dns.domain:
        fix = "give the id of the domain's own zone, or leave the record to whoever owns it"
        yield Problem(path="dns.public_zone_id", got=f"the zone {zone}", need=f"the zone {config.dns.domain}", fix=fix)


@refuses
def gateway_and_ingress_have_two_certificates(config: BaselineConfig) -> Findings:
    """Application Gateway and the ingress controller use different certificates. FLOW-05."""
    gateway, ingress = config.tls.gateway_certificate, config.tls.ingress_certificate
    if gateway and ingress and gateway.lower() == ingress.lower():
        fix = "leave one out, and it is made for you"
        yield Problem(path="tls.ingress_certificate", got=ingress, need="another than the gateway's", fix=fix)


@refuses
def ingress_certificate_has_its_root(config: BaselineConfig) -> Findings:
    """The keys `tls.ingress_certificate` and `tls.ingress_root` are set together or not at all. FLOW-12."""
    certificate, root = config.tls.ingress_certificate, config.tls.ingress_root
    if certificate and not root:
        need, fix = "the root of tls.ingress_certificate", "add the CA's certificate as PEM, or leave both out"
        yield Problem(path="tls.ingress_root", got="nothing", need=need, fix=fix)
    if root and not certificate:
        need, fix = "no root without tls.ingress_certificate", "name the certificate in the vault, or leave both out"
        yield Problem(path="tls.ingress_root", got="a certificate", need=need, fix=fix)


@refuses
def ingress_root_is_a_ca(config: BaselineConfig) -> Findings:
    """The key `tls.ingress_root` is a CA certificate, as Application Gateway trusts no other certificate. FLOW-12."""
    root = config.tls.ingress_root
    if not root:
        return
    from cryptography.x509 import load_pem_x509_certificate  # imported here: most configurations have no root

    from config.authority import is_ca

    got, fix = "a certificate that is no CA's", "give the certificate of the CA, not the one that it signed"
    try:
        if is_ca(load_pem_x509_certificate(root.encode())):
            return
    except ValueError:
        got, fix = "text that is no certificate", "export it again, as Base-64 encoded X.509"
    need = "a CA certificate (basic constraints with CA: true)"
    yield Problem(path="tls.ingress_root", got=got, need=need, fix=fix)


@refuses
def gateway_controller_reaches_overlay_pods(config: BaselineConfig) -> Findings:
    """With overlay, AGIC needs a subnet of Application Gateway that is no larger than a /24. ING-13, FLOW-38."""
    prefix = config.spoke.subnets.application_gateway
    if config.ingress.controller == "agic" and config.network.model == "overlay" and prefix.prefixlen < LARGEST_OVERLAY:
        need = f"a /{LARGEST_OVERLAY} or smaller with ingress.controller: agic and network.model: overlay ({AGIC_PAGE})"
        path, fix = "spoke.subnets.application_gateway", "make the subnet smaller, or set network.model: azure_cni"
        yield Problem(path=path, got=str(prefix), need=need, fix=fix)


@refuses
def gateway_controller_has_no_ingress_certificate(config: BaselineConfig) -> Findings:
    """With AGIC there is no ingress controller behind the gateway, so `tls.ingress_certificate` is left out. ING-13."""
    certificate = config.tls.ingress_certificate
    if config.ingress.controller == "agic" and certificate:
        need = "no certificate with ingress.controller: agic, which sends requests straight to the pods"
        yield Problem(path="tls.ingress_certificate", got=certificate, need=need, fix="delete it with tls.ingress_root")


@refuses
def tls_to_the_pod_has_a_controller(config: BaselineConfig) -> Findings:
    """TLS to the pod is offered with Traefik only, which brings the certificate into the namespace. FLOW-14."""
    controller = config.ingress.controller
    if config.tls.to_pod and controller != "traefik":
        need = f"false with ingress.controller: {controller}, as Traefik brings the certificate for the pods"
        yield Problem(path="tls.to_pod", got="true", need=need, fix="set ingress.controller: traefik, or to_pod: false")


@refuses
def workload_identities_are_unique(config: BaselineConfig) -> Findings:
    """Names of workload identities are unique and differ from the ingress controller's. IDN-22."""
    names = [identity.name for identity in config.workload_identities]
    for position in {*repeated(names), *(at for at, name in enumerate(names) if name == INGRESS_WORKLOAD)}:
        path, need = f"workload_identities[{position}].name", f"a name of its own, and not {INGRESS_WORKLOAD}"
        yield Problem(path=path, got=names[position], need=need, fix="rename it")


@refuses_each("workload_identities")
def roles_are_given_once(_: BaselineConfig, identity: WorkloadIdentity, path: str) -> Findings:
    """No identity has the same role twice on a resource, as Azure answers RoleAssignmentExists."""
    given = [f"{role.role} on {role.scope}".lower() for role in identity.roles]
    for position in repeated(given):
        got, need = f"{shown(identity.roles[position].role)} again on the same resource", "each role once a resource"
        yield Problem(path=f"{path}.roles[{position}]", got=got, need=need, fix="delete one of the two")


@refuses_each("workload_identities")
def workload_identities_live_with_workloads(config: BaselineConfig, identity: WorkloadIdentity, path: str) -> Findings:
    """The namespace of a workload identity is the namespace of a workload. IDN-22."""
    namespaces = [workload.namespace for workload in config.workloads]
    if identity.namespace not in namespaces:
        need, fix = f"one of {', '.join(namespaces)}", "name the namespace of a workload, or add the workload"
        yield Problem(path=f"{path}.namespace", got=identity.namespace, need=need, fix=fix)
