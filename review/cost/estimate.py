"""Adds up the monthly cost of the synthesized resources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from review.cost.charges import FREE, PRICED, UNKNOWN
from review.cost.price_table import EVERYWHERE, Price, PriceTable, load
from review.cost.usage import ASSUMPTIONS, Use
from review.synthesis import Resource, Synthesis


@dataclass(frozen=True, kw_only=True)
class Line:
    """One meter of one resource.

    Args:
        resource: the resource that is charged.
        region: region of the resource.
        use: usage of the meter, in the unit of its price.
        price: its list price; None if the table has none.
    """

    resource: Resource
    region: str
    use: Use
    price: Price | None

    @property
    def least(self) -> Decimal:
        """A month with the fewest nodes."""
        return self._cost(self.use.least)

    @property
    def most(self) -> Decimal:
        """A month with the most nodes."""
        return self._cost(self.use.most)

    def _cost(self, amount: float) -> Decimal:
        return self.price.price * Decimal(str(amount)) if self.price else Decimal(0)

    @property
    def stands_in(self) -> bool:
        """Whether the price is that of another region."""
        return self.price is not None and self.price.region not in (self.region, EVERYWHERE)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Monthly cost of the synthesis at list price, without taxes and discounts.

    Args:
        currency: currency of all amounts.
        lines: every meter of every resource.
        not_counted: charges by usage that is not known beforehand.
        unjudged: resource types for which it is not known whether they cost anything.
        assumptions: assumptions about other usage.
    """

    currency: str
    lines: tuple[Line, ...]
    not_counted: tuple[str, ...]
    unjudged: tuple[str, ...]
    assumptions: tuple[str, ...] = ASSUMPTIONS

    @property
    def least(self) -> Decimal:
        """A month with the fewest nodes."""
        return sum((line.least for line in self.lines), Decimal(0))

    @property
    def most(self) -> Decimal:
        """A month with the most nodes."""
        return sum((line.most for line in self.lines), Decimal(0))

    @property
    def by_stack(self) -> Mapping[str, "Estimate"]:
        """Estimate by stack."""
        stacks = dict.fromkeys(line.resource.stack for line in self.lines)
        return {
            stack: Estimate(
                currency=self.currency,
                lines=tuple(line for line in self.lines if line.resource.stack == stack),
                not_counted=(),
                unjudged=(),
            )
            for stack in stacks
        }

    def largest(self, count: int = 5) -> tuple[Line, ...]:
        """Lines with the highest cost at the maximum number of nodes."""
        return tuple(sorted(self.lines, key=lambda line: line.most, reverse=True)[:count])

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Meters without a price. Totals do not include them."""
        return tuple(dict.fromkeys(f"{line.use.meter} in {line.region}" for line in self.lines if line.price is None))

    @property
    def dates(self) -> tuple[date, date]:
        """Earliest and latest date of the prices used."""
        days = [line.price.date for line in self.lines if line.price]
        return min(days), max(days)


def estimate(made: Synthesis, table: PriceTable | None = None) -> Estimate:
    """Estimate the monthly cost. `table` has the prices; None uses the table of this repository."""
    table = table or load()
    types = {resource.type for resource in made.resources}
    azure = {type_ for type_ in types if type_.startswith("azurerm_")}
    return Estimate(
        currency=table.currency,
        lines=tuple(_lines(made, table)),
        not_counted=tuple(says for type_, says in UNKNOWN.items() if type_ in types),
        unjudged=tuple(sorted(azure - {*PRICED, *UNKNOWN, *FREE})),
    )


def _lines(made: Synthesis, table: PriceTable) -> Iterator[Line]:
    for resource in made.resources:
        if rule := PRICED.get(resource.type):
            for use in rule(made, resource):
                region = use.region or _region(made, resource)
                yield Line(resource=resource, region=region, use=use, price=table.find(use.meter, region))


def _region(made: Synthesis, resource: Resource) -> str:
    """Region of a resource, or the region of other resources in its stack if it states none."""
    stated = str(resource.at("location") or "")
    if stated and "${" not in stated and stated != EVERYWHERE:
        return stated
    neighbours = (each.at("location") for each in made.resources if each.stack == resource.stack)
    return next((each for each in neighbours if each and "${" not in each and each != EVERYWHERE), made.config.location)
