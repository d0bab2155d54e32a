# ruff: noqa: E501 - a case is a line
"""Each wrong fleet is refused by one line, which names the member and its place in the file."""

import re
from pathlib import Path

import pytest
from conftest import BASELINE
from fleets import TWO_REGIONS, written

from config.load import load
from config.problem import ConfigError


def refused(folder: Path, text: str) -> list[str]:
    """The lines that refuse a file, without the folders of files."""
    file = written(folder, text)
    with pytest.raises(ConfigError) as error:
        load(file)
    lines = str(error.value).splitlines()
    return [line.replace(f"{folder}/", "").replace(f"{BASELINE.parent}/", "") for line in lines]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("regions: 5", "fleet.yaml:2: regions: got 5, need a mapping of names to what differs"),
        ("regions: {East US: {}}", "fleet.yaml:2: regions.'East US': got the name 'East US', need a region's"),
        ("regions: {eastus2: 5}", "fleet.yaml:2: regions.eastus2: got 5, need a mapping of what differs"),
        ("regions:\n  eastus2: {}\n  eastus2: {}", "fleet.yaml:4: regions.eastus2: got the key in line 3 and again in line 4"),
        ("regions: {eastus2: {location: westus2}}", "regions.eastus2.location: got a key that a region may not state, need it at the top level - delete it: the region's name is its location"),
        ("regions: {eastus2: {state: {backend: local}}}", "regions.eastus2.state: got a key that a region may not state, need it at the top level"),
        ("regions: {eastus2: {review: {accepted: []}}}", "regions.eastus2.review: got a key that a region may not state"),
        ("regions: {eastus2: {extends: x.yaml}}", "regions.eastus2.extends: got a key that a region may not state"),
        ("regions: {eastus2: {zons: []}}", "fleet.yaml:2: regions.eastus2.zons: got an unknown key"),
        ("regions: {eastus2: {zones: [4]}}", "fleet.yaml:2: regions.eastus2.zones[0]: got 4, need 1, 2 or 3"),
        (TWO_REGIONS.replace("centralus", "northcentralus"), "fleet.yaml:4: regions.northcentralus.zones: got [1, 2, 3], need [] in northcentralus"),
        ("first_spoke: web\nspokes: {web: {hub: {address_space: 10.1.0.0/24}}}", "spokes.web.hub: got a key that a spoke may not state, need it in a region or at the top level"),
        ("first_cluster: a\nclusters: {a: {registry: {}}}", "clusters.a.registry: got a key that a cluster may not state, need it in a spoke or above it"),
        ("first_cluster: a\nclusters: {a: {spoke: {address_space: 10.1.0.0/16}}}", "clusters.a.spoke.address_space: got a key that a cluster may not state"),
        ("first_cluster: a\nclusters: {a: {spokes: {b: {}}}}", "clusters.a.spokes: got a key that a cluster may not state"),
        ("first_cluster: a\nclusters: {a: {network: {on_premises_ranges: []}}}", "clusters.a.network.on_premises_ranges: got a key that a cluster may not state"),
        ("spokes: {web: {}}", "fleet.yaml:2: first_spoke: got nothing, need the spoke that keeps state and names of a file without spokes, of web or none"),
        ("first_cluster: green\nclusters: {blue: {}}", "fleet.yaml:2: first_cluster: got green, need the cluster that keeps"),
        ("first_cluster: none\nclusters: {none: {}}", "clusters.none: got the name none, need another name"),
        ("first_cluster: none\nlive: red\nclusters: {blue: {}}", "fleet.yaml:3: live: got red, need blue"),
        ("first_cluster: none\nclusters: {Blue: {}}", "clusters.Blue: got the name Blue, need 1 to 12 lower-case letters"),
        ("regions: {eastus2: {}}\nfirst_spoke: a\nspokes: {a: {}}", "fleet.yaml:4: spokes: got spokes beside regions, need spokes inside of regions"),
        ("regions: {eastus2: {bootstrap: {git: {url: '${x}'}}}}", "regions.eastus2.bootstrap.git.url: got '${x}', need text without"),
    ],
)  # fmt: skip
def test_a_wrong_fleet_is_refused(tmp_path: Path, text: str, line: str) -> None:
    (found,) = refused(tmp_path, text)
    assert line in found


def test_a_wrong_value_of_all_members_is_reported_once_where_it_stands(tmp_path: Path) -> None:
    lines = refused(tmp_path, f"sku_tier: Free\n{TWO_REGIONS}")
    assert [line.split(" got ")[0].replace("baseline.yaml", "") for line in lines] == [
        "fleet.yaml:2: sku_tier:",
        f":{1 + (BASELINE.read_text().splitlines().index('  analysis: true'))}: cost.analysis:",
    ]


def test_a_wrong_value_of_one_member_is_reported_at_the_member(tmp_path: Path) -> None:
    (line,) = refused(tmp_path, f"cost: {{analysis: false}}\n{TWO_REGIONS}    sku_tier: Free")
    assert re.match(r"fleet.yaml:\d+: regions.centralus.sku_tier: got Free", line)


def test_a_value_that_only_the_hub_has_is_checked_too(tmp_path: Path) -> None:
    twice = "logs: {basic_tables: [ContainerLogV2, ContainerLogV2]}"
    once = "logs: {basic_tables: [ContainerLogV2]}"
    (line,) = refused(tmp_path, f"{twice}\nfirst_spoke: web\nspokes: {{web: {{{once}}}}}")
    assert line.startswith("fleet.yaml:2: logs.basic_tables: got containerlogv2 2 times")
