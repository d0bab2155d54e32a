"""Article, "Business continuity decisions" up to "Availability zones and multi-region support"."""

from config.facts.regions import REGIONS
from review.facts import clusters, firewalls, pools, registries, user_pools
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import Resource, Synthesis

PAGE = "docs/continuity.md"
SYSTEM_NAMESPACES = {"kube-system", "kube-public", "gatekeeper-system", "azure-arc", "flux-system", "default"}
ZONAL = ("azurerm_public_ip", "azurerm_bastion_host")


def containers(each: Resource) -> tuple[dict[str, object], ...]:
    return each.blocks("spec.template.spec.containers")


documented(
    "BC-01",
    "Targets for availability are set for platform and application, from the agreements that Azure gives.",
    file=PAGE,
    heading="Targets",
    source=__name__,
)


@requirement("BC-02")
def workloads_run_on_user_nodes(made: Synthesis) -> Findings:
    """Workloads run on user nodes, apart from the system."""
    labels = {(name, value) for pool in user_pools(made) for name, value in (pool.at("node_labels") or {}).items()}
    labels |= {(key, pool.name) for pool in user_pools(made) for key in ("agentpool", "kubernetes.azure.com/agentpool")}
    labels.add(("kubernetes.azure.com/mode", "user"))
    for each in made.of_kind("Deployment"):
        if not set((each.at("spec.template.spec.nodeSelector") or {}).items()) & labels:
            yield each.deviates("spec.template.spec.nodeSelector", "a label of user nodes")


@requirement("BC-03")
def pools_have_tags_and_labels(made: Synthesis) -> Findings:
    """Node pools have tags and labels."""
    for pool in pools(made):
        yield from pool.expects_some("tags", "tags")
        yield from pool.expects_some("node_labels", "labels")


@requirement("BC-04")
def the_system_pool_turns_workloads_away(made: Synthesis) -> Findings:
    """A taint keeps workloads off the system pool."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("default_node_pool.only_critical_addons_enabled", True)


@requirement("BC-05")
def containers_ask_for_resources(made: Synthesis) -> Findings:
    """Every container asks for CPU and memory."""
    yield from _resourced(made, "requests")


@requirement("BC-06")
def containers_have_limits(made: Synthesis) -> Findings:
    """Every container has limits of CPU and memory."""
    yield from _resourced(made, "limits")


def _resourced(made: Synthesis, kind: str) -> Findings:
    for each in made.of_kind("Deployment", "DaemonSet"):
        for container in each.blocks("spec.template.spec.containers"):
            if not {"cpu", "memory"} <= set(container.get("resources", {}).get(kind, {})):
                yield each.deviates("spec.template.spec.containers", f"{kind} of cpu and memory")


@requirement("BC-07")
def disruption_budgets_protect_replicas(made: Synthesis) -> Findings:
    """A disruption budget covers every deployment of several replicas."""
    budgets = [each.at("spec.selector.matchLabels") or {} for each in made.of_kind("PodDisruptionBudget")]
    for each in made.of_kind("Deployment"):
        labels = (each.at("spec.template.metadata.labels") or {}).items()
        if int(each.at("spec.replicas") or 1) > 1 and not any(
            budget and budget.items() <= labels for budget in budgets
        ):
            yield each.deviates("spec.selector", "a disruption budget")


@requirement("BC-08")
def deployments_have_replicas(made: Synthesis) -> Findings:
    """Ingress controller and workloads have several replicas."""
    for each in made.of_kind("Deployment"):
        if int(each.at("spec.replicas") or 1) < 2:
            yield each.deviates("spec.replicas", "at least 2")


@requirement("BC-09")
def workloads_have_quotas(made: Synthesis) -> Findings:
    """Every workload's namespace has a quota."""
    limited = {each.at("metadata.namespace") for each in made.of_kind("ResourceQuota")}
    for position, workload in enumerate(made.config.workloads):
        if workload.namespace not in limited:
            yield made.configured(f"workloads[{position}]", found=workload.namespace, wanted="a resource quota")


@requirement("BC-10")
def the_system_has_no_quota(made: Synthesis) -> Findings:
    """No quota limits a namespace of the system."""
    for each in made.of_kind("ResourceQuota"):
        if each.at("metadata.namespace") in SYSTEM_NAMESPACES:
            yield each.deviates("metadata.namespace", "a namespace of a workload")


def _zones(made: Synthesis, resource: Resource, path: str = "zones") -> Findings:
    wanted = list(made.config.zones)
    if sorted(resource.at(path) or ()) != wanted or (len(wanted) < 3 and made.config.environment == "prod"):
        yield resource.deviates(path, "zones 1, 2 and 3")


@requirement("BC-11")
def nodes_span_zones(made: Synthesis) -> Findings:
    """Node pools span three availability zones."""
    for cluster in (yield from clusters(made)):
        for pool in pools(made):
            if pool.cluster is cluster:
                yield from _zones(made, pool.resource, f"{pool.prefix}zones")


@requirement("BC-12")
def the_firewall_spans_zones(made: Synthesis) -> Findings:
    """The firewall spans three availability zones."""
    for firewall in (yield from firewalls(made)):
        yield from _zones(made, firewall)


@requirement("BC-13")
def the_gateway_spans_zones(made: Synthesis) -> Findings:
    """Application Gateway spans three availability zones."""
    for gateway in (yield from made.needed("azurerm_application_gateway", part="cluster")):
        yield from _zones(made, gateway)


@requirement("BC-14")
def everything_else_spans_zones(made: Synthesis) -> Findings:
    """What the cluster depends on spans availability zones: addresses, Bastion, registry."""
    for each in made.every(*ZONAL):
        yield from _zones(made, each)
    for registry in (yield from registries(made)):
        yield from registry.expects("zone_redundancy_enabled", bool(made.config.zones))


@requirement("BC-15")
def the_region_has_zones(made: Synthesis) -> Findings:
    """The region has availability zones."""
    region = REGIONS.get(made.config.location)
    if region and not region.zones:
        yield made.configured("location", found=made.config.location, wanted="a region with availability zones")
    if not made.config.zones:
        yield made.configured("zones", found=[], wanted="zones 1, 2 and 3")


documented(
    "BC-16",
    "The sizes of nodes are known to exist in every chosen zone before the first deployment.",
    file=PAGE,
    heading="Zones",
    source=__name__,
)
documented(
    "BC-17",
    "People know that a pool keeps the zones it was made with.",
    file=PAGE,
    heading="Zones",
    source=__name__,
)


@requirement("BC-18")
def disks_survive_a_zone(made: Synthesis) -> Findings:
    """Where volumes are used, their disks are redundant over zones."""
    chosen(made.config.storage.disk_driver and made.config.zones, "the driver for disks, in zones")
    classes = made.every("kubernetes_storage_class_v1")
    if not classes:
        yield made.configured("storage.disk_driver", found="no storage class", wanted="one with a skuName in _ZRS")
    for storage in classes:
        if "disk.csi" in str(storage.at("storage_provisioner")):
            kind = str((storage.at("parameters") or {}).get("skuName", (storage.at("parameters") or {}).get("skuname")))
            if not kind.endswith("_ZRS"):
                yield storage.deviates("parameters", "a skuName that ends in _ZRS")


@requirement("BC-19")
def one_region_is_the_default(made: Synthesis) -> Findings:
    """Everything is in one region, unless several are chosen."""
    chosen(len(made.parts("hub")) <= 1, "one region")
    groups = (each for each in made.every("azurerm_resource_group") if not each.stack.startswith("global"))
    places = {each.at("location") for each in groups}
    if places != {made.config.location}:
        yield made.configured("location", found=sorted(map(str, places)), wanted=made.config.location)
