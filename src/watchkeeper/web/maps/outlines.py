"""Coasts and borders of the world, as `assets/world.mjs` makes them, and paths of parts of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
import orjson

from watchkeeper.values import dataclass
from watchkeeper.web.maps.projection import SHAPE, Frame, Points, flattened

UNITS = 800
"""The width of a map in the units of its paths; a point is where a whole number of them is."""
BEYOND = 30
"""Units by which a path goes on outside of the map, so that no edge of it is seen."""
MOST_KEPT = 8
"""Parts of the world whose paths are kept."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The `d` of two paths."""

    coasts: str = ""
    borders: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Many lines as one list of points of the flat world, and where each begins."""

    points: Points
    starts: Points

    @classmethod
    def of(cls, told: Sequence[Sequence[int]]) -> Lines:
        """Lines as the file has them."""
        sizes = np.array([len(one) // 2 for one in told], np.int64)
        degrees = [np.array(one, np.float64).reshape(-1, 2).cumsum(axis=0) / 100 for one in told]
        flat = flattened(np.concatenate([np.empty((0, 2)), *degrees])).astype(np.float32)
        return cls(flat, sizes.cumsum() - sizes)

    def path(self, frame: Frame, least: int, end: str) -> str:
        """The lines within a frame as a path; those of fewer than `least` points are left out."""
        if not len(self.starts):
            return ""
        room = np.array([UNITS, round(UNITS / SHAPE)])
        placed = np.rint(frame.within(self.points) * room)
        placed = np.clip(placed, -BEYOND, room + BEYOND).astype(np.int64)
        points, starts = _kept(placed, self.starts, _is_new(placed))
        points, starts = _kept(points, starts, ~_along_edges(points))
        low = np.minimum.reduceat(points, starts)
        high = np.maximum.reduceat(points, starts)
        sizes = np.diff(starts, append=len(points))
        is_seen = (high >= 0).all(axis=1) & (low <= room).all(axis=1) & (sizes >= least)
        return "".join(
            _drawn(points[starts[at] : starts[at] + sizes[at]], end)
            for at in np.flatnonzero(is_seen).tolist()
        )


class Outlines:
    """The world, read when it is first drawn. Without the file maps have no land."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._coasts: Lines | None = None
        self._borders: Lines | None = None
        self._middles: Mapping[str, tuple[float, float]] = {}
        self._kept: dict[Frame, Paths] = {}

    def paths(self, frame: Frame) -> Paths:
        """Coasts and borders of a part of the world. Reads a file: not for the event loop."""
        with self._lock:
            known = self._kept.get(frame)
            if known is None:
                self._read()
                if self._coasts is None or self._borders is None:
                    return Paths()
                coasts = self._coasts.path(frame, 3, "z")
                known = Paths(coasts, self._borders.path(frame, 2, ""))
                if len(self._kept) >= MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[frame] = known
            return known

    def middle(self, country: str) -> tuple[float, float] | None:
        """Longitude and latitude of the middle of a country, by its two letters."""
        with self._lock:
            self._read()
            found = self._middles.get(country)
            return None if found is None else (found[0], found[1])

    def _read(self) -> None:
        if self._coasts is not None or not self._file.is_file():
            return
        told = orjson.loads(self._file.read_bytes())
        self._coasts, self._borders = Lines.of(told["coasts"]), Lines.of(told["borders"])
        self._middles = told["middles"]


def _kept(points: Points, starts: Points, wanted: Points) -> tuple[Points, Points]:
    """The points that are wanted, with the first of each line, and where each line begins then."""
    wanted[starts] = True
    sizes = np.add.reduceat(wanted, starts)
    return points[wanted], sizes.cumsum() - sizes


def _is_new(points: Points) -> Points:
    """Which points are not where the one before is."""
    return np.append(True, (points[1:] != points[:-1]).any(axis=1))


def _along_edges(points: Points) -> Points:
    """Which points lie between others on an edge of what is drawn: the line needs none of them.

    No two that follow one another may be the same, or corners would go as well.
    """
    found = np.zeros(len(points), np.bool_)
    edges = points.min(axis=0), points.max(axis=0)
    for axis in (0, 1):
        on_edge = (points[:, axis] == edges[0][axis]) | (points[:, axis] == edges[1][axis])
        is_same = points[1:, axis] == points[:-1, axis]
        found[1:-1] |= on_edge[1:-1] & is_same[1:] & is_same[:-1]
    return found


def _drawn(points: Points, end: str) -> str:
    steps = np.diff(points, axis=0).ravel().tolist()
    x, y = points[0].tolist()
    text = " ".join(map(str, steps)).replace(" -", "-")
    return f"M{x} {y}l{text}{end}"
