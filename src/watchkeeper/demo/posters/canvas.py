"""A small painting surface: soft-edged shapes over gradients, in NumPy.

Coordinates are fractions of the width: x runs from 0 to 1, y from 0 to the height divided by the
width. Edges are about a pixel soft, so that a picture looks the same at every size.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from copy import copy
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Grid: TypeAlias = NDArray[np.float32]
Colour: TypeAlias = tuple[float, float, float]
Point: TypeAlias = tuple[float, float]


def colour(text: str) -> Colour:
    """The colour of a hexadecimal text such as `f2a65a`.

    Examples:
        >>> colour("ff0000")
        (1.0, 0.0, 0.0)
    """
    red, green, blue = (int(text[n : n + 2], 16) / 255 for n in (0, 2, 4))
    return red, green, blue


def mix(first: Colour, second: Colour, part: float) -> Colour:
    """A colour between two: `part` 0 is the first, 1 the second."""
    red, green, blue = (a + (b - a) * part for a, b in zip(first, second, strict=True))
    return red, green, blue


class Canvas:
    """A picture being painted; masks are grids from 0 (nothing) to 1 (covered)."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.bottom = height / width
        self.pixel = 1.0 / width
        self.pixels = np.zeros((height, width, 3), np.float32)
        self.x: Grid = _middles(width, width)[None, :]
        self.y: Grid = _middles(height, width)[:, None]

    def part(self, corner: Point, opposite: Point) -> Canvas:
        """A view of a rectangle of the picture, in the same coordinates, for small shapes.

        What is laid on it appears in the picture. It knows discs, rings and boxes, not polygons.
        """
        columns, rows = (
            slice(max(0, int(start * self.width)), max(0, int(end * self.width)))
            for start, end in zip(corner, opposite, strict=True)
        )
        view = copy(self)
        view.pixels = self.pixels[rows, columns]
        view.x, view.y = self.x[:, columns], self.y[rows]
        return view

    def blend(self, mask: Grid, paint: Colour, opacity: float = 1.0) -> None:
        """Lay a colour over the picture where the mask says so."""
        cover = (mask * np.float32(opacity))[..., None]
        self.pixels += (np.asarray(paint, np.float32) - self.pixels) * cover

    def glow(self, mask: Grid, paint: Colour, opacity: float = 1.0) -> None:
        """Add light where the mask says so."""
        light = np.asarray(paint, np.float32) * np.float32(opacity)
        self.pixels += (1 - self.pixels) * (mask[..., None] * light)

    def gradient(self, stops: Sequence[Colour]) -> None:
        """Fill the picture from top to bottom through these colours."""
        places = np.linspace(0, self.bottom, len(stops))
        rows = [np.interp(self.y[:, 0], places, [stop[n] for stop in stops]) for n in range(3)]
        self.pixels[:] = np.stack(rows, axis=-1).astype(np.float32)[:, None, :]

    def edge(self, distance: Grid, softness: float = 0.0) -> Grid:
        """A mask of where the distance is below zero, with a soft edge."""
        width = max(softness, self.pixel)
        cover: Grid = np.clip(0.5 - distance / np.float32(width), 0, 1).astype(np.float32)
        return cover

    def distance(self, centre: Point, stretch: float = 1.0) -> Grid:
        """How far each point is from the centre; `stretch` above 1 flattens circles."""
        away = np.hypot(self.x - np.float32(centre[0]), (self.y - np.float32(centre[1])) * stretch)
        near: Grid = away.astype(np.float32)
        return near

    def disc(self, centre: Point, radius: float, softness: float = 0.0) -> Grid:
        """A filled circle."""
        return self.edge(self.distance(centre) - np.float32(radius), softness)

    def ring(self, centre: Point, radius: float, thickness: float) -> Grid:
        """A circle line."""
        away = np.abs(self.distance(centre) - np.float32(radius))
        return self.edge(away - np.float32(thickness / 2))

    def halo(self, centre: Point, radius: float) -> Grid:
        """Light that fades away from a centre."""
        light: Grid = np.exp(-((self.distance(centre) / np.float32(radius)) ** 2))
        return light

    def below(self, line: Grid, softness: float = 0.0) -> Grid:
        """Everything below a line given as a y for each column."""
        return self.edge(line - self.y, softness)

    def box(self, left: float, top: float, right: float, bottom: float) -> Grid:
        """A rectangle."""
        across = np.maximum(np.float32(left) - self.x, self.x - np.float32(right))
        down = np.maximum(np.float32(top) - self.y, self.y - np.float32(bottom))
        return self.edge(across) * self.edge(down)

    def polygon(self, points: Sequence[Point]) -> Grid:
        """A filled shape with straight sides, by the even-odd rule, four samples to a pixel."""
        mask = np.zeros((self.height, self.width), np.float32)
        rows, columns = self._window(points)
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return mask
        for shift_x, shift_y in ((-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)):
            x = self.x[:, columns] + np.float32(shift_x * self.pixel)
            y = self.y[rows] + np.float32(shift_y * self.pixel)
            mask[rows, columns] += _inside(x, y, points) * np.float32(0.25)
        return mask

    def ripple(self, grid: Grid, low: float, high: float) -> Grid:
        """A soft step of a grid between two values."""
        part = np.clip((grid - np.float32(low)) / np.float32(high - low), 0, 1)
        step: Grid = (part * part * (3 - 2 * part)).astype(np.float32)
        return step

    def finish(self, grain: float, seed: int) -> None:
        """Darken the corners a little and lay a fine grain over everything."""
        away = np.hypot(self.x - 0.5, (self.y / self.bottom - 0.5)).astype(np.float32)
        self.pixels *= (1 - 0.22 * self.ripple(away, 0.42, 0.85))[..., None]
        noise = np.random.default_rng(seed).standard_normal((self.height, self.width), np.float32)
        self.pixels += noise[..., None] * np.float32(grain)

    def png(self) -> bytes:
        """The picture as a PNG file."""
        content = (np.clip(self.pixels, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
        return encode_png(content)

    def _window(self, points: Sequence[Point]) -> tuple[slice, slice]:
        across = [x * self.width for x, _ in points]
        down = [y * self.width for _, y in points]
        rows = slice(max(0, int(min(down)) - 1), min(self.height, int(max(down)) + 2))
        columns = slice(max(0, int(min(across)) - 1), min(self.width, int(max(across)) + 2))
        return rows, columns


def _middles(count: int, width: int) -> Grid:
    """The middles of so many pixels, in fractions of the width."""
    return ((np.arange(count) + 0.5) / width).astype(np.float32)


def _inside(x: Grid, y: Grid, points: Sequence[Point]) -> NDArray[np.bool_]:
    inside = np.zeros((y.shape[0], x.shape[1]), np.bool_)
    previous = points[-1]
    for point in points:
        (x1, y1), (x2, y2) = previous, point
        if y1 != y2:
            between = (y < y1) != (y < y2)
            inside ^= between & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
        previous = point
    return inside


def encode_png(content: NDArray[np.uint8]) -> bytes:
    """Rows of red, green and blue bytes as a PNG file."""
    height, width, _ = content.shape
    rows = np.empty((height, 1 + width * 3), np.uint8)
    rows[:, 0] = 1  # filter "sub": each pixel as its difference from the one on its left
    flat = content.reshape(height, width * 3)
    rows[:, 1:4] = flat[:, :3]
    rows[:, 4:] = flat[:, 3:] - flat[:, :-3]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
