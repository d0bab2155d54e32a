"""Usage of meters by a resource in a month.

`least` is the usage of an idle cluster with its fewest nodes, `most` that of a busy gateway and the most nodes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.facts.vm_sizes import vm_size
from review.node_pools import Pool, pools
from review.synthesis import Resource, Synthesis

# Hours of a month on Azure's price pages.
HOURS = 730
DAYS = HOURS / 24

# Assumptions about the amount of logs, which no configuration states. Every estimate lists them.
CONTAINER_LOGS_GB = 10
OTHER_LOGS_GB = 5
HUB_LOGS_GB = 20
ASSUMPTIONS = (
    f"a node writes {CONTAINER_LOGS_GB} GB of container logs and {OTHER_LOGS_GB} GB of other logs a month, the hub "
    f"{HUB_LOGS_GB} GB",
    f"a month has {HOURS} hours, and no node that only an upgrade adds",
    "the subscription has the plan Defender for Containers where the cluster has its sensor",
)

# Capacity units of a gateway's instance: Azure page "Understanding pricing for Azure Application Gateway and Web
# Application Firewall".
UNITS = 10

# Smallest Premium SSD that holds a disk: GiB and name. Azure page "Azure managed disk types".
DISKS = ((32, "P4"), (64, "P6"), (128, "P10"), (256, "P15"), (512, "P20"), (1024, "P30"), (2048, "P40"))
# Disk of a node whose size is left out: most vCPU and GiB. Azure page "Cluster configuration in AKS", default OS disk
# sizing.
DEFAULT_DISKS = ((7, 128), (15, 256), (63, 512))
LARGEST_DEFAULT = 1024


@dataclass(frozen=True, kw_only=True)
class Use:
    """Usage of a meter, in the unit of its price. `region` None is the region of the resource."""

    meter: str
    least: float
    most: float
    region: str | None = None


Rule = Callable[[Synthesis, Resource], Iterator[Use]]


def steady(meter: str, amount: float = HOURS, *, region: str | None = None) -> Use:
    """Usage that does not depend on the number of nodes."""
    return Use(meter=meter, least=amount, most=amount, region=region)


def each(meter: str, amount: float = HOURS) -> Rule:
    """Create a rule for a fixed monthly cost. `{…}` in the meter stands for an argument of the resource."""

    def uses(_: Synthesis, resource: Resource) -> Iterator[Use]:
        yield steady(meter.format_map(resource.body), amount)

    return uses


def public_address(made: Synthesis, address: Resource) -> Iterator[Use]:
    """A public address has its own price, except the gateway's, which the gateway's price includes (page above)."""
    for gateway in made.every("azurerm_application_gateway"):
        for frontend in gateway.blocks("frontend_ip_configuration"):
            if made.target(gateway.stack, frontend.get("public_ip_address_id")) is address:
                return
    yield steady("public address")


def application_gateway(_: Synthesis, gateway: Resource) -> Iterator[Use]:
    """A gateway costs by the hour and by capacity units, for its minimum and maximum number of instances."""
    sku, reserved = gateway.at("sku.name"), UNITS * HOURS
    yield steady(f"gateway {sku}")
    yield Use(
        meter=f"gateway {sku} capacity unit",
        least=gateway.at("autoscale_configuration.min_capacity") * reserved,
        most=gateway.at("autoscale_configuration.max_capacity") * reserved,
    )


def registry(_: Synthesis, resource: Resource) -> Iterator[Use]:
    """A replica costs as much as the registry itself, at the price of its own region."""
    meter = f"registry {resource.at('sku')}"
    yield steady(meter, DAYS)
    for replica in resource.blocks("georeplications"):
        yield steady(meter, DAYS, region=replica["location"])


def network_gateway(_: Synthesis, gateway: Resource) -> Iterator[Use]:
    yield steady(f"{str(gateway.at('type')).lower()} gateway {gateway.at('sku')}")


def front_door(_: Synthesis, profile: Resource) -> Iterator[Use]:
    yield steady(f"front door {str(profile.at('sku_name')).partition('_')[0]}", 1)


def cluster(made: Synthesis, resource: Resource) -> Iterator[Use]:
    """The control plane, and the system pool, which is part of the cluster."""
    yield steady(f"aks {resource.at('sku_tier') or 'Free'}")
    yield from node_pool(made, resource)


def node_pool(made: Synthesis, resource: Resource) -> Iterator[Use]:
    """Virtual machines, their managed disks, and Defender for their vCPU. Ephemeral disks have no cost.

    Windows costs more than Linux unless the licences are the user's own. The price of a spot node changes all the time.
    """
    (pool,) = (pool for pool in pools(made) if pool.resource is resource)
    size = vm_size(pool.at("vm_size"))
    vcpus = size.vcpus if size else None
    own_licences = pool.cluster is not None and pool.cluster.at("windows_profile.license")
    kind = "spot vm" if pool.spot else "windows vm" if pool.windows and not own_licences else "vm"
    yield _a_node(pool, f"{kind} {pool.at('vm_size')}", HOURS)
    if pool.at("os_disk_type") != "Ephemeral":
        yield _a_node(pool, f"disk {_disk(pool, vcpus)}", 1)
    if pool.cluster and pool.cluster.at("microsoft_defender"):
        # If the number of vCPU is unknown, the meter has no price and the estimate says so.
        yield _a_node(
            pool, "defender containers" if vcpus else f"defender containers on {pool.at('vm_size')}", vcpus or 1
        )


def _a_node(pool: Pool, meter: str, amount: float) -> Use:
    return Use(meter=meter, least=pool.fewest_nodes * amount, most=pool.most_nodes * amount)


def _disk(pool: Pool, vcpus: int | None) -> str:
    stated = pool.at("os_disk_size_gb")
    if not stated and not vcpus:
        return f"that AKS chooses for {pool.at('vm_size')}"
    wanted = stated or next((gib for most, gib in DEFAULT_DISKS if (vcpus or 0) <= most), LARGEST_DEFAULT)
    return next(name for gib, name in DISKS if wanted <= gib)


def log_workspace(made: Synthesis, workspace: Resource) -> Iterator[Use]:
    """Logs of the nodes whose cluster writes to this workspace. Without such nodes, logs of a hub."""
    writing = [
        pool
        for pool in pools(made)
        if pool.cluster and made.follow(pool.cluster, "oms_agent.log_analytics_workspace_id") is workspace
    ]
    if not writing:
        yield steady("logs Analytics", HUB_LOGS_GB)
        return
    least, most = sum(pool.fewest_nodes for pool in writing), sum(pool.most_nodes for pool in writing)
    plan = "Basic" if "ContainerLogV2" in made.settings(workspace.stack)[0].logs.basic_tables else "Analytics"
    yield Use(meter=f"logs {plan}", least=least * CONTAINER_LOGS_GB, most=most * CONTAINER_LOGS_GB)
    yield Use(meter="logs Analytics", least=least * OTHER_LOGS_GB, most=most * OTHER_LOGS_GB)


def log_alert(_: Synthesis, alert: Resource) -> Iterator[Use]:
    """The cost of a rule depends on its frequency. An interval above 15 minutes costs the same as 15 minutes."""
    minutes = {"PT1M": 1, "PT5M": 5, "PT10M": 10}.get(str(alert.at("evaluation_frequency")), 15)
    yield steady(f"log alert {minutes} minutes", 1)


def metric_alert(_: Synthesis, alert: Resource) -> Iterator[Use]:
    """One time series for each criterion. Further series from dimensions are not known beforehand."""
    criteria = (*alert.blocks("criteria"), *alert.blocks("dynamic_criteria"))
    yield steady("metric alert series", len(criteria))
