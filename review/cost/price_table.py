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

# A price that is the same in every region, and the region whose prices stand in for those that the table lacks.
EVERYWHERE, STAND_IN = "global", "eastus"


@dataclass(frozen=True, kw_only=True)
class Price:
    """A list price.

    Args:
        meter: what is metered, such as `vm Standard_DS2_v2`.
        region: region it holds in; `global` for all.
        unit: what it is the price of: an hour, a day, a month, a GB, a vCPU for a month.
        price: in `currency`, without taxes and discounts.
        currency: as the API writes it: USD.
        date: day on which the source states it.
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
        """Whether no page with this price was found."""
        return self.source.startswith("estimate")


@dataclass(frozen=True, kw_only=True)
class PriceTable:
    """Prices by meter and region. All of them are in one currency."""

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
        """Price of a meter in a region: its own, else one that stands in, as `Price.region` then says."""
        regions = self._by_meter.get(meter, {})
        wanted = (region, EVERYWHERE, STAND_IN)
        return next((regions[each] for each in wanted if each in regions), next(iter(regions.values()), None))

    def unit(self, meter: str) -> str:
        """What a meter's price is for: of its own kind, such as `vm`, if the table does not have the meter itself."""
        own = [price.unit for price in self.prices if price.meter == meter]
        kind = [price.unit for price in self.prices if price.meter.partition(" ")[0] == meter.partition(" ")[0]]
        return next(iter(own or kind), "month")

    def with_prices(self, newer: Iterable[Price]) -> "PriceTable":
        """The table with these prices in place of older ones."""
        merged = {(each.meter, each.region): each for each in (*self.prices, *newer)}
        return PriceTable(prices=tuple(merged[key] for key in sorted(merged)))


def load(file: Path = PRICES) -> PriceTable:
    """The table of a CSV file."""
    with file.open(encoding="utf-8", newline="") as lines:
        return PriceTable(prices=tuple(_price(row) for row in csv.DictReader(lines)))


def save(table: PriceTable, file: Path = PRICES) -> None:
    """Write the table in place of the file, whole or not at all."""
    written = file.with_suffix(".new")
    with written.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([str(getattr(price, column)) for column in COLUMNS] for price in table.prices)
    written.replace(file)


def sources(file: Path = SOURCES) -> dict[str, str]:
    """What each source is, by its key."""
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
