"""Photo albums, and trailers that belong to films."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from watchkeeper.demo import words
from watchkeeper.demo.files import PICTURES
from watchkeeper.demo.items import Item
from watchkeeper.demo.making import Maker


def make_photos(maker: Maker, section_id: int) -> list[Item]:
    """A few holiday albums with their photos."""
    items: list[Item] = []
    for place in words.PLACES[: maker.count(9)]:
        added_at = maker.added_at()
        album = Item(
            rating_key=maker.rating_key(),
            type="photoalbum",
            section_id=section_id,
            title=f"{place} {maker.random.randint(maker.this_year - 6, maker.this_year)}",
            guid=f"local://{maker.writer.hexadecimal(8)}",
            added_at=added_at,
            updated_at=added_at,
        )
        items.append(album)
        items.extend(
            _photo(maker, album, number) for number in range(1, maker.random.randint(6, 18))
        )
    return items


def _photo(maker: Maker, album: Item, number: int) -> Item:
    title = f"IMG_{maker.random.randint(1000, 9999)}"
    return replace(
        album,
        rating_key=maker.rating_key(),
        type="photo",
        title=title,
        guid=f"local://{maker.writer.hexadecimal(8)}",
        parent_key=album.rating_key,
        index=number,
        media=(maker.files.photo(f"/media/photos/{album.title}/{title}"),),
    )


def make_trailers(maker: Maker, films: Iterable[Item]) -> list[Item]:
    """A trailer for each of the films; trailers belong to no library."""
    return [_trailer(maker, film) for film in films]


def _trailer(maker: Maker, film: Item) -> Item:
    duration = maker.random.randint(90_000, 150_000)
    path = f"/media/movies/{film.title} ({film.year})/{film.title}-trailer"
    return Item(
        rating_key=maker.rating_key(),
        type="clip",
        section_id=None,
        title=f"{film.title}: Official Trailer",
        guid=f"iva://api.internetvideoarchive.com/{maker.random.randint(1000, 999_999)}",
        added_at=film.added_at,
        updated_at=film.updated_at,
        year=film.year,
        duration=duration,
        media=(maker.files.video(path, duration, PICTURES["720"]),),
        extra_type=1,
        subtype="trailer",
    )
