"""Draws the newspaper pictures of the sample: calm abstract scenes, the same for the same event every time."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from kabar.sample.canvas import Canvas, Colour

Draw = Callable[[Canvas], None]

SIZES = {"large": (1200, 675), "small": (480, 270), "square": (600, 600)}


def _sea(canvas: Canvas) -> None:
    canvas.glow(canvas.random.uniform(0.25, 0.75), 0.36, 0.06)
    canvas.ridge(0.5, 0.05, canvas.mix(canvas.far, canvas.low, 0.35))
    canvas.water(0.56)
    for _ in range(2):
        x, y = canvas.random.uniform(0.1, 0.85), canvas.random.uniform(0.6, 0.8)
        size = (y - 0.5) * 0.35
        hull = [
            canvas.at(x, y),
            canvas.at(x + size, y),
            canvas.at(x + size * 0.85, y + size * 0.28),
            canvas.at(x + size * 0.15, y + size * 0.28),
        ]
        canvas.draw.polygon(hull, fill=canvas.near)
        canvas.box(x + size * 0.45, y - size * 0.5, size * 0.2, size * 0.5, canvas.middle)


def _mountains(canvas: Canvas) -> None:
    canvas.glow(canvas.random.uniform(0.2, 0.8), 0.28, 0.05)
    canvas.ridge(0.46, 0.22, canvas.mix(canvas.far, canvas.low, 0.4))
    canvas.ridge(0.6, 0.18, canvas.far)
    canvas.ridge(0.74, 0.13, canvas.middle)
    canvas.ridge(0.88, 0.07, canvas.near)


def _fields(canvas: Canvas) -> None:
    canvas.glow(canvas.random.uniform(0.2, 0.8), 0.3, 0.055)
    canvas.ridge(0.5, 0.06, canvas.far)
    canvas.ridge(0.6, 0.05, canvas.middle)
    base = canvas.mix(canvas.middle, canvas.near, 0.55)
    canvas.draw.polygon([canvas.at(0, 0.64), canvas.at(1, 0.6), canvas.at(1, 1), canvas.at(0, 1)], fill=base)
    vanish = canvas.random.uniform(0.3, 0.7)
    for step in range(-14, 15):
        foot = vanish + step * 0.13
        tone = canvas.mix(base, canvas.light, 0.1 if step % 2 else 0.22)
        canvas.draw.polygon(
            [canvas.at(vanish + step * 0.008, 0.635), canvas.at(foot + 0.045, 1), canvas.at(foot, 1)],
            fill=tone,
        )


def _city(canvas: Canvas) -> None:
    canvas.glow(canvas.random.uniform(0.15, 0.85), 0.35, 0.06)
    layers = (
        (0.62, canvas.mix(canvas.far, canvas.low, 0.35), 0.05),
        (0.7, canvas.middle, 0.065),
        (0.82, canvas.near, 0.09),
    )
    for level, colour, width in layers:
        x = -0.02
        while x < 1:
            wide = width * canvas.random.uniform(0.6, 1.3)
            top = level - canvas.random.uniform(0.02, 0.26) * (1 if wide < width else 0.6)
            canvas.box(x, top, wide, 1 - top, colour)
            if colour == canvas.near:
                _windows(canvas, x, top, wide)
            x += wide * 1.02
    canvas.box(0, 0.94, 1, 0.06, canvas.near)


def _windows(canvas: Canvas, x: float, top: float, wide: float) -> None:
    for column in range(1, 5):
        for row in range(1, 8):
            if canvas.random.random() < 0.35 and top + row * 0.035 < 0.92:
                tone = canvas.mix(canvas.near, canvas.light, 0.55)
                canvas.box(x + wide * column / 5.2, top + row * 0.035, wide * 0.08, 0.016, tone)


def _harbour(canvas: Canvas) -> None:
    canvas.glow(0.7, 0.32, 0.055)
    canvas.ridge(0.48, 0.04, canvas.mix(canvas.far, canvas.low, 0.4))
    canvas.water(0.6)
    for crane in range(3):
        x = 0.12 + crane * 0.2 + canvas.random.uniform(-0.03, 0.03)
        canvas.box(x, 0.24, 0.012, 0.4, canvas.near)
        canvas.box(x + 0.05, 0.24, 0.012, 0.4, canvas.near)
        canvas.box(x - 0.06, 0.25, 0.22, 0.016, canvas.near)
        canvas.draw.line((canvas.at(x + 0.03, 0.16), canvas.at(x + 0.16, 0.25)), fill=canvas.near, width=4)
        canvas.draw.line((canvas.at(x + 0.03, 0.16), canvas.at(x - 0.06, 0.25)), fill=canvas.near, width=4)
    canvas.box(0, 0.63, 0.74, 0.035, canvas.near)
    tones = (
        canvas.middle,
        canvas.far,
        canvas.mix(canvas.light, canvas.middle, 0.5),
        canvas.mix(canvas.near, canvas.light, 0.2),
    )
    for column in range(22):
        for row in range(int(canvas.random.integers(0, 4))):
            canvas.box(
                0.01 + column * 0.033,
                0.604 - row * 0.027,
                0.03,
                0.024,
                tones[int(canvas.random.integers(0, 4))],
            )


def _hall(canvas: Canvas) -> None:
    """Columns and steps: parliaments, courts, museums."""
    canvas.ridge(0.62, 0.03, canvas.far)
    stone = canvas.mix(canvas.light, canvas.low, 0.35)
    shade = canvas.mix(stone, canvas.middle, 0.45)
    canvas.draw.polygon([canvas.at(0.16, 0.33), canvas.at(0.5, 0.13), canvas.at(0.84, 0.33)], fill=stone)
    canvas.draw.polygon([canvas.at(0.25, 0.31), canvas.at(0.5, 0.17), canvas.at(0.75, 0.31)], fill=shade)
    canvas.box(0.15, 0.33, 0.7, 0.055, stone)
    canvas.box(0.18, 0.385, 0.64, 0.4, canvas.mix(canvas.near, canvas.middle, 0.3))
    columns = int(canvas.random.integers(5, 10))
    for column in range(columns):
        x = 0.185 + column * 0.5845 / (columns - 1)
        canvas.box(x, 0.385, 0.042, 0.4, stone)
        canvas.box(x + 0.026, 0.385, 0.016, 0.4, shade)
    for step in range(4):
        tone = canvas.mix(stone, canvas.middle, 0.15 + step * 0.12)
        canvas.box(0.13 - step * 0.03, 0.785 + step * 0.035, 0.74 + step * 0.06, 0.036, tone)
    canvas.box(0, 0.92, 1, 0.08, canvas.mix(canvas.middle, canvas.near, 0.5))


def _stadium(canvas: Canvas) -> None:
    for row in range(9):
        tone = canvas.mix(canvas.near, canvas.middle, row / 9)
        canvas.draw.ellipse(
            (*canvas.at(-0.35 + row * 0.02, 0.2 + row * 0.045), *canvas.at(1.35 - row * 0.02, 1.25)),
            fill=tone,
        )
        for _ in range(130):
            angle = canvas.random.uniform(3.3, 6.1)
            x = 0.5 + (0.83 - row * 0.02) * np.cos(angle)
            y = 0.74 + (0.5 - row * 0.04) * np.sin(angle)
            speck = canvas.mix(tone, canvas.light, float(canvas.random.uniform(0.1, 0.6)))
            canvas.box(float(x), float(y), 0.004, 0.007, speck)
    grass: Colour = (92, 134, 88)
    for stripe in range(10):
        tone = canvas.mix(canvas.mix(grass, canvas.middle, 0.25), canvas.light, 0.12 if stripe % 2 else 0.02)
        left, right = -0.2 + stripe * 0.14, -0.2 + (stripe + 1) * 0.14
        canvas.draw.polygon(
            [
                canvas.at(0.5 + (left - 0.5) * 0.62, 0.66),
                canvas.at(0.5 + (right - 0.5) * 0.62, 0.66),
                canvas.at(right, 1),
                canvas.at(left, 1),
            ],
            fill=tone,
        )
    white = canvas.mix(canvas.light, grass, 0.15)
    canvas.draw.line((canvas.at(0.5, 0.66), canvas.at(0.5, 1)), fill=white, width=4)
    canvas.draw.ellipse((*canvas.at(0.36, 0.74), *canvas.at(0.64, 0.92)), outline=white, width=4)


def _lab(canvas: Canvas) -> None:
    """Glass on a bench: medicine, chemistry."""
    canvas.box(0, 0.78, 1, 0.22, canvas.middle)
    canvas.box(0, 0.78, 1, 0.012, canvas.mix(canvas.light, canvas.middle, 0.4))
    tints = (canvas.far, canvas.middle, canvas.mix(canvas.low, canvas.near, 0.3))
    for index in range(7):
        x, height = 0.08 + index * 0.125, float(canvas.random.uniform(0.2, 0.46))
        glass = canvas.mix(canvas.light, canvas.low, 0.45)
        canvas.draw.rounded_rectangle(
            (*canvas.at(x, 0.78 - height), *canvas.at(x + 0.085, 0.78)), radius=22, fill=glass
        )
        fill = height * float(canvas.random.uniform(0.3, 0.8))
        canvas.draw.rounded_rectangle(
            (*canvas.at(x + 0.006, 0.772 - fill), *canvas.at(x + 0.079, 0.772)),
            radius=16,
            fill=tints[index % 3],
        )
        canvas.box(x + 0.014, 0.8 - height, 0.006, height * 0.85, canvas.mix(glass, (255, 255, 255), 0.7))


def _chart(canvas: Canvas) -> None:
    """Rising and falling bars: prices, budgets."""
    canvas.ridge(0.66, 0.05, canvas.mix(canvas.far, canvas.low, 0.5))
    walk = np.cumsum(canvas.random.normal(0.1, 1.0, 22))
    heights = 0.14 + 0.46 * (walk - walk.min()) / (walk.max() - walk.min())
    line = []
    for column, height in enumerate(heights):
        tone = canvas.mix(canvas.middle, canvas.near, column / 22)
        canvas.box(0.04 + column * 0.042, 0.9 - float(height), 0.03, float(height), tone)
        line.append(canvas.at(0.055 + column * 0.042, 0.84 - float(height)))
    canvas.draw.line(line, fill=canvas.light, width=6, joint="curve")
    canvas.box(0, 0.9, 1, 0.1, canvas.near)


def _stars(canvas: Canvas) -> None:
    for _ in range(420):
        x, y = canvas.random.uniform(0, 1), canvas.random.uniform(0, 0.8)
        bright = float(canvas.random.uniform(0.1, 0.9) ** 2)
        size = 0.0012 + 0.0018 * bright
        canvas.box(float(x), float(y), size, size * 1.78, canvas.mix(canvas.top, canvas.light, bright))
    canvas.glow(canvas.random.uniform(0.2, 0.8), 0.26, 0.05)
    canvas.ridge(0.78, 0.08, canvas.middle)
    canvas.ridge(0.9, 0.05, canvas.near)
    x = 0.42 + float(canvas.random.uniform(-0.2, 0.2))
    canvas.draw.pieslice((*canvas.at(x, 0.62), *canvas.at(x + 0.16, 0.906)), 180, 360, fill=canvas.near)
    canvas.draw.line(
        (canvas.at(x + 0.08, 0.76), canvas.at(x + 0.15, 0.58)),
        fill=canvas.mix(canvas.near, canvas.light, 0.35),
        width=14,
    )


def _pages(canvas: Canvas) -> None:
    """Spines on shelves: books, schools, archives."""
    tints = (canvas.far, canvas.middle, canvas.near, canvas.mix(canvas.light, canvas.far, 0.4), canvas.top)
    for shelf in range(3):
        floor = 0.32 + shelf * 0.31
        x = 0.01
        while x < 0.99:
            width, height = (
                float(canvas.random.uniform(0.012, 0.036)),
                float(canvas.random.uniform(0.17, 0.25)),
            )
            tone = tints[int(canvas.random.integers(0, 5))]
            canvas.box(x, floor - height, width, height, tone)
            canvas.box(
                x + width * 0.2, floor - height * 0.8, width * 0.6, 0.008, canvas.mix(tone, canvas.light, 0.6)
            )
            x += width + 0.003
        canvas.box(0, floor, 1, 0.03, canvas.mix(canvas.near, canvas.middle, 0.4))


def _rain(canvas: Canvas) -> None:
    canvas.ridge(0.6, 0.06, canvas.far)
    canvas.ridge(0.74, 0.05, canvas.middle)
    canvas.water(0.82)
    canvas.image = canvas.image.filter(ImageFilter.GaussianBlur(3))
    canvas.draw = ImageDraw.Draw(canvas.image)
    for _ in range(520):
        x, y = float(canvas.random.uniform(-0.1, 1)), float(canvas.random.uniform(-0.1, 1))
        length = float(canvas.random.uniform(0.03, 0.1))
        canvas.draw.line(
            (canvas.at(x, y), canvas.at(x + length * 0.16, y + length)),
            fill=canvas.mix(canvas.low, canvas.light, 0.3),
            width=1,
        )


SCENES: dict[str, Draw] = {
    "sea": _sea, "mountains": _mountains, "fields": _fields, "city": _city, "harbour": _harbour, "hall": _hall,
    "stadium": _stadium, "lab": _lab, "chart": _chart, "stars": _stars, "pages": _pages, "rain": _rain,
}  # fmt: skip


@lru_cache(maxsize=256)
def jpeg(scene: str, palette: str, seed_text: str, size: str = "large") -> bytes:
    """A JPEG of *scene* in *palette*; the same arguments give the same bytes."""
    canvas = Canvas(palette, zlib.crc32(seed_text.encode()))
    SCENES[scene](canvas)
    pixels = np.asarray(canvas.image, dtype=np.int16)
    tile = canvas.random.normal(0, 3.2, (169, 240)).astype(np.int16)  # paper, and no banding in the sky
    grain = np.tile(tile, (4, 5))[:, :, None]
    image = Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8), "RGB")
    width, height = SIZES[size]
    if width == height:
        image = image.crop((262, 0, 938, 676))
    out = io.BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(out, "JPEG", quality=80)
    return out.getvalue()


@lru_cache(maxsize=32)
def icon(name: str, accent: str) -> bytes:
    """A favicon: a square in the outlet's colour with a light bar pattern made from its name."""
    image = Image.new("RGB", (64, 64), accent)
    draw = ImageDraw.Draw(image)
    bits = zlib.crc32(name.encode())
    for row in range(4):
        draw.rectangle((12, 12 + row * 11, 22 + (bits >> row * 5) % 32, 17 + row * 11), fill="#f7f3ea")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
