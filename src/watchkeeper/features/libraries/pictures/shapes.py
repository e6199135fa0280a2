"""A few shapes that can be drawn as pixels and written as SVG.

Units: the shorter side of a picture is 100, the middle is (0, 0), y points down.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from watchkeeper.values import dataclass

Grid = NDArray[np.float32]


class Shape(Protocol):
    """Something to draw; `tone` is how much lighter than the ground it is, 0 to 1."""

    @property
    def tone(self) -> float:
        """Share of the ink's colour."""
        ...

    def distance(self, x: Grid, y: Grid) -> Grid:
        """Distance to its edge, negative inside."""
        ...

    def svg(self) -> str:
        """Its element, without colour."""
        ...


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc."""

    x: float
    y: float
    radius: float
    tone: float

    def distance(self, x: Grid, y: Grid) -> Grid:
        distance: Grid = np.hypot(x - self.x, y - self.y) - self.radius
        return distance

    def svg(self) -> str:
        return f'<circle cx="{self.x}" cy="{self.y}" r="{self.radius}"'


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners, by its middle and size."""

    x: float
    y: float
    width: float
    height: float
    corner: float
    tone: float

    def distance(self, x: Grid, y: Grid) -> Grid:
        across = np.abs(x - self.x) - self.width / 2 + self.corner
        along = np.abs(y - self.y) - self.height / 2 + self.corner
        outside = np.hypot(np.maximum(across, 0), np.maximum(along, 0))
        distance: Grid = outside + np.minimum(np.maximum(across, along), 0) - self.corner
        return distance

    def svg(self) -> str:
        left, top = self.x - self.width / 2, self.y - self.height / 2
        size = f'width="{self.width}" height="{self.height}" rx="{self.corner}"'
        return f'<rect x="{left}" y="{top}" {size}'


@dataclass(frozen=True, slots=True)
class Triangle:
    """A triangle pointing right, by its middle and half height."""

    x: float
    y: float
    size: float
    tone: float

    def distance(self, x: Grid, y: Grid) -> Grid:
        left = self.x - self.size * 0.7
        sloped = (x - self.x - self.size) * 0.507 + np.abs(y - self.y) * 0.862
        distance: Grid = np.maximum(left - x, sloped)
        return distance

    def svg(self) -> str:
        left, right = self.x - self.size * 0.7, self.x + self.size
        top, bottom = self.y - self.size, self.y + self.size
        return f'<path d="M{left} {top}L{right} {self.y}L{left} {bottom}z"'


def painted(
    shapes: tuple[Shape, ...], ground: NDArray[np.float32], ink: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """The ground (height × width × 3, 0 to 255) with the shapes on it, edges smoothed."""
    height, width = ground.shape[:2]
    unit = 100 / min(width, height)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x + 0.5 - width / 2) * unit, (y + 0.5 - height / 2) * unit
    tones = np.zeros((height, width), np.float32)
    for shape in shapes:
        covered = np.clip(np.float32(0.5) - shape.distance(x, y) / np.float32(unit), 0, 1)
        tones += (np.float32(shape.tone) - tones) * covered
    picture: NDArray[np.uint8] = (ground + (ink - ground) * tones[..., None] + 0.5).astype(np.uint8)
    return picture
