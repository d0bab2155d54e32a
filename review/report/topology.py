"""Networks of a cluster as the page shows them: two drawings, the way in and the way out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from review import facts
from review.facts import Hop
from review.report.drawing import drawing
from review.report.shapes import Drawing
from review.synthesis import Synthesis


@dataclass(frozen=True, kw_only=True)
class Topology:
    """Networks of a cluster with its spoke and its hub.

    Args:
        title: name of the cluster's stack in a fleet. Empty for a single cluster.
        wide: drawing for a wide screen.
        narrow: drawing for a narrow screen.
        way_in: hops of inbound traffic.
        way_out: hops of outbound traffic.
    """

    title: str
    wide: Drawing
    narrow: Drawing
    way_in: tuple[Hop, ...]
    way_out: tuple[Hop, ...]


def topologies(clusters: Iterable[Synthesis]) -> Iterator[Topology]:
    """Yield the networks of every cluster.

    Args:
        clusters: every cluster, as if it were alone.
    """
    found = list(clusters)
    for made in found:
        title = next(iter(made.parts("cluster")), "") if len(found) > 1 else ""
        yield Topology(
            title=title,
            wide=drawing(made, wide=True, name=f"{title}-wide".lstrip("-")),
            narrow=drawing(made, wide=False, name=f"{title}-narrow".lstrip("-")),
            way_in=facts.way_in(made),
            way_out=facts.way_out(made),
        )
