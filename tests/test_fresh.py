"""What ages: every fact has a day and a place, and is told in time to those whom it concerns."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from conftest import BASELINE, configuration
from pydantic import ValidationError

from config.load import load
from tools import newer
from tools.fresh import AHEAD, FACTS, Lifetime, facts, main, stale
from tools.newer import CHARTS, Chart, newer_charts, newer_providers, newest
from tools.provider_locks import providers

TODAY = date(2026, 11, 25)
NAMES = [fact.what for fact in facts()]


def told(config: Path, on: date) -> set[str]:
    """Names of the facts that are told."""
    return {line.partition(": ")[0] for line in stale(load(config), on=on)}


def ending(what: str) -> Lifetime:
    (fact,) = [fact for fact in facts() if fact.what.startswith(what)]
    return fact


@pytest.mark.parametrize("fact", facts(), ids=NAMES)
def test_what_ages_stands_where_the_fact_says(fact: Lifetime) -> None:
    assert ("{}" in fact.what) <= (fact.pin is not None)
    if fact.pin:
        assert fact.pin.version(), f"{fact.pin.file} has no {fact.pin.pattern}"
    assert fact.do
    assert fact.source
    for path in fact.when:
        section = path.partition("[]")[0].partition(".")[0]
        assert section in type(load(BASELINE).config).model_fields, path


def test_names_occur_once() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_the_version_of_the_configuration_has_an_end() -> None:
    config = load(BASELINE).config
    minor = ".".join(config.updates.kubernetes_version.split(".")[:2])
    assert f"Kubernetes {minor} on AKS" in NAMES
    newest_known = f"Kubernetes {config.updates.latest_known_version} on AKS"
    assert newest_known in NAMES


def test_nothing_is_due_when_this_was_written() -> None:
    assert not told(BASELINE, TODAY)


@pytest.mark.parametrize("what", ["Kubernetes 1.36", "Azure Network Policy Manager", "management API of Key Vault"])
def test_an_end_is_told_ninety_days_ahead_and_ever_after(what: str) -> None:
    end = ending(what).ends
    assert end
    assert AHEAD.days == 90
    assert ending(what).name not in told(BASELINE, end - AHEAD - timedelta(days=1))
    assert ending(what).name in told(BASELINE, end - AHEAD)
    assert ending(what).name in told(BASELINE, end)
    (line,) = [each for each in stale(load(BASELINE), on=end + AHEAD) if each.startswith(ending(what).name)]
    assert f"ended on {end}" in line


def test_a_fact_concerns_who_uses_what_ends(tmp_path: Path) -> None:
    day = date(2028, 12, 31)
    cilium = {"network.model": "overlay", "network.policy_engine": "cilium", "updates.kubernetes_version": "1.37"}
    other = told(configuration(tmp_path / "other.yaml", cilium), day)
    npm, old, new = "Azure Network Policy Manager on Linux nodes", "Kubernetes 1.36 on AKS", "Kubernetes 1.37 on AKS"
    assert {npm, old} <= told(BASELINE, day)
    assert not {npm, old} & other
    assert new in other
    assert new not in told(BASELINE, day)
    assert "virtual machines of the series Dv2 and DSv2" in told(BASELINE, day)


def test_an_accepted_end_comes_back() -> None:
    framework = ending("CDK for Terraform")
    assert framework.known
    assert framework.name not in told(BASELINE, framework.known.until - timedelta(days=1))
    assert framework.name in told(BASELINE, framework.known.until)


def test_a_line_without_a_day_is_refused() -> None:
    line = yaml.safe_load(FACTS.read_text())["lifetimes"][0]
    del line["ends"]
    with pytest.raises(ValidationError, match="has ends or look_again, not both"):
        Lifetime.model_validate(line)


def test_the_exit_status_says_whether_there_is_something_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("BASELINE_CONFIG", str(BASELINE))
    assert main(["--date", "2026-11-25"]) == 0
    assert capsys.readouterr().out == "2026-11-25: 0 to do; the next end is on 2027-02-27\n"
    assert main(["--date", "2027-02-01"]) == 1
    assert "Key Vault that azurerm 4.55.0 calls" in capsys.readouterr().out
    monkeypatch.setenv("BASELINE_CONFIG", str(tmp_path / "none.yaml"))
    assert main([]) == 2


# --- Newer versions --------------------------------------------------------------------------------------------------


@contextmanager
def serving(files: dict[str, str]) -> Iterator[str]:
    """A server with these files, and its address."""

    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in files else 404)
            self.end_headers()
            self.wfile.write(files.get(self.path, "").encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Files) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def index(**charts: list[str]) -> str:
    return yaml.safe_dump({"entries": {name: [{"version": each} for each in found] for name, found in charts.items()}})


def test_a_newer_chart_is_told_and_an_unfinished_one_is_not() -> None:
    with serving({"/index.yaml": index(old=["1.9.0", "1.10.0"], current=["2.0.0", "3.0.0-rc.1"])}) as address:
        charts = (
            Chart(name="old", repository=address, version="1.9.0"),
            Chart(name="current", repository=address, version="v2.0.0"),
        )
        assert list(newer_charts(charts)) == ["chart old: 1.9.0 is pinned, 1.10.0 is there"]


def test_a_newer_provider_is_told() -> None:
    versions = {source.rsplit("/", 1)[-1]: version for source, version in providers().items()}
    versions["azurerm"] = "99.0.0"
    files = {f"/hashicorp/{name}": json.dumps({"version": version}) for name, version in versions.items()}
    with serving(files) as address:
        (line,) = newer_providers(address)
    assert (
        line == f"provider azurerm: {providers()['registry.terraform.io/hashicorp/azurerm']} is pinned, 99.0.0 is there"
    )


def test_a_repository_that_does_not_answer_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        newer,
        "newer_charts",
        lambda: newer_charts((Chart(name="a", repository="http://127.0.0.1:9", version="1.0.0"),)),
    )
    assert newer.main() == 3
    assert capsys.readouterr().err.startswith("not asked: ")


def test_every_chart_that_is_pinned_is_asked_for() -> None:
    page = (BASELINE.parents[1] / "docs" / "operations.md").read_text()
    for chart in CHARTS:
        assert f"`{chart.name}` {chart.version}, [repository]({chart.repository})" in page
    table = page.partition("## Add-ons that are ours to keep current")[2].partition("\n## ")[0]
    assert table.count("[repository](") == len(CHARTS)


def test_versions_are_compared_as_numbers() -> None:
    assert newest(["1.9.0", "v1.10.0", "2.0.0-beta.1", "nonsense"]) == "v1.10.0"
