"""The canvas that the sample's pictures are drawn on: sky, light, hills, water."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]

# sky at the top, sky at the horizon, far, middle, near, light
PALETTES: dict[str, tuple[Colour, Colour, Colour, Colour, Colour, Colour]] = {
    "dawn": ((94, 120, 156), (244, 205, 172), (150, 136, 152), (98, 92, 116), (52, 52, 74), (255, 232, 196)),
    "day": ((120, 170, 205), (222, 235, 236), (140, 170, 178), (86, 126, 138), (40, 72, 84), (255, 250, 232)),
    "dusk": ((62, 62, 104), (232, 150, 116), (126, 92, 118), (82, 62, 92), (40, 34, 58), (255, 206, 150)),
    "night": ((14, 22, 44), (52, 72, 104), (38, 54, 84), (24, 36, 60), (12, 18, 34), (236, 226, 190)),
    "storm": ((70, 82, 92), (168, 176, 176), (112, 124, 130), (74, 86, 94), (40, 50, 58), (232, 232, 222)),
    "green": (
        (158, 190, 196),
        (236, 236, 210),
        (150, 176, 140),
        (96, 134, 96),
        (48, 82, 62),
        (255, 246, 206),
    ),
    "desert": (
        (160, 178, 190),
        (244, 222, 184),
        (212, 172, 128),
        (182, 130, 90),
        (118, 78, 58),
        (255, 240, 206),
    ),
    "snow": (
        (146, 170, 196),
        (238, 240, 244),
        (196, 208, 222),
        (152, 170, 192),
        (84, 102, 128),
        (255, 255, 250),
    ),
    "paper": (
        (206, 198, 182),
        (240, 234, 220),
        (190, 172, 148),
        (150, 122, 98),
        (92, 72, 62),
        (255, 250, 236),
    ),
    "ember": ((58, 40, 48), (222, 124, 76), (128, 64, 58), (84, 44, 48), (40, 26, 34), (255, 200, 120)),
}


class Canvas:
    """One picture in the making, drawn at twice its size."""

    def __init__(self, palette: str, seed: int) -> None:
        self.width, self.height = 1200, 676
        self.random = np.random.default_rng(seed)
        self.top, self.low, self.far, self.middle, self.near, self.light = PALETTES[palette]
        rows = np.linspace(0.0, 1.0, self.height)[:, None] ** 1.3
        sky = np.array(self.top) * (1 - rows) + np.array(self.low) * rows
        pixels = np.repeat(sky[:, None, :], self.width, axis=1)
        self.image = Image.fromarray(pixels.astype(np.uint8), "RGB")
        self.draw = ImageDraw.Draw(self.image)

    def at(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self.width), round(y * self.height)

    def glow(self, x: float, y: float, size: float) -> None:
        """A sun or a lamp: a disc with a soft halo."""
        quarter = (
            self.width // 4,
            self.height // 4,
        )  # the halo is soft: a quarter of the size is enough for it
        layer = Image.new("L", quarter, 0)
        middle = round(x * quarter[0]), round(y * quarter[1])
        for scale, strength in ((3.2, 40), (1.9, 70)):
            radius = size * quarter[1] * scale
            ImageDraw.Draw(layer).ellipse(_round_box(middle, radius), fill=strength)
            layer = layer.filter(ImageFilter.GaussianBlur(size * quarter[1] * 0.6))
        layer = layer.resize(self.image.size, Image.Resampling.BICUBIC)
        ImageDraw.Draw(layer).ellipse(_round_box(self.at(x, y), size * self.height), fill=235)
        self.image.paste(self.light, mask=layer)
        self.draw = ImageDraw.Draw(self.image)

    def ridge(self, level: float, rough: float, colour: Colour) -> npt.NDArray[np.float64]:
        """A line of hills; returns its height at each column."""
        xs = np.linspace(0, 1, self.width)
        line = np.full(self.width, level)
        for octave in range(1, 7):
            wave = 1.4 * 1.9**octave
            line += rough / 1.8**octave * np.sin(xs * wave * 2.4 + self.random.uniform(0, 6.28))
        points = [(column, float(value * self.height)) for column, value in enumerate(line)]
        self.draw.polygon([(0, self.height), *points, (self.width, self.height)], fill=colour)
        return line

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        self.draw.rectangle((*self.at(x, y), *self.at(x + width, y + height)), fill=colour)

    def mix(self, one: Colour, other: Colour, share: float) -> Colour:
        red, green, blue = (round(a * (1 - share) + b * share) for a, b in zip(one, other, strict=True))
        return red, green, blue

    def water(self, level: float) -> None:
        """Sea below *level*: the sky again, darker, with streaks of light."""
        for row in range(round(level * self.height), self.height):
            depth = (row / self.height - level) / (1 - level)
            shade = self.mix(self.mix(self.low, self.far, 0.55), self.near, depth * 0.9)
            self.draw.line(((0, row), (self.width, row)), fill=shade)
        for _ in range(240):
            depth = self.random.uniform(0.01, 1) ** 1.6
            y = level + depth * (1 - level)
            x, length = self.random.uniform(0, 1), 0.01 + 0.07 * depth * self.random.uniform(0.3, 1)
            tone = self.mix(
                self.mix(self.low, self.far, 0.5), self.light, self.random.uniform(0.05, 0.5) * (1 - depth)
            )
            thick = max(1, round(4 * depth))
            self.draw.line((self.at(x, y), self.at(x + length, y)), fill=tone, width=thick)


def _round_box(middle: tuple[int, int], radius: float) -> tuple[float, float, float, float]:
    return middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius
