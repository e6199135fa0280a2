"""Abstract pictures and figures: rings, bands, waves, tiles, portraits and a lit doorway."""

from __future__ import annotations

import math
from random import Random

import numpy as np

from watchkeeper.demo.posters.canvas import Canvas, Grid, Point, mix
from watchkeeper.demo.posters.palettes import Palette


def rings(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Circles around a common point, one of them broken by light."""
    canvas.gradient((palette.dark, palette.layers[2]))
    centre = (random.uniform(0.3, 0.7), canvas.bottom * random.uniform(0.35, 0.6))
    step = random.uniform(0.055, 0.085)
    paints = (*palette.sky[1:], palette.accent, *palette.layers[:2])
    away = canvas.distance(centre)
    for number in range(11, 0, -1):
        canvas.blend(canvas.edge(away - np.float32(step * number)), paints[number % len(paints)])
        angle = np.arctan2(canvas.y - centre[1], canvas.x - centre[0]).astype(np.float32)
        turn = np.cos(angle * 1 + number * random.uniform(0.4, 0.9)).astype(np.float32)
        canvas.blend(
            canvas.edge(away - np.float32(step * number)) * canvas.ripple(turn, -0.2, 1),
            palette.dark,
            0.55,
        )
    canvas.blend(canvas.disc(centre, step * 0.6), palette.accent)


def bands(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Broad slanting bands with a disc between them."""
    canvas.gradient((palette.sky[0], palette.sky[-2]))
    angle = random.choice((-1, 1)) * random.uniform(0.45, 0.8)
    along = canvas.x * math.sin(angle) + canvas.y * math.cos(angle)
    centre = (random.uniform(0.35, 0.65), canvas.bottom * 0.42)
    canvas.glow(canvas.halo(centre, 0.6), palette.accent, 0.25)
    canvas.blend(
        canvas.disc(centre, random.uniform(0.2, 0.28) * min(1.0, canvas.bottom)), palette.accent
    )
    start = random.uniform(0.45, 0.6) * canvas.bottom
    for number, paint in enumerate((palette.sky[-1], *palette.layers)):
        edge = np.float32(start + number * canvas.bottom * 0.1)
        mask = canvas.edge((edge - along).astype(np.float32))
        canvas.blend(mask, paint)
        shade = np.clip((along - edge) / np.float32(0.22), 0, 1).astype(np.float32)
        canvas.blend(mask * shade, palette.dark, 0.3)


def waves(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Rows of overlapping scales, as on old woodcuts, under a sun."""
    canvas.gradient(palette.sky)
    canvas.blend(canvas.disc((random.uniform(0.3, 0.7), canvas.bottom * 0.3), 0.2), palette.accent)
    radius = random.uniform(0.1, 0.14)
    rows = int((canvas.bottom * 0.62) / (radius * 0.5)) + 2
    for row in range(rows):
        tone = mix(palette.layers[0], palette.dark, row / rows)
        light = mix(palette.sky[-1], tone, 0.35 + 0.5 * row / rows)
        y = canvas.bottom * 0.46 + row * radius * 0.5
        strip = canvas.part((0.0, y - radius * 1.05), (1.01, y + radius * 1.05))
        shift = radius if row % 2 else 0.0
        folded = (strip.x + np.float32(shift)) % np.float32(2 * radius) - np.float32(radius)
        away = np.hypot(folded, strip.y - np.float32(y)).astype(np.float32)
        for number in range(4):
            circle = strip.edge(away - np.float32(radius * (1 - number * 0.25)))
            strip.blend(circle, light if number % 2 else tone)


def tiles(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Quarter circles and discs on a grid."""
    canvas.gradient((palette.sky[-1], palette.sky[-1]))
    columns = random.choice((3, 4))
    size = 1 / columns
    paints = (*palette.layers[:3], palette.accent, palette.sky[1], palette.dark)
    for row in range(math.ceil(canvas.bottom / size)):
        for column in range(columns):
            left, top = column * size, row * size
            cell = canvas.part((left, top), (left + size, top + size))
            cell.pixels[:] = random.choice(paints)
            corner = (left + random.choice((0, size)), top + random.choice((0, size)))
            middle = (left + size / 2, top + size / 2)
            centre, radius = random.choice(((corner, size), (corner, size), (middle, size * 0.38)))
            cell.blend(cell.disc(centre, radius), random.choice(paints))
            if random.random() < 0.4:
                cell.blend(cell.disc(centre, radius * 0.5), random.choice(paints))


def portrait(canvas: Canvas, palette: Palette, random: Random) -> None:
    """A head and shoulders before a great disc."""
    canvas.gradient((palette.sky[0], palette.sky[1], palette.sky[-1]))
    size = min(1.0, canvas.bottom)
    centre = (0.5, canvas.bottom - size * 0.58)
    canvas.glow(canvas.halo(centre, size * 0.75), palette.accent, 0.3)
    canvas.blend(canvas.disc(centre, size * random.uniform(0.33, 0.4)), palette.accent)
    for number in range(3):
        canvas.blend(
            canvas.ring(centre, size * (0.43 + 0.05 * number), 0.006),
            palette.accent,
            0.5 - 0.13 * number,
        )
    figure(canvas, palette, random, (centre[0], centre[1] + size * 0.06), size * 0.62)


def figure(canvas: Canvas, palette: Palette, random: Random, place: Point, size: float) -> None:
    """Somebody from the shoulders up; `size` is about the height of head and neck."""
    x, y = place
    skin = mix(palette.dark, palette.layers[1], random.uniform(0.25, 0.6))
    hair, coat = palette.dark, mix(palette.layers[2], palette.dark, 0.35)
    head = canvas.edge(_ellipse(canvas, (x, y), size * 0.2, size * 0.27))
    long_hair = random.random() < 0.5
    if long_hair:
        canvas.blend(
            canvas.edge(_ellipse(canvas, (x, y + size * 0.06), size * 0.29, size * 0.42)), hair
        )
    canvas.blend(
        canvas.box(x - size * 0.085, y, x + size * 0.085, y + size * 0.42),
        mix(skin, palette.dark, 0.35),
    )
    canvas.blend(
        canvas.edge(_ellipse(canvas, (x, y + size * 0.88), size * 0.56, size * 0.52)), coat
    )
    canvas.blend(head, skin)
    parting = random.uniform(-0.12, 0.12)
    crown = _ellipse(canvas, (x + size * parting * 0.3, y - size * 0.13), size * 0.235, size * 0.2)
    cut = _ellipse(canvas, (x + size * parting, y + size * 0.13), size * 0.22, size * 0.22)
    canvas.blend(canvas.edge(crown) * (1 - canvas.edge(cut)), hair)
    if random.random() < 0.2:
        _hat(canvas, palette, (x, y - size * 0.16), size)
    light = canvas.ripple((canvas.x - np.float32(x)) / np.float32(size), 0.02, 0.24)
    canvas.blend(head * light, palette.dark, 0.35)


def _hat(canvas: Canvas, palette: Palette, place: Point, size: float) -> None:
    x, y = place
    brim: list[Point] = [
        (x - size * 0.4, y + size * 0.015), (x - size * 0.2, y - size * 0.03),
        (x + size * 0.2, y - size * 0.03), (x + size * 0.4, y + size * 0.015),
        (x + size * 0.2, y + size * 0.04), (x - size * 0.2, y + size * 0.04),
    ]  # fmt: skip
    canvas.blend(canvas.polygon(brim), palette.dark)
    crown: list[Point] = [
        (x - size * 0.22, y), (x - size * 0.18, y - size * 0.22),
        (x + size * 0.18, y - size * 0.22), (x + size * 0.22, y),
    ]  # fmt: skip
    canvas.blend(canvas.polygon(crown), palette.dark)
    canvas.blend(
        canvas.box(x - size * 0.21, y - size * 0.06, x + size * 0.21, y - size * 0.02),
        palette.accent,
        0.8,
    )


def _ellipse(canvas: Canvas, centre: Point, half_width: float, half_height: float) -> Grid:
    across = (canvas.x - np.float32(centre[0])) / np.float32(half_width)
    down = (canvas.y - np.float32(centre[1])) / np.float32(half_height)
    scale = np.float32(min(half_width, half_height))
    away: Grid = ((np.hypot(across, down) - 1) * scale).astype(np.float32)
    return away


def doorway(canvas: Canvas, palette: Palette, random: Random) -> None:
    """A lit door in the dark, and somebody standing in it."""
    canvas.gradient((palette.dark, mix(palette.dark, palette.layers[2], 0.8), palette.dark))
    size = min(1.0, canvas.bottom)
    x, floor = random.uniform(0.42, 0.58), canvas.bottom * 0.76
    half, top = size * 0.12, floor - size * 0.52
    canvas.glow(canvas.halo((x, (top + floor) / 2), size * 0.5), palette.accent, 0.4)
    spill: list[Point] = [
        (x - half, floor), (x + half, floor),
        (x + half * 3.4, canvas.bottom + 0.1), (x - half * 2.2, canvas.bottom + 0.1),
    ]  # fmt: skip
    fade = np.exp(-(canvas.y - np.float32(floor)) * 2.6).clip(0, 1).astype(np.float32)
    canvas.blend(canvas.polygon(spill) * fade, palette.accent, 0.6)
    canvas.blend(canvas.box(x - half, top, x + half, floor), palette.accent)
    canvas.blend(canvas.disc((x, top), half), palette.accent)
    tall = size * 0.3
    canvas.blend(canvas.disc((x, floor - tall), tall * 0.11), palette.dark)
    body: list[Point] = [
        (x - tall * 0.14, floor - tall * 0.84), (x + tall * 0.14, floor - tall * 0.84),
        (x + tall * 0.19, floor - tall * 0.36), (x + tall * 0.1, floor + 0.004),
        (x - tall * 0.1, floor + 0.004), (x - tall * 0.19, floor - tall * 0.36),
    ]  # fmt: skip
    canvas.blend(canvas.polygon(body), palette.dark)
    shadow: list[Point] = [
        (x - tall * 0.09, floor), (x + tall * 0.09, floor),
        (x + tall * 0.5, canvas.bottom), (x + tall * 0.1, canvas.bottom),
    ]  # fmt: skip
    canvas.blend(canvas.polygon(shadow), palette.dark, 0.7)


def contours(canvas: Canvas, palette: Palette, random: Random) -> None:
    """The lines of a map of hills that do not exist."""
    canvas.gradient((palette.sky[0], palette.sky[1], palette.sky[2]))
    field = np.zeros((canvas.height, canvas.width), np.float32)
    for _ in range(6):
        centre = (random.random(), random.random() * canvas.bottom)
        field += canvas.halo(centre, random.uniform(0.2, 0.5)) * np.float32(random.uniform(-1, 1.3))
    levels = field * np.float32(9)
    steps = np.floor(levels)
    low, high = float(steps.min()), float(steps.max())
    part = ((steps - low) / max(1.0, high - low)).astype(np.float32)
    canvas.blend(part, palette.layers[1], 0.9)
    canvas.blend(np.clip(part * 2 - 1, 0, 1).astype(np.float32), palette.dark, 0.8)
    slope = np.hypot(*np.gradient(levels)).astype(np.float32) + np.float32(1e-4)
    away = np.abs(levels - np.round(levels)) / slope
    canvas.blend(np.clip(1.2 - away, 0, 1).astype(np.float32), palette.accent, 0.75)
