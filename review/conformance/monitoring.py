"""Article, "Monitor and collect metrics", "Network metrics" and "Enable self-healing"."""

from review.facts import alerts, clusters
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import Resource, Synthesis


def categories(made: Synthesis, cluster: Resource) -> set[str]:
    """Logs of the control plane that are kept."""
    settings = made.pointing(cluster, "target_resource_id", "azurerm_monitor_diagnostic_setting")
    return {str(log.get("category")) for each in settings for log in each.blocks("enabled_log")}


def _logged(made: Synthesis, *allowed: str) -> Findings:
    for cluster in (yield from clusters(made)):
        if not categories(made, cluster) & set(allowed):
            yield cluster.deviates("name", f"a diagnostic setting with {allowed[0]}")


@requirement("MON-01")
def logs_go_to_a_workspace(made: Synthesis) -> Findings:
    """A Log Analytics workspace that outlives clusters takes the logs."""
    if made.config.logs.existing_workspace_id:
        return
    for workspace in (yield from made.needed("azurerm_log_analytics_workspace", part="spoke")):
        yield from workspace.expects("sku", "PerGB2018", None)


@requirement("MON-02")
def container_insights_is_on(made: Synthesis) -> Findings:
    """Container insights watches the cluster and signs in with a managed identity."""
    for cluster in (yield from clusters(made)):
        yield from cluster.expects_some("oms_agent.log_analytics_workspace_id", "the workspace")
        yield from cluster.expects("oms_agent.msi_auth_for_monitoring_enabled", True)


@requirement("MON-03")
def container_insights_collects(made: Synthesis) -> Findings:
    """Container insights collects logs, inventory, events and performance of the cluster."""
    associations = made.every("azurerm_monitor_data_collection_rule_association")
    for cluster in (yield from clusters(made)):
        rules = {
            made.follow(each, "data_collection_rule_id")
            for each in associations
            if made.follow(each, "target_resource_id") is cluster
        }
        streams = {
            stream
            for rule in rules
            if rule
            for each in rule.blocks("data_sources.extension")
            if each.get("extension_name") == "ContainerInsights"
            for stream in each.get("streams", ())
        }
        grouped = "Microsoft-ContainerInsights-Group-Default" in streams
        if (
            not grouped
            and not {"Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory"} <= streams
        ):
            yield cluster.deviates(
                "oms_agent", "a collection rule of Container insights with logs, events and inventory"
            )


@requirement("MON-04")
def alerts_reach_somebody(made: Synthesis) -> Findings:
    """Alerts tell people of critical problems: each has an action group, and each group has a receiver."""
    found = alerts(made)
    if not found:
        yield made.configured("alerts", found=None, wanted="alerts")
    for alert in found:
        if not alert.tells:
            yield alert.resource.deviates("name", f"an action group for {alert.name}")
    for group in made.every("azurerm_monitor_action_group"):
        receivers = [key for key in group.body if key.endswith("_receiver") and group.blocks(key)]
        if not receivers:
            yield group.deviates("email_receiver", "a receiver")


@requirement("MON-05")
def prometheus_metrics_are_collected(made: Synthesis) -> Findings:
    """Azure's managed Prometheus collects the cluster's metrics in a workspace."""
    yield from made.needed("azurerm_monitor_workspace", part="cluster")
    rules = made.every("azurerm_monitor_data_collection_rule")
    forwarding = {each for each in rules if each.at("data_sources.prometheus_forwarder")}
    associations = made.every("azurerm_monitor_data_collection_rule_association")
    ties = {(made.follow(a, "target_resource_id"), made.follow(a, "data_collection_rule_id")) for a in associations}
    for cluster in (yield from clusters(made)):
        if cluster.at("monitor_metrics") is None:
            yield cluster.deviates("monitor_metrics", "the block, even if it is empty")
        if not any((cluster, rule) in ties for rule in forwarding):
            yield cluster.deviates("monitor_metrics", "a collection rule that forwards Prometheus metrics")


@requirement("MON-06")
def others_can_watch_too(made: Synthesis) -> Findings:
    """Grafana or a partner's service can watch the cluster as well."""
    grafana = made.every("azurerm_dashboard_grafana")
    partners = [d for d in made.every("azurerm_monitor_diagnostic_setting") if d.at("partner_solution_id")]
    wanted = made.config.monitoring
    chosen(grafana or partners or wanted.grafana or wanted.partner_solution_id, "Grafana or a partner's service")
    if wanted.grafana and not grafana:
        yield made.configured("monitoring.grafana", found="no Grafana", wanted="Azure Managed Grafana")
    if wanted.partner_solution_id and not partners:
        yield made.configured("monitoring.partner_solution_id", found="no setting", wanted="a diagnostic setting")
    for each in grafana:
        yield from each.expects_some("identity", "a managed identity")


@requirement("MON-07")
def the_autoscaler_is_logged(made: Synthesis) -> Findings:
    """The control plane's log cluster-autoscaler is always kept."""
    yield from _logged(made, "cluster-autoscaler")


@requirement("MON-08")
def the_controller_manager_is_logged(made: Synthesis) -> Findings:
    """The control plane's log kube-controller-manager is always kept."""
    yield from _logged(made, "kube-controller-manager")


@requirement("MON-09")
def changes_are_logged(made: Synthesis) -> Findings:
    """The control plane's log kube-audit-admin, or kube-audit that contains it, is always kept."""
    yield from _logged(made, "kube-audit-admin", "kube-audit")


@requirement("MON-10")
def sign_ins_are_logged(made: Synthesis) -> Findings:
    """The control plane's log guard, of sign-ins and roles, is always kept."""
    yield from _logged(made, "guard")


@requirement("MON-11")
def changes_are_logged_once(made: Synthesis) -> Findings:
    """The logs kube-audit and kube-audit-admin are not kept together, as one contains the other."""
    for cluster in (yield from clusters(made)):
        if {"kube-audit", "kube-audit-admin"} <= categories(made, cluster):
            yield cluster.deviates("name", "a diagnostic setting with one of kube-audit and kube-audit-admin")


@requirement("MON-12")
def further_logs_can_be_kept_for_a_while(made: Synthesis) -> Findings:
    """Further logs of the control plane can be kept while a fault is looked for; they cost."""
    wanted = set(made.config.diagnostics.extra_categories)
    chosen(wanted, "further logs of the control plane")
    for cluster in (yield from clusters(made)):
        if lacking := wanted - categories(made, cluster) - {"kube-audit-admin"}:
            yield cluster.deviates("name", f"a diagnostic setting with {', '.join(sorted(lacking))}")


@requirement("MON-13")
def queries_are_kept(made: Synthesis) -> Findings:
    """A query pack keeps queries of our own on the logs."""
    packs = yield from made.needed("azurerm_log_analytics_query_pack", part="cluster")
    for pack in packs:
        if not made.pointing(pack, "query_pack_id", "azurerm_log_analytics_query_pack_query"):
            yield pack.deviates("name", "at least one query")


@requirement("MON-14")
def nodes_report_their_network(made: Synthesis) -> Findings:
    """Network metrics of every node are collected."""
    settings = [each for each in made.of_kind("ConfigMap") if each.name == "ama-metrics-settings-configmap"]
    text = " ".join(str(value) for each in settings for value in (each.at("data") or {}).values())
    kinds = ("networkobservabilityRetina = true", "networkobservabilityCilium = true")
    if not any(kind in text for kind in kinds):
        yield made.configured("monitoring", found="no network metrics", wanted=kinds[0])


@requirement("MON-15")
def pods_can_report_their_network(made: Synthesis) -> Findings:
    """Network metrics of single pods can be collected for workloads that depend on the network."""
    flag = "network_profile.advanced_networking.observability_enabled"
    mine = [each for each in made.every("azurerm_kubernetes_cluster") if each.at(flag)]
    chosen(mine, "network metrics of pods")
    for cluster in mine:
        yield from cluster.expects("network_profile.network_data_plane", "cilium")


@requirement("MON-16")
def containers_have_probes(made: Synthesis) -> Findings:
    """Every container has probes, so that Kubernetes restarts what hangs and spares what is not ready."""
    for each in made.of_kind("Deployment"):
        for container in each.blocks("spec.template.spec.containers"):
            if not container.get("livenessProbe") or not container.get("readinessProbe"):
                yield each.deviates("spec.template.spec.containers", "livenessProbe and readinessProbe")


documented(
    "MON-17",
    "AKS repairs nodes by itself, and people know what that does.",
    file="docs/operations.md",
    heading="Nodes repair themselves",
    source=__name__,
)
