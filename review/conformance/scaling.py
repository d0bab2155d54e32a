"""Article, "Node and pod scalability"."""

from review.facts import alerts, pools, user_pools
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import Synthesis

PAGE = "docs/operations.md"


@requirement("SCALE-01")
def pods_and_nodes_scale_together(made: Synthesis) -> Findings:
    """Where pods scale, the nodes below them scale too."""
    fixed = [pool for pool in user_pools(made) if not pool.at("auto_scaling_enabled")]
    for scaler in made.of_kind("HorizontalPodAutoscaler"):
        if fixed and len(fixed) == len(user_pools(made)):
            yield scaler.deviates("spec.maxReplicas", "a user pool that scales")


@requirement("SCALE-02")
def the_autoscaler_is_on_from_the_start(made: Synthesis) -> Findings:
    """The cluster autoscaler is on from the start."""
    for pool in pools(made):
        yield from pool.expects("auto_scaling_enabled", True)


@requirement("SCALE-03")
def a_pool_can_have_a_fixed_size(made: Synthesis) -> Findings:
    """A pool can have a fixed number of nodes where no bursts are expected."""
    fixed = [pool for pool in pools(made) if not pool.at("auto_scaling_enabled")]
    chosen(fixed, "pools of fixed size")
    for pool in fixed:
        yield from pool.expects_some("node_count", "the number of nodes")
        yield from pool.expects("max_count", None)


@requirement("SCALE-04")
def a_fixed_pool_is_watched(made: Synthesis) -> Findings:
    """Alerts watch CPU and pending pods of pools that do not scale by themselves."""
    fixed = [pool for pool in pools(made) if not pool.at("auto_scaling_enabled")]
    chosen(fixed, "pools of fixed size")
    names = " ".join(f"{alert.name} {alert.reason}".lower() for alert in alerts(made))
    for word in ("cpu", "scheduling"):
        if word not in names:
            yield fixed[0].deviates("auto_scaling_enabled", f"an alert on {word}")


documented(
    "SCALE-05",
    "Limits of the autoscaler follow from a load test at the fewest pods and nodes.",
    file=PAGE,
    heading="Find the limits of scaling",
    source=__name__,
)


@requirement("SCALE-06")
def pod_scaling_has_bounds(made: Synthesis) -> Findings:
    """Every horizontal pod autoscaler has a minimum and a maximum."""
    for scaler in made.of_kind("HorizontalPodAutoscaler"):
        fewest, most = scaler.at("spec.minReplicas"), scaler.at("spec.maxReplicas")
        if not fewest or not most or int(fewest) > int(most):
            yield scaler.deviates("spec.minReplicas", "a minimum and a maximum")


@requirement("SCALE-07")
def pods_scale_by_cpu(made: Synthesis) -> Findings:
    """Pods can scale by CPU or by other metrics; the containers then state what they ask for."""
    scalers = made.of_kind("HorizontalPodAutoscaler")
    chosen(scalers, "horizontal pod autoscalers")
    for scaler in scalers:
        yield from scaler.expects_some("spec.metrics", "a metric with its target")
        target = next((d for d in made.of_kind("Deployment") if d.name == scaler.at("spec.scaleTargetRef.name")), None)
        for container in target.blocks("spec.template.spec.containers") if target else ():
            if not container.get("resources", {}).get("requests", {}).get("cpu"):
                yield scaler.deviates("spec.scaleTargetRef", "containers that ask for CPU")


documented(
    "SCALE-08",
    "People know that an autoscaler may act again before its last change has taken effect.",
    file=PAGE,
    heading="Find the limits of scaling",
    source=__name__,
)


@requirement("SCALE-09")
def keda_scales_by_events(made: Synthesis) -> Findings:
    """KEDA can scale workloads by events."""
    mine = [c for c in made.every("azurerm_kubernetes_cluster") if c.at("workload_autoscaler_profile.keda_enabled")]
    chosen(mine or made.config.keda.enabled, "KEDA")
    for cluster in made.every("azurerm_kubernetes_cluster"):
        yield from cluster.expects("workload_autoscaler_profile.keda_enabled", True)


@requirement("SCALE-10")
def each_user_pool_scales_by_itself(made: Synthesis) -> Findings:
    """Each user pool states by itself how it scales."""
    for pool in user_pools(made):
        if pool.at("auto_scaling_enabled") is None:
            yield pool.deviates("auto_scaling_enabled", "true or false")
        if pool.at("auto_scaling_enabled"):
            yield from pool.expects_some("min_count", "the fewest nodes")
            yield from pool.expects_some("max_count", "the most nodes")


@requirement("SCALE-11")
def node_counts_have_bounds(made: Synthesis) -> Findings:
    """A pool that scales has a minimum and a larger maximum, so that unused nodes go away."""
    for pool in pools(made):
        fewest, most = pool.at("min_count"), pool.at("max_count")
        if pool.at("auto_scaling_enabled") and (fewest is None or most is None or fewest >= most):
            yield pool.deviates("max_count", "a minimum, and a maximum above it")


@requirement("SCALE-12")
def user_pools_start_with_two_nodes(made: Synthesis) -> Findings:
    """A user pool has at least two nodes; fewer are for development, and where pods need a toleration."""
    for pool in user_pools(made):
        if made.config.environment != "dev" and not pool.turns_pods_away and pool.fewest_nodes < 2:
            yield pool.deviates("min_count", "at least 2")


@requirement("SCALE-13")
def the_system_pool_starts_with_three_nodes(made: Synthesis) -> Findings:
    """The system pool has at least three nodes."""
    for pool in pools(made):
        if pool.prefix and pool.fewest_nodes < 3:
            yield pool.deviates("min_count", "at least 3")


@requirement("SCALE-14")
def the_autoscaler_can_be_tuned(made: Synthesis) -> Findings:
    """The autoscaler's settings are stated, so that a provider's default changes none of them."""
    for cluster in made.every("azurerm_kubernetes_cluster"):
        chosen(cluster.at("auto_scaler_profile"), "settings of the autoscaler")
        if cluster.at("auto_scaler_profile.skip_nodes_with_local_storage") is None:
            yield cluster.deviates("auto_scaler_profile.skip_nodes_with_local_storage", "true or false, in words")
