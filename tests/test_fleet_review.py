"""The review of a fleet: each cluster is held to the article, and the worst answer counts."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT, configuration
from test_fleet_stacks import GREEN, TWO_CLUSTERS, TWO_REGIONS, TWO_SPOKES

from config.load import load
from review import facts
from review.__main__ import main
from review.cost import estimate
from review.egress_proof import egress_proof
from review.members import each_alone, worst
from review.report.topology import topologies
from review.requirement import Answer
from review.synthesis import Synthesis
from review.terraform import read
from review.whole import synthesis
from stacks import synthesize
from terminal.summary import summary

PARTS = ("hub", "spoke", "cluster", "bootstrap")


def made(folder: Path, settings: dict[str, object]) -> tuple[list[Synthesis], tuple[Answer, ...], Synthesis]:
    loaded = load(configuration(folder / "fleet.yaml", settings))
    out = folder / "out"
    out.mkdir()
    synthesize(loaded, out)
    whole = synthesis(loaded, read(out), root=ROOT)
    return list(each_alone(loaded, whole)), worst(loaded, whole), whole


@pytest.mark.parametrize("settings", [TWO_REGIONS, TWO_SPOKES, TWO_CLUSTERS], ids=["regions", "spokes", "clusters"])
def test_a_fleet_of_the_articles_clusters_deviates_nowhere(tmp_path: Path, settings: dict[str, object]) -> None:
    alone, answers, whole = made(tmp_path, settings)
    assert len(alone) == 2
    assert [(each.requirement.id, each.deviations) for each in answers if each.outcome == "deviates"] == []
    assert egress_proof(whole).holds
    for each in alone:
        assert [stack.split("-")[0] for stack in each.stacks] == list(PARTS)


def test_the_fleet_of_the_repository_deviates_nowhere(tmp_path: Path) -> None:
    loaded = load(ROOT / "config" / "fleet.yaml")
    fleet = loaded.fleet
    assert (len(fleet.regions), len(fleet.spokes), len(fleet.clusters)) == (2, 3, 4)
    synthesize(loaded, tmp_path)
    whole = synthesis(loaded, read(tmp_path), root=ROOT)
    assert {"global-registry", "global-router", "global-fleet"} <= whole.stacks.keys()
    assert [each.requirement.id for each in worst(loaded, whole) if each.outcome == "deviates"] == []
    assert egress_proof(whole).holds


def test_a_deviation_of_one_cluster_is_a_deviation_of_the_fleet(tmp_path: Path) -> None:
    clusters = {"blue": {}, "green": {**GREEN, "defender": {"cluster_profile": False}}}
    _, answers, _ = made(tmp_path, {**TWO_CLUSTERS, "clusters": clusters})
    stacks = {one.stack for each in answers if each.outcome == "deviates" for one in each.deviations}
    assert stacks == {"cluster-eastus2-green"}


def test_the_cost_of_a_fleet_is_the_sum_of_all_stacks(tmp_path: Path) -> None:
    _, _, whole = made(tmp_path, TWO_REGIONS)
    found = estimate(whole)
    assert found.most == sum(part.most for part in found.by_stack.values())
    assert {"hub-eastus2", "hub-centralus", "cluster-eastus2", "cluster-centralus"} <= found.by_stack.keys()


def test_the_summary_of_a_fleet_has_a_line_for_each_stack(tmp_path: Path) -> None:
    file = configuration(tmp_path / "fleet.yaml", TWO_REGIONS)
    out = tmp_path / "out"
    out.mkdir()
    synthesize(load(file), out)
    lines = [" ".join(line.split()) for line in summary(load(file), config=file, out=out)]
    assert re.fullmatch(rf"prod in eastus2, centralus, written to {out}: 8 stacks with \d+ resources", lines[0])
    stacks = dict(line.split(" ", 1) for line in lines[1:9])
    assert stacks.keys() == {f"{part}-{region}" for part in PARTS for region in ("eastus2", "centralus")}
    for stack, network in {
        "hub-eastus2": "10.200.0.0/24",
        "spoke-eastus2": "10.240.0.0/16",
        "hub-centralus": "10.201.0.0/24",
        "spoke-centralus": "10.242.0.0/16",
    }.items():
        assert re.fullmatch(rf"\d+ resources {network}", stacks[stack])
    assert sum(int(text.split()[0]) for text in stacks.values()) == int(lines[0].split()[-2])
    assert lines[10].startswith(("cluster-eastus2:", "cluster-centralus:"))
    assert "deploy 'hub-*' 'spoke-*' 'cluster-*'" in lines[-1]


def test_each_cluster_of_a_fleet_is_drawn_with_its_own_gateway_and_nodes(tmp_path: Path) -> None:
    for number, settings in enumerate((TWO_REGIONS, TWO_SPOKES, TWO_CLUSTERS)):
        folder = tmp_path / str(number)
        folder.mkdir()
        loaded = load(configuration(folder / "fleet.yaml", settings))
        synthesize(loaded, folder)
        whole = synthesis(loaded, read(folder), root=ROOT)
        found = {each.title: each for each in topologies(each_alone(loaded, whole, own_names=True))}
        assert found.keys() == {cluster.stack for cluster in loaded.fleet.clusters}
        for cluster in loaded.fleet.clusters:
            (gateway,) = (each for each in whole.every("azurerm_application_gateway") if each.stack == cluster.stack)
            topology = found[cluster.stack]
            boxes = {box.prefix: box for frame in topology.wide.frames for box in frame.boxes}
            plan = cluster.plan.spoke
            assert boxes[str(plan.application_gateway.prefix)].lines == (f"Application Gateway {gateway.name}",)
            assert [hop.name for hop in topology.way_in].count(gateway.name) == 1
            assert len([hop for hop in topology.way_in if hop.detail.startswith("Application Gateway")]) == 1
            assert len(boxes[str(plan.ingress.prefix)].lines) == 1
            assert [line.split(":")[0] for line in boxes[str(plan.nodes.prefix)].lines[:2]] == [
                "pool npsystem",
                "pool npuser01",
            ]
            kinds = [line.kind for line in topology.wide.lines]
            assert kinds.count("peering") == 1
            assert kinds.count("in") >= 3


def test_the_page_of_a_fleet_begins_the_way_in_with_front_door(tmp_path: Path) -> None:
    settings = {
        **TWO_REGIONS,
        "shared.location": "eastus2",
        "shared.router": "front_door",
        "tls.gateway_certificate": "wildcard",
    }
    alone, _, whole = made(tmp_path, settings)
    (profile,) = whole.every("azurerm_cdn_frontdoor_profile")
    for each in alone:
        door, gateway, *_ = facts.way_in(each)
        assert (door.name, door.detail) == (
            profile.name,
            "Front Door inspects every request and answers for bicycle.contoso.com",
        )
        assert gateway.detail.startswith(
            "Application Gateway inspects every request and answers for bicycle.contoso.com, "
        )
    assert [each.resource.name for each in facts.endpoints(whole) if each.anonymous] == [profile.name]


def test_the_page_of_a_fleet_names_all_clusters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(tmp_path, TWO_CLUSTERS)
    status = main(
        ["report", str(tmp_path / "fleet.yaml"), str(tmp_path / "out"), "--date", date(2026, 11, 25).isoformat()]
    )
    assert status == 0, capsys.readouterr().out
    page = (tmp_path / "out" / "review.html").read_text()
    for name in ("snet-green-clusternodes", "cluster-eastus2-blue", "cluster-eastus2-green"):
        assert name in page
    assert json.loads((tmp_path / "out" / "review.json").read_text())["verdict"] == "passes"
