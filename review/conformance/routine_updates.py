"""Article, "Routine updates for AKS clusters"."""

from config.rules.updates import OLDER, OLDER_WITH_LONG_SUPPORT
from review.facts import clusters, pools
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import Resource, Synthesis

PAGE = "docs/upgrades.md"
LONG_SUPPORT = "AKSLongTermSupport"
NODE_WINDOW = "maintenance_window_node_os"
CLUSTER_WINDOW = "maintenance_window_auto_upgrade"


def immutable(cluster: Resource) -> bool:
    """Whether nothing is updated in place: a new cluster takes over instead."""
    return cluster.at("node_os_upgrade_channel") == "None" and not cluster.at("automatic_upgrade_channel")


def upgrading(made: Synthesis) -> list[Resource]:
    return [each for each in made.every("azurerm_kubernetes_cluster") if each.at("automatic_upgrade_channel")]


@requirement("UPD-01")
def every_layer_has_a_decision(made: Synthesis) -> Findings:
    """It is decided how Kubernetes, node images and packages are updated, the same for every pool."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects_some("kubernetes_version", "a version")
        yield from cluster.expects_some("node_os_upgrade_channel", "a channel")
        for pool in pools(made):
            if pool.cluster is cluster:
                yield from pool.expects("orchestrator_version", cluster.at("kubernetes_version"))


@requirement("UPD-02")
def updates_have_their_time(made: Synthesis) -> Findings:
    """It is decided how often and at which time updates come."""
    for cluster in (yield from clusters(made)):
        chosen(not immutable(cluster), "updates in place")
        for part in ("frequency", "interval", "start_time", "duration", "utc_offset"):
            yield from cluster.expects_some(f"{NODE_WINDOW}.{part}", "a value")


@requirement("UPD-03")
def clusters_can_be_replaced_instead(made: Synthesis) -> Findings:
    """Clusters can be replaced instead of updated: then nothing is updated in place."""
    mine = [each for each in made.every("azurerm_kubernetes_cluster") if each.at("node_os_upgrade_channel") == "None"]
    chosen(mine, "clusters that are replaced")
    for cluster in mine:
        yield from cluster.expects_none("automatic_upgrade_channel", "no automatic upgrades")


@requirement("UPD-04")
def clusters_that_stay_are_updated(made: Synthesis) -> Findings:
    """A production cluster that is not replaced is updated in place."""
    chosen(made.config.environment == "prod" and made.config.updates.mode == "in_place", "production in place")
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("node_os_upgrade_channel", "NodeImage", "SecurityPatch")


@requirement("UPD-05")
def a_second_cluster_can_take_over(made: Synthesis) -> Findings:
    """A second cluster can be made beside the first and take over its work."""
    found = made.every("azurerm_kubernetes_cluster")
    chosen(len(found) > len(made.parts("hub") or ("",)), "a second cluster")
    names = [each.name for each in found]
    for cluster in found:
        if names.count(cluster.name) > 1:
            yield cluster.deviates("name", "a name of its own")


@requirement("UPD-06")
def maintenance_is_planned(made: Synthesis) -> Findings:
    """Updates come in planned windows of at least four hours."""
    for cluster in (yield from clusters(made)):
        chosen(not immutable(cluster), "updates in place")
        yield from cluster.expects_some(NODE_WINDOW, "a maintenance window")
        if int(cluster.at(f"{NODE_WINDOW}.duration") or 0) < 4:
            yield cluster.deviates(f"{NODE_WINDOW}.duration", "at least 4 hours")


@requirement("UPD-07")
def disruption_budgets_let_nodes_drain(made: Synthesis) -> Findings:
    """Disruption budgets leave a pod to be moved, so that nodes can be drained."""
    replicas = [
        (each.at("spec.template.metadata.labels") or {}, int(each.at("spec.replicas") or 1))
        for each in made.of_kind("Deployment")
    ]
    for budget in made.of_kind("PodDisruptionBudget"):
        labels = (budget.at("spec.selector.matchLabels") or {}).items()
        covered = [count for all_labels, count in replicas if labels and labels <= all_labels.items()]
        if str(budget.at("spec.maxUnavailable")) in ("0", "0%"):
            yield budget.deviates("spec.maxUnavailable", "at least 1")
        least = budget.at("spec.minAvailable")
        if str(least or 0).isdigit() and covered and int(least or 0) >= min(covered):
            yield budget.deviates("spec.minAvailable", f"fewer than the {min(covered)} replicas")


documented(
    "UPD-08",
    "The subscription's quota covers the temporary nodes of an upgrade.",
    file=PAGE,
    heading="Before an upgrade",
    source=__name__,
)


@requirement("UPD-09")
def upgrades_take_a_third_more_nodes(made: Synthesis) -> Findings:
    """An upgrade takes a third more nodes for its time."""
    for pool in pools(made):
        if not pool.spot:  # Azure has no temporary nodes for it
            yield from pool.expects("upgrade_settings.max_surge", "33%")


documented(
    "UPD-10",
    "Tools and workloads are tried with a new version in preproduction first.",
    file=PAGE,
    heading="Before an upgrade",
    source=__name__,
)


@requirement("UPD-11")
def nodes_get_new_images(made: Synthesis) -> Findings:
    """Nodes are updated by new images, or by patches where these are chosen."""
    for cluster in (yield from clusters(made)):
        chosen(cluster.at("node_os_upgrade_channel") != "SecurityPatch" and not immutable(cluster), "node images")
        yield from cluster.expects("node_os_upgrade_channel", "NodeImage")


@requirement("UPD-12")
def nodes_are_updated_weekly(made: Synthesis) -> Findings:
    """The window for nodes opens at least once a week."""
    for cluster in (yield from clusters(made)):
        chosen(not immutable(cluster), "updates in place")
        often, interval = cluster.at(f"{NODE_WINDOW}.frequency"), int(cluster.at(f"{NODE_WINDOW}.interval") or 99)
        if (often, interval) != ("Weekly", 1) and not (often == "Daily" and interval <= 7):
            yield cluster.deviates(NODE_WINDOW, "Weekly or Daily, at least once a week")


@requirement("UPD-13")
def nodes_can_get_patches(made: Synthesis) -> Findings:
    """Nodes can get security patches sooner, in windows at least every other day."""
    mine = [c for c in made.every("azurerm_kubernetes_cluster") if c.at("node_os_upgrade_channel") == "SecurityPatch"]
    chosen(mine, "security patches")
    for cluster in mine:
        yield from cluster.expects(f"{NODE_WINDOW}.frequency", "Daily")
        yield from cluster.expects(f"{NODE_WINDOW}.interval", 1, 2)


@requirement("UPD-14")
def node_updates_are_managed(made: Synthesis) -> Findings:
    """Node updates are not left unmanaged, nor switched off unless clusters are replaced."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("node_os_upgrade_channel", "NodeImage", "SecurityPatch", "None")
        if cluster.at("node_os_upgrade_channel") == "None" and cluster.at(NODE_WINDOW):
            yield cluster.deviates("node_os_upgrade_channel", "NodeImage")


@requirement("UPD-15")
def kubernetes_is_current(made: Synthesis) -> Findings:
    """Kubernetes is at most two minor versions behind what AKS offers."""
    newest = int(made.config.updates.latest_known_version.split(".")[1])
    for cluster in (yield from clusters(made)):
        version = str(cluster.at("kubernetes_version") or "1.0").split(".")
        oldest = newest - (OLDER_WITH_LONG_SUPPORT if cluster.at("support_plan") == LONG_SUPPORT else OLDER)
        if int(version[1]) < oldest:
            yield cluster.deviates("kubernetes_version", f"1.{oldest} or newer")


@requirement("UPD-16")
def kubernetes_is_raised_by_hand(made: Synthesis) -> Findings:
    """Kubernetes is raised by hand, after preproduction, unless automatic upgrades are chosen."""
    for cluster in (yield from clusters(made)):
        chosen(made.config.updates.cluster_channel == "none", "upgrades by hand")
        yield from cluster.expects_none("automatic_upgrade_channel", "no automatic upgrades")
        yield from cluster.expects_some("kubernetes_version", "a version")


@requirement("UPD-17")
def support_can_be_long(made: Synthesis) -> Findings:
    """Long-term support can be chosen, with the Premium tier; staying current is better."""
    mine = [c for c in made.every("azurerm_kubernetes_cluster") if c.at("support_plan") == LONG_SUPPORT]
    chosen(mine, "long-term support")
    for cluster in mine:
        yield from cluster.expects("sku_tier", "Premium")


@requirement("UPD-18")
def the_cluster_has_an_event_topic(made: Synthesis) -> Findings:
    """An Event Grid topic publishes the cluster's events."""
    for cluster in (yield from clusters(made)):
        topics = made.pointing(cluster, "source_resource_id", "azurerm_eventgrid_system_topic")
        if not any(each.at("topic_type") == "Microsoft.ContainerService.ManagedClusters" for each in topics):
            yield cluster.deviates("name", "an Event Grid topic of type Microsoft.ContainerService.ManagedClusters")


@requirement("UPD-19")
def somebody_can_hear_of_new_versions(made: Synthesis) -> Findings:
    """A webhook can hear of new Kubernetes versions."""
    mine = made.every("azurerm_eventgrid_system_topic_event_subscription")
    chosen(mine or made.config.updates.event_subscription, "a subscription to new versions")
    if not mine:
        yield made.configured("updates.event_subscription", found="no subscription", wanted="one")
    for each in mine:
        wanted = ["Microsoft.ContainerService.NewKubernetesVersionAvailable"]
        yield from each.expects_all("included_event_types", wanted)


documented(
    "UPD-20",
    "Somebody reads AKS's release notes and its release tracker.",
    file=PAGE,
    heading="Before an upgrade",
    source=__name__,
)


@requirement("UPD-21")
def production_upgrades_patches_only(made: Synthesis) -> Findings:
    """Automatic upgrades can be chosen later; in production they go no further than patches."""
    chosen(upgrading(made), "automatic upgrades")
    for cluster in upgrading(made):
        if made.config.environment == "prod":
            yield from cluster.expects("automatic_upgrade_channel", "patch")


@requirement("UPD-22")
def terraform_accepts_upgrades(made: Synthesis) -> Findings:
    """With automatic upgrades, Terraform does not take versions back."""
    chosen(upgrading(made), "automatic upgrades")
    for cluster in upgrading(made):
        wanted = ["kubernetes_version", "default_node_pool[0].orchestrator_version"]
        yield from cluster.expects_all("lifecycle.ignore_changes", wanted)
        for pool in pools(made):
            if pool.cluster is cluster and not pool.prefix:
                yield from pool.resource.expects_all("lifecycle.ignore_changes", ["orchestrator_version"])


@requirement("UPD-23")
def automatic_upgrades_have_a_window(made: Synthesis) -> Findings:
    """Automatic upgrades come in a window of their own."""
    chosen(upgrading(made), "automatic upgrades")
    for cluster in upgrading(made):
        yield from cluster.expects_some(CLUSTER_WINDOW, "a maintenance window")
