"""Setting text in the demo's own typeface."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from watchkeeper.demo.posters.canvas import Canvas, Colour, Grid, Point
from watchkeeper.demo.posters.glyphs import GAP, GLYPHS, MARKS, SPACE
from watchkeeper.values import dataclass

CAP_HEIGHT = 8.0
ROUNDING = 1.75
"""Radius of a rounded corner, in units."""

LEADING = 1.5
"""Distance of two lines, in cap heights."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A letter: its width in units and its strokes as rows of points."""

    width: float
    strokes: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a text is set: place of its first line's cap line, size and look."""

    left: float
    top: float
    height: float  # of a capital, in fractions of the picture's width
    paint: Colour
    weight: float = 1.25  # of the pen, in units
    spacing: float = 0.0  # additional units between letters
    align: str = "centre"  # left, centre, right: what `left` means
    opacity: float = 1.0


@lru_cache(maxsize=256)
def shape(letter: str) -> Shape:
    """The letter's shape, accents included; unknown characters are a blank."""
    if letter in GLYPHS:
        width, strokes = GLYPHS[letter]
        return Shape(width, tuple(_strokes(strokes)))
    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[0], decomposed[1:]
    if base not in GLYPHS:
        return Shape(SPACE - GAP, ())
    width, strokes = GLYPHS[base]
    shift = (width - 4.0) / 2
    accents = [
        tuple((x + shift, y) for x, y in stroke)
        for mark in marks
        if mark in MARKS
        for stroke in _strokes(MARKS[mark])
    ]
    return Shape(width, (*_strokes(strokes), *accents))


def text_width(text: str, spacing: float = 0.0) -> float:
    """The width of one line in units."""
    widths = [shape(letter).width for letter in text.upper()]
    return sum(widths) + max(0, len(widths) - 1) * (GAP + spacing)


def write(canvas: Canvas, lines: Sequence[str], setting: Setting) -> None:
    """Write the lines one below the other."""
    scale = setting.height / CAP_HEIGHT
    for number, line in enumerate(lines):
        width = text_width(line, setting.spacing) * scale
        shift = {"left": 0.0, "centre": width / 2, "right": width}[setting.align]
        top = setting.top + number * setting.height * LEADING
        _write_line(canvas, line.upper(), (setting.left - shift, top), setting)


def wrap(text: str, lines: int) -> list[str]:
    """The text in so many lines of similar width; fewer when it has fewer words."""
    words = text.split()
    count = min(lines, len(words))
    if count <= 1:
        return [text]
    return min(_splits(words, count), key=lambda split: max(map(text_width, split)))


def fit(text: str, width: float, height: float, tallest: float) -> tuple[list[str], float]:
    """The lines and the cap height with which a text best fills a box; never above `tallest`."""
    best: tuple[list[str], float] = ([text], 0.0)
    for count in range(1, 5):
        lines = wrap(text, count)
        widest = max(text_width(line) for line in lines) + 1.3
        size = min(width / widest * CAP_HEIGHT, height / (1 + (len(lines) - 1) * LEADING), tallest)
        if size > best[1] * 1.08:
            best = (lines, size)
    return best


def _splits(words: list[str], count: int) -> Iterator[list[str]]:
    if count == 1:
        yield [" ".join(words)]
        return
    for first in range(1, len(words) - count + 2):
        for rest in _splits(words[first:], count - 1):
            yield [" ".join(words[:first]), *rest]


def _write_line(canvas: Canvas, line: str, start: Point, setting: Setting) -> None:
    scale = setting.height / CAP_HEIGHT
    x = start[0]
    for letter in line:
        glyph = shape(letter)
        placed = [
            [(x + px * scale, start[1] + py * scale) for px, py in stroke]
            for stroke in glyph.strokes
        ]
        if placed:
            _draw(canvas, placed, setting.weight * scale / 2, setting)
        x += (glyph.width + GAP + setting.spacing) * scale


def _draw(canvas: Canvas, strokes: list[list[Point]], radius: float, setting: Setting) -> None:
    points = [point for stroke in strokes for point in stroke]
    margin = radius + 2 * canvas.pixel
    columns = _span([x for x, _ in points], margin, canvas.width, canvas.width)
    rows = _span([y for _, y in points], margin, canvas.width, canvas.height)
    if columns.start >= columns.stop or rows.start >= rows.stop:
        return
    away = _distance(canvas.x[:, columns], canvas.y[rows], strokes)
    mask = np.clip(0.5 - (away - np.float32(radius)) * canvas.width, 0, 1) * setting.opacity
    part = canvas.pixels[rows, columns]
    part += (np.asarray(setting.paint, np.float32) - part) * mask[..., None].astype(np.float32)


def _span(values: Sequence[float], margin: float, scale: int, limit: int) -> slice:
    first = int((min(values) - margin) * scale)
    last = int((max(values) + margin) * scale) + 2
    return slice(max(0, min(first, limit)), max(0, min(last, limit)))


def _distance(x: Grid, y: Grid, strokes: list[list[Point]]) -> Grid:
    """How far each point is from the nearest stroke."""
    segments = [(*first, *second) for stroke in strokes for first, second in pairwise(stroke)]
    x1, y1, x2, y2 = (
        np.array(values, np.float32)[:, None, None] for values in zip(*segments, strict=True)
    )
    across, down = x2 - x1, y2 - y1
    length = np.maximum(across * across + down * down, np.float32(1e-12))
    along = np.clip(((x[None] - x1) * across + (y[None] - y1) * down) / length, 0, 1)
    away = np.hypot(x[None] - x1 - along * across, y[None] - y1 - along * down)
    return np.asarray(away.min(axis=0), np.float32)


def _strokes(text: str) -> Iterator[tuple[Point, ...]]:
    for stroke in text.split(";"):
        corners = [
            (float(x), float(y.rstrip("!")), y.endswith("!"))
            for x, y in (point.split(",") for point in stroke.split())
        ]
        yield tuple(_rounded(corners))


def _rounded(corners: list[tuple[float, float, bool]]) -> Iterator[Point]:
    """The corners with the round ones replaced by small curves."""
    yield corners[0][:2]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        here = corner[:2]
        if corner[2]:
            yield here
            continue
        start, end = _towards(here, before[:2]), _towards(here, after[:2])
        for step in range(7):
            t = step / 6
            yield (
                (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * here[0] + t**2 * end[0],
                (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * here[1] + t**2 * end[1],
            )
    yield corners[-1][:2]


def _towards(point: Point, other: Point) -> Point:
    length = float(np.hypot(other[0] - point[0], other[1] - point[1]))
    part = min(ROUNDING, length / 2) / length if length else 0.0
    return point[0] + (other[0] - point[0]) * part, point[1] + (other[1] - point[1]) * part
