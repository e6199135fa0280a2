"""Drawn pictures: any size, always the same, cheap to keep."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from tests.fakes.plex import FakePlex
from watchkeeper.demo.posters import gallery as gallery_module
from watchkeeper.demo.posters.canvas import Canvas, encode_png
from watchkeeper.demo.posters.gallery import Gallery
from watchkeeper.demo.posters.glyphs import GLYPHS
from watchkeeper.demo.posters.lettering import Setting, fit, shape, text_width, wrap, write


@pytest.fixture(scope="module")
def fake() -> FakePlex:
    return FakePlex()


@pytest.fixture
def gallery(fake: FakePlex) -> Gallery:
    return Gallery(fake.plex.catalogue, fake.world.people)


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("size", [(1, 1), (40, 60), (300, 450), (97, 31)])
@pytest.mark.parametrize("kind", ["thumb", "art"])
def test_every_kind_of_item_has_pictures_of_any_size(
    fake: FakePlex, gallery: Gallery, kind: str, size: tuple[int, int]
) -> None:
    for item in {item.type: item for item in fake.plex.catalogue.everything()}.values():
        png = gallery.picture(item.rating_key, kind, size)
        assert png is not None
        assert png.startswith(b"\x89PNG")
        assert size_of(png) == size


def test_a_picture_is_the_same_in_every_process(fake: FakePlex) -> None:
    key = fake.film().rating_key
    first, second = (Gallery(fake.plex.catalogue, fake.world.people) for _ in range(2))
    assert first.picture(key, "thumb", (60, 90)) == second.picture(key, "thumb", (60, 90))


def test_films_look_different(fake: FakePlex, gallery: Gallery) -> None:
    films = fake.plex.catalogue.of_type(1, "movie")
    pictures = {gallery.picture(film.rating_key, "thumb", (30, 45)) for film in films}
    assert len(pictures) == len(films)


def test_a_track_shows_the_cover_of_its_album(fake: FakePlex, gallery: Gallery) -> None:
    track = fake.track()
    album = track.parent_key or 0
    size = (50, 50)
    assert gallery.picture(track.rating_key, "thumb", size) == gallery.picture(album, "thumb", size)


def test_a_missing_item_has_no_picture(gallery: Gallery) -> None:
    assert gallery.picture(999_999, "thumb", (10, 10)) is None
    assert gallery.channel("unknown", (10, 10)) is None


def test_the_memory_for_pictures_is_bounded(
    fake: FakePlex, gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery_module, "KEPT_BYTES", 20_000)
    for film in fake.plex.catalogue.of_type(1, "movie"):
        gallery.picture(film.rating_key, "thumb", (40, 60))
    assert sum(map(len, gallery._kept.values())) == gallery._kept_bytes <= 20_000


def test_a_png_holds_the_very_pixels() -> None:
    pixels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3) * 13
    content = encode_png(pixels)
    start = content.index(b"IDAT")
    (length,) = struct.unpack(">I", content[start - 4 : start])
    raw = zlib.decompress(content[start + 4 : start + 4 + length])
    rows = np.frombuffer(raw, np.uint8).reshape(2, 10)
    assert (rows[:, 0] == 1).all()
    undone = np.cumsum(rows[:, 1:].reshape(2, 3, 3), axis=1, dtype=np.uint8)
    assert (undone == pixels).all()


@pytest.mark.parametrize("letter", [*GLYPHS, "Å", "É", "Ñ", "Ö", "ń", "字"])
def test_every_letter_has_a_shape(letter: str) -> None:
    assert shape(letter.upper()).width >= 0


def test_a_letter_leaves_ink_where_it_is_written() -> None:
    canvas = Canvas(100, 40)
    write(canvas, ["Hi"], Setting(left=0.5, top=0.1, height=0.2, paint=(1.0, 1.0, 1.0)))
    assert canvas.pixels[12:28, 40:60].max() > 0.9
    assert canvas.pixels[:, :20].max() == 0


def test_a_title_is_split_into_lines_of_similar_width() -> None:
    assert wrap("Paper Boats Over Lisbon", 2) == ["Paper Boats", "Over Lisbon"]
    assert wrap("Marzipan", 3) == ["Marzipan"]


@pytest.mark.parametrize("title", ["Ash", "The Cartographer's Son", "Small Gods of the Motorway"])
def test_a_title_fits_its_box(title: str) -> None:
    lines, height = fit(title, 0.8, 0.4, 0.15)
    assert 0 < height <= 0.15
    assert max(map(text_width, lines)) * height / 8 <= 0.8
    assert " ".join(lines) == title


async def test_the_photo_transcoder_answers_for_every_known_path(fake: FakePlex) -> None:
    film = fake.film()
    channel = fake.plex.catalogue.channels[0]
    paths = [
        film.thumb,
        film.art,
        f"/library/parts/{film.media[0].part_id}/indexes/sd/60000",
        f"/livetv/channels/{channel.identifier}/thumb",
        "/library/sections/1/composite/1",
        "/:/resources/movie.png",
        "/:/resources/show-fanart.jpg",
        f"http://127.0.0.1:32400{film.thumb}?X-Plex-Token=x",
    ]
    async with fake.client() as client:
        for path in paths:
            query = {"url": path, "width": "40", "height": "60"}
            reply = await client.get("/photo/:/transcode", params=query)
            assert reply.headers["content-type"] == "image/png", path
            assert size_of(reply.content) == (40, 60)
        raw = await client.get(film.thumb)
        missing = await client.get("/photo/:/transcode?url=/etc/passwd")
        avatar = await client.get(f"/plextv/users/{fake.plex.owner.uuid}/avatar")
    assert size_of(raw.content) == (400, 600)
    assert missing.status_code == 404
    assert size_of(avatar.content) == (200, 200)
