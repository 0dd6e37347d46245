"""The small map of a story: a part of the world with dots, rings and names."""

from collections.abc import Sequence
from dataclasses import dataclass

from kabar.model.views import PlaceView

WIDTH, HEIGHT = 1000.0, 420.0  # of world.svg: equirectangular, cut below 61 degrees south
NARROWEST = 90.0  # about 32 degrees: nearer, the outline of the land is too coarse
MARGIN = 1.9  # of the places' own extent
LETTER = 0.52  # width of a letter against its height


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map."""

    x: float
    y: float
    radius: float
    wide: bool  # a region or country: a ring


@dataclass(frozen=True, slots=True)
class Label:
    """A place's name beside its dot."""

    name: str
    x: float
    y: float
    anchor: str  # start or end


@dataclass(frozen=True, slots=True)
class SmallMap:
    """What the template draws, in units of world.svg."""

    box: str
    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]
    size: float  # of letters
    line: float


def map_of(places: Sequence[PlaceView]) -> SmallMap | None:
    """The part of the world that shows *places*; None without any."""
    if not places:
        return None
    points = [((p.longitude + 180) / 360 * WIDTH, (90 - p.latitude) / 360 * WIDTH) for p in places]
    x, y, width, height = _window(points)
    unit = width / 100
    dots = tuple(
        Dot(
            round(px, 1),
            round(py, 1),
            round(unit * (1.4 if p.level == "city" else 2.6), 2),
            p.level != "city",
        )
        for p, (px, py) in zip(places, points, strict=True)
    )
    size = unit * 4.4
    return SmallMap(
        box=f"{x:.1f} {y:.1f} {width:.1f} {height:.1f}",
        dots=dots,
        labels=_labels([p.name for p in places], dots, size, (x, y, width, height)),
        size=round(size, 2),
        line=round(unit * 0.9, 2),
    )


def _window(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    width = min(WIDTH, max(NARROWEST, (right - left) * MARGIN, (bottom - top) * MARGIN * 2))
    height = min(HEIGHT, width / 2)
    x = min(max(0.0, (left + right - width) / 2), WIDTH - width)
    y = min(max(0.0, (top + bottom - height) / 2), HEIGHT - height)
    return x, y, width, height


def _labels(
    names: Sequence[str], dots: Sequence[Dot], size: float, window: tuple[float, float, float, float]
) -> tuple[Label, ...]:
    """Names that fit beside their dots without covering each other or a dot; the first ones first."""
    left, _, width, _ = window
    taken = [(d.x - d.radius, d.y - d.radius, d.x + d.radius, d.y + d.radius) for d in dots]
    found = []
    for name, dot in zip(names, dots, strict=True):
        length = sum(
            size * (LETTER if letter.isascii() else 1.0 if ord(letter) > 0x2E80 else LETTER)
            for letter in name
        )
        gap = dot.radius + size * 0.3
        for anchor, start in (("start", dot.x + gap), ("end", dot.x - gap - length)):
            box = (start, dot.y - size * 0.6, start + length, dot.y + size * 0.4)
            if start < left or start + length > left + width or any(_overlap(box, other) for other in taken):
                continue
            taken.append(box)
            at = start if anchor == "start" else start + length
            found.append(Label(name, round(at, 1), round(dot.y + size * 0.34, 1), anchor))
            break
    return tuple(found)


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
