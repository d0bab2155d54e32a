"""Puts right values in the place of wrong ones, so that the rules can be checked for everything else.

What is put there never shows: nobody judges a stand-in, and a repaired configuration is not deployed.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from config.reading import shape
from config.reading.faults import Fault
from config.reading.remedies import value_at
from config.reading.wording import Loc


def repaired(values: dict[str, Any], faults: Iterable[Fault]) -> tuple[dict[str, Any], frozenset[Loc]]:
    """`values` without their faults, and the places of the stand-ins.

    An unknown key is dropped. Where it looks misspelt, what was meant becomes a stand-in.
    """
    values = deepcopy(values)
    stand_ins: set[Loc] = set()
    for fault in faults:
        if fault.unknown_key:
            del value_at(fault.loc[:-1], values)[fault.loc[-1]]
        place = fault.meant if fault.unknown_key else fault.loc
        if place:
            value_at(place[:-1], values)[place[-1]] = shape.example(shape.at(place))
            stand_ins.add(place)
    return values, frozenset(stand_ins)
