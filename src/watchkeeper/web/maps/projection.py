"""From degrees to a flat map on which equal areas are equal, and the part of it that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from watchkeeper.values import dataclass

Points: TypeAlias = NDArray[Any]  # Any: whole numbers or fractions; one row a point

POWERS = (1.340264, -0.081106, 0.000893, 0.003796)
"""Šavrič, Patterson and Jenny, "The Equal Earth map projection", 2018: of 1, 3, 7 and 9."""
HALF_ROOT = sqrt(3) / 2

SHAPE = 2.2
"""How much wider than high a map is."""
MARGIN = 0.12
"""Part of its width that is kept free around what a map shows."""
LEAST = 0.34
"""The least width of a part, in radians of the equator (about 1,600 km): closer is all coast."""
WIDEST = 0.62
"""A part that would be wider than so much of the world is the world."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the flat world that is shown: its west and north edge, and its width."""

    west: float
    north: float
    width: float

    @property
    def height(self) -> float:
        """How high it is, in the same unit."""
        return self.width / SHAPE

    def within(self, points: Points) -> Points:
        """Where points are in it: 0 to 1 from the west, 0 to 1 from the north."""
        found: Points = (points - (self.west, self.north)) / (self.width, -self.height)
        return found


def flattened(degrees: Points) -> Points:
    """Longitudes and latitudes as points of the flat world, x to the east and y to the north."""
    longitude, latitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    angle = np.arcsin(HALF_ROOT * np.sin(latitude))
    first, third, seventh, ninth = POWERS
    slope = first + 3 * third * angle**2 + 7 * seventh * angle**6 + 9 * ninth * angle**8
    x = longitude * np.cos(angle) / (HALF_ROOT * slope)
    y = first * angle + third * angle**3 + seventh * angle**7 + ninth * angle**9
    return np.stack([x, y], axis=1)


def world_frame() -> Frame:
    """The whole world but for the far south, where nobody watches."""
    edges = flattened(np.array([[-180.0, 0.0], [180.0, 0.0], [0.0, 84.0]]))
    width = float(edges[1, 0] - edges[0, 0])
    return Frame(float(edges[0, 0]), float(edges[2, 1]) + width * 0.01, width)


def frame_around(degrees: Sequence[tuple[float, float]]) -> Frame:
    """The part of the world with all of these (longitude, latitude) and some room around."""
    world = world_frame()
    if not degrees:
        return world
    points = flattened(np.array(degrees, np.float64))
    low, high = points.min(axis=0), points.max(axis=0)
    span = max(float(high[0] - low[0]), float(high[1] - low[1]) * SHAPE)
    width = max(span * (1 + 2 * MARGIN), LEAST)
    if width > world.width * WIDEST:
        return world
    middle = (low + high) / 2
    west = min(max(float(middle[0]) - width / 2, world.west), -world.west - width)
    north = min(float(middle[1]) + width / SHAPE / 2, world.north)
    return Frame(round(west, 4), round(north, 4), round(width, 4))
