"""What a drawing consists of, in pixels from its upper left corner."""

from dataclasses import dataclass

from review.synthesis import Resource

SKY, LINE, GAP, HEAD, PAD = 44, 16, 30, 34, 14  # height of the internet, of a line of text, and so on
WIDE, NARROW = 940, 358


@dataclass(frozen=True, kw_only=True)
class Box:
    """A subnet. `title` names it, `lines` say what is in it, `used` is the share of its addresses that is used."""

    title: str
    prefix: str
    lines: tuple[str, ...]
    hint: str
    x: int
    y: int
    width: int
    height: int
    used: float


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A network with its subnets."""

    network: Resource
    title: str
    prefix: str
    x: int
    y: int
    width: int
    height: int
    boxes: tuple[Box, ...]

    def box(self, subnet: str) -> Box | None:
        return next((each for each in self.boxes if each.title == subnet), None)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line with corners. `kind`: in, out or peering; `label` stands at `at`."""

    kind: str
    points: tuple[tuple[int, int], ...]
    label: str = ""
    at: tuple[int, int] = (0, 0)

    @property
    def path(self) -> str:
        return "M" + " L".join(f"{x} {y}" for x, y in self.points)


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Everything that is drawn. `name` tells two drawings of a page apart."""

    name: str
    width: int
    height: int
    frames: tuple[Frame, ...]
    lines: tuple[Line, ...]
    description: str
