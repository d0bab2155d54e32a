"""Rules on regions, their availability zones and the region of replicas."""

from config.facts.regions import REGIONS, pair_of
from config.model import BaselineConfig
from config.problem import Problem
from config.reading.wording import nearest, shown
from config.rules.rule import Findings, refuses, warns


@warns
def regions_are_known(config: BaselineConfig) -> Findings:
    """Each region is one whose zones and pair are known here; a newer Azure region gets a warning. BC-15."""
    for field in ("location", "geo_redundancy_location"):
        region = getattr(config, field)
        if region is not None and region not in REGIONS:
            meant = nearest(region, REGIONS)
            fix = f"did you mean {meant}" if meant else "check its zones, its pair and its spelling yourself"
            yield Problem(path=field, got=region, need="a region whose zones and pair are known here", fix=fix)


@refuses
def zones_exist_in_the_region(config: BaselineConfig) -> Findings:
    """The key `zones` is empty if the region has no availability zones. BC-15."""
    region = REGIONS.get(config.location)
    if region and not region.zones and config.zones:
        got, need = shown(config.zones), f"[] in {config.location}, which has no availability zones"
        yield Problem(path="zones", got=got, need=need, fix="set zones: [] or choose a region with zones")


@refuses
def replicas_have_a_region(config: BaselineConfig) -> Findings:
    """The registry's replica is in another region: the paired one or `geo_redundancy_location`. BC-20, BC-23."""
    second, registry = config.geo_redundancy_location, config.registry
    path = "geo_redundancy_location"
    if second == config.location:
        yield Problem(
            path=path, got=second, need="another region than location", fix="name the pair, or delete the key"
        )
    elif second is None and pair_of(config.location) is None and registry.replica and not registry.existing_id:
        need = f"a second region for the registry, as {config.location} has no pair that is known here"
        yield Problem(path=path, got="nothing", need=need, fix="set it to a region that fits residency and latency")


@warns
def replicas_stay_on_the_continent(config: BaselineConfig) -> Findings:
    """A replica outside the paired region is on the same continent, for residency and latency. BC-23."""
    second, here = config.geo_redundancy_location, REGIONS.get(config.location)
    there = REGIONS.get(second or "")
    if here and there and second != here.pair and there.continent != here.continent:
        got = f"{second} in {there.continent}, where {config.location} is in {here.continent}"
        need = "a region on the same continent, for residency and latency"
        fix = f"delete the key to take {here.pair}" if here.pair else "name one nearer"
        yield Problem(path="geo_redundancy_location", got=got, need=need, fix=f"{fix}, unless you mean it")


@warns
def replicas_have_an_open_region(config: BaselineConfig) -> Findings:
    """The default region for replicas is not a pair that Azure opens only on request. BC-23."""
    pair = pair_of(config.location)
    registry = config.registry
    inherited = config.geo_redundancy_location is None and registry.replica and registry.existing_id is None
    if inherited and pair and REGIONS[pair].restricted:
        got = f"nothing, so the pair {pair}, which Azure opens to a subscription only on request"
        fix = "name another region, or ask Azure for access"
        yield Problem(path="geo_redundancy_location", got=got, need="a region that you may use", fix=fix)
