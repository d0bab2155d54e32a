"""Formats an estimate for the summary of a synthesis, for a pull request, and for other programs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from review.cost.estimate import Estimate, Line
from review.cost.price_table import sources

# The summary names so many stacks or meters.
LARGEST = 5


def summary(found: Estimate, *, by_stack: bool = False) -> Iterator[str]:
    """Yield the total, and the five largest meters or stacks.

    Args:
        found: The estimate.
        by_stack: True names stacks, for a fleet, whose largest meters are the same in every cluster.
    """
    first, last = found.dates
    yield f"about {spread(found)} {found.currency} a month, at list prices of {first} to {last}, without traffic"
    if by_stack:
        for stack, part in sorted(found.by_stack.items(), key=lambda item: -item[1].most)[:LARGEST]:
            yield f"  {stack}: {spread(part)}"
    else:
        for line in found.largest():
            yield f"  {line.resource.name}, {line.use.meter}: {spread(line)}"
    for meter in found.unpriced:
        yield f"  not in that sum, as it has no price: {meter}; make prices asks Azure for it"


def over_limit(found: Estimate, limit: float | None) -> str | None:
    """Message if the monthly cost with the most nodes exceeds `limit`. None if it does not."""
    if limit is None or found.most <= Decimal(str(limit)):
        return None
    most = f"{_amount(found.most)} {found.currency}"
    return f"cost.limit: a month costs up to {most}, the limit is {limit:,.0f} — raise it, or allow fewer nodes"


def markdown(found: Estimate) -> Iterator[str]:
    """Lines of Markdown: total, stacks, the five largest lines, and the charges not included, folded."""
    yield f"**Cost:** about {spread(found)} {found.currency} a month at list price"
    yield ""
    yield f"| resource | meter | {found.currency} a month |"
    yield "|---|---|---|"
    for line in found.largest():
        yield f"| {line.resource.stack}: {line.resource.name} | {line.use.meter} | {spread(line)} |"
    yield ""
    yield "<details><summary>Stacks, and what the sum leaves out</summary>"
    yield ""
    for stack, part in found.by_stack.items():
        yield f"- {stack}: {spread(part)}"
    yield f"- Prices of {found.dates[0]} to {found.dates[1]}. Assumed: {'; '.join(found.assumptions)}."
    yield f"- Not counted: {', '.join((*found.not_counted, *found.unpriced, *found.unjudged))}."
    yield ""
    yield "</details>"


def as_json(found: Estimate) -> dict[str, Any]:
    """Estimate with every line, the source of its price, and the charges not included."""
    says = sources()
    return {
        "currency": found.currency,
        "least": _number(found.least),
        "most": _number(found.most),
        "stacks": {
            stack: {"least": _number(part.least), "most": _number(part.most)} for stack, part in found.by_stack.items()
        },
        "lines": [_line(line, says) for line in found.lines],
        "unpriced": list(found.unpriced),
        "not_counted": list(found.not_counted),
        "unjudged": list(found.unjudged),
        "assumptions": list(found.assumptions),
    }


def _line(line: Line, says: dict[str, str]) -> dict[str, Any]:
    price = line.price
    return {
        "stack": line.resource.stack,
        "address": line.resource.address,
        "name": line.resource.name,
        "meter": line.use.meter,
        "region": line.region,
        "least": _number(line.least),
        "most": _number(line.most),
        "price": price
        and {
            "amount": float(price.price),
            "unit": price.unit,
            "region": price.region,
            "stands_in": line.stands_in,
            "date": price.date.isoformat(),
            "source": says[price.source],
            "estimated": price.estimated,
        },
    }


def spread(of: Estimate | Line) -> str:
    """Monthly amount: `2,950 to 4,100`, or one amount if it does not depend on the number of nodes."""
    least, most = _amount(of.least), _amount(of.most)
    return least if least == most else f"{least} to {most}"


def _amount(value: Decimal) -> str:
    return f"{value:,.0f}" if value >= 1 or not value else f"{value:,.2f}"


def _number(value: Decimal) -> float:
    return round(float(value), 2)
