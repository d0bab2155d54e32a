"""How many IPv4 addresses are too many to let in or out."""

from collections.abc import Iterable

# One owner's block is a /8 at most. What is wider than two of them is no destination that somebody has named.
MOST_DESTINATIONS = 2**25
# All callers together: less than a /8, as clouds own such blocks and rent their addresses to everybody.
MOST_CALLERS = 2**24 - 1
# A single range wider than a /16 is worth a second look.
WIDE = 2**16


def total(ranges: Iterable[tuple[int, int]]) -> int:
    """Addresses in all of these ranges, each a first and a last address; what overlaps counts once."""
    count, end = 0, -1
    for first, last in sorted(ranges):
        count += max(0, last - max(first, end + 1) + 1)
        end = max(end, last)
    return count
