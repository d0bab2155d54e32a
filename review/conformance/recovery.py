"""Article, "Multiple regions" up to "Test with simulations and forced failovers"."""

from ipaddress import IPv4Network
from itertools import combinations

from config.facts.regions import REGIONS
from review.facts import clusters, registries
from review.requirement import Findings, chosen, documented, requirement
from review.synthesis import Synthesis

PAGE = "docs/continuity.md"
BACKUP_PARTS = (
    "azurerm_data_protection_backup_vault",
    "azurerm_data_protection_backup_policy_kubernetes_cluster",
    "azurerm_kubernetes_cluster_trusted_access_role_binding",
    "azurerm_storage_container",
)


@requirement("BC-20")
def the_registry_is_replicated(made: Synthesis) -> Findings:
    """The registry is replicated to a second region."""
    for registry in (yield from registries(made)):
        others = {each.get("location") for each in registry.blocks("georeplications")} - {registry.at("location")}
        if not others:
            yield registry.deviates("georeplications", "a second region")


@requirement("BC-21")
def the_registry_can_be_replicated(made: Synthesis) -> Findings:
    """The registry has the Premium tier, which replication needs."""
    for registry in (yield from registries(made)):
        yield from registry.expects("sku", "Premium")


@requirement("BC-22")
def several_regions_can_be_active(made: Synthesis) -> Findings:
    """Clusters in several regions can serve together, with address spaces that do not overlap."""
    chosen(len(made.parts("hub")) > 1, "several regions")
    spaces = [
        (each, IPv4Network(space))
        for each in made.every("azurerm_virtual_network")
        for space in each.at("address_space")
    ]
    for (_, one), (network, other) in combinations(spaces, 2):
        if one.overlaps(other):
            yield network.deviates("address_space", f"no overlap with {one}")


@requirement("BC-23")
def the_second_region_is_the_pair(made: Synthesis) -> Findings:
    """The second region is the pair of the first, unless another one is named."""
    pair = REGIONS[made.config.location].pair if made.config.location in REGIONS else None
    for registry in (yield from registries(made)):
        for place in (each.get("location") for each in registry.blocks("georeplications")):
            named = made.config.geo_redundancy_location or pair
            wanted = made.config.shared.registry_replicas if made.config.shared.registry else [named]
            if named and place not in wanted:
                yield registry.deviates("georeplications", " or ".join(map(str, wanted)))


@requirement("BC-24")
def the_second_region_is_a_setting(made: Synthesis) -> Findings:
    """The second region is one setting for everything that can be redundant over regions."""
    wanted = made.config.geo_redundancy_location
    chosen(wanted, "a second region by name")
    for registry in made.every("azurerm_container_registry"):
        if wanted not in {each.get("location") for each in registry.blocks("georeplications")}:
            yield registry.deviates("georeplications", wanted)


@requirement("BC-25")
def front_door_can_spread_requests(made: Synthesis) -> Findings:
    """Azure Front Door can spread requests over the regions."""
    profiles = made.every("azurerm_cdn_frontdoor_profile")
    chosen(profiles, "Front Door")
    origins = made.every("azurerm_cdn_frontdoor_origin")
    for profile in profiles:
        if len(origins) < len(made.every("azurerm_application_gateway")):
            yield profile.deviates("name", "an origin for each application gateway")


documented(
    "BC-26",
    "A pipeline brings the platform up again after the loss of a region.",
    file=PAGE,
    heading="Loss of a region",
    source=__name__,
)
documented(
    "BC-27",
    "State inside the cluster is discouraged; where there is some, it is backed up often, to the second region.",
    file="docs/operations.md",
    heading="State outside the cluster",
    source=__name__,
)
documented(
    "BC-28",
    "Recovery is a part of delivery and is tried like everything else.",
    file=PAGE,
    heading="Loss of a region",
    source=__name__,
)
documented(
    "BC-29",
    "The same code deploys the same platform in another region.",
    file=PAGE,
    heading="Loss of a region",
    source=__name__,
)


@requirement("BC-30")
def git_is_the_backup(made: Synthesis) -> Findings:
    """No backup is deployed unless one is chosen: Git describes the cluster, and the workload keeps no state."""
    chosen(made.config.backup.mode == "none", "no backup")
    for each in made.resources:
        if each.type.startswith("azurerm_data_protection_") or each.at("chart") == "velero":
            yield each.deviates("name", "no backup")


@requirement("BC-31")
def aks_can_be_backed_up(made: Synthesis) -> Findings:
    """AKS's backup extension can back up the cluster: vault, policy, instance, extension and trusted access."""
    instances = made.every("azurerm_data_protection_backup_instance_kubernetes_cluster")
    wanted = made.config.backup.mode == "aks_extension"
    chosen(instances or wanted, "AKS backup")
    if wanted and not instances:
        yield made.configured("backup.mode", found="no backup instance", wanted="a backup instance of the cluster")
    extensions = {str(each.at("extension_type")).lower() for each in made.every("azurerm_kubernetes_cluster_extension")}
    for instance in instances:
        for type_ in BACKUP_PARTS:
            if not made.every(type_):
                yield instance.deviates("name", f"an {type_}")
        if "microsoft.dataprotection.kubernetes" not in extensions:
            yield instance.deviates("name", "the backup extension")
        yield from instance.expects("backup_datasource_parameters.volume_snapshot_enabled", True)


@requirement("BC-32")
def velero_can_back_up(made: Synthesis) -> Findings:
    """Velero can back up the cluster's objects, in one exact version."""
    releases = [each for each in made.every("helm_release") if each.at("chart") == "velero"]
    chosen(releases or made.config.backup.mode == "velero", "Velero")
    if not releases:
        yield made.configured("backup.mode", found="velero", wanted="a Helm release of Velero")
    for release in releases:
        yield from release.expects_some("version", "an exact version")


documented(
    "BC-33",
    "Objectives for recovery are set, and the way to meet them is written down and practised.",
    file=PAGE,
    heading="Targets",
    source=__name__,
)


@requirement("BC-34")
def production_has_an_uptime_agreement(made: Synthesis) -> Findings:
    """Production has an API server with an uptime agreement, the Standard tier."""
    chosen(made.config.environment == "prod", "production")
    for cluster in (yield from clusters(made)):
        yield from cluster.expects("sku_tier", "Standard", "Premium")


@requirement("BC-35")
def the_free_tier_is_for_preproduction(made: Synthesis) -> Findings:
    """The Free tier is for preproduction only."""
    free = [each for each in made.every("azurerm_kubernetes_cluster") if each.at("sku_tier") in ("Free", None)]
    chosen(free, "the Free tier")
    for cluster in free:
        if made.config.environment == "prod":
            yield cluster.deviates("sku_tier", "Standard")


@requirement("BC-36")
def the_premium_tier_is_for_long_support(made: Synthesis) -> Findings:
    """The Premium tier is for mission-critical clusters and long-term support."""
    premium = [each for each in made.every("azurerm_kubernetes_cluster") if each.at("sku_tier") == "Premium"]
    chosen(premium, "the Premium tier")
    for cluster in premium:
        if not made.config.mission_critical and cluster.at("support_plan") != "AKSLongTermSupport":
            yield cluster.deviates("sku_tier", "Standard, as nothing is mission-critical or supported for long")


documented(
    "BC-37",
    "What zones and regions cost in money and time is known, and measured for the workload.",
    file="docs/cost.md",
    heading="Zones and regions",
    source=__name__,
)
documented(
    "BC-38",
    "Failures are practised: a node that stops, a zone or a dependency that is lost.",
    file=PAGE,
    heading="Drills",
    source=__name__,
)


@requirement("BC-39")
def chaos_studio_can_inject_faults(made: Synthesis) -> Findings:
    """Azure Chaos Studio can inject faults."""
    experiments = made.every("azurerm_chaos_studio_experiment")
    chosen(experiments or made.config.chaos.enabled, "Chaos Studio")
    if not experiments:
        yield made.configured("chaos.enabled", found="no experiment", wanted="an experiment of Chaos Studio")
    for experiment in experiments:
        yield from experiment.expects_some("identity", "an identity that may inject faults")
