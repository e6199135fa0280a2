"""From places to a map: land, borders, and a mark for each place that leads to its plays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, sqrt

import numpy as np
from markupsafe import Markup

from watchkeeper.values import dataclass
from watchkeeper.web.charts.svg import element, percent
from watchkeeper.web.maps.outlines import UNITS, Outlines
from watchkeeper.web.maps.projection import SHAPE, Frame, flattened, frame_around, world_frame

SIZES = (4.0, 6.0, 8.5, 11.0, 14.0, 18.0)
"""Radii of marks, in pixels: the area grows with the value."""
ROOM = 13.0
"""Radius around a mark in which it can be touched, in pixels."""
MOST_MARKS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class MapMark:
    """A place: its value, in words, and the address (with base path) of the plays behind it."""

    longitude: float
    latitude: float
    value: float
    text: str
    href: str
    is_country: bool = False  # known no closer: the mark is in the middle of the country


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeKey:
    """A size of the legend, and the most that it stands for."""

    swatch: Markup
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMap:
    """A map and what is said beside it."""

    svg: Markup
    title: str
    sizes: tuple[SizeKey, ...]
    has_towns: bool
    has_countries: bool
    is_world: bool
    shown: int
    left_out: int  # places that there was no room for


@dataclass(frozen=True, slots=True, kw_only=True)
class MapAsked:
    """What is said of a map, and how much of the world it shows."""

    title: str
    in_words: Callable[[float], str]  # a value of the marks
    whole_world: bool = False


def draw_map(marks: Sequence[MapMark], asked: MapAsked, outlines: Outlines) -> PlaceMap:
    """Draw it; waits for the disk the first time."""
    known = sorted((one for one in marks if one.value > 0), key=lambda one: -one.value)
    shown = known[:MOST_MARKS]
    at = [(one.longitude, one.latitude) for one in shown]
    frame = world_frame() if asked.whole_world else frame_around(at)
    highest = max((one.value for one in shown), default=0)
    drawn = _marks(shown, frame, highest)
    svg = element(
        "svg",
        (_land(outlines, frame), *drawn),
        xmlns="http://www.w3.org/2000/svg",
        class_="plot plot-map",
        width="100%",
        role="group",
        aria_label=asked.title,
    )
    return PlaceMap(
        svg=svg,
        title=asked.title,
        sizes=_sizes(highest, asked.in_words),
        has_towns=any(not one.is_country for one in shown),
        has_countries=any(one.is_country for one in shown),
        is_world=frame == world_frame(),
        shown=len(shown),
        left_out=len(known) - len(shown),
    )


def size_of(value: float, highest: float) -> int:
    """Which of SIZES a mark has.

    Examples:
        >>> size_of(100, 100), size_of(1, 100), size_of(25, 100)
        (5, 0, 2)
    """
    return max(0, ceil(sqrt(value / highest) * len(SIZES) - 1e-9) - 1)


def _land(outlines: Outlines, frame: Frame) -> Markup:
    paths = outlines.paths(frame)
    made = [element("path", class_="land", d=paths.coasts)] if paths.coasts else []
    made += [element("path", class_="borders", d=paths.borders)] if paths.borders else []
    return element(
        "svg",
        made,
        width="100%",
        height="100%",
        viewBox=f"0 0 {UNITS} {round(UNITS / SHAPE)}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _marks(shown: Sequence[MapMark], frame: Frame, highest: float) -> list[Markup]:
    """The largest first, so that smaller ones lie on top of them."""
    if not shown:
        return []
    degrees = np.array([(one.longitude, one.latitude) for one in shown], np.float64)
    places = frame.within(flattened(degrees)).tolist()
    return [
        _mark(one, number, (percent(x * 100), percent(y * 100)), size_of(one.value, highest))
        for number, (one, (x, y)) in enumerate(zip(shown, places, strict=True))
    ]


def _mark(one: MapMark, number: int, at: tuple[str, str], size: int) -> Markup:
    cx, cy = at
    kind = "country" if one.is_country else "town"
    room = element("circle", class_="room", cx=cx, cy=cy, r=max(ROOM, SIZES[size]))
    spot = element("circle", class_=f"spot {kind} size-{size}", cx=cx, cy=cy, r=SIZES[size])
    return element(
        "a",
        (room, spot),
        href=one.href,
        class_="mark",
        data_at=f"{number} 0",
        tabindex=-1,
        aria_label=one.text,
    )


def _sizes(highest: float, in_words: Callable[[float], str]) -> tuple[SizeKey, ...]:
    """The smallest, a middle and the largest size, each with the most that it stands for."""
    if highest <= 0:
        return ()
    made: dict[str, Markup] = {}
    for size in (0, 2, 5):
        share = ((size + 1) / len(SIZES)) ** 2
        spot = element("circle", class_="spot town", cx=19, cy=19, r=SIZES[size])
        swatch = element("svg", (spot,), class_="swatch", width=38, height=38, aria_hidden="true")
        made[in_words(highest * share)] = swatch
    return tuple(SizeKey(swatch=swatch, text=words) for words, swatch in made.items())
