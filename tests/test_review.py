"""The review: its verdict, its command, and the deviations that a configuration accepts."""

import json
from datetime import date
from pathlib import Path

import pytest
from conftest import BASELINE, configuration

from config.model import AcceptedDeviation
from review.__main__ import main
from review.requirement import REGISTRY, Answer, Requirement
from review.synthesis import Deviation
from review.verdict import Verdict, as_json, summary, verdict

TODAY = date(2026, 6, 1)
EVIDENCE = Deviation(stack="hub", address="azurerm_firewall.firewall", attribute="sku", found="nothing", wanted="1")


def row(id_: str) -> Requirement:
    return Requirement(id=id_, says=f"Sentence of {id_}.", source="here", check=lambda _: iter(()))


def judged(id_: str, *accepted: AcceptedDeviation, on: date = TODAY) -> Verdict:
    return verdict(
        (Answer(requirement=row(id_), outcome="deviates", deviations=(EVIDENCE,)),), accepted=accepted, on=on
    )


def accept(id_: str, until: str) -> AcceptedDeviation:
    return AcceptedDeviation(requirement=id_, reason="Development has no second zone", until=date.fromisoformat(until))


def test_a_must_that_deviates_fails_and_a_should_does_not() -> None:
    assert judged("NET-01").fails
    assert not judged("NET-06").fails


def test_an_acceptance_holds_through_its_last_day() -> None:
    assert not judged("NET-01", accept("NET-01", "2026-06-01")).fails
    assert judged("NET-01", accept("NET-01", "2026-05-31")).fails


def test_an_expired_acceptance_fails_even_for_a_should() -> None:
    assert judged("NET-06", accept("NET-06", "2026-05-31")).fails


def test_an_acceptance_of_another_requirement_does_not_count() -> None:
    found = judged("NET-01", accept("NET-02", "2027-01-01"))
    assert found.fails
    assert "NET-02 is accepted and does not deviate" in summary(found)


def test_the_summary_and_the_json_carry_the_evidence() -> None:
    found = judged("NET-01")
    assert "hub: azurerm_firewall.firewall sku: found nothing, wanted 1" in summary(found)
    (written,) = as_json(found, configuration="mine.yaml")["requirements"]
    assert written["outcome"] == "deviates"
    (evidence,) = written["deviations"]
    assert evidence["address"] == "azurerm_firewall.firewall"
    assert (evidence["found"], evidence["wanted"]) == ("nothing", "1")


@pytest.fixture
def out(stacks: dict[str, object], tmp_path: Path) -> Path:
    """An output folder that holds the baseline."""
    for name, content in stacks.items():
        (tmp_path / "stacks" / name).mkdir(parents=True)
        (tmp_path / "stacks" / name / "cdk.tf.json").write_text(json.dumps(content))
    return tmp_path


def test_the_command_writes_review_json_and_passes_the_baseline(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(BASELINE), str(out), "--date", "2026-06-01"]) == 0, capsys.readouterr().out
    written = json.loads((out / "review.json").read_text())
    assert written["verdict"] == "passes"
    assert [each["id"] for each in written["requirements"] if each["severity"] == "must"]


def test_the_command_exits_1_when_a_must_deviates(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = out / "stacks" / "hub" / "cdk.tf.json"
    hub = json.loads(file.read_text())
    del hub["resource"]["azurerm_firewall"]
    file.write_text(json.dumps(hub))
    assert main(["report", str(BASELINE), str(out), "--date", "2026-06-01"]) == 1
    assert "NET-10 (must)" in capsys.readouterr().out


def test_a_deviation_that_the_file_accepts_passes_until_its_last_day(out: Path, tmp_path: Path) -> None:
    file = out / "stacks" / "cluster" / "cdk.tf.json"
    cluster = json.loads(file.read_text())
    (aks,) = cluster["resource"]["azurerm_kubernetes_cluster"].values()
    aks["local_account_disabled"] = False
    file.write_text(json.dumps(cluster))
    accepted = [{"requirement": "IDN-18", "reason": "an old tool signs in that way", "until": "2026-06-30"}]
    config = configuration(tmp_path / "mine.yaml", {"review.accepted": accepted})
    assert main(["report", str(config), str(out), "--date", "2026-06-30"]) == 0
    assert main(["report", str(config), str(out), "--date", "2026-07-01"]) == 1


def test_the_command_refuses_a_folder_without_stacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(BASELINE), str(tmp_path), "--date", "2026-06-01"]) == 2
    assert capsys.readouterr().err == f"{tmp_path}: holds no synthesized stacks — run make synth first\n"


def test_every_requirement_is_one_sentence() -> None:
    for id_, each in REGISTRY.items():
        assert each.says.endswith("."), id_
        assert each.says[0].isupper() or each.says.startswith("…"), id_
