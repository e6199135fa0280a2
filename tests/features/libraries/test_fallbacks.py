"""Our own pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.errors import InputError
from watchkeeper.features.libraries.pictures.fallbacks import (
    NAMES,
    fallback_picture,
    fallback_png,
    fallback_svg,
)
from watchkeeper.features.libraries.pictures.png import png


def decoded(content: bytes) -> np.ndarray:
    """The pixels of a PNG as `png` writes them, checked chunk by chunk."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, {}
    while at < len(content):
        length = int.from_bytes(content[at : at + 4])
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        checksum = int.from_bytes(content[at + 8 + length : at + 12 + length])
        assert zlib.crc32(kind + body) == checksum
        chunks[kind] = body
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height = (int.from_bytes(chunks[b"IHDR"][start : start + 4]) for start in (0, 4))
    raw = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert set(raw[:, 0]) == {2}
    return np.cumsum(raw[:, 1:], axis=0, dtype=np.uint8).reshape(height, width, 3)


@settings(max_examples=30)
@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_pixels_survive_being_written_as_png(width: int, height: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    assert np.array_equal(decoded(png(pixels)), pixels)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_picture_is_dark_quiet_and_has_something_on_it(name: str) -> None:
    pixels = decoded(fallback_png(name, 120, 160))
    assert pixels.shape == (160, 120, 3)
    assert pixels.max() < 160
    assert np.ptp(pixels.astype(int), axis=1).max() > 30


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_picture_is_well_formed_svg_without_script(name: str) -> None:
    root = ET.fromstring(fallback_svg(name, 640, 360))
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    known = {"svg", "defs", "linearGradient", "stop", "rect", "circle", "path"}
    assert tags <= known
    assert root.get("viewBox", "").split()[2:] == ["177.778", "100"]


@pytest.mark.parametrize(
    ("name", "size"), [("poster", "300x450"), ("art-live-full", "640x360"), ("user", "100x100")]
)
def test_a_picture_comes_in_the_shape_of_its_sort(name: str, size: str) -> None:
    picture = fallback_picture(name)
    root = ET.fromstring(picture.content)
    assert picture.content_type == "image/svg+xml"
    assert f"{root.get('width')}x{root.get('height')}" == size


def test_there_are_the_names_programs_ask_for() -> None:
    assert {"poster", "cover", "art", "poster-live", "art-live", "art-live-full", "user"} <= NAMES
    for draw in (lambda: fallback_picture("x"), lambda: fallback_png("x", 1, 1)):
        with pytest.raises(InputError):
            draw()
