"""Draws the networks: subnets as boxes to scale, inbound and outbound traffic as lines through them.

The scale is logarithmic: a box grows by one step when its addresses double. On a linear scale, a /28 next to a /22
would be too small to see. The step is large enough for the text of the fullest box.
"""

from collections.abc import Iterator, Sequence

from config.addresses.arithmetic import PlannedSubnet
from review import facts
from review.facts import Network, Subnet
from review.report.lines import line_in, line_out, peering_lines
from review.report.shapes import GAP, HEAD, LINE, NARROW, PAD, SKY, WIDE, Box, Drawing, Frame
from review.report.words import resident
from review.synthesis import Synthesis

SMALLEST_STEP = 11
MOST_LINES = 6


def drawing(made: Synthesis, *, wide: bool, name: str) -> Drawing:
    """Draw hub and spoke side by side, or one below the other for a narrow screen.

    Args:
        made: synthesis of a single cluster.
        wide: True for a wide screen.
        name: name of the drawing, unique on the page.
    """
    networks = facts.networks(made)
    hubs = [each for each in networks if each.resource.part == "hub"]
    spokes = [each for each in networks if each not in hubs]
    step = _step(made)
    top = SKY + 40
    if wide:
        left = _column(made, spokes, x=14, y=top, width=500, step=step)
        right = _column(made, hubs, x=580, y=top, width=346, step=step)
    else:
        right = _column(made, hubs, x=22, y=top, width=NARROW - 44, step=step)
        below = max((each.y + each.height + GAP for each in right), default=top)
        left = _column(made, spokes, x=22, y=below, width=NARROW - 44, step=step)
    frames = (*left, *right)
    lines = (
        *peering_lines(made, frames, wide=wide),
        *line_in(made, frames, wide=wide),
        *line_out(made, frames, wide=wide),
    )
    return Drawing(
        name=name,
        kind="wide" if wide else "narrow",
        width=WIDE if wide else NARROW,
        height=max((each.y + each.height for each in frames), default=top) + 8,
        frames=frames,
        lines=tuple(lines),
        description=_description(made, frames),
    )


def _step(made: Synthesis) -> int:
    needs = (-(-_needed(_lines(made, each)) // _bits(each)) for each in facts.subnets(made))
    return max(SMALLEST_STEP, *needs, 0)


def _needed(lines: Sequence[str]) -> int:
    return 26 + LINE * len(lines) + 12


def _bits(subnet: Subnet) -> int:
    return 32 - subnet.prefix.prefixlen


def _column(
    made: Synthesis, networks: Sequence[Network], *, x: int, y: int, width: int, step: int
) -> tuple[Frame, ...]:
    frames = []
    for network in networks:
        boxes = tuple(_boxes(made, network, x=x + PAD, y=y + HEAD, width=width - 2 * PAD, step=step))
        end = max((each.y + each.height for each in boxes), default=y + HEAD)
        prefix = ", ".join(map(str, network.space))
        frame = Frame(
            network=network.resource,
            title=network.name,
            prefix=prefix,
            x=x,
            y=y,
            width=width,
            height=end + PAD - y,
            boxes=boxes,
        )
        frames.append(frame)
        y += frame.height + GAP
    return tuple(frames)


def _boxes(made: Synthesis, network: Network, *, x: int, y: int, width: int, step: int) -> Iterator[Box]:
    # Hub and spoke may each have a subnet of the same name.
    planned = {each.prefix: each for each in made.subnets}
    for subnet in sorted(network.subnets, key=lambda each: (_order(made, each), each.name)):
        height = step * _bits(subnet)
        plan = planned.get(subnet.prefix)
        yield Box(
            title=subnet.name,
            prefix=str(subnet.prefix),
            lines=_lines(made, subnet),
            hint=_hint(subnet, plan),
            x=x,
            y=y,
            width=width,
            height=height,
            used=min(1.0, plan.required / plan.prefix.num_addresses) if plan else 0.0,
        )
        y += height + GAP


def _order(made: Synthesis, subnet: Subnet) -> int:
    """Sort key: boxes follow the inbound path, so that its lines lead downwards. The firewall is first in the hub."""
    stations = [hop.subnet for hop in facts.way_in(made)]
    if any(hop.subnet == subnet.name for hop in facts.way_out(made)) and subnet.name not in stations:
        return -1
    return stations.index(subnet.name) if subnet.name in stations else len(stations)


def _lines(made: Synthesis, subnet: Subnet) -> tuple[str, ...]:
    inside = facts.residents(made, subnet)
    names = {each.name for each in inside}
    pods = [f"pods {hop.name}" for hop in facts.way_in(made) if hop.subnet == subnet.name and hop.name not in names]
    found = [*(line for each in inside for line in resident(made, each)), *pods]
    if len(found) > MOST_LINES:
        found[MOST_LINES - 1 :] = [f"and {len(found) - MOST_LINES + 1} more"]
    return tuple(found or ["empty"])


def _hint(subnet: Subnet, plan: PlannedSubnet | None) -> str:
    counted = f", {plan.required} of {plan.prefix.num_addresses} addresses used: {plan.purpose}" if plan else ""
    return f"{subnet.name} {subnet.prefix}{counted}"


def _description(made: Synthesis, frames: Sequence[Frame]) -> str:
    """Text description of the drawing, for screen readers."""
    networks = "; ".join(
        f"network {frame.title} {frame.prefix} with subnets "
        + ", ".join(f"{box.title} {box.prefix} ({', '.join(box.lines)})" for box in frame.boxes)
        for frame in frames
    )
    way_in = " to ".join(f"{hop.name}" for hop in facts.way_in(made)) or "none"
    way_out = " to ".join(f"{hop.name}" for hop in facts.way_out(made)) or "none"
    return f"{networks}. Way in: {way_in}. Way out: {way_out}."
