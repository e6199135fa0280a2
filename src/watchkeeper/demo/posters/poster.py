"""From an item to its picture: the choice of scene, palette and lettering."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from random import Random
from typing import TypeAlias

import numpy as np

from watchkeeper.demo.posters import abstracts, scenes
from watchkeeper.demo.posters.canvas import Canvas, Colour, mix
from watchkeeper.demo.posters.lettering import LEADING, Setting, fit, text_width, write
from watchkeeper.demo.posters.palettes import PALETTES, Palette
from watchkeeper.values import dataclass

Scene: TypeAlias = Callable[[Canvas, Palette, Random], None]

_SCENES: dict[str, tuple[Scene, ...]] = {
    "Drama": (scenes.sea, scenes.hills, abstracts.portrait, scenes.road),
    "Comedy": (abstracts.tiles, abstracts.bands, scenes.dunes, abstracts.rings),
    "Thriller": (abstracts.doorway, scenes.city, scenes.road, abstracts.contours),
    "Mystery": (scenes.forest, abstracts.doorway, scenes.sea, abstracts.contours),
    "Science Fiction": (scenes.space, abstracts.rings, scenes.space, scenes.city),
    "Adventure": (scenes.hills, scenes.dunes, scenes.sea, abstracts.contours),
    "Romance": (scenes.sea, abstracts.portrait, abstracts.waves, scenes.hills),
    "Crime": (scenes.city, abstracts.doorway, abstracts.portrait, scenes.road),
    "Fantasy": (scenes.forest, scenes.space, abstracts.waves, scenes.hills),
    "Documentary": (abstracts.contours, scenes.hills, abstracts.bands, scenes.forest),
    "Family": (scenes.hills, abstracts.tiles, scenes.forest, abstracts.waves),
    "History": (scenes.dunes, abstracts.portrait, scenes.sea, abstracts.bands),
    "Horror": (scenes.forest, abstracts.doorway, scenes.forest, abstracts.rings),
    "Animation": (abstracts.waves, scenes.space, scenes.dunes, abstracts.tiles),
}
_LANDSCAPES: tuple[Scene, ...] = (
    scenes.hills, scenes.sea, scenes.city, scenes.forest, scenes.space, scenes.road, scenes.dunes,
)  # fmt: skip
_COVERS: tuple[Scene, ...] = (
    abstracts.rings, abstracts.bands, abstracts.waves, abstracts.tiles, abstracts.contours,
    scenes.dunes, scenes.sea, scenes.space, scenes.hills,
)  # fmt: skip
_TITLED_AT_TOP: tuple[Scene, ...] = (abstracts.portrait, abstracts.doorway, scenes.space)
_TITLED_ANYWHERE: tuple[Scene, ...] = (abstracts.tiles, abstracts.contours, abstracts.rings)
_DARK = ("ember", "moss", "night", "noir", "violet", "neon", "harbour")
_GRAIN = 0.007


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a picture is of."""

    seed: str  # the same seed gives the same picture
    kind: str  # poster, cover, artist, wide, avatar, emblem
    title: str = ""
    caption: str = ""
    genre: str = ""


def draw(subject: Subject, width: int, height: int) -> Canvas:
    """Draw the subject at this size; the same at every size but for its detail."""
    number = zlib.crc32(f"{subject.kind.split()[0]} {subject.seed}".encode())
    random = Random(number)  # noqa: S311  # pictures, no secrets
    canvas = Canvas(width, height)
    _DRAWERS[subject.kind](canvas, subject, random)
    canvas.finish(_GRAIN, number)
    return canvas


def _poster(canvas: Canvas, subject: Subject, random: Random) -> None:
    palette = _palette(subject.genre, random)
    scene = random.choice(_SCENES.get(subject.genre, _LANDSCAPES))
    scene(canvas, palette, random)
    at_top = scene in _TITLED_AT_TOP or (scene in _TITLED_ANYWHERE and random.random() < 0.5)
    _title(canvas, subject, palette, at_top=at_top, is_left=random.random() < 0.4)


def _cover(canvas: Canvas, subject: Subject, random: Random) -> None:
    palette = random.choice(PALETTES)
    random.choice(_COVERS)(canvas, palette, random)
    if random.random() < 0.8:
        _label(canvas, subject, palette, random)


def _artist(canvas: Canvas, subject: Subject, random: Random) -> None:  # noqa: ARG001  # a drawer
    palette = random.choice(PALETTES)
    abstracts.portrait(canvas, palette, random)


def _wide(canvas: Canvas, subject: Subject, random: Random) -> None:
    random.choice(_LANDSCAPES)(canvas, _palette(subject.genre, random), random)


def _avatar(canvas: Canvas, subject: Subject, random: Random) -> None:  # noqa: ARG001  # a drawer
    palette = random.choice(PALETTES[:12])
    canvas.gradient((palette.sky[1], palette.sky[2], palette.sky[-1]))
    canvas.blend(canvas.disc((0.5, 0.5), 0.42), palette.accent, 0.9)
    abstracts.figure(canvas, palette, random, (0.5, 0.44), 0.72)


def _emblem(canvas: Canvas, subject: Subject, random: Random) -> None:
    palette = random.choice(PALETTES)
    canvas.gradient((palette.sky[0], palette.sky[1]))
    centre = (0.5, canvas.bottom / 2)
    size = min(1.0, canvas.bottom)
    canvas.blend(canvas.disc(centre, size * 0.36), palette.accent)
    canvas.blend(canvas.disc(centre, size * 0.3), palette.dark)
    lines, height = fit(subject.title, size * 0.46, size * 0.3, size * 0.22)
    top = centre[1] - height * (1 + (len(lines) - 1) * LEADING) / 2
    write(canvas, lines, Setting(left=0.5, top=top, height=height, paint=palette.accent))


_DRAWERS: dict[str, Callable[[Canvas, Subject, Random], None]] = {
    "poster": _poster,
    "cover": _cover,
    "artist": _artist,
    "wide": _wide,
    "avatar": _avatar,
    "emblem": _emblem,
}


def _palette(genre: str, random: Random) -> Palette:
    if genre in {"Horror", "Thriller", "Crime", "Mystery"}:
        return random.choice([palette for palette in PALETTES if palette.name in _DARK])
    return random.choice(PALETTES)


def _title(
    canvas: Canvas, subject: Subject, palette: Palette, *, at_top: bool, is_left: bool
) -> None:
    """The title large at the top or the bottom, a thin caption beside it."""
    lines, height = fit(subject.title, 0.84, canvas.bottom * 0.3, 0.15)
    block = height * (1 + (len(lines) - 1) * LEADING)
    caption = 0.026 if subject.caption else 0.0
    top = 0.085 if at_top else canvas.bottom - 0.085 - block - caption * 2.6
    _scrim(canvas, palette, at_top=at_top, depth=block + caption * 2.6 + 0.3)
    ink = _ink(canvas, palette, top, block)
    left, align = (0.08, "left") if is_left else (0.5, "centre")
    write(canvas, lines, Setting(left=left, top=top, height=height, paint=ink, align=align))
    if caption:
        place = top + block + caption * 1.6
        spacing = min(3.0, 0.84 / caption * 8 / max(1, len(subject.caption)) - 5.4)
        setting = Setting(
            left=left, top=place, height=caption, paint=ink, align=align,
            weight=0.95, spacing=max(0.0, spacing), opacity=0.8,
        )  # fmt: skip
        write(canvas, [subject.caption], setting)


def _label(canvas: Canvas, subject: Subject, palette: Palette, random: Random) -> None:
    """A cover's small title in a corner, the artist below it."""
    height = min(0.062, 0.84 / (text_width(subject.title) + 2) * 8)
    at_top = random.random() < 0.5
    top = 0.08 if at_top else canvas.bottom - 0.08 - height * 2.3
    _scrim(canvas, palette, at_top=at_top, depth=0.34)
    ink = _ink(canvas, palette, top, height * 2.3)
    align, left = random.choice((("left", 0.08), ("centre", 0.5), ("right", 0.92)))
    write(
        canvas, [subject.title], Setting(left=left, top=top, height=height, paint=ink, align=align)
    )
    small = min(0.034, 0.84 / (text_width(subject.caption, 1.2) + 2) * 8)
    setting = Setting(
        left=left, top=top + height * 1.6, height=small, paint=ink, align=align,
        weight=1.0, spacing=1.2, opacity=0.85,
    )  # fmt: skip
    write(canvas, [subject.caption], setting)


def _scrim(canvas: Canvas, palette: Palette, *, at_top: bool, depth: float) -> None:
    """A veil behind the lettering: dark below light letters, light below dark ones."""
    is_dark_ink = sum(palette.ink) < 1.5
    away = canvas.y if at_top else canvas.bottom - canvas.y
    mask = np.clip(1 - away / np.float32(depth), 0, 1).astype(np.float32) ** 1.1
    paint = palette.sky[0] if is_dark_ink else mix(palette.dark, (0, 0, 0), 0.25)
    canvas.blend(mask * np.ones_like(canvas.x), paint, 0.88)


def _ink(canvas: Canvas, palette: Palette, top: float, block: float) -> Colour:
    """The palette's ink, or its contrary where the ground is too like it."""
    last = canvas.height - 1  # letters may stand below a picture that is wide and low
    first = min(last, int(max(0.0, top) * canvas.width))
    end = max(first, int((top + block) * canvas.width)) + 1
    ground = float(canvas.pixels[first:end].mean())
    light, dark = (1.0, 0.97, 0.91), mix(palette.dark, (0, 0, 0), 0.3)
    ink = sum(palette.ink) / 3
    if abs(ink - ground) > 0.34:
        return palette.ink
    return dark if ground > 0.5 else light
