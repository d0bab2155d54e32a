"""Article, "Deploy Ingress resources"."""

from review.facts import clusters, load_balancers, user_pools
from review.kubernetes import values
from review.requirement import Findings, chosen, requirement
from review.synthesis import Resource, Synthesis, value_at

INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal"
READS = {"get", "list", "watch"}


def traefik(made: Synthesis) -> tuple[tuple[Resource, Resource], ...]:
    """Traefik's Helm releases, each with the chart's values. Not chosen if another controller was."""
    chosen(made.config.ingress.controller == "traefik", "Traefik")
    releases = [each for each in made.every("helm_release", part="bootstrap") if each.at("chart") == "traefik"]
    return tuple(
        (each, Resource(stack=each.stack, address=each.address, body=values(made.stacks[each.stack])))
        for each in releases
    )


def controllers(made: Synthesis) -> tuple[Resource, ...]:
    """Deployments of the ingress controller."""
    names = {given.at("fullnameOverride") for _, given in traefik(made)}
    return tuple(each for each in made.of_kind("Deployment") if each.name in names)


def annotations(resource: Resource) -> dict[str, str]:
    return resource.at("metadata.annotations") or {}


@requirement("ING-01")
def an_internal_load_balancer_exposes_the_controller(made: Synthesis) -> Findings:
    """An internal load balancer with a static private address exposes the ingress controller."""
    for release, given in traefik(made):
        address = "service.beta.kubernetes.io/azure-load-balancer-ipv4"
        noted = given.at("service.annotations") or {}
        if given.at("service.spec.type") != "LoadBalancer" or noted.get(INTERNAL) != "true" or not noted.get(address):
            yield release.deviates("values", f"a LoadBalancer service with {INTERNAL} and {address}")
    yield from _released(made)


@requirement("ING-02")
def the_load_balancer_spans_zones(made: Synthesis) -> Findings:
    """Load balancers are of the Standard kind, which spans availability zones."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("network_profile.load_balancer_sku", "standard")


@requirement("ING-03")
def the_load_balancer_is_in_its_subnet(made: Synthesis) -> Findings:
    """The controller's load balancer names the ingress subnet."""
    for service in load_balancers(made):
        if "snet-clusteringressservices" not in _named(made, service):
            yield service.deviates("metadata.annotations", f"{INTERNAL}-subnet: snet-clusteringressservices")


def _named(made: Synthesis, service: Resource) -> str:
    name = annotations(service).get(f"{INTERNAL}-subnet", "")
    subnet = made.target(service.stack, name)
    return subnet.name if subnet else name


@requirement("ING-04")
def the_controller_is_traefik(made: Synthesis) -> Findings:
    """Traefik is the ingress controller, in one exact version."""
    for release, _ in traefik(made):
        if not str(release.at("version") or "").replace(".", "").isdigit():
            yield release.deviates("version", "an exact version")
    yield from _released(made)


def _released(made: Synthesis) -> Findings:
    if not traefik(made):
        yield made.configured("ingress.controller", found="traefik", wanted="a Helm release of Traefik")


@requirement("ING-05")
def the_controller_runs_on_user_nodes(made: Synthesis) -> Findings:
    """The ingress controller runs on user nodes alone."""
    labels = {(name, value) for pool in user_pools(made) for name, value in (pool.at("node_labels") or {}).items()}
    pools = {(name, pool.name) for pool in user_pools(made) for name in ("agentpool", "kubernetes.azure.com/agentpool")}
    wanted = labels | pools | {("kubernetes.azure.com/mode", "user")}
    for controller in controllers(made):
        selector = controller.at("spec.template.spec.nodeSelector") or {}
        if not set(selector.items()) & wanted:
            yield controller.deviates("spec.template.spec.nodeSelector", "a label of the user pool's nodes")


@requirement("ING-06")
def the_controller_ends_tls(made: Synthesis) -> Findings:
    """The controller ends TLS and forwards plain HTTP to the pods."""
    chosen(not any("serversscheme" in str(annotations(each)) for each in made.of_kind("Service")), "plain HTTP to pods")
    for release, given in traefik(made):
        if not value_at(given.body, "ports.websecure.http.tls.enabled") and not given.at("ports.websecure.tls.enabled"):
            yield release.deviates("values", "TLS at the entry point websecure")
    for ingress in made.of_kind("Ingress"):
        if not ingress.at("spec.tls"):
            yield ingress.deviates("spec.tls", "a host that is served over TLS")


@requirement("ING-07")
def the_controller_watches_chosen_namespaces(made: Synthesis) -> Findings:
    """The controller works for chosen namespaces only."""
    for release, given in traefik(made):
        if not given.at("providers.kubernetesIngress.namespaces"):
            yield release.deviates("values", "namespaces of the provider kubernetesIngress")


@requirement("ING-08")
def replicas_never_share_a_node(made: Synthesis) -> Findings:
    """The controller has several replicas, no two of them on one node."""
    path = "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"
    for controller in controllers(made):
        if not any(each.get("topologyKey") == "kubernetes.io/hostname" for each in controller.blocks(path)):
            yield controller.deviates(path, "kubernetes.io/hostname")
        if int(controller.at("spec.replicas") or 1) < 2:
            yield controller.deviates("spec.replicas", "at least 2")


@requirement("ING-09")
def only_the_gateway_reaches_the_controller(made: Synthesis) -> Findings:
    """The controller's ports are open for Application Gateway's subnet alone."""
    gateway = {str(made.config.spoke.subnets.application_gateway)}
    for service in load_balancers(made):
        if {port.get("port") for port in service.blocks("spec.ports")} != {443}:
            yield service.deviates("spec.ports", "port 443 alone")
    for controller in controllers(made):
        labels = controller.at("spec.template.metadata.labels") or {}
        for policy in made.of_kind("NetworkPolicy"):
            if (policy.at("spec.podSelector.matchLabels") or {"": ""}).items() <= labels.items():
                blocks = [
                    value_at(peer, "ipBlock.cidr")
                    for rule in policy.blocks("spec.ingress")
                    for peer in rule.get("from", ())
                ]
                if not set(filter(None, blocks)) <= gateway:
                    yield policy.deviates("spec.ingress", f"no block but {', '.join(gateway)}")


@requirement("ING-10")
def the_controller_is_probed(made: Synthesis) -> Findings:
    """The controller has readiness and liveness probes."""
    for release, given in traefik(made):
        if not given.at("readinessProbe") or not given.at("livenessProbe"):
            yield release.deviates("values", "readinessProbe and livenessProbe")


@requirement("ING-11")
def the_controller_only_reads(made: Synthesis) -> Findings:
    """The controller's cluster roles read services and endpoints, and change nothing but the status of ingresses."""
    traefik(made)
    for role in made.of_kind("ClusterRole"):
        for rule in role.blocks("rules"):
            resources, verbs = set(rule.get("resources", ())), set(rule.get("verbs", ()))
            allowed = READS | {"update", "patch"} if resources == {"ingresses/status"} else READS
            if not verbs <= allowed or "*" in resources:
                yield role.deviates("rules", f"{', '.join(sorted(allowed))} for {', '.join(sorted(resources))}")


@requirement("ING-12")
def the_controller_reads_the_vault_as_itself(made: Synthesis) -> Findings:
    """The controller's service account has a workload identity, and its pods mount the vault's certificate."""
    accounts = {each.name: annotations(each) for each in made.of_kind("ServiceAccount")}
    for controller in controllers(made):
        account = str(controller.at("spec.template.spec.serviceAccountName"))
        if not accounts.get(account, {}).get("azure.workload.identity/client-id"):
            yield controller.deviates("spec.template.spec.serviceAccountName", "an account with a workload identity")
        if not any(each.get("csi") for each in controller.blocks("spec.template.spec.volumes")):
            yield controller.deviates("spec.template.spec.volumes", "a volume of the secrets store")


@requirement("ING-13")
def the_gateways_controller_is_an_alternative(made: Synthesis) -> Findings:
    """Application Gateway Ingress Controller can take Traefik's place."""
    mine = [each for each in made.every("azurerm_kubernetes_cluster") if each.at("ingress_application_gateway")]
    chosen(mine, "Application Gateway Ingress Controller")
    for cluster in mine:
        yield from cluster.expects_some("ingress_application_gateway.gateway_id", "the id of the application gateway")
        if cluster.at("default_node_pool.only_critical_addons_enabled") and not user_pools(made):
            yield cluster.deviates("default_node_pool.only_critical_addons_enabled", "a user pool, where it can run")
    for release in made.every("helm_release"):
        if release.at("chart") == "traefik":
            yield release.deviates("chart", "no Traefik beside it")


@requirement("ING-14")
def another_controller_can_be_brought(made: Synthesis) -> Findings:
    """The operator can bring another ingress controller: then Traefik is left out."""
    chosen(made.config.ingress.controller == "none", "a controller of your own")
    for release in made.every("helm_release"):
        if release.at("chart") == "traefik":
            yield release.deviates("chart", "no Traefik")
