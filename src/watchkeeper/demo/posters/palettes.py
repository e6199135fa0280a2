"""Curated palettes: a sky from top to bottom, layers from far to near, an accent and an ink."""

from __future__ import annotations

from watchkeeper.demo.posters.canvas import Colour, colour
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours that belong together."""

    name: str
    sky: tuple[Colour, ...]
    layers: tuple[Colour, ...]
    accent: Colour
    ink: Colour

    @property
    def dark(self) -> Colour:
        """The darkest colour: the nearest layer."""
        return self.layers[-1]


def _palette(name: str, sky: str, layers: str, accent: str, ink: str) -> Palette:
    return Palette(
        name,
        tuple(colour(text) for text in sky.split()),
        tuple(colour(text) for text in layers.split()),
        colour(accent),
        colour(ink),
    )


PALETTES = (
    _palette(
        "dawn", "2b3a67 a4577d f29e7a fbd9a5", "c06c84 7b4b78 4a3560 241b3d", "ffe3b3", "fff4e0"
    ),
    _palette(
        "fjord", "0f2a3d 1f5673 6ba8a9 d7e8d0", "4f8a8b 2f6073 1b4055 0c2233", "f6ae2d", "f4f7ee"
    ),
    _palette(
        "ember", "1a0f1e 5b1e31 c2452d f7a440", "8f2f2c 5e1f2b 3a1424 1b0a16", "ffd26f", "fff1d6"
    ),
    _palette(
        "moss", "14261d 2f5d45 88a96b e9e3b4", "5e8a5a 3a6647 234533 10241b", "f2c14e", "f8f4dc"
    ),
    _palette(
        "night", "060b1f 101c44 27396f 5d6fa8", "223264 17234b 0e1733 060a1a", "f3e9c6", "eef1ff"
    ),
    _palette(
        "rose", "3b1f3f 8a3b66 e0799a ffd1c9", "b4567f 7f3a68 512750 2a1530", "fff0d9", "fff3f0"
    ),
    _palette(
        "desert", "40638a a9b7ac f0c987 e58f4e", "c9703f 9b4a33 6a2f2b 35181b", "fff2c4", "fff6e2"
    ),
    _palette(
        "arctic", "26456b 6fa1c4 bfdde6 f5f5ee", "9fc3d4 6592b3 3d6488 1c3453", "ff7f57", "f9fcff"
    ),
    _palette(
        "noir", "0d0d10 1e1f24 43454d 8b8c8c", "3a3b42 26272d 17181c 0a0a0c", "d8392b", "f4efe6"
    ),
    _palette(
        "citrus", "0b5563 1d8a84 7cc6a0 fbe68a", "2f9c8c 1b7577 0f5160 062f3d", "ff8c42", "fffbe6"
    ),
    _palette(
        "violet", "1b1142 41227a 8b4bb8 f099c0", "6a3aa0 472679 2c1857 150b31", "ffd166", "fbf0ff"
    ),
    _palette(
        "clay", "ece0cf e2b993 c98462 8f4f47", "b06a52 834a43 583037 2e1a23", "26547c", "2e1a23"
    ),
    _palette(
        "paper", "f3ecdd efe2c6 e8d3ab dcbf8e", "d36a4a 3c6e71 284b63 1d2a38", "d1495b", "1d2a38"
    ),
    _palette(
        "neon", "0a0720 1f0f4d 5a1a8a d22f8c", "3b1770 290f55 190a3a 0b0520", "31e6e0", "f4f0ff"
    ),
    _palette(
        "harbour", "1c2b3a 3f5d73 a5aa9a eecfa1", "5f7480 41586a 293d4f 142331", "e4572e", "faf3e3"
    ),
)
