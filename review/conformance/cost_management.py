"""Article, "Cost management"."""

from review.facts import pools, user_pools
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import Resource, Synthesis

PAGE = "docs/cost.md"
TAGS = ("Business unit", "Application identifier", "Environment")


def _cost(id_: str, says: str, heading: str) -> None:
    documented(id_, says, file=PAGE, heading=heading, source=__name__)


_cost("COST-01", "The cost is estimated, from virtual machines, storage, logs and network.", "What it costs")


@requirement("COST-02")
def cost_is_broken_down(made: Synthesis) -> Findings:
    """AKS can break its cost down by Kubernetes objects, in a paid tier."""
    mine = [each for each in made.every("azurerm_kubernetes_cluster") if each.at("cost_analysis_enabled")]
    chosen(mine, "AKS cost analysis")
    for cluster in mine:
        yield from cluster.expects("sku_tier", "Standard", "Premium")


@requirement("COST-03")
def development_is_cheaper(made: Synthesis) -> Findings:
    """Development and test differ from production: a cheaper tier, smaller and fewer nodes."""
    chosen(made.config.environment == "dev", "development")
    for cluster in made.every("azurerm_kubernetes_cluster"):
        yield from cluster.expects("sku_tier", "Free", None)


@requirement("COST-04")
def spot_nodes_can_be_chosen(made: Synthesis) -> Findings:
    """User pools can run on spot machines, which Azure may take back."""
    spot = [pool for pool in pools(made) if pool.spot]
    chosen(spot, "spot nodes")
    for pool in spot:
        if pool.system:
            yield pool.deviates("priority", "Regular in a system pool")
        yield from pool.expects("eviction_policy", "Delete", "Deallocate")
        if not any("scalesetpriority=spot" in str(each) for each in pool.at("node_taints") or ()):
            yield pool.deviates("node_taints", "kubernetes.azure.com/scalesetpriority=spot:NoSchedule")


_cost("COST-05", "Subscriptions for development and test are cheaper and known.", "Ways to pay less")


@requirement("COST-06")
def pools_start_at_their_minimum(made: Synthesis) -> Findings:
    """Pools start at the fewest nodes, and the autoscaler adds more."""
    for pool in pools(made):
        if pool.at("auto_scaling_enabled") and pool.at("node_count") not in (None, pool.at("min_count")):
            yield pool.deviates("node_count", f"none, or the minimum {pool.at('min_count')}")


@requirement("COST-07")
def the_cost_of_logs_is_controlled(made: Synthesis) -> Findings:
    """How long logs are kept, how many a day, and at which price can be set."""
    workspaces = made.every("azurerm_log_analytics_workspace")
    chosen(workspaces, "log workspaces")
    for workspace in workspaces:
        yield from workspace.expects("retention_in_days", made.config.logs.retention_days)
    plans = {each.name: each.at("plan") for each in made.every("azurerm_log_analytics_workspace_table")}
    for table in made.config.logs.basic_tables:
        if plans.get(table) != "Basic":
            yield made.configured("logs.basic_tables", found=f"{table}: {plans.get(table)}", wanted="Basic")


_cost("COST-08", "Nodes that stay are reserved for one or three years.", "Ways to pay less")


@requirement("COST-09")
def everything_is_tagged(made: Synthesis) -> Findings:
    """Tags name business unit, application and environment on everything that costs, both node pools included."""
    for pool in pools(made):
        yield from _tagged(pool.resource, pool.prefix)
    for resource in made.resources:
        if resource.at("tags") is not None and resource.type != "azurerm_kubernetes_cluster_node_pool":
            yield from _tagged(resource, "")
    for group in made.every("azurerm_resource_group", "azurerm_kubernetes_cluster", "azurerm_firewall"):
        yield from group.expects_some("tags", "tags")


def _tagged(resource: Resource, prefix: str) -> Findings:
    tags = {name.replace(" ", "") for name in resource.at(f"{prefix}tags") or {}}
    if lacking := [name for name in TAGS if name.replace(" ", "") not in tags]:
        yield resource.deviates(f"{prefix}tags", f"also {', '.join(lacking)}")


@requirement("COST-10")
def budgets_can_warn(made: Synthesis) -> Findings:
    """A budget can warn its readers before it is spent."""
    budgets = made.every("azurerm_consumption_budget_resource_group", "azurerm_consumption_budget_subscription")
    chosen(budgets or made.config.cost.budget_amount, "a budget")
    if not budgets:
        yield made.configured("cost.budget_amount", found="no budget", wanted="one")
    for budget in budgets:
        for notification in budget.blocks("notification"):
            if not any(notification.get(f"contact_{kind}") for kind in ("emails", "groups", "roles")):
                yield budget.deviates("notification", "somebody who hears of it")


_cost("COST-11", "Costs and Azure Advisor's hints are looked at regularly.", "Watch the cost")
_cost("COST-12", "Limits of the autoscaler are not changed faster than it acts.", "Watch the cost")


@requirement("COST-13")
def idle_pools_can_shrink_to_nothing(made: Synthesis) -> Findings:
    """Idle user pools can shrink to no node; in production some pool keeps nodes."""
    empty = [pool for pool in user_pools(made) if pool.fewest_nodes == 0]
    chosen(empty, "pools that shrink to nothing")
    for pool in empty:
        if made.config.environment == "prod" and len(empty) == len(user_pools(made)):
            yield pool.deviates("min_count", "at least one user pool that keeps nodes")


_cost("COST-14", "A cluster that nobody uses can be stopped.", "Ways to pay less")
