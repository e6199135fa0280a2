"""Landscapes: hills, sea, city, forest, space and road. Each fills a canvas from a palette."""

from __future__ import annotations

import math
from random import Random

import numpy as np

from watchkeeper.demo.posters.canvas import Canvas, Grid, Point, mix
from watchkeeper.demo.posters.palettes import Palette


def hills(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Ridges behind ridges below a low sun."""
    canvas.gradient(palette.sky)
    sun = (random.uniform(0.25, 0.75), canvas.bottom * random.uniform(0.34, 0.48))
    _sun(canvas, palette, sun, random.uniform(0.1, 0.17))
    count = len(palette.layers) + 1
    for number in range(count):
        part = number / (count - 1)
        level = canvas.bottom * (0.5 + 0.38 * part)
        line = ridge(
            canvas, random, level, canvas.bottom * 0.07 * (1.2 - part * 0.5), jagged=part < 0.5
        )
        _layer(canvas, palette, line, part)
    if random.random() < 0.6:
        _birds(canvas, palette, random, sun)


def sea(canvas: Canvas, palette: Palette, random: Random) -> None:
    """A moon over still water, and something on it: a boat, an island or a lighthouse."""
    canvas.gradient(palette.sky)
    horizon = canvas.bottom * random.uniform(0.55, 0.64)
    radius = random.uniform(0.11, 0.19) * min(1.0, canvas.bottom)
    moon = (random.uniform(0.3, 0.7), horizon - radius * random.uniform(0.2, 2.0))
    _sun(canvas, palette, moon, radius)
    water = canvas.edge(np.float32(horizon) - canvas.y) * np.ones_like(canvas.x)
    canvas.blend(water, mix(palette.layers[1], palette.layers[2], 0.5))
    depth = np.clip((canvas.y - horizon) / (canvas.bottom - horizon), 0, 1).astype(np.float32)
    canvas.blend(water * depth, palette.dark, 0.85)
    _reflection(canvas, palette, (moon[0], horizon), radius)
    random.choice((_boat, _lighthouse, _islands))(canvas, palette, random, horizon)


def city(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Towers against the sky, some windows lit."""
    canvas.gradient(palette.sky)
    _stars(canvas, palette, random, 60)
    moon = (random.uniform(0.2, 0.8), canvas.bottom * random.uniform(0.16, 0.36))
    _sun(canvas, palette, moon, random.uniform(0.07, 0.13))
    for number, part in enumerate((0.2, 0.6, 1.0)):
        towers = _towers(canvas, random, canvas.bottom * (0.46 + 0.14 * number))
        _layer(canvas, palette, _skyline(canvas, towers), part)
        if number:
            _windows(canvas, palette, random, towers)


def forest(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Rows of firs that fade into the mist."""
    canvas.gradient(palette.sky)
    sun = (random.uniform(0.3, 0.7), canvas.bottom * random.uniform(0.25, 0.42))
    _sun(canvas, palette, sun, random.uniform(0.08, 0.15))
    for number in range(4):
        part = number / 3
        ground = ridge(canvas, random, canvas.bottom * (0.56 + 0.14 * number), 0.05, jagged=False)
        trees = _firs(canvas, random, 0.028 + 0.03 * part, canvas.bottom * (0.06 + 0.09 * part))
        _layer(canvas, palette, ground - trees, part)
        mist = canvas.halo((0.5, float(ground.mean()) + 0.08), 0.45)
        canvas.blend(mist * np.float32(1 - part), palette.sky[-1], 0.22)


def space(canvas: Canvas, palette: Palette, random: Random) -> None:
    """A great planet, its ring, and stars."""
    canvas.gradient((palette.dark, mix(palette.dark, palette.sky[1], 0.5), palette.sky[1]))
    _stars(canvas, palette, random, 160)
    _nebula(canvas, palette, random)
    centre = (random.uniform(0.28, 0.72), canvas.bottom * random.uniform(0.38, 0.56))
    radius = random.uniform(0.24, 0.36) * min(1.0, canvas.bottom)
    canvas.glow(canvas.halo(centre, radius * 1.5), palette.accent, 0.25)
    planet = canvas.disc(centre, radius)
    canvas.blend(planet, palette.layers[0])
    for number in range(5):
        y = centre[1] + radius * (number / 2.5 - 0.9) + random.uniform(-0.02, 0.02)
        wave = np.sin(canvas.x * random.uniform(5, 9) + random.uniform(0, 6)) * 0.012
        stripe = canvas.edge(np.abs(canvas.y - y + wave).astype(np.float32) - radius * 0.1, 0.03)
        canvas.blend(stripe * planet, palette.sky[-1 - number % 3], 0.35)
    light = (centre[0] - radius * 0.5, centre[1] - radius * 0.5)
    canvas.blend(
        planet * canvas.ripple(canvas.distance(light), radius * 0.7, radius * 1.6),
        palette.dark,
        0.92,
    )
    if random.random() < 0.65:
        _planet_ring(canvas, palette, centre, radius)
    small = (centre[0] + radius * 1.25, centre[1] - radius * 1.1)
    canvas.blend(canvas.disc(small, radius * 0.13), palette.accent)


def road(canvas: Canvas, palette: Palette, random: Random) -> None:
    """A straight road into the sun."""
    canvas.gradient(palette.sky)
    horizon = canvas.bottom * random.uniform(0.56, 0.64)
    centre = random.uniform(0.4, 0.6)
    _sun(canvas, palette, (centre, horizon - 0.03), random.uniform(0.15, 0.22))
    _layer(canvas, palette, ridge(canvas, random, horizon - 0.015, 0.05, jagged=True), 0.3)
    ground = canvas.below(np.full_like(canvas.x, np.float32(horizon)))
    canvas.blend(ground, palette.layers[2])
    bottom = canvas.bottom + 0.01
    lane: list[Point] = [
        (centre - 0.004, horizon),
        (centre + 0.004, horizon),
        (0.92, bottom),
        (0.08, bottom),
    ]
    canvas.blend(canvas.polygon(lane), palette.dark)
    for number in range(7):
        near, far = (number + 0.35) ** 2 / 49, (number + 0.8) ** 2 / 49
        top, end = (horizon + (bottom - horizon) * part for part in (near, far))
        thin, wide = 0.001 + near * 0.014, 0.001 + far * 0.014
        middle = [centre + (0.5 - centre) * part for part in (near, far)]
        dash: list[Point] = [
            (middle[0] - thin, top), (middle[0] + thin, top),
            (middle[1] + wide, end), (middle[1] - wide, end),
        ]  # fmt: skip
        canvas.blend(canvas.polygon(dash), palette.accent, 0.9)


def dunes(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Smooth dunes with a bright and a dark side."""
    canvas.gradient(palette.sky)
    sun = (random.uniform(0.2, 0.8), canvas.bottom * random.uniform(0.2, 0.36))
    _sun(canvas, palette, sun, random.uniform(0.09, 0.16))
    for number in range(5):
        part = number / 4
        level = canvas.bottom * (0.5 + 0.11 * number)
        swing = np.sin(canvas.x * random.uniform(2.2, 4.2) + random.uniform(0, 6.3)).astype(
            np.float32
        )
        line = np.float32(level) + swing * np.float32(canvas.bottom * 0.055)
        mask = canvas.below(line)
        canvas.blend(mask, mix(palette.layers[0], palette.dark, part * 0.85))
        shade = np.clip((canvas.y - line) / (canvas.bottom * 0.16), 0, 1).astype(np.float32)
        canvas.glow(mask * (1 - shade) ** 2, palette.sky[-1], 0.3 * (1 - part))


def ridge(canvas: Canvas, random: Random, level: float, swing: float, *, jagged: bool) -> Grid:
    """A mountain line around a level: octaves of waves, folded to peaks when jagged."""
    line = np.zeros_like(canvas.x)
    for octave in range(5):
        frequency = random.uniform(2.5, 4.0) * 1.9**octave
        wave = np.sin(canvas.x * np.float32(frequency) + np.float32(random.uniform(0, 6.3)))
        if jagged:
            wave = 1 - 2 * np.abs(wave)
        line += wave * np.float32(0.55**octave)
    return (np.float32(level) + line * np.float32(swing)).astype(np.float32)


def _sun(canvas: Canvas, palette: Palette, centre: Point, radius: float) -> None:
    canvas.glow(canvas.halo(centre, radius * 3.2), palette.accent, 0.45)
    canvas.blend(canvas.disc(centre, radius), palette.accent)


def _layer(canvas: Canvas, palette: Palette, line: Grid, part: float) -> None:
    """A layer of land; far ones take the colour of the sky, near ones are dark."""
    steps = (mix(palette.sky[-1], palette.layers[0], 0.55), *palette.layers)
    place = part * (len(steps) - 1)
    low = min(int(place), len(steps) - 2)
    shade = mix(steps[low], steps[low + 1], place - low)
    mask = canvas.below(line)
    canvas.blend(mask, shade)
    depth = np.clip((canvas.y - line) / np.float32(canvas.bottom * 0.3), 0, 1).astype(np.float32)
    canvas.blend(mask * depth, palette.dark, 0.25)


def _stars(canvas: Canvas, palette: Palette, random: Random, count: int) -> None:
    height, width = canvas.height, canvas.width
    for _ in range(count):
        x, y = random.random(), random.random() ** 1.4
        light = random.uniform(0.25, 0.95)
        column, row = min(width - 2, int(x * width)), min(height - 2, int(y * height * 0.8))
        size = 1 + (random.random() < 0.14 and width > 240)
        patch = canvas.pixels[row : row + size, column : column + size]
        patch += (np.asarray(palette.ink, np.float32) - patch) * np.float32(light)


def _nebula(canvas: Canvas, palette: Palette, random: Random) -> None:
    for number in range(4):
        centre = (random.random(), random.random() * canvas.bottom)
        paint = palette.sky[1 + number % (len(palette.sky) - 1)]
        canvas.glow(canvas.halo(centre, random.uniform(0.2, 0.5)), paint, 0.3)


def _planet_ring(canvas: Canvas, palette: Palette, centre: Point, radius: float) -> None:
    tilt = 0.35
    x, y = canvas.x - np.float32(centre[0]), canvas.y - np.float32(centre[1])
    along, across = x * math.cos(tilt) + y * math.sin(tilt), y * math.cos(tilt) - x * math.sin(tilt)
    away = np.hypot(along, across * 4.2).astype(np.float32)
    band = canvas.edge(np.abs(away - radius * 1.55).astype(np.float32) - radius * 0.16, 0.008)
    line = canvas.edge(np.abs(away - radius * 1.85).astype(np.float32) - radius * 0.03, 0.006)
    behind = canvas.disc(centre, radius) * (across < 0)
    canvas.blend(
        (np.maximum(band, line * 0.7) * (1 - behind)).astype(np.float32), palette.accent, 0.8
    )


def _reflection(canvas: Canvas, palette: Palette, start: Point, radius: float) -> None:
    depth = (canvas.y - np.float32(start[1])) / np.float32(canvas.bottom - start[1])
    ripples = np.sin(canvas.y * 260 * (1.25 - np.clip(depth, 0, 1) * 0.75)).astype(np.float32)
    half = radius * (0.35 + np.clip(depth, 0, 1) * 0.75) * (0.8 + 0.35 * np.sin(canvas.y * 97))
    across = np.abs(canvas.x - np.float32(start[0])) - half
    mask = canvas.edge(across.astype(np.float32), 0.02) * canvas.ripple(ripples, -0.2, 0.4)
    canvas.blend((mask * (depth > 0)).astype(np.float32), palette.accent, 0.6)


def _boat(canvas: Canvas, palette: Palette, random: Random, horizon: float) -> None:
    x, size = random.uniform(0.25, 0.75), random.uniform(0.09, 0.15) * min(1.0, canvas.bottom)
    y = horizon + size * 0.55
    hull: list[Point] = [
        (x - size, y),
        (x + size, y),
        (x + size * 0.65, y + size * 0.32),
        (x - size * 0.65, y + size * 0.32),
    ]
    sail: list[Point] = [
        (x - size * 0.06, y - size * 0.1),
        (x - size * 0.06, y - size * 2.1),
        (x + size * 0.85, y - size * 0.1),
    ]
    jib: list[Point] = [
        (x - size * 0.16, y - size * 0.1),
        (x - size * 0.16, y - size * 1.7),
        (x - size * 0.8, y - size * 0.1),
    ]
    canvas.blend(canvas.polygon(hull), palette.dark)
    canvas.blend(canvas.polygon(sail), palette.ink if sum(palette.ink) > 1.5 else palette.accent)
    canvas.blend(canvas.polygon(jib), mix(palette.ink, palette.accent, 0.5))


def _lighthouse(canvas: Canvas, palette: Palette, random: Random, horizon: float) -> None:
    x = random.choice((0.2, 0.8))
    size = 0.085 * min(1.0, canvas.bottom * 0.9)
    rock = ridge(canvas, random, horizon + 0.02, 0.012, jagged=True)
    rock = rock + (np.abs(canvas.x - np.float32(x)) * 0.9 - 0.1).clip(-0.1, 1)
    top = horizon - size * 4.6
    canvas.glow(_beam(canvas, (x, top)), palette.accent, 0.4)
    canvas.blend(canvas.below(rock.astype(np.float32)), palette.dark)
    tower: list[Point] = [
        (x - size * 0.36, top),
        (x + size * 0.36, top),
        (x + size * 0.62, horizon),
        (x - size * 0.62, horizon),
    ]
    canvas.blend(canvas.polygon(tower), palette.ink if sum(palette.ink) > 1.5 else palette.sky[0])
    for part in (0.24, 0.62):
        stripe = canvas.box(
            x - size, top + size * 4.6 * part, x + size, top + size * 4.6 * (part + 0.16)
        )
        canvas.blend(stripe * canvas.polygon(tower), palette.layers[0])
    canvas.blend(canvas.box(x - size * 0.3, top - size * 0.7, x + size * 0.3, top), palette.accent)
    roof: list[Point] = [
        (x - size * 0.5, top - size * 0.7),
        (x, top - size * 1.35),
        (x + size * 0.5, top - size * 0.7),
    ]
    canvas.blend(canvas.polygon(roof), palette.dark)


def _beam(canvas: Canvas, lamp: Point) -> Grid:
    x, y = canvas.x - np.float32(lamp[0]), canvas.y - np.float32(lamp[1])
    towards = 1.0 if lamp[0] < 0.5 else -1.0
    angle = np.abs(np.arctan2(y, x * towards) + 0.18)
    spread = canvas.ripple(-angle.astype(np.float32), -0.16, -0.02)
    beam: Grid = (spread * np.exp(-np.hypot(x, y) * 1.6)).astype(np.float32)
    return beam


def _islands(canvas: Canvas, palette: Palette, random: Random, horizon: float) -> None:
    for part in (0.35, 0.7):
        centre, width = random.uniform(0.1, 0.9), random.uniform(0.18, 0.34)
        bump = np.exp(-(((canvas.x - np.float32(centre)) / width) ** 2)) * canvas.bottom * 0.09
        line = ridge(canvas, random, horizon + 0.015, 0.012, jagged=True) - bump + 0.03
        above = canvas.edge(canvas.y - np.float32(horizon + 0.012 + 0.03 * part))
        canvas.blend(
            canvas.below(line.astype(np.float32)) * above,
            mix(palette.layers[1], palette.dark, part),
        )


def _birds(canvas: Canvas, palette: Palette, random: Random, sun: Point) -> None:
    for _ in range(random.randint(3, 6)):
        x, y = sun[0] + random.uniform(-0.28, 0.28), sun[1] + random.uniform(-0.16, 0.08)
        size = random.uniform(0.012, 0.024)
        for side in (-1, 1):
            wing: list[Point] = [
                (x, y),
                (x + side * size * 0.6, y - size * 0.5),
                (x + side * size * 1.3, y - size * 0.2),
                (x + side * size * 0.6, y - size * 0.28),
            ]
            canvas.blend(canvas.polygon(wing), palette.dark, 0.85)


def _towers(canvas: Canvas, random: Random, level: float) -> list[tuple[float, float, float]]:
    towers, x = [], -0.02
    while x < 1.02:
        width = random.uniform(0.05, 0.13)
        towers.append((x, x + width, level - random.uniform(-0.06, 0.2) * canvas.bottom))
        x += width + random.choice((0.0, 0.0, 0.012))
    return towers


def _skyline(canvas: Canvas, towers: list[tuple[float, float, float]]) -> Grid:
    line = np.full_like(canvas.x, np.float32(canvas.bottom))
    for left, right, top in towers:
        inside = (canvas.x >= left) & (canvas.x < right)
        line[inside] = np.minimum(line[inside], np.float32(top))
    return line


def _windows(
    canvas: Canvas, palette: Palette, random: Random, towers: list[tuple[float, float, float]]
) -> None:
    for left, right, top in towers:
        columns = max(2, int((right - left) / 0.021))
        step = (right - left) / columns
        for row in range(int((canvas.bottom - top) / 0.03)):
            for column in range(columns):
                if random.random() > 0.23:
                    continue
                x, y = left + step * (column + 0.28), top + 0.016 + row * 0.03
                _dot(canvas, palette, (x, y), (step * 0.46, 0.013))


def _dot(canvas: Canvas, palette: Palette, place: Point, size: Point) -> None:
    scale = canvas.width
    columns = slice(max(0, int(place[0] * scale)), max(0, int((place[0] + size[0]) * scale) + 1))
    rows = slice(max(0, int(place[1] * scale)), max(0, int((place[1] + size[1]) * scale) + 1))
    part = canvas.pixels[rows, columns]
    part += (np.asarray(palette.accent, np.float32) - part) * np.float32(0.75)


def _firs(canvas: Canvas, random: Random, width: float, height: float) -> Grid:
    """How far the trees rise above their ground, for each column."""
    rise = np.zeros_like(canvas.x)
    x = -width
    while x < 1 + width:
        tall = height * random.uniform(0.55, 1.25)
        half = width * random.uniform(0.8, 1.3)
        away = 1 - np.abs(canvas.x - np.float32(x)) / np.float32(half)
        jag = 1 + 0.16 * np.sin(away * 26)
        rise = np.maximum(rise, np.clip(away, 0, 1) ** 0.85 * tall * jag)
        x += width * random.uniform(0.5, 1.4)
    return rise.astype(np.float32)
