"""Lines of a drawing: peerings, inbound path and outbound path."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from review import facts
from review.facts import Hop
from review.report.shapes import GAP, HEAD, NARROW, SKY, Box, Frame, Line
from review.synthesis import Synthesis


def peering_lines(made: Synthesis, frames: Sequence[Frame], *, wide: bool) -> Iterator[Line]:
    by_network = {each.network: each for each in frames}
    pairs = {frozenset((each.here, each.there)) for each in facts.peerings(made) if each.there and each.here}
    drawn = [[frame for network, frame in by_network.items() if network in pair] for pair in pairs]
    for ends in sorted((each for each in drawn if len(each) == 2), key=lambda pair: (pair[0].y, pair[1].y)):
        first, second = sorted(ends, key=lambda each: (each.x, each.y))
        if wide:
            y = max(first.y, second.y) + HEAD // 2
            label = ((first.x + first.width + second.x) // 2, y - 8)
            yield Line(kind="peering", points=((first.x + first.width, y), (second.x, y)), label="peering", at=label)
        else:
            x, top = first.x + first.width // 2, first.y + first.height
            yield Line(
                kind="peering", points=((x, top), (x, second.y)), label="peering", at=(x + 34, top + GAP // 2 + 4)
            )


def _stations(hops: Sequence[Hop], frames: Sequence[Frame]) -> list[Box]:
    """Boxes on a path, without duplicates."""
    found: list[Box] = []
    for hop in hops:
        for frame in frames:
            box = frame.box(hop.subnet)
            if box and box not in found:
                found.append(box)
    return found


def line_in(made: Synthesis, frames: Sequence[Frame], *, wide: bool) -> Iterator[Line]:
    stations = _stations(facts.way_in(made), frames)
    if not stations or not facts.exposures(made):
        return
    first, x = stations[0], stations[0].x + stations[0].width - 30
    if wide:
        yield Line(kind="in", points=((x, SKY), (x, first.y)), label="in", at=(x - 16, SKY + 24))
    else:
        middle = first.y + 13
        yield Line(kind="in", points=((9, SKY), (9, middle), (first.x, middle)), label="in", at=(20, SKY + 24))
    for before, after in pairwise(stations):
        yield Line(kind="in", points=((x, before.y + before.height), (x, after.y)))


def line_out(made: Synthesis, frames: Sequence[Frame], *, wide: bool) -> Iterator[Line]:
    stations = _stations(facts.way_out(made), frames)
    if len(stations) < 2:
        return
    nodes, firewall = stations[0], stations[-1]
    start, end = nodes.y + nodes.height // 2, firewall.y + firewall.height // 2
    if wide:
        gutter = 547
        yield Line(
            kind="out", points=((nodes.x + nodes.width, start), (gutter, start), (gutter, end), (firewall.x, end))
        )
    else:
        right, gutter = firewall.x + firewall.width, NARROW - 9
        yield Line(kind="out", points=((nodes.x + nodes.width, start), (gutter, start), (gutter, end), (right, end)))
    x = firewall.x + firewall.width - 30
    yield Line(kind="out", points=((x, firewall.y), (x, SKY)), label="out", at=(x - 20, SKY + 24))
