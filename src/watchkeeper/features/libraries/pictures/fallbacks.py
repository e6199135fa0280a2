"""Our own quiet pictures for what has none: posters, covers, backgrounds, people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from watchkeeper.domain.media import Image
from watchkeeper.errors import InputError
from watchkeeper.features.libraries.pictures.png import png
from watchkeeper.features.libraries.pictures.shapes import Box, Circle, Shape, Triangle, painted
from watchkeeper.values import dataclass

INK = "#e8ecf1"
BOTTOM = "#12161b"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A ground that fades from `top` down to the common dark, and what is on it."""

    top: str
    shapes: tuple[Shape, ...]


FILM: tuple[Shape, ...] = (
    Box(0, 0, 46, 58, 5, 0.14),
    *(Box(side * 18.5, y, 4.5, 5, 1.2, 0) for side in (-1, 1) for y in (-22, -11, 0, 11, 22)),
    Box(0, 0, 27, 50, 2.5, 0.05),
    Triangle(-0.5, 0, 7.5, 0.34),
)
DISC: tuple[Shape, ...] = (
    Circle(0, 0, 31, 0.14),
    Circle(0, 0, 24.6, 0.08),
    Circle(0, 0, 24, 0.14),
    Circle(0, 0, 17.6, 0.08),
    Circle(0, 0, 17, 0.14),
    Circle(0, 0, 9.5, 0.32),
    Circle(0, 0, 2.2, 0),
)
HILLS: tuple[Shape, ...] = (
    Circle(34, -18, 8, 0.26),
    Circle(-88, 92, 82, 0.06),
    Circle(78, 104, 92, 0.08),
    Circle(-6, 142, 108, 0.12),
)
SCREEN: tuple[Shape, ...] = (
    Box(0, 28, 22, 3.5, 1.7, 0.2),
    Box(0, 0, 62, 42, 5, 0.16),
    Box(0, 0, 54, 34, 2.5, 0.04),
    Circle(0, 0, 11, 0.16),
    Circle(0, 0, 9.2, 0.04),
    Circle(0, 0, 4, 0.4),
)
PERSON: tuple[Shape, ...] = (
    Circle(0, -11, 15, 0.3),
    Box(0, 38, 58, 52, 26, 0.3),
)

DRAWINGS: Mapping[str, Drawing] = {
    "poster": Drawing("#26303c", FILM),
    "cover": Drawing("#2d2a3a", DISC),
    "art": Drawing("#22323c", HILLS),
    "poster-live": Drawing("#33293a", SCREEN),
    "cover-live": Drawing("#33293a", SCREEN),
    "art-live": Drawing("#33293a", SCREEN),
    "art-live-full": Drawing("#33293a", SCREEN),
    "user": Drawing("#2b3a3a", PERSON),
}
NAMES = frozenset(DRAWINGS)


SHAPES = {"poster": (300, 450), "cover": (300, 300), "art": (640, 360), "user": (100, 100)}
"""Width and height of each sort of picture where nobody says."""


def fallback_picture(name: str) -> Image:
    """The picture of that name as SVG, in the shape of its sort.

    Raises:
        InputError: there is no picture of that name.
    """
    width, height = SHAPES[_known(name).partition("-")[0]]
    return Image(fallback_svg(name, width, height), "image/svg+xml")


def fallback_png(name: str, width: int, height: int) -> bytes:
    """The picture of that name as a PNG file of that many pixels.

    Raises:
        InputError: there is no picture of that name.
    """
    drawing = DRAWINGS[_known(name)]
    fade = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    column = _colour(drawing.top) * (1 - fade) + _colour(BOTTOM) * fade
    ground = np.broadcast_to(column, (height, width, 3))
    return png(painted(drawing.shapes, ground, _colour(INK)))


def fallback_svg(name: str, width: int, height: int) -> bytes:
    """The picture of that name as an SVG file of that shape.

    Raises:
        InputError: there is no picture of that name.
    """
    drawing = DRAWINGS[_known(name)]
    unit = 100 / min(width, height)
    across, along = width * unit, height * unit
    left, top = -across / 2, -along / 2
    shapes = "".join(
        f'{shape.svg()} fill="{_toned(drawing.top, shape.tone)}"/>' for shape in drawing.shapes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="{left:g} {top:g} {across:g} {along:g}"><defs>'
        f'<linearGradient id="g" x2="0" y2="1"><stop stop-color="{drawing.top}"/>'
        f'<stop offset="1" stop-color="{BOTTOM}"/></linearGradient></defs>'
        f'<rect x="{left:g}" y="{top:g}" width="{across:g}" height="{along:g}" fill="url(#g)"/>'
        f"{shapes}</svg>"
    ).encode()


def _known(name: str) -> str:
    if name not in DRAWINGS:
        raise InputError("There is no picture of ours named %(name)r.", name=name, field="fallback")
    return name


def _toned(top: str, tone: float) -> str:
    ground = (_colour(top) + _colour(BOTTOM)) / 2
    mixed = ground + (_colour(INK) - ground) * tone
    return "#" + bytes(int(part) for part in mixed).hex()


def _colour(text: str) -> NDArray[np.float32]:
    return np.array([int(text[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float32)
