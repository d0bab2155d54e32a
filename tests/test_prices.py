"""`make prices`: the table is refreshed from the Azure Retail Prices API, or stays as it is."""

import json
import shutil
import socket
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import BASELINE, ROOT

from config.load import load
from review.cost.price_table import PRICES
from review.cost.price_table import load as load_prices
from review.cost.refresh import refresh
from review.cost.retail_prices import ask
from review.synthesis import Synthesis
from review.terraform import Stacks

TODAY = date(2026, 12, 1)
RECORDED = json.loads((Path(__file__).parent / "data" / "retail-prices.json").read_text())


class Azure:
    """The API on this machine: recorded items, two a page, by the filter that it is asked with."""

    def __init__(self, items: list[dict[str, Any]]) -> None:
        self.items = items
        self.filters: list[str] = []
        self.leads_away = ""

    def answer(self, path: str) -> dict[str, Any]:
        query = parse_qs(urlsplit(path).query)
        wanted = query["$filter"][0]
        self.filters.append(wanted)
        fields = [each.split(" eq ") for each in wanted.split(" and ")]
        asked = {name: value.strip("'") for name, value in fields}
        type_ = asked.pop("priceType")
        found = [
            item
            for item in self.items
            if item["type"] == type_ and all(str(item.get(name)) == value for name, value in asked.items())
        ]
        start = int(query.get("$skip", ["0"])[-1])
        more = f"{self.url}?{urlsplit(path).query}&$skip={start + 2}" if len(found) > start + 2 else None
        return {"Items": found[start : start + 2], "NextPageLink": self.leads_away or more, "Count": len(found)}

    url = ""


@pytest.fixture
def azure() -> Iterator[Azure]:
    api = Azure(RECORDED["Items"])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(api.answer(self.path)).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    api.url = f"http://127.0.0.1:{server.server_port}/api/retail/prices"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield api
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return Path(shutil.copy(PRICES, tmp_path / "prices.csv"))


@pytest.fixture
def made(stacks: Stacks) -> Synthesis:
    loaded = load(BASELINE)
    return Synthesis(stacks=stacks, config=loaded.config, plan=loaded.plan, root=ROOT)


def test_prices_of_the_configurations_regions_come_into_the_table(
    azure: Azure, made: Synthesis, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = load_prices(table)
    assert refresh(made, on=TODAY, api=azure.url, file=table) == 0
    after = load_prices(table)
    firewall = after.find("firewall Premium", "eastus2")
    assert firewall is not None
    assert (firewall.region, firewall.price, firewall.date) == ("eastus2", Decimal("1.75"), TODAY)
    assert (firewall.unit, firewall.currency, firewall.source) == ("hour", "USD", "retail-api")
    old = before.find("vm Standard_DS4_v2", "westeurope")
    assert after.find("vm Standard_DS4_v2", "westeurope") == old
    said = capsys.readouterr()
    assert "prices.csv: 4 prices of 2026-12-01" in said.out
    assert "bastion Standard in eastus2: not in the API's list — what the table has stays" in said.err


def test_prices_of_other_systems_and_free_amounts_are_skipped(azure: Azure) -> None:
    """Of five entries of the size on three pages one is Linux at list price; five GB of logs are free."""
    machine = ask(meter="vm Standard_DS4_v2", region="eastus2", unit="hour", api=azure.url, on=TODAY)
    logs = ask(meter="logs Analytics", region="eastus2", unit="GB", api=azure.url, on=TODAY)
    assert machine is not None
    assert logs is not None
    assert (machine.price, logs.price) == (Decimal("0.458"), Decimal("2.3"))
    assert len([each for each in azure.filters if "Standard_DS4_v2" in each]) == 3
    assert all("priceType eq 'Consumption'" in each and "armRegionName eq 'eastus2'" in each for each in azure.filters)


def test_windows_has_a_price_of_its_own(azure: Azure) -> None:
    """Of the same five entries one is Windows at list price."""
    linux, windows = (
        ask(meter=f"{kind} Standard_DS4_v2", region="eastus2", unit="hour", api=azure.url, on=TODAY)
        for kind in ("vm", "windows vm")
    )
    assert linux is not None
    assert windows is not None
    assert windows.price > linux.price


def test_a_price_of_every_region_is_asked_without_one(azure: Azure) -> None:
    zone = ask(meter="private DNS zone", region="global", unit="month", api=azure.url, on=TODAY)
    assert zone is not None
    assert (zone.price, zone.region) == (Decimal("0.5"), "global")
    assert all("armRegionName" not in each for each in azure.filters)


def test_a_link_to_another_host_is_not_followed(azure: Azure) -> None:
    azure.leads_away = "http://192.0.2.1/api/retail/prices"
    assert ask(meter="firewall Premium", region="eastus2", unit="hour", api=azure.url, on=TODAY) is not None


def test_prices_in_another_currency_are_refused(azure: Azure, made: Synthesis, table: Path) -> None:
    azure.items = [{**item, "currencyCode": "EUR"} for item in azure.items]
    assert refresh(made, on=TODAY, api=azure.url, file=table) == 0
    assert table.read_text() == PRICES.read_text()


def test_a_failed_request_is_one_line_and_keeps_the_table(
    made: Synthesis, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api/retail/prices"
        assert refresh(made, on=TODAY, api=url, file=table) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{url}: no prices: ")
    assert line.endswith("stays")
    assert table.read_text() == PRICES.read_text()


@pytest.mark.parametrize("answer", [{}, {"Items": "none"}, {"Items": [{"type": "Consumption"}]}])
def test_an_answer_without_prices_is_one_line(
    answer: dict[str, Any],
    azure: Azure,
    made: Synthesis,
    table: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(azure, "answer", lambda _: answer)
    assert refresh(made, on=TODAY, api=azure.url, file=table) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert table.read_text() == PRICES.read_text()
