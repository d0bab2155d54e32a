"""What a forge shows of a review: Markdown in the pull request, SARIF beside the configuration's lines."""

import json
from dataclasses import replace
from datetime import date
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from breaking import add, both, drop, put, said
from conftest import BASELINE, ROOT, configuration
from reviewing import beside_baseline, content_of

from config.model import AcceptedDeviation
from config.reading.documents import read
from review.facts import firewall_rules
from review.report.content import Content
from review.report.markdown import MOST_LINES, MOST_ROWS, code, markdown, plain
from review.report.sarif import sarif
from review.synthesis import Synthesis
from review.terraform import Stacks

SCHEMA = json.loads((ROOT / "tests" / "data" / "sarif-schema-2.1.0.json").read_text())
REASON = "an old tool [signs](javascript:1) in <b>that</b> way | @everyone"


@pytest.fixture(scope="module")
def made(stacks: Stacks) -> Synthesis:
    return beside_baseline(stacks)


def accept(id_: str, until: str) -> AcceptedDeviation:
    return AcceptedDeviation(requirement=id_, reason=REASON, until=date.fromisoformat(until))


def log_of(content: Content, config: Path = BASELINE) -> dict[str, Any]:
    """The SARIF log, which keeps to its schema."""
    made = sarif(content, document=read(config), root=ROOT)
    jsonschema.Draft4Validator(SCHEMA).validate(made)
    return made


def results(content: Content, config: Path = BASELINE) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = log_of(content, config)["runs"][0]["results"]
    return found


def test_the_markdown_answers_the_first_questions(made: Synthesis) -> None:
    text = markdown(content_of(made))
    for line in (
        "## ✅ Review passes: `aks-bbabb9`",
        "`Application Gateway apw-aks-bbabb9`",
        "| Who administers? | `Group 00000000-0000-0000-0000-0000000000a1` `whoever deploys` |",
        "| How many nodes? | 5 to 9, 4 more fit into `npuser01` |",
        "| Who hears of alerts? | `platform-team@contoso.com` |",
        "| `snet-clusternodes` | `10.240.0.0/22` | 678 of 1024 |",
    ):
        assert line in text
    for rule in firewall_rules(made)[:MOST_ROWS]:
        assert f"| `{rule.name}` | " in text
        assert plain(rule.reason) in text
    assert text.count("<details>") == text.count("</details>") == 2


def test_the_markdown_never_exceeds_its_lines(made: Synthesis) -> None:
    rule = {"name": "further", "source_addresses": ["10.0.0.0/16"], "destination_fqdns": ["a.b", "c.d"]}
    rules = [{"name": "many", "action": "Allow", "rule": [rule] * 20}]
    much = both(
        drop("azurerm_firewall", "azurerm_bastion_host", "azurerm_key_vault", "azurerm_private_endpoint"),
        drop("azurerm_resource_group_policy_assignment", "azurerm_role_assignment", "azurerm_monitor_action_group"),
        add("cluster", "azurerm_firewall_policy_rule_collection_group", application_rule_collection=rules),
    )(made)
    spoke = replace(
        made.plan.spoke,
        own_subnets={
            name: replace(made.plan.spoke.nodes, prefix=IPv4Network(f"10.9.{number}.0/24"))
            for number, name in enumerate("abcdefgh")
        },
    )
    much = replace(much, plan=replace(made.plan, spoke=spoke))
    ids = [each.answer.requirement.id for each in content_of(much).verdict.deviating]
    accepted = [accept(id_, "2027-01-01") for id_ in ids[:9]] + [accept(id_, "2026-01-01") for id_ in ids[9:12]]
    text = markdown(content_of(much, *accepted, accept("SEC-13", "2027-01-01")))
    for cut in ("more deviations in", "more accepted deviations in", "Expired", "do not deviate"):
        assert cut in text
    assert text.count("more in `review.html` |") == 2
    assert len(text.splitlines()) <= MOST_LINES


@pytest.mark.parametrize(
    "text",
    [
        "a | b",
        "`x` and ``y``",
        "<script>",
        "[x](javascript:1)",
        "@everyone",
        "# no heading",
        "line\n\n## two",
        "*b* _i_",
    ],
)
def test_text_of_the_configuration_is_never_markdown(text: str) -> None:
    shown = code(text)
    fence = shown[: len(shown) - len(shown.lstrip("`"))]
    assert shown.endswith(fence)
    assert fence not in shown[len(fence) : -len(fence)]
    assert "\n" not in shown
    assert "|" not in shown.replace("\\|", "")
    sentence = plain(text)
    assert "\n" not in sentence
    assert "<script" not in sentence
    assert "@e" not in sentence
    for letter in "|`[*_#":
        assert letter not in sentence.replace(f"\\{letter}", "")


def test_a_deviation_of_a_resource_is_an_error_at_the_file(made: Synthesis) -> None:
    found, *_ = (each for each in results(content_of(drop("azurerm_firewall")(made))) if each["ruleId"] == "NET-10")
    assert found["level"] == "error"
    (location,) = found["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "config/baseline.yaml"
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "hub/azurerm_firewall"


def test_a_deviation_of_the_configuration_is_at_its_line(made: Synthesis) -> None:
    found = results(content_of(said("firewall.public_ip_count", 1)(made)))
    lines = BASELINE.read_text().splitlines()
    (line,) = {
        each["locations"][0]["physicalLocation"]["region"]["startLine"]
        for each in found
        if each["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "configuration/firewall.public_ip_count"
    }
    assert "public_ip_count" in lines[line - 1]


def test_an_accepted_deviation_is_suppressed_with_its_reason(made: Synthesis) -> None:
    broken = put("azurerm_kubernetes_cluster", "local_account_disabled", False)(made)
    found = [each for each in results(content_of(broken, accept("IDN-18", "2026-06-30"))) if each["ruleId"] == "IDN-18"]
    assert found
    assert all(REASON in each["suppressions"][0]["justification"] for each in found)


def test_an_acceptance_that_expired_or_is_not_needed_is_at_its_line(made: Synthesis, tmp_path: Path) -> None:
    listed = [{"requirement": "IDN-18", "reason": REASON, "until": "2026-01-01"}]
    config = configuration(tmp_path / "mine.yaml", {"review.accepted": listed})
    found = results(content_of(made, accept("IDN-18", "2026-01-01")), config)
    assert [each["level"] for each in found] == ["error", "error"]
    assert {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in found} == {"mine.yaml"}
    assert ["expired" in each["message"]["text"] for each in found] == [True, False]


def test_braces_and_brackets_of_a_message_are_text(made: Synthesis) -> None:
    broken = put("azurerm_firewall", "sku_tier", "{0} [x](javascript:1)")(made)
    messages = [each["message"]["text"] for each in results(content_of(broken))]
    assert any("{{0}} \\[x\\](javascript:1)" in each for each in messages)
