"""Article, "Router settings"."""

from review.conformance.ingress_resources import annotations, traefik
from review.requirement import Findings, chosen, requirement
from review.synthesis import Resource, Synthesis

ROUTER = "traefik.ingress.kubernetes.io/router"


def routes(made: Synthesis) -> tuple[Resource, ...]:
    """Ingress objects that Traefik serves; not chosen if there are none."""
    found = made.of_kind("Ingress")
    traefik(made)
    chosen(found or made.config.sample_workload, "the sample workload")
    return found


def _annotated(made: Synthesis, name: str, *allowed: str) -> Findings:
    found = routes(made)
    if not found:
        yield made.configured("sample_workload", found="no Ingress", wanted="an Ingress of the sample workload")
    for route in found:
        if annotations(route).get(name) not in allowed:
            yield route.deviates("metadata.annotations", f"{name}: {' or '.join(allowed)}")


def _middleware(made: Synthesis, name: str) -> Findings:
    for route in routes(made):
        chain = [each.strip() for each in annotations(route).get(f"{ROUTER}.middlewares", "").split(",")]
        if f"{name}@file" not in chain:
            yield route.deviates("metadata.annotations", f"{ROUTER}.middlewares with {name}@file")


@requirement("ING-15")
def traefik_reads_ingress_objects(made: Synthesis) -> Findings:
    """Traefik takes its routes from Kubernetes Ingress objects."""
    for release, given in traefik(made):
        if given.at("providers.kubernetesIngress.enabled") is not True:
            yield release.deviates("values", "the provider kubernetesIngress")


@requirement("ING-16")
def plain_http_is_not_served(made: Synthesis) -> Findings:
    """Plain HTTP is not served."""
    yield from _annotated(made, "kubernetes.io/ingress.allow-http", "false")
    for release, given in traefik(made):
        if given.at("ports.web") is not None:
            yield release.deviates("values", "no entry point web")


@requirement("ING-17")
def the_class_is_internal(made: Synthesis) -> Findings:
    """Routes have the ingress class traefik-internal, which exists."""
    for route in routes(made):
        name = route.at("spec.ingressClassName") or annotations(route).get("kubernetes.io/ingress.class")
        if name != "traefik-internal":
            yield route.deviates("spec.ingressClassName", "traefik-internal")
    if "traefik-internal" not in {each.name for each in made.of_kind("IngressClass")}:
        yield made.configured("ingress.controller", found="no class", wanted="the ingress class traefik-internal")


@requirement("ING-18")
def routes_use_the_secure_entry_point(made: Synthesis) -> Findings:
    """Routes use the entry point websecure alone."""
    yield from _annotated(made, f"{ROUTER}.entrypoints", "websecure")


@requirement("ING-19")
def routes_use_tls(made: Synthesis) -> Findings:
    """Routes use TLS with the default options."""
    yield from _annotated(made, f"{ROUTER}.tls", "true")
    yield from _annotated(made, f"{ROUTER}.tls.options", "default")


@requirement("ING-20")
def routes_admit_the_gateway(made: Synthesis) -> Findings:
    """Routes admit requests of Application Gateway's subnet alone."""
    yield from _middleware(made, "app-gateway-snet")
    wanted = [str(made.config.spoke.subnets.application_gateway)]
    for release, given in traefik(made):
        path = "providers.file.content.http.middlewares.app-gateway-snet.ipAllowList.sourceRange"
        content = given.at(path)
        if content != wanted:
            yield release.deviates("values", f"{path}: {', '.join(wanted)}")


@requirement("ING-21")
def responses_are_compressed(made: Synthesis) -> Findings:
    """Responses are compressed for clients that accept it."""
    yield from _middleware(made, "gzip-compress")
    for release, given in traefik(made):
        middlewares = given.at("providers.file.content.http.middlewares") or {}
        if "compress" not in (middlewares.get("gzip-compress") or {}):
            yield release.deviates("values", "a middleware gzip-compress")


@requirement("ING-22")
def the_route_has_one_host(made: Synthesis) -> Findings:
    """The route answers for one host below aks-ingress.<domain>, from the path / on, in the workload's namespace."""
    suffix = f".aks-ingress.{made.config.dns.domain}"
    namespaces = [workload.namespace for workload in made.config.workloads]
    for route in routes(made):
        hosts = {rule.get("host") for rule in route.blocks("spec.rules")}
        covered = {host for each in route.blocks("spec.tls") for host in each.get("hosts", ())}
        if hosts != covered or not all(str(host).endswith(suffix) for host in hosts):
            yield route.deviates("spec.rules", f"hosts below {suffix[1:]}, each under spec.tls too")
        paths = [path for rule in route.blocks("spec.rules") for path in rule["http"]["paths"]]
        if any((path.get("path"), path.get("pathType")) != ("/", "Prefix") for path in paths):
            yield route.deviates("spec.rules", "path / of type Prefix")
        if route.at("metadata.namespace") not in namespaces:
            yield route.deviates("metadata.namespace", " or ".join(namespaces))


@requirement("ING-23")
def the_route_ends_at_the_workload(made: Synthesis) -> Findings:
    """The route leads to port 80 of the workload's service, or to port 443 where TLS goes on to the pod."""
    wanted = 443 if made.config.tls.to_pod else 80
    services = {each.name: {port.get("port") for port in each.blocks("spec.ports")} for each in made.of_kind("Service")}
    for route in routes(made):
        for rule in route.blocks("spec.rules"):
            for path in rule["http"]["paths"]:
                service = path["backend"]["service"]
                if service["port"].get("number") not in services.get(service["name"], set()):
                    yield route.deviates("spec.rules", "a service and a port that it has")
                elif service["port"]["number"] != wanted:
                    yield route.deviates("spec.rules", f"port {wanted}")
