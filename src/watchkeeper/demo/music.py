"""Artists with albums and tracks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from watchkeeper.demo import words
from watchkeeper.demo.items import Item
from watchkeeper.demo.making import Maker


def make_music(maker: Maker, section_id: int) -> list[Item]:
    """The artists of the library, each followed by the albums and their tracks."""
    count = maker.count(78)
    return [item for number in range(count) for item in _artist(maker, section_id, number)]


def _artist(maker: Maker, section_id: int, number: int) -> Iterator[Item]:
    random, writer = maker.random, maker.writer
    added_at = maker.added_at()
    artist = Item(
        rating_key=maker.rating_key(),
        type="artist",
        section_id=section_id,
        title=writer.artist_name(number),
        guid=f"plex://artist/{writer.hexadecimal(24)}",
        added_at=added_at,
        updated_at=added_at + random.randint(60, 900),
        summary=f"Playing small rooms in {random.choice(words.PLACES)} for years.",
        genres=tuple(random.sample(words.MUSIC_GENRES, 2)),
        countries=(random.choice(words.COUNTRIES),),
        external_ids=(f"mbid://{writer.hexadecimal(32)}",),
    )
    yield artist
    year = random.randint(1971, maker.this_year - 4)
    for _ in range(random.choice((1, 2, 2, 3, 4))):
        yield from _album(maker, artist, min(year, maker.this_year))
        year += random.randint(1, 3)


def _album(maker: Maker, artist: Item, year: int) -> Iterator[Item]:
    random, writer = maker.random, maker.writer
    album = replace(
        artist,
        rating_key=maker.rating_key(),
        type="album",
        title=writer.album_title(),
        guid=f"plex://album/{writer.hexadecimal(24)}",
        parent_key=artist.rating_key,
        index=1,
        year=year,
        originally_available_at=maker.released_on(year),
        summary="",
        studio=random.choice(words.LABELS),
        rating=maker.score(),
        external_ids=(f"mbid://{writer.hexadecimal(32)}",),
    )
    yield album
    lossless = random.random() < 0.6
    for number, title in enumerate(writer.track_titles(random.randint(8, 13)), start=1):
        duration = random.randint(128_000, 372_000)
        path = f"/media/music/{artist.title}/{album.title}/{number:02d} - {title}"
        yield replace(
            album,
            rating_key=maker.rating_key(),
            type="track",
            title=title,
            guid=f"plex://track/{writer.hexadecimal(24)}",
            parent_key=album.rating_key,
            grandparent_key=artist.rating_key,
            index=number,
            parent_index=1,
            originally_available_at="",
            studio="",
            duration=duration,
            original_title=f"{artist.title} & {writer.person()}" if random.random() < 0.05 else "",
            media=(maker.files.music(path, duration, lossless=lossless),),
            external_ids=(),
        )
