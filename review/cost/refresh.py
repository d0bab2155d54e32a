"""Refreshes the prices that a synthesis uses from the Azure API."""

import sys
from datetime import date
from pathlib import Path

from review.cost.estimate import estimate
from review.cost.price_table import PRICES, Price, PriceTable, load, save
from review.cost.retail_prices import API, ask
from review.synthesis import Synthesis

OFFLINE = 3


def refresh(made: Synthesis, *, on: date, api: str = API, file: Path = PRICES) -> int:
    """Refresh the price of every meter that the synthesis uses, in the region where it is used.

    Returns 3 and leaves the table unchanged if the API cannot be reached.

    Args:
        made: the synthesis.
        on: today.
        api: address of the API.
        file: CSV file of the table.
    """
    table = load(file)
    found: list[Price] = []
    for meter, region in _wanted(made, table):
        try:
            price = ask(meter=meter, region=region, unit=table.unit(meter), api=api, on=on)
        except (OSError, ValueError, KeyError) as error:
            first, last = estimate(made, table).dates
            reason = getattr(error, "reason", None) or error
            print(f"{api}: no prices: {reason} — the table with prices of {first} to {last} stays", file=sys.stderr)
            return OFFLINE
        if price and price.currency == table.currency:
            found.append(price)
        else:
            print(f"{meter} in {region}: not in the API's list — what the table has stays", file=sys.stderr)
    save(table.with_prices(found), file)
    print(f"{file.name}: {len(found)} prices of {on}")
    return 0


def _wanted(made: Synthesis, table: PriceTable) -> list[tuple[str, str]]:
    """Meters of a synthesis with the region of their use, or with `global` if the price is the same everywhere."""
    pairs = (
        (line.use.meter, line.region if line.stands_in or not line.price else line.price.region)
        for line in estimate(made, table).lines
    )
    return list(dict.fromkeys(pairs))
