"""Views of a configuration: what the stacks are built from."""

import ast

from conftest import BASELINE, ROOT

from config.fleet import fleet
from config.load import load
from stacks.site import site


def test_a_file_without_members_is_a_fleet_of_one() -> None:
    config = load(BASELINE).config
    (region,) = fleet(config).regions
    (spoke,) = region.spokes
    (cluster,) = spoke.clusters
    assert (region.name, region.config, spoke.config, cluster.config) == ("eastus2", config, config, config)
    assert region.plan.firewall.prefix == config.hub.subnets.firewall
    assert spoke.plan.nodes.prefix == config.spoke.subnets.nodes


def test_a_site_has_what_every_stack_shares() -> None:
    config = load(BASELINE).config
    made = site(config)
    assert (made.location, made.zones) == (config.location, config.zones)
    assert made.tags == {"Business unit": "BU0001", "Application identifier": "A0008", "Environment": "prod"}
    assert (made.names.application, made.names.location) == ("A0008", "eastus2")
    assert made.state_key == "bu0001-a0008-prod-eastus2"
    assert made.allow_destroy is False


def test_helpers_take_what_they_need_and_never_a_stack() -> None:
    for file in sorted((ROOT / "stacks").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef):
                taken = {
                    ast.unparse(each.annotation) for each in (*node.args.args, *node.args.kwonlyargs) if each.annotation
                }
                assert "BaselineStack" not in taken, f"{file.name}: {node.name}"
