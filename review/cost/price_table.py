"""List prices: a table with the region, day and source of each, refreshed by `make prices`."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent
PRICES = FOLDER / "prices.csv"
SOURCES = FOLDER / "sources.csv"
COLUMNS = ("meter", "region", "unit", "price", "currency", "date", "source")

# Region name of a price that is the same everywhere, and the region whose prices replace missing ones.
EVERYWHERE, STAND_IN = "global", "eastus"


@dataclass(frozen=True, kw_only=True)
class Price:
    """A list price.

    Args:
        meter: name of the meter, such as `vm Standard_DS2_v2`.
        region: region of the price; `global` for all regions.
        unit: unit of the price: an hour, a day, a month, a GB, a vCPU for a month.
        price: amount in `currency`, without taxes and discounts.
        currency: currency code of the API: USD.
        date: day on which the source stated the price.
        source: key of sources.csv.
    """

    meter: str
    region: str
    unit: str
    price: Decimal
    currency: str
    date: date
    source: str

    @property
    def estimated(self) -> bool:
        """Whether the price is an estimate, because no page states it."""
        return self.source.startswith("estimate")


@dataclass(frozen=True, kw_only=True)
class PriceTable:
    """Prices by meter and region, all in one currency."""

    prices: tuple[Price, ...]

    @cached_property
    def _by_meter(self) -> Mapping[str, Mapping[str, Price]]:
        found: dict[str, dict[str, Price]] = {}
        for price in self.prices:
            found.setdefault(price.meter, {})[price.region] = price
        return found

    @property
    def currency(self) -> str:
        return self.prices[0].currency

    def find(self, meter: str, region: str) -> Price | None:
        """Price of a meter in a region. If missing, the price of another region, which `Price.region` names."""
        regions = self._by_meter.get(meter, {})
        wanted = (region, EVERYWHERE, STAND_IN)
        return next((regions[each] for each in wanted if each in regions), next(iter(regions.values()), None))

    def unit(self, meter: str) -> str:
        """Unit of a meter's price. If the table lacks the meter, the unit of its kind, such as `vm`."""
        own = [price.unit for price in self.prices if price.meter == meter]
        kind = [price.unit for price in self.prices if price.meter.partition(" ")[0] == meter.partition(" ")[0]]
        return next(iter(own or kind), "month")

    def with_prices(self, newer: Iterable[Price]) -> "PriceTable":
        """Return the table with these prices added or updated."""
        merged = {(each.meter, each.region): each for each in (*self.prices, *newer)}
        return PriceTable(prices=tuple(merged[key] for key in sorted(merged)))


def load(file: Path = PRICES) -> PriceTable:
    """Read the table from a CSV file."""
    with file.open(encoding="utf-8", newline="") as lines:
        return PriceTable(prices=tuple(_price(row) for row in csv.DictReader(lines)))


def save(table: PriceTable, file: Path = PRICES) -> None:
    """Replace the file with this table in one atomic step."""
    written = file.with_suffix(".new")
    with written.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([str(getattr(price, column)) for column in COLUMNS] for price in table.prices)
    written.replace(file)


def sources(file: Path = SOURCES) -> dict[str, str]:
    """Descriptions of the sources, by key."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["source"]: row["says"] for row in csv.DictReader(lines)}


def _price(row: Mapping[str, str]) -> Price:
    return Price(
        meter=row["meter"],
        region=row["region"],
        unit=row["unit"],
        price=Decimal(row["price"]),
        currency=row["currency"],
        date=date.fromisoformat(row["date"]),
        source=row["source"],
    )
