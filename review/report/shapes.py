"""Shapes of a drawing. Coordinates are pixels from its upper left corner."""

from dataclasses import dataclass

from review.synthesis import Resource

SKY, LINE, GAP, HEAD, PAD = 44, 16, 30, 34, 14  # height of the internet box, of a line of text, and so on
WIDE, NARROW = 940, 358


@dataclass(frozen=True, kw_only=True)
class Box:
    """A subnet. `title` is its name, `lines` list its content, `used` is the share of used addresses."""

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
    """A line with corners. `kind` is in, out or peering. `at` is the position of `label`."""

    kind: str
    points: tuple[tuple[int, int], ...]
    label: str = ""
    at: tuple[int, int] = (0, 0)

    @property
    def path(self) -> str:
        return "M" + " L".join(f"{x} {y}" for x, y in self.points)


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A whole drawing. `name` is unique on the page, `kind` is wide or narrow."""

    name: str
    kind: str
    width: int
    height: int
    frames: tuple[Frame, ...]
    lines: tuple[Line, ...]
    description: str
