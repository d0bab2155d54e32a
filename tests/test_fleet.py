"""A file of several regions, spokes and clusters: its views, and the lines that refuse it."""

import ast
from pathlib import Path

import pytest
from conftest import BASELINE, ROOT
from fleets import TWO_REGIONS, TWO_SPOKES, addresses, written

from config.fleet import Fleet
from config.levels import LEVELS, has_inner_levels, lowest_level
from config.load import load
from config.model import BaselineConfig, NotJudged
from config.reading import shape
from stacks.site import cluster_site, hub_site, spoke_site
from terminal.__main__ import _same
from terminal.request import RefusedError
from tools import ingress_variables
from tools.ingress_variables import added


def made(folder: Path, text: str) -> Fleet:
    return load(written(folder, text)).fleet


def test_every_field_has_a_level() -> None:
    """A field without a level falls through: who adds a section adds it to `config/levels.py`."""
    paths = {".".join(map(str, loc)) for loc in shape.paths()}
    assert {path for path in paths if "." not in path} <= LEVELS.keys()
    assert LEVELS.keys() <= paths
    for section, _, field in (path.rpartition(".") for path in LEVELS):
        inherited = lowest_level(tuple(section.split(".")))
        assert not section or LEVELS[f"{section}.{field}"] != inherited, f"{section}.{field} inherits this level"


def test_a_file_without_members_is_a_fleet_of_one() -> None:
    fleet = load(BASELINE).fleet
    (region,) = fleet.regions
    (spoke,) = region.spokes
    (cluster,) = spoke.clusters
    assert region.name == "eastus2"
    assert (region.stack, spoke.stack, cluster.stack, cluster.bootstrap_stack) == (
        "hub",
        "spoke",
        "cluster",
        "bootstrap",
    )
    assert region.plan.firewall.prefix == cluster.config.hub.subnets.firewall
    assert cluster.plan.spoke.nodes.prefix == cluster.config.spoke.subnets.nodes
    assert spoke.subnets == cluster.plan.spoke.subnets
    assert cluster.live


def test_a_site_has_what_every_stack_shares() -> None:
    (region,) = load(BASELINE).fleet.regions
    config = region.spokes[0].clusters[0].config
    for made in (hub_site(region), spoke_site(region.spokes[0]), cluster_site(region.spokes[0].clusters[0])):
        assert (made.location, made.zones) == (config.location, config.zones)
        assert made.tags == {"Business unit": "BU0001", "Application identifier": "A0008", "Environment": "prod"}
        assert (made.names.application, made.names.location) == ("A0008", "eastus2")
        assert (made.state_key, made.label) == ("bu0001-a0008-prod-eastus2", "")
        assert made.allow_destroy is False


def readable(config: BaselineConfig, path: str) -> bool:
    value: object = config
    try:
        for step in path.split("."):
            value = getattr(value, step)
    except NotJudged:
        return False
    return True


def test_a_hub_and_a_spoke_have_no_value_of_a_lower_level() -> None:
    """So that their stacks cannot use the value of one of several spokes or clusters for all."""
    (region,) = load(BASELINE).fleet.regions
    (spoke,) = region.spokes
    order = ("fleet", "region", "spoke", "cluster")
    for view, level in ((region.config, "region"), (spoke.config, "spoke")):
        for path in LEVELS:
            if not has_inner_levels(tuple(path.split("."))):
                lowest = LEVELS[path]
                wanted = lowest == "each" or order.index(lowest) <= order.index(level)
                assert readable(view, path) == wanted, (level, path)


def test_stacks_have_the_names_of_members(tmp_path: Path) -> None:
    spokes = f"\n    first_spoke: web\n    spokes:\n      web: {{}}\n      shop:{addresses(242, indent=8)}"
    fleet = made(tmp_path, TWO_REGIONS + spokes)
    assert [region.stack for region in fleet.regions] == ["hub-eastus2", "hub-centralus"]
    assert [each.stack for each in fleet.spokes] == ["spoke-eastus2", "spoke-centralus-web", "spoke-centralus-shop"]
    assert [each.stack for each in fleet.clusters] == [
        "cluster-eastus2",
        "cluster-centralus-web",
        "cluster-centralus-shop",
    ]
    assert fleet.clusters[-1].bootstrap_stack == "bootstrap-centralus-shop"


def test_a_member_has_the_values_above_it_and_its_own(tmp_path: Path) -> None:
    fleet = made(tmp_path, f"tags: {{a: all}}\n{TWO_REGIONS}    tags: {{b: here}}")
    here, there = fleet.regions
    assert (here.config.tags, there.config.tags) == ({"a": "all"}, {"a": "all", "b": "here"})
    assert (there.config.location, str(there.config.hub.address_space)) == ("centralus", "10.201.0.0/24")
    assert str(here.config.hub.address_space) == "10.200.0.0/24"
    assert fleet.clusters[0].config.node_pools == fleet.clusters[1].config.node_pools


def test_a_hub_keeps_its_own_tags_beside_those_of_a_spoke(tmp_path: Path) -> None:
    text = f"tags: {{a: all}}\n{TWO_SPOKES}    tags: {{a: shop}}\n    naming: {{application: A0009}}"
    (region,) = made(tmp_path, text).regions
    web, shop = region.spokes
    assert hub_site(region).tags["a"] == spoke_site(web).tags["a"] == "all"
    assert spoke_site(shop).tags["a"] == cluster_site(shop.clusters[0]).tags["a"] == "shop"
    assert (hub_site(region).names.application, spoke_site(shop).names.application) == ("A0008", "A0009")


def test_the_first_spoke_keeps_state_and_names(tmp_path: Path) -> None:
    alone = load(BASELINE).fleet.spokes[0]
    web, shop = made(tmp_path, TWO_SPOKES).spokes
    before, after = ((spoke_site(each), cluster_site(each.clusters[0])) for each in (alone, web))
    assert after == before
    assert spoke_site(shop).state_key == "bu0001-a0008-prod-eastus2-shop"
    names = spoke_site(shop).names
    assert names.spoke_group == "rg-enterprise-networking-spokes-shop-eastus2"
    assert names.shared_group == "rg-bu0001a0008-shop-shared-eastus2"
    assert names.spoke_network == "vnet-spoke-BU0001A0008-shop"
    assert names.suffix != spoke_site(web).names.suffix


def test_each_stack_is_approved_by_the_name_of_its_own_stage(tmp_path: Path) -> None:
    text = f"{TWO_SPOKES}    environment: preprod"
    fleet = made(tmp_path, text)
    stages = {name: fleet.environment_of(name) for name in ("hub-eastus2", "spoke-eastus2-web", "global-router")}
    assert set(stages.values()) == {"prod"}
    for part in ("spoke", "cluster", "bootstrap"):
        assert fleet.environment_of(f"{part}-eastus2-shop") == "preprod"


def test_each_cluster_gets_the_certificate_of_its_region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = made(tmp_path, TWO_REGIONS)
    monkeypatch.setattr(ingress_variables, "variables", lambda config, **_: {"TF_VAR_x": config.home})
    found = added(["deploy", "cluster-*"], fleet=fleet, given={})
    homes = {name: each["TF_VAR_x"] for name, each in found.items()}
    assert homes == {
        "cluster-eastus2": "bu0001-a0008-prod-eastus2",
        "cluster-centralus": "bu0001-a0008-prod-centralus",
    }
    assert added(["deploy", "hub-*"], fleet=fleet, given={}) == {}
    with pytest.raises(RefusedError, match="several certificates"):
        _same(found)
    assert _same({"one": {"a": "b"}, "two": {"a": "b"}}) == {"a": "b"}


def test_helpers_take_what_they_need_and_never_a_stack() -> None:
    for file in sorted((ROOT / "stacks").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef):
                taken = {
                    ast.unparse(each.annotation) for each in (*node.args.args, *node.args.kwonlyargs) if each.annotation
                }
                assert "BaselineStack" not in taken, f"{file.name}: {node.name}"
