"""The page of a review: every section with its facts, and no text of the configuration that becomes markup."""

import re
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from breaking import add, both, drop, put
from conftest import BASELINE, Synthesize, configuration
from reviewing import beside, beside_baseline, content_of
from sections import Sections

from config.model import AcceptedDeviation
from review import facts
from review.cost import estimate
from review.cost.statement import spread
from review.egress_proof import egress_proof
from review.report.page import page
from review.report.shapes import Drawing
from review.synthesis import Synthesis
from review.terraform import Stacks

HOSTILE = "</code></script><img src=x onerror=alert(1)>&\"'{{ 7*7 }}"


@pytest.fixture(scope="module")
def made(stacks: Stacks) -> Synthesis:
    return beside_baseline(stacks)


def drawings(made: Synthesis) -> tuple[Drawing, Drawing]:
    (topology,) = content_of(made).topologies
    return topology.wide, topology.narrow


@pytest.fixture(scope="module")
def html(made: Synthesis) -> str:
    return page(content_of(made))


@pytest.fixture(scope="module")
def read(html: str) -> Sections:
    return Sections(html)


def test_the_verdict_comes_first_and_answers_the_first_questions(read: Sections) -> None:
    said = read["verdict"]
    assert "Review passes. No requirements deviate" in said
    assert "Administer Group 00000000-0000-0000-0000-0000000000a1 , whoever deploys" in said
    assert "Nodes 5 to 9; 4 more fit into npuser01" in said
    assert "Hear of alerts platform-team@contoso.com" in said
    assert next(each for each in read.ids if not each.endswith("-heading")) == "verdict"


def test_deviations_come_first_with_their_evidence(made: Synthesis) -> None:
    broken = drop("azurerm_firewall")(made)
    said = Sections(page(content_of(broken)))["verdict"]
    assert "Review fails." in said
    assert "NET-10 must" in said
    assert "hub: azurerm_firewall found none , wanted at least one" in said


def test_an_accepted_deviation_stands_with_its_reason(made: Synthesis) -> None:
    broken = put("azurerm_kubernetes_cluster", "local_account_disabled", False)(made)
    reason = "an old tool signs in that way"
    accepted = AcceptedDeviation(requirement="IDN-18", reason=reason, until=date(2026, 6, 30))
    said = Sections(page(content_of(broken, accepted)))["verdict"]
    assert "1 requirement deviates from the article, 1 accepted" in said
    assert re.search(rf"IDN-18 [^.]+\. {reason} 2026-06-30", said)


def test_the_drawing_holds_every_network_and_subnet_to_scale(made: Synthesis) -> None:
    for drawing in drawings(made):
        boxes = {box.title: box for frame in drawing.frames for box in frame.boxes}
        assert boxes.keys() == {each.name for each in facts.subnets(made)}
        steps = {box.height / (32 - int(box.prefix.partition("/")[2])) for box in boxes.values()}
        assert len(steps) == 1, "a box grows by one step with each doubling of addresses"
        assert boxes["snet-clusternodes"].used == pytest.approx(678 / 1024)
        for box in boxes.values():
            assert box.y + 26 + 16 * len(box.lines) <= box.y + box.height - 10, f"the text of {box.title} fits"


def test_subnets_with_the_same_name_are_drawn_separately(synthesize: Synthesize, tmp_path: Path) -> None:
    settings: dict[str, object] = {
        "hub.subnets.private_endpoints": "10.200.0.192/27",
        "private_endpoints.location": "hub",
    }
    made = beside(synthesize(**settings), configuration(tmp_path / "mine.yaml", settings))
    for drawing in drawings(made):
        used = {box.prefix: box.used for frame in drawing.frames for box in frame.boxes}
        assert used["10.200.0.192/27"] == pytest.approx(9 / 32)
        assert used["10.240.4.32/28"] == pytest.approx(5 / 16)


def test_overlay_shows_the_nodes_that_the_pod_range_allows(synthesize: Synthesize, tmp_path: Path) -> None:
    settings: dict[str, object] = {"network.model": "overlay", "network.pod_cidr": "10.64.0.0/20"}
    made = beside(synthesize(**settings), configuration(tmp_path / "mine.yaml", settings))
    # A /20 holds 16 ranges of a /24; 9 nodes and 4 of their upgrades take 13.
    assert [(pool.name, room.further_nodes) for pool, room in content_of(made).pools] == [
        ("npsystem", 2),
        ("npuser01", 2),
    ]


def test_boxes_lie_inside_the_drawing_and_beside_each_other(made: Synthesis) -> None:
    for drawing in drawings(made):
        boxes = [box for frame in drawing.frames for box in frame.boxes]
        for box in boxes:
            assert box.x >= 0
            assert box.x + box.width <= drawing.width
            assert box.y + box.height <= drawing.height
        for one in boxes:
            for other in boxes:
                apart = one.x + one.width <= other.x or other.x + other.width <= one.x
                assert one is other or apart or one.y + one.height < other.y or other.y + other.height < one.y


def test_the_lines_show_the_way_in_and_out(made: Synthesis) -> None:
    for drawing in drawings(made):
        boxes = {box.title: box for frame in drawing.frames for box in frame.boxes}
        inwards = [line.points for line in drawing.lines if line.kind == "in"]
        outwards = [line.points for line in drawing.lines if line.kind == "out"]
        assert len(inwards) == 3
        assert inwards[-1][-1][1] == boxes["snet-clusternodes"].y
        assert outwards[-1][0][1] == boxes["AzureFirewallSubnet"].y
        assert [line.label for line in drawing.lines if line.kind == "peering"] == ["peering"]


def test_traffic_paths_are_described_in_words(read: Sections) -> None:
    said = read["topology"]
    for station in (
        "Application Gateway inspects every request and answers for bicycle.contoso.com, in snet-applicationgateway",
        "Internal load balancer at 10.240.4.4, port 443, in snet-clusteringressservices",
        "Ingress controller, 2 pods, in snet-clusternodes",
        "Route table sends 0.0.0.0/0 to fw-eastus2",
        "Azure Firewall Premium lets out what a rule allows, under 3 public addresses",
    ):
        assert station in said.replace(" ,", ",")


def test_every_public_address_and_endpoint_is_listed(made: Synthesis, read: Sections) -> None:
    said = read["exposed"]
    for exposure in facts.exposures(made):
        assert exposure.address.name in said
        for rule in exposure.rules:
            assert f"{rule.name} {rule.reason}" in said
    assert "container registry acraksbbabb9 closed private endpoints only" in said
    assert re.search(r"key vault kv-\S+ listed 203.0.113.0/24 network_acls.ip_rules", said)


def test_every_role_is_listed_with_people_or_identities(made: Synthesis, read: Sections) -> None:
    content, said = content_of(made), read["access"]
    assert set(content.people) | set(content.identities) == set(content.roles)
    assert {each.who for each in content.people} == {
        "Group 00000000-0000-0000-0000-0000000000a1",
        "Group 00000000-0000-0000-0000-0000000000b2",
        "whoever deploys",
    }
    for grant in content.roles:
        assert f"{grant.who} {grant.role}" in said
        assert grant.resource.at("description") in said
    assert "node resource group of aks-bbabb9" in said


def test_every_subnet_and_pool_is_listed_with_its_free_addresses(made: Synthesis, read: Sections) -> None:
    said = read["addresses"]
    for subnet in content_of(made).subnets:
        assert f"{subnet.name} {subnet.prefix} {subnet.required:,} of {subnet.prefix.num_addresses:,}" in said
    assert "npuser01 user Standard_DS4_v2 , zones 1, 2, 3 2 to 5 30 4 more nodes fit" in said


def test_monthly_cost_is_listed_by_stack_and_by_largest_item(made: Synthesis, read: Sections) -> None:
    found = estimate(made)
    assert f"About {spread(found)} {found.currency} a month" in read["cost"]
    for stack, part in found.by_stack.items():
        assert f"{stack} {spread(part)}" in read["cost"]
    for line in found.largest(10):
        assert line.resource.name in read["cost"]
        assert line.use.meter in read["cost"]
    for each in (*found.assumptions, *found.not_counted):
        assert each in read["cost"]
    assert spread(found) in read["verdict"]


def test_every_egress_need_is_listed_with_its_rule(made: Synthesis, read: Sections) -> None:
    assert "Every need is allowed, and nothing is allowed without a need." in read["egress"]
    for each in egress_proof(made).needs:
        assert each.need.destination in read["egress"]
        assert str(each.allowed_by) in read["egress"]


def test_an_unneeded_rule_is_listed(stacks: Stacks) -> None:
    changed = deepcopy(dict(stacks))
    groups = changed["hub"]["resource"]["azurerm_firewall_policy_rule_collection_group"]
    rules = next(group for group in groups.values() if "application_rule_collection" in group)
    rules["application_rule_collection"][0]["rule"][0]["destination_fqdns"] = ["unneeded.example.com"]
    said = Sections(page(content_of(beside(changed, BASELINE))))["egress"]
    assert "allows unneeded.example.com port 443, which nobody needs" in said


def test_every_rule_policy_and_alert_is_listed_with_its_reason(made: Synthesis, read: Sections) -> None:
    for rule in facts.firewall_rules(made):
        assert rule.name in read["egress"]
        assert rule.reason in read["egress"]
    assert "fqdn of aks-bbabb9" in read["egress"]
    assert "${" not in read["egress"]
    for security_rule in facts.security_rules(made):
        assert security_rule.name in read["egress"]
        assert security_rule.reason in read["egress"]
    for policy in facts.policies(made):
        assert policy.name in read["policies"]
        assert policy.reason in read["policies"]
    for alert in facts.alerts(made):
        assert " ".join(alert.reason.split()) in read["alerts"]
    assert "platform-team by email, platform-team@contoso.com" in read["alerts"].replace(" ,", ",")


def test_every_requirement_and_resource_is_listed(made: Synthesis, read: Sections) -> None:
    for judged in content_of(made).verdict.judged:
        row = judged.answer.requirement
        assert f"{row.id} {row.severity} {row.says}" in read["requirements"]
    for resource in made.resources:
        assert resource.address in read["resources"]


def test_the_page_asks_nothing_of_another_machine(html: str, read: Sections) -> None:
    assert {link[:1] for link in read.links} == {"#"}
    assert {link[1:] for link in read.links} <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))
    assert "default-src 'none'" in html
    assert not re.search(r"(?i)@import|url\((?!#)|<link|<iframe", html)


def test_text_of_the_configuration_stays_text(made: Synthesis) -> None:
    role = {"role_definition_name": HOSTILE, "principal_id": HOSTILE, "scope": HOSTILE, "description": HOSTILE}
    spoiled = both(
        put("azurerm_virtual_network", "name", HOSTILE),
        put("azurerm_subnet", "name", HOSTILE),
        put("azurerm_firewall_policy_rule_collection_group", "application_rule_collection.rule.description", HOSTILE),
        put("azurerm_monitor_action_group", "email_receiver.email_address", HOSTILE),
        put("azurerm_resource_group_policy_assignment", "description", HOSTILE),
        put("azurerm_public_ip", "name", HOSTILE),
        put("azurerm_firewall", "sku_tier", HOSTILE),
        add("cluster", "azurerm_role_assignment", **role),
    )(made)
    html = page(content_of(spoiled))
    clean = Sections(page(content_of(made)))
    said = Sections(html)
    assert "<img" not in html
    assert "img" not in said.tags
    assert said.tags.count("script") == clean.tags.count("script") == 1
    assert HOSTILE in said["access"]
    assert HOSTILE in said["alerts"]
    assert HOSTILE in said["policies"]


def test_the_page_is_the_same_each_time(made: Synthesis, html: str) -> None:
    assert page(content_of(made)) == html
