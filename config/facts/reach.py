"""Limits on the number of IPv4 addresses that may call the cluster or be called from it."""

from collections.abc import Iterable

# An owner's block is a /8 at most. More addresses than two such blocks are not a specific destination.
MOST_DESTINATIONS = 2**25
# All callers together have fewer addresses than a /8. Clouds own such blocks and rent the addresses to anybody.
MOST_CALLERS = 2**24 - 1
# A single range wider than a /16 gets a warning.
WIDE = 2**16


def total(ranges: Iterable[tuple[int, int]]) -> int:
    """Number of addresses in `ranges`, pairs of first and last address. Overlaps count once."""
    count, end = 0, -1
    for first, last in sorted(ranges):
        count += max(0, last - max(first, end + 1) + 1)
        end = max(end, last)
    return count
