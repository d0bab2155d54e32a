"""Every requirement is checked or documented, and every check notices when its subject is broken."""

import re
from collections import Counter
from datetime import date

import pytest
from breakages import BROKEN, GRANT
from breaking import both, only
from conftest import BASELINE, ROOT

from config.facts.requirements import GROUPS, SEVERITIES
from config.load import load
from review.conformance import requirements
from review.requirement import REGISTRY, answer
from review.synthesis import Synthesis
from review.terraform import Stacks
from review.verdict import summary, verdict
from tools import requirements_page
from tools.requirement_links import linked


@pytest.fixture(scope="module")
def made(stacks: Stacks) -> Synthesis:
    """The baseline beside its configuration."""
    loaded = load(BASELINE)
    return Synthesis(stacks=stacks, config=loaded.config, plan=loaded.plan, root=ROOT)


def test_every_requirement_is_checked_or_documented() -> None:
    assert [row.id for row in requirements()] == list(SEVERITIES)
    assert Counter(row.severity for row in requirements()) == {"must": 130, "should": 135, "option": 88}
    for row in requirements():
        assert (row.check is None) != (row.page is None), row.id


def test_requirement_numbers_have_no_gaps() -> None:
    for prefix in GROUPS:
        numbers = [int(id_.rpartition("-")[2]) for id_ in SEVERITIES if id_.startswith(f"{prefix}-")]
        assert numbers == list(range(1, len(numbers) + 1)), prefix


@pytest.mark.parametrize("id_", [row.id for row in requirements() if row.page])
def test_documented_requirements_point_to_existing_headings(id_: str) -> None:
    page = REGISTRY[id_].page
    assert page
    text = (ROOT / page.file).read_text()
    assert re.search(rf"^#+ {re.escape(page.heading)}$", text, re.M), page.link
    section = text.partition(f"# {page.heading}\n")[2].partition("\n#")[0]
    assert len(section.split()) > 20, f"{page.link} says nothing"


def test_the_baseline_meets_every_requirement(made: Synthesis) -> None:
    found = [str(each) for row in requirements() for each in answer(row, made).deviations]
    assert found == []


def test_the_baseline_meets_or_documents_every_must(made: Synthesis) -> None:
    musts = [answer(row, made) for row in requirements() if row.severity == "must"]
    assert [each.requirement.id for each in musts if each.outcome not in ("passes", "documented")] == []


CHECKED = [row.id for row in requirements() if row.check]


@pytest.mark.parametrize("id_", CHECKED)
def test_every_check_notices_its_breakage(made: Synthesis, id_: str) -> None:
    found = answer(REGISTRY[id_], BROKEN[id_](made))
    assert found.outcome == "deviates", found
    assert all(each.wanted and each.found for each in found.deviations)


def test_the_page_of_requirements_is_current() -> None:
    assert requirements_page.PAGE.read_text() == requirements_page.page(), "run make generate"


def test_pages_name_only_requirements_that_exist() -> None:
    for file in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for prefix, number in re.findall(r"\b([A-Z]{2,6})-(\d{2})\b", file.read_text()):
            assert prefix not in GROUPS or f"{prefix}-{number}" in SEVERITIES, f"{file.name}: {prefix}-{number}"


def test_requirement_ids_in_pages_are_links() -> None:
    anchors = set(re.findall(r'<a id="([A-Z]+-\d{2})">', requirements_page.PAGE.read_text()))
    assert anchors == set(SEVERITIES)
    for file in (ROOT / "docs").glob("*.md"):
        if file != requirements_page.PAGE:
            text = file.read_text()
            assert linked(text) == text, f"{file.name} names a requirement without a link"


@pytest.mark.parametrize(
    "scope",
    [
        "/subscriptions/s",
        "/subscriptions/${data.azurerm_client_config.login.subscription_id}",
        "${azurerm_resource_group.group.id}",
    ],
)
def test_no_identity_may_act_on_a_whole_subscription_or_group(made: Synthesis, scope: str) -> None:
    found = answer(REGISTRY["IDN-01"], only(GRANT, "monitoring_metrics", "scope", scope)(made))
    assert [each.attribute for each in found.deviations] == ["scope"]


TEN = ("NET-05", "BC-12", "BC-20", "FLOW-02", "FLOW-15", "FLOW-16", "IDN-18", "POL-05", "SEC-05", "UPD-18")


def test_ten_deviations_at_once_are_all_reported(made: Synthesis) -> None:
    broken = both(*(BROKEN[id_] for id_ in TEN))(made)
    answers = tuple(answer(row, broken) for row in requirements())
    told = summary(verdict(answers, accepted=(), on=date(2026, 6, 1)))
    for id_ in TEN:
        assert f"  {id_} (must): {REGISTRY[id_].says}\n    " in told, id_
    assert told.endswith("review fails")
